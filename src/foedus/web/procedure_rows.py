"""The rows of a drawn procedure: what stands in each box, and which arrows leave it down, to the left, to the right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from foedus.accord.reading_words import listed
from foedus.procedure.path_walk import Doing, Edge, Node, Place
from foedus.procedure.path_words import (
    MOST_NORMS,
    actor,
    article,
    duty_words,
    limit_words,
    moment,
    norms_said,
    steps,
    title,
    what,
)
from foedus.procedure.paths import Paths
from foedus.procedure.state import Stage

MOST_DRAWN = 4
"""So many challenges are drawn one by one; of more the first two and the last, and one box for those between."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """One way out. words: who does what. silent: it is what silence, or time alone, does."""

    words: str
    silent: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """An end without a certificate. lines: what it means and until when it can come. arrows: the ways there."""

    title: str
    lines: tuple[str, ...]
    arrows: tuple[Arrow, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A box in the order of time. number: of the step, 0 for a box where nobody is waited for. place: where arrows
    lead, None for such a box. bold: the latest date. skips: (words, place): a way past the boxes between."""

    title: str
    number: int
    place: Place | None
    corner: str
    lines: tuple[str, ...]
    bold: str
    downs: tuple[Arrow, ...]
    lefts: tuple[Arrow, ...]
    endings: tuple[Ending, ...]
    skips: tuple[tuple[str, Place], ...] = ()


def rows(ways: Paths, zone: str) -> list[Row]:
    """The boxes from the finding to the certificate, which itself is none of them."""
    drawn: list[Row] = []
    every = steps(ways)
    times = ways.rule.challenge.times if ways.rule.challenge else 0
    for number, node in enumerate(every, 1):
        if times > MOST_DRAWN and 2 <= node.place.challenges < times - 1:
            if node.place == Place(Stage.CHALLENGEABLE, 2):
                drawn.append(_between(ways, every, number, times, zone))
            continue
        drawn += _rows(ways, node, number, zone)
    return drawn


def _rows(ways: Paths, node: Node, number: int, zone: str) -> list[Row]:
    out = [e for e in ways.edges if e.source == node.place and e.doing is not Doing.RETRACTION]
    on = [e for e in out if e.target.stage.runs or e.target.stage is Stage.CERTIFIED]
    targets = list(dict.fromkeys(_meant(e.target) for e in on))
    forks = node.place.stage is Stage.ATTESTING and len(targets) > 1
    past = node.place.stage is Stage.CHALLENGEABLE
    lefts = [e for e in on if past and e.target.stage is Stage.CERTIFIED]
    downs = [e for e in on if e not in lefts]
    grounds, duty = ways.rule.challenge.grounds if ways.rule.challenge else (), duty_words(ways, node.place)
    row = Row(
        title(ways, node.place), number, node.place, f"Article {article(ways, node.place)}",
        (
            _first_upper(actor(ways, node.place)),
            *([f"only for {listed(grounds, 'or')}"] if past and grounds else ()),
            f"{limit_words(ways, node.place)}, at the latest", *_earlier(ways, node, zone),
            *([duty] if duty else ()),
        ),
        _by(node, zone), _arrows(ways, downs), _arrows(ways, lefts), _endings(ways, out, zone),
    )  # fmt: skip
    return [row, _fork(ways, on, targets)] if forks else [row]


def _meant(place: Place) -> Place:
    """Certificates after any number of challenges are drawn as one."""
    return Place(Stage.CERTIFIED, 0) if place.stage is Stage.CERTIFIED else place


def _fork(ways: Paths, on: Sequence[Edge], targets: Sequence[Place]) -> Row:
    """What comes after the vote differs by article: one way goes down, the others past the boxes between."""
    norms = {t: _norms(ways, (e for e in on if _meant(e.target) == t)) for t in targets}
    first, *others = sorted(targets, key=lambda t: (t.stage is Stage.CERTIFIED, list(Stage).index(t.stage)))
    skips = tuple((f"breach of {norms_said(norms[t])}", t) for t in others)
    down = (Arrow(f"breach of {norms_said(norms[first])}", False),)
    return Row("The breach is verified", 0, None, "", (), "", down, (), (), skips)


def _norms(ways: Paths, edges: Iterable[Edge]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(n for e in edges for n in ways.norms_of(e)))


def _between(ways: Paths, every: Sequence[Node], number: int, times: int, zone: str) -> Row:
    """One box for the challenges that are not drawn one by one."""
    inner = [n for n in every if 2 <= n.place.challenges < times - 1]
    first, last = inner[0], inner[-1]
    lines = (
        f"Steps {number} to {number + len(inner) - 1} are steps {number - 2} and {number - 1} over again, with the "
        "same ways out.",
    )  # fmt: skip
    rejects = [e for e in ways.edges if e.source == last.place and e.target.stage is Stage.CHALLENGEABLE]
    return Row(
        f"Challenges 3 to {times - 1} of {times}", 0, first.place, f"Article {article(ways, first.place)}", lines,
        _by(last, zone), _arrows(ways, rejects), (), (),
    )  # fmt: skip


def _by(node: Node, zone: str) -> str:
    assert node.limit is not None, "every wait has a limit (P2)"
    return f"by {moment(node.limit, zone)}"


def _earlier(ways: Paths, node: Node, zone: str) -> list[str]:
    """Where breaches of some articles come here sooner at the latest than others: their own limits."""
    said = []
    for course in ways.courses:
        own = course.walk.node(node.place)
        if own is not None and own.limit is not None and own.limit != node.limit and len(ways.courses) <= MOST_NORMS:
            said.append(f"breach of {norms_said(course.norms)}: by {moment(own.limit, zone)}")
    return said


def _arrows(ways: Paths, edges: Iterable[Edge]) -> tuple[Arrow, ...]:
    """One arrow for each doing, acts before silence."""
    found = dict.fromkeys(Arrow(what(ways, e), e.doing is Doing.SILENCE) for e in edges)
    return tuple(sorted(found, key=lambda a: a.silent))


def _endings(ways: Paths, out: Sequence[Edge], zone: str) -> tuple[Ending, ...]:
    """Ends without a certificate. Good performance that is known before the vote is drawn where the cure is."""
    found = []
    for place in dict.fromkeys(e.target for e in out):
        if place.stage.runs or place.stage is Stage.CERTIFIED:
            continue
        if place.stage is Stage.CURED and out[0].source.stage is Stage.ATTESTING:
            continue
        latest = next(n.latest for n in ways.nodes if n.place == place)
        before = place.stage is Stage.CURED and any(
            e.target == place and e.source.stage is Stage.ATTESTING for e in ways.edges
        )
        lines = (
            "no certificate, no award",
            *(["at once, if that is known when the breach is verified"] if before else ()),
            "at the latest", moment(latest, zone),
        )  # fmt: skip
        found.append(Ending(title(ways, place), lines, _arrows(ways, [e for e in out if e.target == place])))
    return tuple(found)


def _first_upper(words: str) -> str:
    return words[:1].upper() + words[1:]
