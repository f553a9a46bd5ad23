"""A story as an exercise: a scenario and invented reports, which `foedus exercise` plays to the same end (Q3).

It is made by playing it: each line is tried in a registry of its own, so that what is written is known to go through.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from foedus.accord.model import Accord, Measure, Modality, Norm
from foedus.accord.read_accord import ReadAccord
from foedus.basics.instant import DAY, HOUR, MINUTE, Instant, shifted, to_datetime
from foedus.basics.problem import Problem
from foedus.basics.wrapping import wrapped
from foedus.cli.story_problems import cannot_be_shown, ends_otherwise, refused
from foedus.ledger.keys import SeedSigner
from foedus.procedure.moves import Challenging, Found
from foedus.procedure.path_words import moment
from foedus.procedure.state import Breach, Case, State
from foedus.prove.conduct import Deed
from foedus.prove.game import Act
from foedus.prove.inquiry import Inquiry
from foedus.prove.plots import Plot
from foedus.prove.sheet_words import stretch
from foedus.prove.story import states, story
from foedus.report.read_foedus import FOEDUS_REPORTS
from foedus.report.read_reports import Tabled, as_table, read_table
from foedus.watch.acts import REGISTRY
from foedus.watch.acts import Act as Logged
from foedus.watch.acts import Kind as LoggedKind
from foedus.watch.handing import Handed
from foedus.watch.keyring import Keyring
from foedus.watch.registry import Registry
from foedus.watch.rehearsal import Rehearsal, seed_of
from foedus.watch.scenario import Line, Scenario, read_scenario
from foedus.watch.signing import key_of, signed_by
from foedus.watch.supposing import MOST_OUTLETS, Plan, Supposer, as_file

_MORE = (0, 1, 2, 3, 5, 8)
"""So many incidents more than are asked for are tried; with many, few doubts about each add up."""
_LONGEST_WAIT = 400
"""So many clocks of duties are looked at until a missed one opens its case."""
_WORDS = {
    Deed.VOTE_FOR: "attest{s} for", Deed.VOTE_AGAINST: "attest{s} against", Deed.ATTEST_CURE: "attest{s} the cure",
    Deed.WAIVE: "waive{s}", Deed.UPHOLD: "uphold{s}", Deed.REJECT: "reject{s}",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Exercise:
    """A scenario as text, and the files of reports beside it, by path. later: microseconds by which its breach is found
    later than in the story."""

    name: str
    text: str
    reports: tuple[tuple[str, str], ...]
    later: int


def exercise_of(found: ReadAccord, inquiry: Inquiry, plot: Plot, accord_path: str) -> Exercise | Problem:
    """The exercise of a story. accord_path: of the accord, as seen from the folder of the exercise.

    Errors: X0010, if no reports show the breach; X0011, if it would not end as the story does.
    """
    assert found.accord is not None and found.zones is not None, "proved before"
    director = _Director(found, inquiry, plot, accord_path)
    fault = director.opened() or director.played() or director.compared()
    return fault if fault is not None else director.written(found.accord)


@dataclass
class _Director:
    """The owner of one exercise while it is made: the registry that it is tried in, its lines and files so far."""

    found: ReadAccord
    inquiry: Inquiry
    plot: Plot
    accord_path: str
    lines: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    cases: dict[int, int] = field(default_factory=dict)
    later: int = 0

    def __post_init__(self) -> None:
        accord, zones = self.found.accord, self.found.zones
        assert accord is not None and zones is not None
        self.accord: Accord = accord
        self.now: Instant = min(self.plot.way.acts[0].at, accord.in_force_from) - DAY
        self.supposer = Supposer(accord, zones)
        self.registry = Registry(accord, zones)
        scenario = Scenario(self.plot.title, self.accord_path, self.plot.name, (), ())
        keeper = SeedSigner(REGISTRY, seed_of(scenario, REGISTRY))
        act = Logged(
            accord.digest, REGISTRY, LoggedKind.OPENING, accord.digest, {}, 1, self.now, self.now + DAY
        )  # fmt: skip
        opened = self.registry.opened(
            signed_by(act, keeper), self.now, Keyring().with_key(REGISTRY, key_of(keeper))
        )  # fmt: skip
        self.rehearsal = Rehearsal(scenario, self.registry, opened.world, self._read)
        self.owed = _owed(accord, self._guilty())

    @property
    def state(self) -> State:
        """Where the procedure of the exercise stands."""
        return self.rehearsal.world.state

    # -- lines ---------------------------------------------------------------------------------------------------------

    def _read(self, name: str, _mapping: str, at: Instant) -> Handed | Problem:
        source = Tabled(as_table(self.files[name], name), FOEDUS_REPORTS, name, (), ())
        read = read_table(source, source.table, now=at)
        assert not read.refused and not read.problems, "what is written here can be read"
        return Handed(read.reports, read.acts)

    def _line(self, at: Instant, words: str) -> tuple[str, Line]:
        text = f"{to_datetime(at, self.accord.time_zone):%Y-%m-%d %H:%M}  {words}"
        scenario, problems = read_scenario(f'exercise "{self.plot.name}"\naccord x\n{text}\n', "")
        assert scenario is not None, [p.what for p in problems]
        return text, scenario.lines[0]

    def _play(self, at: Instant, words: str, why: str = "") -> Problem | None:
        """Play a line and keep it; the problem, if it is refused. why: a comment behind it."""
        text, line = self._line(at, words)
        for played in self.rehearsal.play_line(line):
            if isinstance(played.done, Problem):
                return refused(self.plot.title, text, played.done)
        self.lines.append(f"{text}  # {why}" if why else text)
        self.now = at
        return None

    def opened(self) -> Problem | None:
        """Everybody enrols, all consents are deposited."""
        for _ in self.rehearsal.enrol_all(self._line(self.now, "time passes")[1]):
            pass
        for rule in self.inquiry.procedure.guarantees:
            members = dict(self.inquiry.procedure.groups)
            had = set[str]()
            for consent in rule.consents:
                some = members.get(consent.of, ())
                besides = [name for name in some if name in had]
                left_out = f" except {_names(besides)}" if besides else ""
                if set(some) - had:
                    fault = self._play(
                        self.now, f"every member of {consent.of}{left_out} deposits under Article {rule.name}"
                    )
                    if fault is not None:
                        return fault
                had |= set(some)
        return None

    # -- the way -------------------------------------------------------------------------------------------------------

    def played(self) -> Problem | None:
        """The acts of the way, one after the other."""
        acts = self.plot.way.acts
        self.now = acts[0].at
        for state, act in states(self.inquiry, acts):
            at = self._when(state, act)
            if act.deed is None and act.moves:
                move = act.moves[0]
                assert isinstance(move, Found), "only a finding moves without a deed"
                fault = self._find(at, act.case, move.breach)
                self.later = self.now - act.at
            elif act.deed is not None:
                fault = self._until(at) or self._play(at, self._deed(act, act.deed))
            else:
                fault = self._until(at)
                if fault is None and act.events:
                    fault = self._play(at, "time passes")
                self.now = at
            if fault is not None:
                return fault
        return None

    def _when(self, state: State, act: Act) -> Instant:
        """When an act comes in the exercise: at the same limit, or just after it, or at once."""
        if act.at == state.at:
            return self.now
        # Limits of one instant in the story can lie apart here: "in time" is by the first, "after" by the last.
        limits = [(limit, own // MINUTE * MINUTE) for limit, own in self._limits(state) if own is not None]
        over = [own + MINUTE for limit, own in limits if act.at == limit + MINUTE]
        in_time = [own for limit, own in limits if act.at == limit]
        if over or in_time:
            return max(max(over) if over else min(in_time), self.now)
        return self.now + act.at - state.at

    def _limits(self, state: State) -> list[tuple[Instant, Instant | None]]:
        """Each limit of the story with that of the exercise."""
        found: list[tuple[Instant, Instant | None]] = []
        for case in state.cases:
            own = self.state.case(self.cases.get(case.number, 0))
            if case.due is not None:
                found.append((case.due, own.due if own else None))
        for standing in state.guarantees:
            other = self.state.guarantee(standing.name)
            for deposit in standing.deposits:
                given = other.deposit_of(deposit.guarantor) if other else None
                if deposit.goes_at is not None:
                    found.append((deposit.goes_at, given.goes_at if given else None))
                if deposit.valid_until is not None:
                    found.append((deposit.valid_until, given.valid_until if given else None))
        return found

    def _deed(self, act: Act, deed: Deed) -> str:
        who, several = _names(act.who), len(act.who) > 1
        if deed is Deed.WITHDRAW:
            return f"{who} withdraw{'' if several else 's'} under Article {self.inquiry.guarantee.name}"
        case = f" in case {self.cases.get(act.case, act.case)}"
        move = act.moves[0]
        if isinstance(move, Challenging):
            return f"{who} challenge{'' if several else 's'} for {move.ground}{case}"
        return f"{who} {_WORDS[deed].format(s='' if several else 's')}{case}"

    # -- a breach ------------------------------------------------------------------------------------------------------

    def _guilty(self) -> set[tuple[str, str]]:
        """(norm, party) of all that is breached in the story, what calls it up included."""
        moves = [move for act in self.plot.way.acts for move in act.moves if isinstance(move, Found)]
        return {(norm.address, m.breach.party) for m in moves for norm in _chain(self.accord, m.breach)}

    def _find(self, at: Instant, number: int, breach: Breach) -> Problem | None:
        """Bring a finding about, so that its case opens."""
        chain = _chain(self.accord, breach)
        self.now = at
        for norm in chain:
            last = norm is chain[-1]
            if norm.modality is Modality.MUST:
                fault = self._look(norm) or (self._wait(breach) if last else None)
            else:
                grade = breach.grade if last else norm.conditions[0].grade
                fault = self._happen(norm, grade, breach, last)
            if fault is not None:
                return fault
        case = self._opened(self.state, breach)
        assert case, "looked for before"
        self.cases[number] = case
        return None

    def _opened(self, state: State, breach: Breach) -> int:
        """The number of the case that has opened about a breach; 0 while there is none."""
        known = self.cases.values()
        return next((c.number for c in state.cases if c.breach == breach and c.number not in known), 0)

    def _happen(self, norm: Norm, grade: str, breach: Breach, last: bool) -> Problem | None:
        """Invent reports, more and more of them, until they show it."""
        least, tried = max(2, self.accord.evidence.confirmation.origins), ""
        for more in _MORE:
            for condition, made in self.supposer.plans(norm, grade, more):
                for origins in range(least, min(least + 3, MOST_OUTLETS) + 1):
                    shown = self._shown(norm, breach, last, made, origins)
                    if isinstance(shown, Problem):
                        return shown
                    if shown:
                        return None
                tried = condition.address
        return cannot_be_shown(self.plot.title, breach, norm, tried)

    def _shown(self, norm: Norm, breach: Breach, last: bool, made: Plan, origins: int) -> Problem | bool:
        """Whether the reports of a plan show a breach. If so they are kept; else it is as if nothing had been tried."""
        start, free = self.supposer.begins(made, self.now - 2 * HOUR), self.supposer.free_from(norm)
        if start < free:
            start = self.supposer.begins(made, free + made.lasts + (DAY if made.whole_days else 0))
        at = max(self.now, -(-(start + made.lasts + 2 * HOUR) // HOUR) * HOUR)
        fault = self._until(at)
        if fault is not None:
            return fault
        world, lines, now = self.rehearsal.world, len(self.lines), self.now
        name = self._file(as_file(self.supposer.happen(norm, breach.party, made, start, origins)))
        why = f"they show a breach of Article {norm.address} by {breach.party}"
        fault = self._play(at, f"reports from {name}", why)
        if fault is None and (self._opened(self.state, breach) if last else self._stands(norm, breach)):
            return True
        self.rehearsal.world, self.now = world, now
        del self.files[name], self.lines[lines:]
        return False

    def _stands(self, norm: Norm, breach: Breach) -> bool:
        look = self.rehearsal.world.look
        return look is not None and any(
            f.norm == norm.address and f.party == breach.party and f.truth == "breached"
            for f in look.evaluation.findings
        )

    def _look(self, norm: Norm) -> Problem | None:
        """Somebody looks whether a duty is done; else nobody could tell that it was not (F6a)."""
        at = max(self.now, self.accord.in_force_from + HOUR)
        looked = [self.supposer.looked(norm, at - 20 * MINUTE)]
        return self._until(at) or self._hand_in(at, looked, f"somebody looks whether Article {norm.address} is kept")

    def _wait(self, breach: Breach) -> Problem | None:
        """Let the clock run until it opens the case of a missed duty."""
        at = self.now
        for _ in range(_LONGEST_WAIT):
            after, _outcomes = self.registry.passed(self.rehearsal.world, at)
            if self._opened(after.state, breach):
                return self._play(at, "time passes")
            clocks = [c for c in after.look.clocks if c > at] if after.look is not None else []
            if not clocks:
                break
            at = -(-clocks[0] // MINUTE) * MINUTE
            fault = self._until(at)
            if fault is not None:
                return fault
        return cannot_be_shown(self.plot.title, breach, _chain(self.accord, breach)[-1], "")

    def _until(self, at: Instant) -> Problem | None:
        """What others owe by then they do in time, and it is reported."""
        while self.owed and self.owed[0][0] <= at:
            due = max(self.owed[0][0], self.now)
            told = [
                report for when, norm, party in self.owed if when <= due
                for report in self.supposer.done(norm, party, due - 20 * MINUTE)
            ]  # fmt: skip
            self.owed = [each for each in self.owed if each[0] > due]
            fault = self._hand_in(due, told, "what the others owe is done in time")
            if fault is not None:
                return fault
        return None

    def _hand_in(self, at: Instant, reports: list[dict[str, object]], why: str) -> Problem | None:
        return self._play(at, f"reports from {self._file(as_file(reports))}", why)

    def _file(self, text: str) -> str:
        name = f"reports/{self.plot.name}-{len(self.files) + 1}.json"
        self.files[name] = text
        return name

    # -- the end -------------------------------------------------------------------------------------------------------

    def compared(self) -> Problem | None:
        """Whether the exercise ends as the story does."""
        wanted, end = self.plot.way.end, self.state
        for case in wanted.cases:
            own = end.case(self.cases[case.number])
            assert own is not None
            if _ended(own) != _ended(case):
                return ends_otherwise(self.plot.title, f"case {own.number} is {own.stage}, not {case.stage}")
        name = self.inquiry.guarantee.name
        ours, theirs = end.guarantee(name), wanted.guarantee(name)
        assert ours is not None and theirs is not None
        if (ours.awarded_at is None) is not (theirs.awarded_at is None):
            return ends_otherwise(self.plot.title, "there is an award in one and none in the other")
        if [d.guarantor for d in ours.deposits] != [d.guarantor for d in theirs.deposits]:
            return ends_otherwise(self.plot.title, "other consents are in")
        return None

    def written(self, accord: Accord) -> Exercise:
        """The whole text."""
        told, zone = story(accord, self.inquiry, self.plot), accord.time_zone
        says = [f"{told.title}. {told.end}", "An exercise made by `foedus prove`: nothing of this happened."]
        if self.later:
            way = next(a for a in reversed(self.plot.way.acts) if a.deed is None and a.moves)
            when = moment(way.at + self.later, zone)
            says.append(
                f"Here the breach is found on {when}, since reports or a deadline must show it first; all that follows "
                f"comes {stretch(self.later)} later than in the story."
            )
        standing = self.state.guarantee(self.inquiry.guarantee.name)
        award = "award" if standing is not None and standing.awarded_at is not None else "no award"
        expects = [f"expect case {n} is {self.state.cases[n - 1].stage}" for n in self.cases.values()]
        title = told.title.replace('"', "'")
        text = [
            *(line for words in says for line in wrapped(words, "# ")), "",
            f'exercise "{title}"', f"accord {self.accord_path}", f'keys from "{self.plot.name}"', "",
            *self.lines, "", *expects, f"expect {award} of Article {self.inquiry.guarantee.name}", "",
        ]  # fmt: skip
        return Exercise(self.plot.name, "\n".join(text), tuple(self.files.items()), self.later)


def _ended(case: Case) -> tuple[object, ...]:
    """What of a case is compared: where it stands, what waits on it, whether it is certified and made good."""
    certified, made_good = case.certified_at is not None, case.made_good_at is not None
    return case.stage, case.breach, case.challenges, case.waiting, certified, made_good


def _names(names: list[str] | tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _chain(accord: Accord, breach: Breach) -> list[Norm]:
    """The norms that are breached one after the other: what called up the next one first."""
    norms = {norm.address: norm for norm in accord.norms}
    chain, address = list[Norm](), breach.norm
    while address in norms and norms[address] not in chain:
        chain.insert(0, norms[address])
        address = norms[address].failing
    return chain


def _owed(accord: Accord, guilty: set[tuple[str, str]]) -> list[tuple[Instant, Norm, str]]:
    """(when it is shown, which duty, whose) of all that is done in time, because the story says nothing of it."""
    found = []
    for norm in accord.norms:
        timed = any(c.measure is Measure.NOT_DONE for c in norm.conditions)
        if norm.modality is not Modality.MUST or norm.deadline is None or norm.failing or not timed:
            continue
        due = norm.deadline.by
        if due is None and norm.deadline.period is not None:
            due = shifted(accord.in_force_from, norm.deadline.period, accord.time_zone)
        assert due is not None, "a deadline has an instant or a period"
        at = max(min(due - DAY, due), accord.in_force_from + HOUR) // MINUTE * MINUTE
        found += [(at, norm, party) for party in accord.bound_by(norm) if (norm.address, party) not in guilty]
    return sorted(found, key=lambda each: (each[0], each[1].address, each[2]))
