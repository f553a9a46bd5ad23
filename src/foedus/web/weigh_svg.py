"""Pictures of what was weighed: slacks by side, other designs, the salami frontier, and what it all hangs on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from foedus.incentives.regions import Regions
from foedus.incentives.sheet_words import mark, number_words, percent
from foedus.incentives.weighing import Weighed, Weight
from foedus.web.markup import text
from foedus.web.svg_text import SMALLEST, written

_WIDTH = 900
_NAMES = 330
"""Room for what stands before a bar."""
_ROW = 34
_LETTERS, _LINE, _EDGE = 12.5, 16.0, 8.0
"""Size of letters as the page has it, height of a line of them, and what stays free at the left."""
_TICKS = (-100, -10, -1, 0, 1, 10, 100, 1_000)
_MOST_NUMBERS = 8


def slacks_svg(weighed: Weighed) -> str:
    """Of each constraint the slack from its 5th to its 95th percentile, with its middle, around what just holds."""
    rows = weighed.weights
    ends = [_scaled(0.0)] + [_scaled(value) for w in rows if w.share is not None for value in (w.low, w.high, 0.0)]
    low, high = min(ends) - 0.15, max(ends) + 0.15

    def across(value: float) -> float:
        return _NAMES + (_scaled(value) - low) / (high - low) * (_WIDTH - _NAMES - 70)

    placed = _rows([_short(weight) for weight in rows], _NAMES - 14, 30)
    height = placed[-1].bottom + 30
    drawn = []
    for tick in _TICKS:
        if low <= _scaled(tick) <= high:
            kind = "zero" if tick == 0 else "grid"
            x = across(tick)
            drawn.append(f'<line class="{kind}" x1="{x:.1f}" y1="20" x2="{x:.1f}" y2="{height - 30}"/>')
            drawn.append(_said(x, height - 12, f"{tick:,}", "middle"))
    for row, weight in zip(placed, rows, strict=True):
        y = row.middle
        drawn += row.name
        drawn.append(_said(_WIDTH - 8, y + 4, _share(weight), "end"))
        if weight.share is None:
            continue  # slacks over what nobody knows would look as if they were known
        kind = "fails" if weight.share < 0.5 else "doubtful" if not weight.always else "holds"
        drawn.append(
            f'<line class="range {kind}" x1="{across(weight.low):.1f}" y1="{y:.1f}" x2="{across(weight.high):.1f}" '
            f'y2="{y:.1f}"/><circle class="middle" cx="{across(weight.middle):.1f}" cy="{y:.1f}" r="4.5"/>'
        )
    return _chart(height, "Slack of each constraint, from its 5th to its 95th percentile", drawn)


def regions_svg(found: Regions) -> str:
    """The share of draws in which all hold, by design and number of consents: the darker the more."""
    wide = min(90.0, (_WIDTH - _NAMES - 20) / max(len(found.quorums), 1))
    placed = _rows(found.designs, _NAMES - 14, 42)
    height = placed[-1].bottom + 16
    drawn = [_said(_NAMES - 14, 30, "consents needed", "end")]
    for q, quorum in enumerate(found.quorums):
        drawn.append(_said(_NAMES + wide * (q + 0.5), 30, f"{quorum}", "middle"))
    for row, shares in zip(placed, found.shares, strict=True):
        drawn += row.name
        for q, held in enumerate(shares):
            share = float(held[-1])
            drawn.append(
                f'<rect class="cell" x="{_NAMES + wide * q:.1f}" y="{row.top:g}" width="{wide - 2:.1f}" '
                f'height="{row.bottom - row.top - 2:g}" '
                f'fill-opacity="{0.06 if math.isnan(share) else 0.06 + 0.8 * share:.3f}"/>'
            )
            words = "?" if math.isnan(share) else percent(share)
            drawn.append(_said(_NAMES + wide * (q + 0.5) - 1, row.middle + 4, words, "middle",
                               "onto" if share > 0.55 else ""))  # fmt: skip
    return _chart(height, "Share of draws in which all constraints hold", drawn)


def frontier_svg(weighed: Weighed) -> str:
    """By the size of a breach, in how many draws it costs its author more than it brings: where a salami is cut."""
    sides = [s for s in (weighed.stakes.accused, weighed.stakes.beneficiary) if s.violations]
    sizes = sorted({w.tested.size for w in weighed.weights if w.tested.size})
    left, bottom, top = 70.0, 250.0, 24.0

    def at(size: int, share: float) -> tuple[float, float]:
        place = sizes.index(size) / max(len(sizes) - 1, 1)
        return left + 40 + place * (_WIDTH - left - 200), bottom - share * (bottom - top)

    drawn = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = at(sizes[0], share)[1]
        drawn.append(f'<line class="grid" x1="{left}" y1="{y:.1f}" x2="{_WIDTH - 150}" y2="{y:.1f}"/>')
        drawn.append(_said(left - 10, y + 4, f"{100 * share:.0f} %", "end"))
    for size in sizes:
        drawn.append(_said(at(size, 0)[0], bottom + 22, f"{size:,} {'act' if size == 1 else 'acts'}", "middle"))
    for n, side in enumerate(sides):
        label = "C2" if n == 0 else "C5"
        told = [(w.tested.size, w.share) for w in weighed.weights if w.tested.label == label]
        points = [at(size, share) for size, share in told if share is not None]
        if not points:
            continue
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        drawn.append(f'<polyline class="line p{n}" points="{line}"/>')
        # Where both lie together, as at 100 %, the second is thin and broken, and its dots are smaller: both are seen.
        drawn += [f'<circle class="dot p{n}" cx="{x:.1f}" cy="{y:.1f}" r="{6.5 - 3 * n:g}"/>' for x, y in points]
        # Two ends that lie together are told one below the other.
        drawn.append(_said(points[-1][0] + 14, points[-1][1] + 4 + 18 * n, f"{label} {side.name}", "start"))
    return _chart(285, "Share of draws in which a breach of a size does not pay", drawn)


def tornado_svg(weighed: Weighed) -> str:
    """On which numbers it hangs whether all hold at once: what to find out first."""
    named = weighed.hangs_on[:_MOST_NUMBERS]
    start, room = 470.0, _WIDTH - 470.0 - 70
    placed = _rows([number_words(influence.of, weighed.stakes) for influence in named], start - 12, 16)
    height = placed[-1].bottom + 8 if placed else 24
    drawn: list[str] = []
    for row, influence in zip(placed, named, strict=True):
        wide = max(1.0, room * influence.total)
        drawn += row.name
        drawn.append(f'<rect class="bar" x="{start}" y="{row.middle - 11:g}" width="{wide:.1f}" height="{_ROW - 12}"/>')
        drawn.append(_said(start + wide + 8, row.middle + 4, percent(influence.total), "start"))
    return _chart(height, "On what it hangs whether all hold at once", drawn)


class _Row(NamedTuple):
    """A row of a drawing. name: its lines as SVG, before the place where the row begins."""

    top: float
    bottom: float
    name: tuple[str, ...]

    @property
    def middle(self) -> float:
        """Where the row's own marks are drawn."""
        return (self.top + self.bottom) / 2


