"""A proof certificate: all that `foedus.recheck` needs to check what was proved, without searching for anything (Q8).

A list of plays. Where a coalition cannot: all states that can come about, each named by the step that leads to it.
Where it can: a way; where it can whatever the others do, a plan too. Plain data, in the form of docs/proofs.md.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from foedus.accord.model import Accord, RequirementKind
from foedus.basics.canonical import canonical
from foedus.basics.instant import Instant
from foedus.procedure.state import Breach
from foedus.prove.conduct import Cast, Conduct
from foedus.prove.decide import Proof, Verdict
from foedus.prove.game import Act, Game, Node, Turned
from foedus.prove.inquiry import Inquiry, largest_without
from foedus.prove.question import Aim, Place, Plan, Play, Power, Start, Way
from foedus.prove.roles import Coalition, Part, names_in
from foedus.prove.times import is_over, slow_game, slowest

FORMAT = "foedus proof certificate 1"
Json = dict[str, Any]
LAST, END = "last", "end"


def certificate(accord: Accord, proofs: Sequence[Proof], found_at: Instant) -> bytes:
    """The certificate of what was proved, as one line of canonical JSON. Errors: TooLarge."""
    return canonical({
        "format": FORMAT,
        "accord": accord.digest,
        "name": accord.name,
        "found_at": found_at,
        "guarantees": [_Writer(proof).written() for proof in proofs],
    })


@dataclass
class _Writer:
    """The plays of one guarantee, each once."""

    proof: Proof
    plays: dict[object, Json] = field(default_factory=dict)

    def written(self) -> Json:
        proof = self.proof
        for decision in proof.decisions:
            kept = decision.verdict is Verdict.KEPT
            for answer in decision.answers if decision.verdict is not Verdict.UNDECIDED else ():
                if kept or answer.power is not Power.NONE:
                    self._power(answer.aim, answer.names, beforehand=True)
            if decision.requirement.kind is RequirementKind.EVERY_BREACH_ENDS and proof.endless is not None:
                self._ends()
        if proof.times is not None:
            self._last()
        return {"guarantee": proof.guarantee.name, "smallest": self._smallest(), "plays": list(self.plays.values())}

    @property
    def _inquiry(self) -> Inquiry:
        return self.proof.inquiry

    @property
    def _start(self) -> Start:
        return Start((), self._inquiry.start)

    # -- the smallest coalitions -----------------------------------------------------------------------------------

    def _smallest(self) -> list[Json]:
        proof = self.proof
        ahead = None if proof.ahead is None or proof.block is None else self._ahead(proof.block, proof.ahead)
        asked = ((Aim.BLOCK, False, proof.block), (Aim.BLOCK, True, ahead), (Aim.CAUSE, False, proof.cause))
        return [
            {"asks": aim.value, "beforehand": beforehand, "coalitions": [
                self._able(aim, coalition, beforehand) for coalition in self._covered(aim, beforehand, coalitions)]}
            for aim, beforehand, coalitions in asked if coalitions is not None
        ]  # fmt: skip

    def _ahead(self, block: Sequence[Coalition], ahead: Sequence[Coalition]) -> tuple[Coalition, ...]:
        """Those that can block also by what they do beforehand; no longer those of whom somebody can be spared then."""
        every = dict.fromkeys((*block, *ahead))
        sure = {c: self._inquiry.of(Aim.BLOCK, c, beforehand=True).power is Power.SURE for c in every}
        return tuple(
            c for c in every if not any(o != c and o.within(c) and (sure[o] or not sure[c]) for o in every)
        )

    def _covered(self, aim: Aim, beforehand: bool, winners: Sequence[Coalition]) -> Sequence[Coalition]:
        """The same coalitions, the largest that hold none of them having been shown to be unable."""
        tops = tuple(0 if each.has(Part.ACCUSED) else len(each.members) for each in self._inquiry.classes)
        for top in largest_without([winner.counts for winner in winners], tops):
            self._power(aim, names_in(self._inquiry.classes, Coalition(top)), beforehand)
        return winners

    def _able(self, aim: Aim, coalition: Coalition, beforehand: bool) -> Json:
        names = names_in(self._inquiry.classes, coalition)
        sure = self._power(aim, names, beforehand) is Power.SURE
        return {"names": sorted(names), "sure": sure}

    # -- one coalition ---------------------------------------------------------------------------------------------

    def _power(self, aim: Aim, names: frozenset[str], beforehand: bool) -> Power:
        answer = self._inquiry.ask(aim, names, beforehand)
        starts = [self._start, *(self._inquiry.prepared(answer.names) if beforehand and aim is Aim.BLOCK else ())]
        if beforehand and aim is Aim.BLOCK:
            for counter in self._inquiry.counter:
                self._about(Aim.CERTIFY, answer.names, counter, self._start)
        if answer.power is Power.NONE:
            for breach in self._inquiry.breaches:
                for start in starts:
                    self._about(aim, answer.names, breach, start)
        elif answer.way is not None:
            start = next((s for s in starts if s.acts and s.acts == answer.way.acts[: len(s.acts)]), self._start)
            self._about(aim, answer.names, answer.breach, start)
        return answer.power

    def _about(self, aim: Aim, names: frozenset[str], breach: Breach, start: Start) -> None:
        """What a coalition can do about one breach from one start."""
        play = Play(self._inquiry.board, aim, breach, names)
        key = (aim, names, breach, start.state)
        if key in self.plays:
            return
        head = _head(aim.value, names, breach, start, self._inquiry)
        self._inquiry.board.ask_anew()  # a certificate lists states that are alike too
        way = play.way(start)
        if way is None:
            first = self._inquiry.board.find(start.state, breach).node
            self.plays[key] = {**head, "shows": "cannot", "positions": _positions(first, play.nexts)}
            return
        self.plays[key] = {**head, "shows": "can", "steps": _steps(way, start)}
        plan = play.plan(start)
        if plan is not None:
            self.plays[key, "sure"] = {**head, "shows": "sure", **_planned(plan)}

    # -- time and ends ---------------------------------------------------------------------------------------------

    def _last(self) -> None:
        """That the award comes, and how late it can; or that silence keeps it away."""
        inquiry, times = self._inquiry, self.proof.times
        assert times is not None
        names = frozenset({inquiry.guarantee.by})
        for breach in inquiry.breaches:
            head = _head(LAST, names, breach, self._start, inquiry)
            inquiry.board.ask_anew()
            found, first = slowest(inquiry, breach), inquiry.board.find(inquiry.start, breach).node
            if found.never is None:
                game = slow_game(inquiry, breach)

                def nexts(node: Node, game: Game = game) -> list[Turned]:
                    return [] if is_over(inquiry, node.state) else _all_nexts(game, node)

                self.plays[LAST, breach] = {**head, "shows": "cannot", "positions": _positions(first, nexts)}
            for way in (found.never, found.latest):
                if way is not None:
                    self.plays[LAST, breach, way is found.never] = {
                        **head, "shows": "can", "steps": _steps(way, self._start)}  # fmt: skip

    def _ends(self) -> None:
        """That every breach comes to an end, or a way on which one does not."""
        inquiry, endless = self._inquiry, self.proof.endless
        everybody = frozenset(name for each in inquiry.classes for name in each.members)
        starts = [self._start]
        for counter in inquiry.counter:
            self._about(Aim.CERTIFY, everybody, counter, self._start)
            way = Play(inquiry.board, Aim.CERTIFY, counter, everybody).way(self._start)
            if way is not None:
                starts.append(Start(way.acts, way.end))
        for each in endless or ():
            start = next((s for s in starts if s.acts and s.acts == each.way.acts[: len(s.acts)]), self._start)
            head = _head(END, frozenset(), each.breach, start, inquiry)
            self.plays[END, each.breach, start.state] = {**head, "shows": "can", "steps": _steps(each.way, start)}
        for breach in inquiry.breaches if not endless else ():
            cast = Cast(inquiry.procedure, inquiry.guarantee, {}, Conduct.FREE, frozenset({breach}))
            game = Game(inquiry.board, cast)

            def nexts(node: Node, game: Game = game) -> list[Turned]:
                standing = node.state.guarantee(inquiry.guarantee.name)
                over = (standing is not None and standing.awarded_at is not None) or not node.state.cases[-1].is_pending
                return [] if over else _all_nexts(game, node)

            for start in starts:
                inquiry.board.ask_anew()
                head, first = _head(END, frozenset(), breach, start, inquiry), inquiry.board.find(start.state, breach)
                self.plays[END, breach, start.state] = {
                    **head, "shows": "cannot", "positions": _positions(first.node, nexts)}  # fmt: skip


def _all_nexts(game: Game, node: Node) -> list[Turned]:
    wait = game.wait(node)
    return list(chain(game.deeds(node), (wait,) if wait else ()))


def _head(asks: str, names: frozenset[str], breach: Breach, start: Start, inquiry: Inquiry) -> Json:
    begins = start.begins if start.begins is not None else inquiry.found_at
    return {"asks": asks, "names": sorted(names), "breach": list(breach), "begins": begins,
            "start": [_step(act) for act in start.acts]}  # fmt: skip


def _step(act: Act) -> list[Any]:
    """One step: time, a finding, or a deed with who does it."""
    if act.deed is not None:
        return [act.deed.value, act.case, *act.who]
    if act.case:
        [found] = act.moves
        return ["found", *found.breach]  # type: ignore[union-attr]
    return ["to", act.at]


def _steps(way: Way, start: Start) -> list[list[Any]]:
    """The steps of a way after its start and the finding."""
    return [_step(act) for act in way.acts[len(start.acts) + 1 :]]


# -- states and plans --------------------------------------------------------------------------------------------------


def _positions(first: Node, nexts: Callable[[Node], Sequence[Turned]]) -> list[list[Any]]:
    """Every state that can come about from the first on: by which step from which one before it, and its rank."""
    numbers, follow = {first: 0}, dict[Node, list[Node]]()
    rows: list[list[Any]] = [[-1, None]]
    waiting = deque([first])
    while waiting:
        node = waiting.popleft()
        follow[node] = []
        for turned in nexts(node):
            follow[node].append(turned.node)
            if turned.node not in numbers:
                numbers[turned.node] = len(numbers)
                rows.append([numbers[node], _step(turned.act)])
                waiting.append(turned.node)
    ranks = _ranks(follow)
    return [[*row, ranks[node]] for node, row in zip(numbers, rows, strict=True)]


def _ranks(follow: Mapping[Any, Sequence[Any]]) -> dict[Any, int]:
    """How many steps there are at the most from each to the end; whatever follows has a lower one.

    Errors: AssertionError for a circle; time never falls, and votes are only added.
    """
    ranks: dict[Any, int] = {}
    path: list[tuple[Any, Iterator[Any]]] = []
    for first in follow:
        path.append((first, iter(follow[first])))
        while path:
            at, rest = path[-1]
            after = next((each for each in rest if each not in ranks), None)
            if after is None:
                ranks[at] = max((ranks[each] + 1 for each in follow[at]), default=0)
                path.pop()
            else:
                path.append((after, iter(follow[after])))
                assert len(path) <= len(follow), "no way leads back"
    return ranks


def _planned(plan: Plan) -> Json:
    """The states of a plan, and what the coalition does at each."""
    numbers, rows = {next(iter(plan)).node: 0}, list[list[Any]]([[-1, None, 0]])
    for place, follows in plan.items():
        for turned, after in follows:
            if turned is not None and after.node not in numbers:
                numbers[after.node] = len(numbers)
                rows.append([numbers[place.node], _step(turned.act), 0])
    ranks = _ranks({place: [after for _, after in follows] for place, follows in plan.items()})
    return {"positions": rows, "plan": [_row(place, plan[place], numbers, ranks[place]) for place in plan]}


def _row(
    place: Place, follows: Sequence[tuple[Turned | None, Place]], numbers: Mapping[Node, int], rank: int
) -> list[Any]:
    turn = "ours" if place.ours else "answered" if place.moved else "theirs"
    takes = numbers[follows[0][1].node] if place.ours and follows and follows[0][0] is not None else -1
    return [numbers[place.node], turn, takes, rank]
