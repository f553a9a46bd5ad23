"""A way told as a story: dated steps, who does what by which clause, and what changes because of it (Q3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from foedus.accord.model import Accord
from foedus.accord.reading_words import listed
from foedus.basics.instant import Instant
from foedus.procedure.consents import rests_for
from foedus.procedure.event_words import capital
from foedus.procedure.events import CaseMoved, ConsentGone, Event
from foedus.procedure.machine import advance, step
from foedus.procedure.moves import Challenging, Found
from foedus.procedure.state import Case, Stage, State
from foedus.prove.conduct import Deed
from foedus.prove.game import Act
from foedus.prove.inquiry import Inquiry
from foedus.prove.plots import Plot
from foedus.prove.roles import MemberClass
from foedus.prove.sheet_words import span, stretch
from foedus.prove.story_words import (
    Telling,
    among_words,
    deed_words,
    found_words,
    grade_words,
    silence_rule,
    silence_words,
    votes_words,
    who_words,
)


class Mark(StrEnum):
    """What sort of step it is."""

    FOUND = "found"
    """A breach is found."""
    DEED = "deed"
    """Somebody does something."""
    SILENCE = "silence"
    """Somebody did nothing until the limit."""
    TIME = "time"
    """Something comes by itself."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. lane: the title of the class that it is about, "" for none. who: "" where nobody does anything; among:
    the same where the lane says already of which body they are. clause: `Article 4`, `Article 4: silence is assent`.
    changes: sentences, none where nothing changed."""

    at: Instant
    mark: Mark
    lane: str
    who: str
    among: str
    does: str
    clause: str
    changes: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Who does what, by which clause."""
        return f"{capital(f'{self.who} {self.does}'.strip())}{self._by}."

    @property
    def in_lane(self) -> str:
        """The same in the lane of who does it."""
        return capital(f"{self.among} {self.does}".strip()) + self._by

    @property
    def _by(self) -> str:
        return f" ({self.clause})" if self.clause else ""


@dataclass(frozen=True, slots=True)
class Lane:
    """A class that does something in the story. about: who they are, in a few words."""

    title: str
    about: str


@dataclass(frozen=True, slots=True)
class Story:
    """All of it. name: short, for a file. supposed: what is taken as given. end: how it ends, a sentence or two."""

    name: str
    title: str
    accord: str
    zone: str
    supposed: str
    lanes: tuple[Lane, ...]
    steps: tuple[Step, ...]
    end: str


def story(accord: Accord, inquiry: Inquiry, plot: Plot) -> Story:
    """The story of a way that was found for a guarantee."""
    steps = tuple(_Teller(accord, inquiry, plot).steps())
    used = {each.lane for each in steps}
    lanes = tuple(_lane(accord, inquiry, each) for each in inquiry.classes if each.title in used)
    supposed = f"Supposed: all consents are deposited before it begins. Times of {accord.time_zone}."
    end = _end(accord, inquiry, plot)
    return Story(plot.name, plot.title, accord.name, accord.time_zone, supposed, lanes, steps, end)


def _lane(accord: Accord, inquiry: Inquiry, each: MemberClass) -> Lane:
    if len(each.members) == 1:
        title = next((p.title for p in accord.parties if p.name == each.title), "")
        return Lane(each.title, title if title != each.title else "")
    whole = len(dict(inquiry.procedure.groups).get(each.title, each.members))
    few = len(each.members)
    return Lane(each.title, f"{few} members" if few == whole else f"{few} of its {whole} members")


# -- the states in between ---------------------------------------------------------------------------------------------


def states(inquiry: Inquiry, acts: tuple[Act, ...]) -> Iterator[tuple[State, Act]]:
    """Each act with the state just before it, by the machine."""
    state = inquiry.before(acts[0].at)
    for act in acts:
        yield state, act
        state = advance(inquiry.procedure, state, act.at).state
        for move in act.moves:
            state = step(inquiry.procedure, state, act.at, move).state


