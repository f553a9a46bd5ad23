"""What the plays of a proof certificate show together: each line under `require`, and the smallest coalitions (Q1-Q4).

Taken for granted, as the prover does: whoever is alike can stand for another (Q1a); breaches with the same time to cure
go one way; a larger coalition can what a smaller one can; something depends on an act only at the instants looked at
(a limit, just after it, when something else has just been done). All else is worked out here once more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import permutations, product
from typing import TypeAlias

from foedus.accord.model import Accord, Requirement, RequirementKind
from foedus.basics.instant import MINUTE, Instant
from foedus.procedure.compiling import compile_procedure
from foedus.procedure.machine import advance
from foedus.procedure.path_walk import armed
from foedus.procedure.rules import GuaranteeRule, Procedure
from foedus.procedure.state import Breach, State
from foedus.recheck.play import Asks, Question, Step, Table
from foedus.recheck.shown import Can, Cannot, NotShown, Sure, latest_award, show_can, show_sure

Play: TypeAlias = Cannot | Can | Sure
Kind: TypeAlias = frozenset[tuple[tuple[str, ...], int]]
"""So many of each class: which of them makes no difference."""


@dataclass(frozen=True, slots=True)
class Able:
    """A coalition that has a power; sure: whatever the others do."""

    names: frozenset[str]
    sure: bool


@dataclass(frozen=True, slots=True)
class Smallest:
    """Coalitions of which it is said that they have a power, and that none has that does not hold one of them."""

    asks: Asks
    beforehand: bool
    coalitions: tuple[Able, ...]


@dataclass(frozen=True, slots=True)
class Plays:
    """What a certificate holds about one guarantee."""

    guarantee: str
    plays: tuple[Play, ...]
    smallest: tuple[Smallest, ...]


@dataclass(frozen=True, slots=True)
class Certificate:
    """A proof certificate: of which accord, from when a breach is found, and the plays of each guarantee."""

    accord: str
    found_at: Instant
    guarantees: tuple[Plays, ...]


class Shows(StrEnum):
    """What a certificate shows about a requirement."""

    KEPT = "kept"
    FALSE = "false"
    NOTHING = "not shown"


@dataclass(frozen=True, slots=True)
class Checked:
    """One line of a guarantee. requirement: None for the smallest coalitions `of` an aim. why: of what is not shown."""

    guarantee: str
    requirement: Requirement | None
    of: Smallest | None
    shows: Shows
    why: str = ""


def check(accord: Accord, certificate: Certificate) -> tuple[Checked, ...]:
    """All that the certificate of a sound accord shows, each line of each guarantee in turn."""
    procedure, given = compile_procedure(accord), {plays.guarantee: plays for plays in certificate.guarantees}
    found: list[Checked] = []
    for guarantee in procedure.guarantees:
        breaches = breaches_of(accord, procedure, guarantee.grade, guarantee.by)
        if procedure.certification_of(guarantee.grade) is not None and breaches:
            plays = given.get(guarantee.name, Plays(guarantee.name, (), ()))
            found += _Checker(accord, procedure, guarantee, certificate.found_at, plays).checked()
    return tuple(found)


def breaches_of(accord: Accord, procedure: Procedure, grade: str, party: str) -> tuple[Breach, ...]:
    """The breaches of a grade that a party can commit: the first of those with the same time to cure."""
    rule, first = procedure.certification_of(grade), dict[object, Breach]()
    for norm in accord.norms:
        if party in accord.bound_by(norm) and any(condition.grade == grade for condition in norm.conditions):
            first.setdefault(rule.cure_of(norm.address) if rule else None, Breach(norm.address, grade, party))
    return tuple(first.values())


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a play begins. begins: when all consents are in and nothing has happened; steps: what has, until then."""

    begins: Instant
    steps: tuple[Step, ...] = ()