def _rows(names: Sequence[str], until: float, top: float) -> list[_Row]:
    """Rows one below the other, each as high as its name takes in lines that end at `until`."""
    found = []
    for name in names:
        lines = written(name, (until - _EDGE) * SMALLEST / _LETTERS, SMALLEST).lines or ("",)
        bottom = top + max(_ROW, _LINE * len(lines) + _ROW - _LINE)
        first = (top + bottom) / 2 + 4 - _LINE * (len(lines) - 1) / 2
        drawn = tuple(_said(until, first + _LINE * n, line, "end") for n, line in enumerate(lines))
        found.append(_Row(top, bottom, drawn))
        top = bottom
    return found


def _short(weight: Weight) -> str:
    size = f", {weight.tested.size:,} acts" if weight.tested.size > 1 else ", 1 act" if weight.tested.size else ""
    return f"{weight.tested.label} {weight.tested.who}{size}"


def _share(weight: Weight) -> str:
    return "cannot be told" if weight.share is None else mark(weight)


def _scaled(value: float) -> float:
    """Linear about what just holds, logarithmic far from it."""
    return math.asinh(value * 2) / math.log(10)


def _said(x: float, y: float, words: str, anchor: str, kind: str = "") -> str:
    attribute = f' class="{kind}"' if kind else ""
    return f'<text{attribute} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{text(words)}</text>'


def _chart(height: float, title: str, drawn: Sequence[str]) -> str:
    return (
        f'<svg class="chart weighed" viewBox="0 0 {_WIDTH} {height:g}" role="img" aria-label="{text(title)}">'
        + "".join(drawn) + "</svg>"
    )