class _Teller:
    """The owner of what one telling has said so far: who has acted in which stage of which case."""

    def __init__(self, accord: Accord, inquiry: Inquiry, plot: Plot) -> None:
        self._inquiry, self._plot = inquiry, plot
        self._asked = len(plot.way.end.cases)
        several = self._asked > 1
        self._telling = Telling(inquiry.procedure, inquiry.guarantee, accord.time_zone, several)
        self._acted: set[tuple[str, int, Stage | None]] = set()

    def steps(self) -> Iterator[Step]:
        for state, act in states(self._inquiry, self._plot.way.acts):
            if act.deed is not None:
                yield self._deed(state, act, act.deed)
            elif act.moves:
                yield self._found(state, act)
            else:
                for at, events in groupby(act.events, key=lambda e: e.at):
                    told = list(events)
                    yield self._passed(state, at, told)
                    state = _moved(state, told)

    def _class(self, name: str) -> MemberClass:
        return self._inquiry.classes[self._inquiry.board.class_of[name]]

    def _changes(self, state: State, events: list[Event] | tuple[Event, ...]) -> tuple[str, ...]:
        return tuple(said for said in (self._telling.changes(e, state) for e in events) if said)

    def _found(self, state: State, act: Act) -> Step:
        move = act.moves[0]
        assert isinstance(move, Found), "only a finding moves without a deed"
        breach = move.breach
        # Whether the breach of the beneficiary was one makes no difference to what rests on it.
        true = self._plot.true if act.case == self._asked else None
        each = self._class(breach.party)
        return Step(
            act.at, Mark.FOUND, each.title, breach.party, "", found_words(breach, true), "",
            self._changes(state, act.events),
        )  # fmt: skip

    def _deed(self, state: State, act: Act, deed: Deed) -> Step:
        case, each = state.case(act.case), self._class(act.who[0])
        key = (each.title, act.case, case.stage if case else None)
        again = key in self._acted
        self._acted.add(key)
        if isinstance(act.moves[0], Challenging) and case is not None:
            case = replace(case, ground=act.moves[0].ground)
        does = deed_words(deed, len(act.who) > 1, case, self._inquiry.guarantee)
        changes = self._changes(state, act.events) or self._tally(case, deed, len(act.who))
        return Step(
            act.at, Mark.DEED, each.title, who_words(each, act.who, again), among_words(each, act.who, again), does,
            self._clause(case, deed), changes,
        )  # fmt: skip

    def _tally(self, case: Case | None, deed: Deed, more: int) -> tuple[str, ...]:
        """How far it has come that so many do a thing of which more would decide."""
        ruling = self._inquiry.procedure.ruling
        if case is None:
            return ()
        if deed is Deed.ATTEST_CURE:
            before = len(case.made_good)
        else:
            before = sum(v.favours is (deed in (Deed.VOTE_FOR, Deed.UPHOLD)) for v in case.votes)
        if deed in (Deed.UPHOLD, Deed.REJECT) and ruling is not None:
            quorum = ruling.quorum
        else:
            rule = self._inquiry.procedure.certification_of(case.breach.grade)
            assert rule is not None, "only what somebody certifies opens a case"
            quorum = rule.quorum if deed is not Deed.VOTE_AGAINST else len(rule.members) - rule.quorum + 1
        return (votes_words(before + more, quorum),)

    def _clause(self, case: Case | None, deed: Deed) -> str:
        procedure = self._inquiry.procedure
        if case is None:
            return f"Article {self._inquiry.guarantee.article}"
        if deed in (Deed.UPHOLD, Deed.REJECT) and procedure.ruling is not None:
            return f"Article {procedure.ruling.article}"
        rule = procedure.certification_of(case.breach.grade)
        return f"Article {rule.article}" if rule is not None else ""

    def _passed(self, state: State, at: Instant, events: list[Event]) -> Step:
        """What came by itself: a limit that was let go, a consent that ended, the end of the time in force."""
        changes = self._changes(state, events)
        gone = [e.guarantor for e in events if isinstance(e, ConsentGone)]
        moved = next((e for e in events if isinstance(e, CaseMoved)), None)
        case = state.case(moved.case) if moved is not None else None
        if case is not None:
            return self._silence(at, case, changes)
        if gone:
            return self._gone(state, at, gone, tuple(c for c in changes if "The consent of" not in c))
        return Step(at, Mark.TIME, "", "", "", "time passes", "", changes)

    def _gone(self, state: State, at: Instant, names: list[str], changes: tuple[str, ...]) -> Step:
        each = self._class(names[0])
        given = any(d.goes_at for g in state.guarantees for d in g.deposits if d.guarantor in names)
        why = "the notice is over" if given else "the time of the deposit is over"
        does = "has taken its consent back" if len(names) == 1 else "have taken their consent back"
        clause = f"Article {self._inquiry.guarantee.article}"
        return Step(
            at, Mark.TIME, each.title, f"{why}: {who_words(each, names, False)}",
            f"{why}: {among_words(each, names, False)}".removesuffix(": "), does, clause, changes,
        )  # fmt: skip

    def _silence(self, at: Instant, case: Case, changes: tuple[str, ...]) -> Step:
        procedure = self._inquiry.procedure
        rule = procedure.certification_of(case.breach.grade)
        assert rule is not None, "only what somebody certifies opens a case"
        if case.stage is Stage.ATTESTING:
            who, lane = rule.body, self._lane_of(rule.body, rule.members)
        elif case.stage is Stage.CHALLENGED and procedure.ruling is not None:
            who, lane = procedure.ruling.body, self._lane_of(procedure.ruling.body, procedure.ruling.members)
        else:
            who, lane = case.breach.party, self._class(case.breach.party).title
        clause = silence_rule(procedure, rule, case.stage)
        return Step(at, Mark.SILENCE, lane, who, "", silence_words(case.stage), clause, changes)

    def _lane_of(self, body: str, members: tuple[str, ...]) -> str:
        """The lane of a whole body: its own, or where its members stand in several that of the most."""
        titles = Counter(self._class(name).title for name in members)
        return body if body in titles else max(titles, key=lambda title: titles[title])


