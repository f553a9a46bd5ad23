"""How long an award takes: at best, when all are honest, at worst, and what each actor can add (Q2)."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from foedus.basics.instant import Instant
from foedus.procedure.state import Breach, State
from foedus.prove.conduct import Cast, Conduct
from foedus.prove.game import Act, Game, Node
from foedus.prove.inquiry import Inquiry
from foedus.prove.question import Start, Way, way_along
from foedus.prove.roles import Part


@dataclass(frozen=True, slots=True)
class Range:
    """All that some conduct leads to. earliest, latest: ways to the award, None if there is none. never: the shortest
    way on which it does not come, None if it always comes."""

    earliest: Way | None
    latest: Way | None
    never: Way | None


@dataclass(frozen=True, slots=True)
class Share:
    """How much of the longest way is one actor's doing: so much sooner it comes at the latest if only this one does
    what is right at once. actor: a body, or the accused. microseconds."""

    actor: str
    adds: int


@dataclass(frozen=True, slots=True)
class Times:
    """Of the breach whose award can take longest. best: everybody at once, and the accused lets its time go. honest:
    everybody at once, and the accused does nothing. worst: the accused uses every right, and whoever is to act does so
    at its limit or keeps silent. never: how silence alone keeps the award away, None if it cannot."""

    breach: Breach
    found_at: Instant
    best: Way | None
    honest: Way | None
    worst: Way | None
    shares: tuple[Share, ...]
    never: Way | None


def award_at(inquiry: Inquiry, way: Way) -> Instant:
    """When a way brings the award."""
    return _award_at(inquiry, way.end)


def _award_at(inquiry: Inquiry, state: State) -> Instant:
    standing = state.guarantee(inquiry.guarantee.name)
    assert standing is not None and standing.awarded_at is not None, "asked of a way to an award only"
    return standing.awarded_at


def times_of(inquiry: Inquiry) -> Times:
    """The times of the course that can take longest. From a breach found with all consents deposited."""
    found = [(breach, slowest(inquiry, breach)) for breach in inquiry.breaches]
    breach, worst = max(
        found, key=lambda each: award_at(inquiry, each[1].latest) if each[1].latest else inquiry.found_at
    )
    honest = _range(inquiry, breach, Conduct.PASSIVE, {}, Conduct.PROMPT).earliest
    never = next((each.never for _, each in found if each.never), None)
    best = min(
        (each.earliest for _, each in found if each.earliest), key=lambda way: award_at(inquiry, way), default=None
    )
    return Times(breach, inquiry.found_at, best, honest, worst.latest, _shares(inquiry, breach, worst), never)


def slowest(inquiry: Inquiry, breach: Breach) -> Range:
    """All that follows from a true breach that nobody denies, the accused doing as it likes."""
    return _range(inquiry, breach, Conduct.FREE, {}, Conduct.SILENT)


def _shares(inquiry: Inquiry, breach: Breach, worst: Range) -> tuple[Share, ...]:
    if worst.latest is None:
        return ()
    latest, shares = award_at(inquiry, worst.latest), []
    for part in (Part.CERTIFIES, Part.ACCUSED, Part.RULES):
        some = [each for each in inquiry.classes if each.has(part)]
        names = [name for each in some for name in each.members]
        if not names:
            continue
        quick = Conduct.PASSIVE if part is Part.ACCUSED else Conduct.PROMPT
        accused = quick if part is Part.ACCUSED else Conduct.FREE
        others = {} if part is Part.ACCUSED else dict.fromkeys(names, quick)
        without = _range(inquiry, breach, accused, others, Conduct.SILENT).latest
        actor = next(group for each in some for p, group in each.parts if p is part)
        shares.append(Share(actor, latest - award_at(inquiry, without) if without else 0))
    return tuple(shares)


def _range(
    inquiry: Inquiry, breach: Breach, accused: Conduct, others: Mapping[str, Conduct], otherwise: Conduct
) -> Range:
    """All that follows from a breach, whoever is free to choose."""
    game = _game(inquiry, breach, {**others, inquiry.guarantee.by: accused}, otherwise)
    found = inquiry.board.find(inquiry.start, breach)
    came: dict[Node, tuple[Act, ...]] = {found.node.alike: ()}
    waiting, awarded, never = deque(came), list[Node](), list[tuple[Node, bool]]()
    while waiting:
        node = waiting.popleft()
        over = is_over(inquiry, node.state)
        wait = None if over else game.wait(node)
        # Time first: of ways that take equally long the one is told on which nobody does anything.
        nexts = [] if over else list(chain((wait,) if wait else (), game.deeds(node)))
        if _awarded(inquiry, node.state):
            awarded.append(node)
        elif not nexts:
            never.append((node, not over))
        for turned in nexts:
            if turned.node.alike not in came:
                came[turned.node.alike] = (*came[node], turned.act)
                waiting.append(turned.node.alike)

    def way(node: Node, stuck: bool = False) -> Way:
        return way_along(inquiry.board, Start((), inquiry.start), found, came[node], stuck)

    def at(node: Node) -> Instant:
        return _award_at(inquiry, node.state)

    return Range(
        way(min(awarded, key=at)) if awarded else None, way(max(awarded, key=at)) if awarded else None,
        way(*never[0]) if never else None,
    )  # fmt: skip


def slow_game(inquiry: Inquiry, breach: Breach) -> Game:
    """What can be done where `slowest` is asked."""
    return _game(inquiry, breach, {inquiry.guarantee.by: Conduct.FREE}, Conduct.SILENT)


def _game(inquiry: Inquiry, breach: Breach, conduct: Mapping[str, Conduct], otherwise: Conduct) -> Game:
    return Game(
        inquiry.board, Cast(inquiry.procedure, inquiry.guarantee, conduct, otherwise, frozenset({breach}))
    )  # fmt: skip


def _awarded(inquiry: Inquiry, state: State) -> bool:
    standing = state.guarantee(inquiry.guarantee.name)
    return standing is not None and standing.awarded_at is not None


def is_over(inquiry: Inquiry, state: State) -> bool:
    """Whether nothing can follow any more."""
    return _awarded(inquiry, state) or not state.cases[-1].is_pending
