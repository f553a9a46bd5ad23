"""All questions about one guarantee: which coalitions have a power, the smallest of them, and by which way (Q1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from foedus.accord.model import Accord
from foedus.basics.instant import MINUTE, Instant
from foedus.procedure.events import Event
from foedus.procedure.machine import advance, step
from foedus.procedure.moves import Withdraws
from foedus.procedure.path_walk import armed
from foedus.procedure.rules import GuaranteeRule, Procedure
from foedus.procedure.state import Breach, State
from foedus.prove.conduct import Deed
from foedus.prove.game import MOST_STATES, Act, Board, TooLarge
from foedus.prove.question import Aim, Play, Power, Start, Way
from foedus.prove.roles import Coalition, MemberClass, Part, classes_of, names_in


@dataclass(frozen=True, slots=True)
class Answer:
    """What a coalition can do. breach: of which it can, or the first that was asked about. way: how, None if it cannot;
    of what is undecided, how it can at least if others are slow, as far as that is known. beforehand: whether its way
    begins before the breach is found."""

    aim: Aim
    names: frozenset[str]
    power: Power
    breach: Breach
    way: Way | None
    beforehand: bool = False


class Inquiry:
    """One guarantee of a procedure under question. Owns the answers, so that nothing is asked twice."""

    def __init__(
        self, accord: Accord, procedure: Procedure, guarantee: GuaranteeRule, found_at: Instant,
        most_states: int = MOST_STATES, tick: int = MINUTE,
    ) -> None:  # fmt: skip
        self.procedure, self.guarantee, self.found_at = procedure, guarantee, found_at
        self._armed: dict[Instant, State] = {}
        self.classes: tuple[MemberClass, ...] = classes_of(procedure, guarantee)
        self.breaches = _courses(procedure, breaches_of(accord, guarantee.grade, guarantee.by))
        self.counter = tuple(
            breach for party, grade in guarantee.rests_while if procedure.certification_of(grade) is not None
            for breach in _courses(procedure, breaches_of(accord, grade, party))
        )  # fmt: skip
        self.start = self.before(found_at)
        self.board = Board(procedure, guarantee, self.classes, most_states, tick)
        self._answers: dict[tuple[Aim, frozenset[str], bool], Answer] = {}

    def before(self, at: Instant) -> State:
        """Where everything stands at an instant if all consents are in and nothing has happened yet."""
        begun = min(at, self.procedure.in_force_from)  # nothing of the state depends on a later instant
        if begun not in self._armed:
            self._armed[begun] = armed(self.procedure, begun)
        return replace(self._armed[begun], at=at)

    def ask(self, aim: Aim, names: frozenset[str], beforehand: bool = False) -> Answer:
        """What so many can do together. To block, the accused is on their side (Q1b). beforehand: whether they may
        also prepare it before the breach is found."""
        if aim is Aim.BLOCK:
            names |= {self.guarantee.by}
        known = self._answers.get((aim, names, beforehand))
        if known is None:
            self.board.ask_anew()
            try:
                known = self._answer(aim, names, beforehand)
            except TooLarge:
                known = Answer(aim, names, Power.UNDECIDED, self.breaches[0], None)
            self._answers[aim, names, beforehand] = known
        return known

    def of(self, aim: Aim, coalition: Coalition, beforehand: bool = False) -> Answer:
        """The same for any so many of each class."""
        return self.ask(aim, names_in(self.classes, coalition), beforehand)

    def smallest(self, aim: Aim, beforehand: bool = False, sure: bool = False) -> tuple[Coalition, ...]:
        """All coalitions that have the power and of which nobody can be spared, the smallest first. The accused is not
        counted: to block, it is on the side of each, and against itself it causes nothing. sure: that have the power
        whatever the others do.

        Errors: TooLarge, if one of the questions is undecided.
        """
        tops = tuple(0 if each.has(Part.ACCUSED) else len(each.members) for each in self.classes)

        def wins(counts: tuple[int, ...]) -> bool:
            power = self.of(aim, Coalition(counts), beforehand).power
            if power is Power.UNDECIDED:
                raise TooLarge
            return power is Power.SURE or (power is Power.IF_OTHERS_ARE_SLOW and not sure)

        found = smallest(wins, tops)
        return tuple(sorted((Coalition(c) for c in found), key=lambda c: (c.size, tuple(-n for n in c.counts))))

    def _answer(self, aim: Aim, names: frozenset[str], beforehand: bool) -> Answer:
        best: Answer | None = None
        if beforehand:  # whoever can without preparing anything can
            at_once = self.ask(aim, names)
            if aim is not Aim.BLOCK or at_once.power in (Power.SURE, Power.UNDECIDED):
                return at_once
            best = at_once if at_once.way is not None else None
        starts = tuple(self.prepared(names)) if beforehand else (Start((), self.start),)
        for breach in self.breaches:
            for start in starts:
                play = Play(self.board, aim, breach, names)
                way = play.way(start)
                if way is None:
                    continue
                try:
                    sure = start.sure and play.is_sure(start)
                except TooLarge:  # there is a way, and that is not forgotten
                    return best or Answer(aim, names, Power.UNDECIDED, breach, way, bool(start.acts))
                power = Power.SURE if sure else Power.IF_OTHERS_ARE_SLOW
                if best is None or (best.power is not Power.SURE and sure):
                    best = Answer(aim, names, power, breach, way, bool(start.acts))
                if sure:
                    return best
        return best or Answer(aim, names, Power.NONE, self.breaches[0], None)

    def prepared(self, names: frozenset[str]) -> Iterator[Start]:
        """Where a breach can be found after a coalition has prepared to block its award (Q1e)."""
        yield from self._withdrawn(names)
        yield from self._resting(names)

    def _withdrawn(self, names: frozenset[str]) -> Iterator[Start]:
        """The coalition gave notice so early that its consents are gone when the breach is found."""
        rule = self.guarantee.withdrawal
        notice = rule.notice if rule is not None else None
        early = self.found_at if notice is None else self.procedure.before(self.found_at, notice)
        state, acts, events = self.before(early - MINUTE), list[Withdraws](), list[Event]()
        for name in sorted(names):
            stepped = step(self.procedure, state, state.at, Withdraws(name, self.guarantee.name))
            if stepped.refusal is None:
                state = stepped.state
                acts.append(Withdraws(name, self.guarantee.name))
                events += stepped.events
        if not acts:
            return
        begins = state.at
        given = Act(state.at, tuple(w.guarantor for w in acts), Deed.WITHDRAW, 0, tuple(acts), tuple(events))
        ends = [d.goes_at for g in state.guarantees for d in g.deposits if d.goes_at is not None]
        to = max(max(ends, default=state.at) + MINUTE, self.found_at)
        gone = advance(self.procedure, state, to)
        standing = gone.state.guarantee(self.guarantee.name)
        if standing is not None and not standing.armed:
            yield Start((given, Act(to, (), None, 0, (), gone.events)), gone.state, True, begins)

    def _resting(self, names: frozenset[str]) -> Iterator[Start]:
        """The coalition has had a breach certified that never was, and on which the guarantee rests (P7b)."""
        for counter in self.counter:
            play = Play(self.board, Aim.CERTIFY, counter, names)
            before = Start((), self.start)
            way = play.way(before)
            if way is not None:
                yield Start(way.acts, way.end, play.is_sure(before))


def breaches_of(accord: Accord, grade: str, party: str) -> tuple[Breach, ...]:
    """The breaches of a grade that a party can commit, one for each norm that can give it."""
    return tuple(
        Breach(norm.address, grade, party) for norm in accord.norms
        if party in accord.bound_by(norm) and any(c.grade == grade for c in norm.conditions)
    )  # fmt: skip


def _courses(procedure: Procedure, breaches: tuple[Breach, ...]) -> tuple[Breach, ...]:
    """The first breach of each course: of those with the same time to cure the procedure says the same."""
    first: dict[object, Breach] = {}
    for breach in breaches:
        rule = procedure.certification_of(breach.grade)
        first.setdefault(rule.cure_of(breach.norm) if rule is not None else None, breach)
    return tuple(first.values())


def smallest(wins: Callable[[tuple[int, ...]], bool], tops: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The minimal vectors up to `tops` for which a monotone question is answered by yes.

    A box that holds a known answer is cut below it, each remaining box is asked at its top, and from a top that wins
    one goes down, class by class, as far as it still wins. What lies below a no or above a yes is not asked.
    """
    found: list[tuple[int, ...]] = []
    boxes, seen = [tops], {tops}
    won, lost = list[tuple[int, ...]](), list[tuple[int, ...]]()

    def known(counts: tuple[int, ...]) -> bool:
        if any(_is_within(counts, other) for other in lost):
            return False
        if not any(_is_within(other, counts) for other in won):
            (won if wins(counts) else lost).append(counts)
        return counts not in lost

    while boxes:
        top = boxes.pop()
        below = next((f for f in found if _is_within(f, top)), None)
        if below is not None:
            for place, count in enumerate(below):
                cut = (*top[:place], count - 1, *top[place + 1 :])
                if count and cut not in seen:
                    seen.add(cut)
                    boxes.append(cut)
        elif known(top):
            found.append(_lowest(known, top))
            boxes.append(top)
    return found


def largest_without(winners: Sequence[tuple[int, ...]], tops: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The maximal vectors up to `tops` that have none of the winners within them."""
    boxes = {tops}
    for winner in winners:
        cut = {
            (*top[:n], count - 1, *top[n + 1 :])
            for top in boxes if _is_within(winner, top) for n, count in enumerate(winner) if count
        }  # fmt: skip
        boxes = {top for top in boxes if not _is_within(winner, top)} | cut
    return sorted(top for top in boxes if not any(top != other and _is_within(top, other) for other in boxes))


def _is_within(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(a <= b for a, b in zip(one, other, strict=True))


def _lowest(wins: Callable[[tuple[int, ...]], bool], top: tuple[int, ...]) -> tuple[int, ...]:
    """Some minimal vector within one that wins. Most places are not needed, so that none at all is asked first, and the
    largest places come last, when the questions have become small."""
    for place in sorted(range(len(top)), key=lambda n: top[n]):
        low, high, middle = 0, top[place], 0
        while low < high:
            if wins((*top[:place], middle, *top[place + 1 :])):
                high = middle
            else:
                low = middle + 1
            middle = (low + high) // 2
        top = (*top[:place], low, *top[place + 1 :])
    return top