def _moved(state: State, events: list[Event]) -> State:
    """The state as far as telling the next events needs it: the stages of the cases."""
    for event in events:
        case = state.case(event.case) if isinstance(event, CaseMoved) else None
        if isinstance(event, CaseMoved) and case is not None:
            put = replace(case, stage=event.stage, due=event.due)
            cases = (*state.cases[: case.number - 1], put, *state.cases[case.number :])
            state = replace(state, cases=cases)
    return state


# -- the end -----------------------------------------------------------------------------------------------------------


def _end(accord: Accord, inquiry: Inquiry, plot: Plot) -> str:
    standing, case = plot.way.end.guarantee(inquiry.guarantee.name), plot.way.end.cases[-1]
    assert standing is not None, "asked of this guarantee"
    if plot.way.stuck:
        return _for_ever(inquiry, plot, case)
    if standing.awarded_at is not None:
        if not plot.true:
            return "So the award has come, and there was no breach."
        took = span(case.opened_at, standing.awarded_at, accord.time_zone)
        took = took if took == "at once" else f"{took} after the breach was found"
        late = f", {stretch(plot.late_by)} later than is required" if plot.late_by else ""
        return f"So the award comes {took}{late}."
    breach = f"{grade_words(case.breach)} by {case.breach.party}"
    if case.stage is Stage.CERTIFIED:
        return f"So {breach} is certified, and there is no award."
    return f"So {breach} stays without an award." if plot.true else "So there is no award."


def _for_ever(inquiry: Inquiry, plot: Plot, case: Case) -> str:
    cause = rests_for(inquiry.guarantee, plot.way.end) if case.waiting else None
    if cause is None:
        return "And so it waits for ever: nobody must do anything more, and no limit runs."
    titles = listed(sorted({inquiry.classes[inquiry.board.class_of[n]].title for n in plot.helps}))
    ends = f" Only {titles} could end that, by attesting that the breach is made good." if titles else ""
    return (
        f"And so the award waits for ever: nobody must say whether the breach by {cause.breach.party} is made good, "
        f"and no limit runs.{ends}"
    )
