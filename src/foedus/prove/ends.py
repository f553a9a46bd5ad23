"""Whether every breach comes to an end, whoever does what (Q4): no wait without a limit, no certificate for nothing."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from foedus.procedure.state import Breach, Stage
from foedus.prove.conduct import Cast, Conduct
from foedus.prove.game import Act, Game, Node, TooLarge
from foedus.prove.inquiry import Inquiry
from foedus.prove.question import Aim, Play, Start, Way, way_along

_A_WHILE = 5_000
"""So many more states are looked at once a way without an end is known."""


@dataclass(frozen=True, slots=True)
class Endless:
    """A way on which a breach ends in none of cure, dismissal and award. helps: who could end a wait, and by what; none
    where nobody can, or where there is no wait but a certificate that released nothing."""

    breach: Breach
    way: Way
    helps: tuple[tuple[str, str], ...]


def endless(inquiry: Inquiry, one_is_enough: bool = False) -> tuple[Endless, ...]:
    """The shortest such way for each breach and each kind of end, from a breach found with all consents deposited; and
    from one found while the guarantee rests, where it can. One is enough to decide, so that other kinds are looked for
    only a while longer. Errors: TooLarge, if there is none as far as was looked."""
    found = list[Endless]()
    for breach in inquiry.breaches:
        for start in _starts(inquiry):
            try:
                found.extend(islice(_from(inquiry, breach, start), 1 if one_is_enough else None))
            except TooLarge:
                if not found:
                    raise
            if found and one_is_enough:
                return tuple(found)
    first: dict[tuple[Stage, bool], Endless] = {}
    for each in sorted(found, key=lambda e: len(e.way.acts)):
        first.setdefault((each.way.end.cases[-1].stage, each.way.stuck), each)
    return tuple(first.values())


def _starts(inquiry: Inquiry) -> Iterator[Start]:
    yield Start((), inquiry.start)
    everybody = frozenset(name for each in inquiry.classes for name in each.members)
    for counter in inquiry.counter[:1]:
        play = Play(inquiry.board, Aim.CERTIFY, counter, everybody)
        way = play.way(Start((), inquiry.start))
        if way is not None:
            yield Start(way.acts, way.end)


def _from(inquiry: Inquiry, breach: Breach, start: Start) -> Iterator[Endless]:
    cast = Cast(inquiry.procedure, inquiry.guarantee, {}, Conduct.FREE, frozenset({breach}))
    game, found = Game(inquiry.board, cast), inquiry.board.find(start.state, breach)
    came: dict[Node, tuple[Act, ...]] = {found.node.alike: ()}
    waiting, since = deque(came), -1  # how many states ago a way without an end was found, -1: none yet
    kinds = set[tuple[Stage, bool]]()
    while waiting and since < _A_WHILE:
        node, since = waiting.popleft(), since + (since >= 0)
        case, standing = node.state.cases[-1], node.state.guarantee(inquiry.guarantee.name)
        assert standing is not None
        if standing.awarded_at is not None or not (case.is_pending or case.stage is Stage.CERTIFIED):
            continue
        wait = game.wait(node) if case.is_pending else None
        if wait is None:
            since = max(since, 0)
            if (case.stage, case.is_pending) not in kinds:
                kinds.add((case.stage, case.is_pending))
                way = way_along(inquiry.board, start, found, came[node], stuck=case.is_pending)
                yield Endless(breach, way, tuple(_helps(game, node)) if case.is_pending else ())
        nexts = chain(game.deeds(node), (wait,) if wait else ()) if case.is_pending else ()
        for turned in nexts:
            if turned.node.alike not in came:
                came[turned.node.alike] = (*came[node], turned.act)
                waiting.append(turned.node.alike)


def _helps(game: Game, node: Node) -> Iterator[tuple[str, str]]:
    return ((name, choice.deed.value) for choice in game.choices(node) for name in choice.names)