@dataclass
class _Checker:
    """One guarantee. Owns what its plays were found to show."""

    accord: Accord
    procedure: Procedure
    guarantee: GuaranteeRule
    found_at: Instant
    given: Plays
    _shown: dict[object, Instant | str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.table = Table(self.procedure, self.guarantee)
        self.breaches = breaches_of(self.accord, self.procedure, self.guarantee.grade, self.guarantee.by)
        self.counter = tuple(
            breach for party, grade in self.guarantee.rests_while if self.procedure.certification_of(grade)
            for breach in breaches_of(self.accord, self.procedure, grade, party)
        )  # fmt: skip
        names = [*self.procedure.parties, *(n for _, members in self.procedure.groups for n in members)]
        self.everybody = tuple(dict.fromkeys(name for name in names if self.table.alike(name)))
        self.plays: dict[tuple[type, Asks, Kind, Breach], list[Play]] = {}
        for play in self.given.plays:
            self.plays.setdefault(self._key(type(play), play.question), []).append(play)

    def _key(self, sort: type, question: Question) -> tuple[type, Asks, Kind, Breach]:
        return sort, question.asks, self._kind(question.names), question.breach

    def _kind(self, names: frozenset[str]) -> Kind:
        return frozenset(Counter(self.table.alike(name) for name in names).items())

    def _before(self, at: Instant) -> State:
        return replace(armed(self.procedure, at), at=at)

    def checked(self) -> Iterator[Checked]:
        """Each requirement, then the smallest coalitions."""
        name = self.guarantee.name
        for requirement in self.accord.requirements:
            try:
                yield Checked(name, requirement, None, self._requirement(requirement))
            except NotShown as why:
                yield Checked(name, requirement, None, Shows.NOTHING, str(why))
        said = {(each.asks, each.beforehand): each for each in self.given.smallest}
        for key in (*_SETS, *(each for each in said if each not in _SETS)):
            smallest = said.get(key)
            try:
                self._smallest(key, smallest)
                yield Checked(name, None, smallest, Shows.KEPT)
            except NotShown as why:
                yield Checked(name, None, smallest or Smallest(*key, ()), Shows.NOTHING, str(why))

    # -- requirements ----------------------------------------------------------------------------------------------

    def _requirement(self, asked: Requirement) -> Shows:
        if asked.grade and asked.grade != self.guarantee.grade:
            return Shows.KEPT  # it is of another guarantee, which a sound text has (A0397)
        match asked.kind:
            case RequirementKind.AWARD_WITHIN:
                return self._within(asked)
            case RequirementKind.EVERY_BREACH_ENDS:
                return self._ends()
            case _:
                asks, coalitions = self._coalitions(asked)
                if any(self._can(asks, names, beforehand=True) for names in coalitions):
                    return Shows.FALSE
                for names in coalitions:
                    self._cannot(asks, names, beforehand=True)
                return Shows.KEPT

    def _coalitions(self, asked: Requirement) -> tuple[Asks, list[frozenset[str]]]:
        blocks = (
            RequirementKind.NO_SINGLE_PARTY_BLOCKS, RequirementKind.NO_COALITION_BLOCKS,
            RequirementKind.ALONE_CANNOT_BLOCK,
        )  # fmt: skip
        asks = Asks.BLOCK if asked.kind in blocks else Asks.CAUSE
        if asked.kind is RequirementKind.NO_SINGLE_PARTY_BLOCKS:
            return asks, [frozenset({party}) for party in self.procedure.parties]
        if not asked.count:
            return asks, [frozenset({asked.who})]
        members = dict(self.procedure.groups).get(asked.who, ())
        classes = self._classes(members)
        counts = product(*(range(len(each) + 1) for each in classes))
        spared = len(members) - sum(len(each) for each in classes)
        return asks, [
            self._first(classes, some) for some in counts if asked.count - spared <= sum(some) <= asked.count
        ]  # fmt: skip

    def _classes(self, names: Sequence[str]) -> list[list[str]]:
        classes: dict[tuple[str, ...], list[str]] = {}
        for name in names:
            if alike := self.table.alike(name):
                classes.setdefault(alike, []).append(name)
        return list(classes.values())

    def _first(self, classes: list[list[str]], counts: Sequence[int]) -> frozenset[str]:
        return frozenset(name for each, count in zip(classes, counts, strict=True) for name in each[:count])

    def _within(self, asked: Requirement) -> Shows:
        assert asked.period is not None, "the form of the line has a period"
        by, names = self.procedure.after(self.found_at, asked.period), frozenset({self.guarantee.by})
        start = _Start(self.found_at)
        for breach in self.breaches:
            for end in self._ends_of(Question(Asks.LAST, names, breach), start):
                if end is None or end > by:
                    return Shows.FALSE
        latest = [self._latest(Question(Asks.LAST, names, breach), start) for breach in self.breaches]
        if any(at is None or at > by for at in latest):
            raise NotShown("the award can come later, and no way shows that it does")
        return Shows.KEPT

    def _ends(self) -> Shows:
        everybody = frozenset(self.everybody)
        questions = [Question(Asks.END, frozenset(), breach) for breach in self.breaches]
        for start in (_Start(self.found_at), *self._resting(everybody, strict=False)):
            if any(True for question in questions for _ in self._ends_of(question, start)):
                return Shows.FALSE
        for start in (_Start(self.found_at), *self._resting(everybody)):
            for question in questions:
                self._latest(question, start)
        return Shows.KEPT

    # -- the smallest coalitions -----------------------------------------------------------------------------------

    def _smallest(self, key: tuple[Asks, bool], smallest: Smallest | None) -> None:
        if key not in _SETS:
            raise NotShown("nobody asks for such coalitions")
        if smallest is None:
            raise NotShown("the file says nothing of them")
        classes = self._classes([name for name in self.everybody if name != self.guarantee.by])
        tops, winners = {tuple(len(each) for each in classes)}, []
        for names, sure in ((each.names, each.sure) for each in smallest.coalitions):
            if not names <= {name for each in classes for name in each}:
                raise NotShown(f"of {', '.join(sorted(names))} not all have a say")
            if not self._can(smallest.asks, names, smallest.beforehand, sure):
                raise NotShown(f"nothing shows that {', '.join(sorted(names))} can")
            winners.append(tuple(sum(name in names for name in each) for each in classes))
        told = list(zip(winners, (each.sure for each in smallest.coalitions), strict=True))
        if any(_is_within(a, b) and (sure or not also) for (a, sure), (b, also) in permutations(told, 2)):
            raise NotShown("of one of them somebody can be spared")
        for winner in winners:
            tops = set(_cut(tops, winner))
        for top in tops:
            if not any(top != other and _is_within(top, other) for other in tops):
                self._cannot(smallest.asks, self._first(classes, top), smallest.beforehand)

    # -- one coalition ---------------------------------------------------------------------------------------------

    def _can(self, asks: Asks, names: frozenset[str], beforehand: bool, sure: bool = False) -> bool:
        """Whether a play shows that they can; sure: also, if asked, that they can whatever the others do."""
        names = self._side(asks, names)
        for start in self._starts(asks, names, beforehand, strict=False):
            for question in (Question(asks, names, breach) for breach in self.breaches):
                able = any(True for _ in self._ends_of(question, start))
                if able and (not sure or self._is_sure(question, start)):
                    return True
        return False

    def _is_sure(self, question: Question, start: _Start) -> bool:
        counter = start.steps[0].breach if start.steps else None
        rest = [(Question(Asks.CERTIFY, question.names, counter), _Start(self.found_at))] if counter else []
        for each, begun in (*rest, (question, start)):
            plays = self.plays.get(self._key(Sure, each), ())
            play = next((play for play in plays if self._is_from(play, begun)), None)
            if not isinstance(play, Sure):
                return False
            show_sure(self.table, self._before(begun.begins), play)
        return True

    def _cannot(self, asks: Asks, names: frozenset[str], beforehand: bool) -> None:
        names = self._side(asks, names)
        for breach in self.breaches:
            for start in self._starts(asks, names, beforehand, strict=True):
                self._latest(Question(asks, names, breach), start)

    def _side(self, asks: Asks, names: frozenset[str]) -> frozenset[str]:
        """The coalition with whoever is on its side (Q1b), by the names by which the certificate has it."""
        names = names | {self.guarantee.by} if asks is Asks.BLOCK else names
        kind = self._kind(names)
        alike = (play.question.names for play in self.given.plays if play.question.asks is asks)
        return next((other for other in alike if self._kind(other) == kind), names)

    def _starts(self, asks: Asks, names: frozenset[str], beforehand: bool, strict: bool) -> Iterator[_Start]:
        yield _Start(self.found_at)
        if beforehand and asks is Asks.BLOCK:
            yield from self._withdrawn(names)
            yield from self._resting(names, strict)

    def _withdrawn(self, names: frozenset[str]) -> Iterator[_Start]:
        """All notice was given so early that it has taken effect when the breach is found (Q1e)."""
        rule = self.guarantee.withdrawal
        notice = rule.notice if rule is not None else None
        begins = (self.found_at if notice is None else self.procedure.before(self.found_at, notice)) - MINUTE
        state, who = self._before(begins), list[str]()
        for offer in self.table.offers(state, None):
            for name, move in sorted(offer.moves, key=lambda each: each[0]):
                if offer.deed == "gives notice" and name in names and (later := self.table.made(state, move)):
                    state = later
                    who.append(name)
        if who:
            ends = [d.goes_at for d in self.table.standing(state).deposits if d.goes_at is not None]
            to = max(max(ends, default=state.at) + MINUTE, self.found_at)
            if not self.table.standing(advance(self.procedure, state, to).state).armed:
                yield _Start(begins, (Step(tuple(who), "gives notice"), Step(to=to)))

    def _resting(self, names: frozenset[str], strict: bool = True) -> Iterator[_Start]:
        """They have had a breach certified that never was, on which the guarantee rests (Q1e), if they can."""
        for counter in self.counter:
            question, start = Question(Asks.CERTIFY, names, counter), _Start(self.found_at)
            plays = self.plays.get(self._key(Can, question), ())
            ways = [p for p in plays if isinstance(p, Can) and self._is_from(p, start)]
            if ways:
                show_can(self.table, self._before(self.found_at), ways[0])
                yield _Start(self.found_at, (Step(breach=counter), *ways[0].steps))
            elif strict:
                self._latest(question, start)

    # -- one question ----------------------------------------------------------------------------------------------

    def _latest(self, question: Question, start: _Start) -> Instant | None:
        """The latest award of a question to which the answer is no. Errors: NotShown."""
        return self._once(Cannot, question, start)

    def _ends_of(self, question: Question, start: _Start) -> Iterator[Instant | None]:
        """When there is an award, if any, at the end of a way that shows that the answer is yes; none without a way."""
        if any(self._is_from(play, start) for play in self.plays.get(self._key(Can, question), ())):
            yield self._once(Can, question, start)

    def _once(self, sort: type, question: Question, start: _Start) -> Instant | None:
        key = (self._key(sort, question), start)
        if key not in self._shown:
            try:
                self._shown[key] = self._looked_at(sort, question, start)
            except NotShown as why:
                self._shown[key] = str(why)
        known = self._shown[key]
        if isinstance(known, str):
            raise NotShown(known)
        return known

    def _looked_at(self, sort: type, question: Question, start: _Start) -> Instant | None:
        plays = self.plays.get(self._key(sort, question), ())
        play = next((play for play in plays if self._is_from(play, start)), None)
        before = self._before(start.begins)
        match play:
            case Cannot():
                return latest_award(self.table, before, play)
            case Can():
                return self.table.standing(show_can(self.table, before, play)).awarded_at
            case _:
                raise NotShown(f"no play answers: can {_told(question)}?")

    def _is_from(self, play: Play, start: _Start) -> bool:
        return play.begins == start.begins and play.start == start.steps


_SETS = ((Asks.BLOCK, False), (Asks.BLOCK, True), (Asks.CAUSE, False))
"""The coalitions that a certificate tells of each guarantee: what they can, and whether also by what they prepare."""


def _is_within(one: Sequence[int], other: Sequence[int]) -> bool:
    return all(a <= b for a, b in zip(one, other, strict=True))


def _cut(tops: set[tuple[int, ...]], winner: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """The largest vectors below some tops that do not hold the winner."""
    for top in tops:
        if _is_within(winner, top):
            yield from ((*top[:n], count - 1, *top[n + 1 :]) for n, count in enumerate(winner) if count)
        else:
            yield top


def _told(question: Question) -> str:
    who = ", ".join(sorted(question.names)) or "anybody"
    about = f"{question.breach.grade} breach of Article {question.breach.norm} by {question.breach.party}"
    return f"{who} {question.asks.value} of a {about}"
