"""The longest way as a bar to scale: each limit used up, one after the other, from the finding to the certificate."""

from __future__ import annotations

from foedus.basics.instant import DAY, Instant, to_datetime
from foedus.procedure.path_walk import Walk
from foedus.procedure.path_words import moment, norms_said, steps
from foedus.procedure.paths import Course, Paths, period_at
from foedus.replay.words import length
from foedus.web.svg_text import Written, gap, stacked, width, written

_LEFT, _RIGHT = 24, 936
_BAR = 24
"""Height of a bar."""
_MOST_COURSES = 5
"""So many courses are drawn, the longest ones."""
_MOST_SUMMED = 12
"""So many limits are added up in words; of more the first and the last ones."""


def strip(ways: Paths, zone: str, y: float) -> tuple[str, float]:
    """A bar for each course that differs, with the dates of its limits; the SVG and the y below it."""
    courses = [c for c in ways.courses if c.walk.certified is not None][-_MOST_COURSES:]
    drawn = ""
    for course in courses:
        svg, y = _course(ways, course, courses[-1].walk, y, zone)
        drawn += svg
    return drawn, y


def _x(at: Instant, longest: Walk) -> float:
    assert longest.certified is not None
    start, end = longest.found_at, longest.certified[1]
    return round(_LEFT + (at - start) / (end - start) * (_RIGHT - _LEFT), 1)


def _course(ways: Paths, course: Course, longest: Walk, y: float, zone: str) -> tuple[str, float]:
    walk = course.walk
    assert walk.certified is not None
    until = walk.certified[1]
    numbers = {node.place: n for n, node in enumerate(steps(ways), 1)}
    whose = f" for a breach of {norms_said(course.norms)}" if len(ways.courses) > 1 else ""
    whole = length(until - ways.found_at)
    summed = [
        f"{period_at(ways.rule, ways.ruling, e.source, course.norms[0])} (step {numbers[e.source]})"
        for e in walk.longest
    ]  # fmt: skip
    blocks = [
        written(f"The longest way{whose}: {whole}, until {moment(until, zone)}", _RIGHT - _LEFT, 14, True),
        written(f"every limit used up: {_shortened(summed)}", _RIGHT - _LEFT, 12.5), gap(4),
    ]  # fmt: skip
    drawn, y = stacked(_LEFT, y, blocks)
    for n, edge in enumerate(walk.longest):
        node, number = walk.node(edge.source), str(numbers[edge.source])
        assert node is not None and node.limit is not None
        start, end = _x(node.latest, longest), _x(node.limit, longest)
        kind = "bar grey" if n % 2 else "bar"
        drawn += f'<rect class="{kind}" x="{start:g}" y="{y:.1f}" width="{end - start:.1f}" height="{_BAR}"/>'
        if width(number, 13, True) + 6 <= end - start:
            drawn += Written((number,), 13, True).at((start + end) / 2, y + 3.5, anchor="middle")
    return drawn + _dates(walk, longest, y + _BAR, zone), y + _BAR + 32


def _shortened(parts: list[str]) -> str:
    return ", ".join(parts if len(parts) <= _MOST_SUMMED else [*parts[:6], "and so on", *parts[-2:]])


def _dates(walk: Walk, longest: Walk, y: float, zone: str) -> str:
    """The dates of the limits below a bar: the first and the last, and those between that have room."""
    assert walk.certified is not None
    last = walk.certified[1]
    between = [n.limit for n in walk.nodes for e in walk.longest if e.source == n.place and n.limit not in (None, last)]
    hours = last - walk.found_at < 10 * DAY
    taken: list[tuple[float, float]] = []
    drawn = ""
    for at in dict.fromkeys([walk.found_at, last, *between]):
        assert at is not None
        words, x = _date(at, zone, hours, at == walk.found_at), _x(at, longest)
        half = width(words, 12) / 2
        start = min(max(x - half, _LEFT), _RIGHT - 2 * half)
        if all(start > end + 8 or start + 2 * half < begin - 8 for begin, end in taken):
            taken.append((start, start + 2 * half))
            drawn += f'<path class="tick" d="M{x:g} {y:.1f}v5"/>'
            drawn += Written((words,), 12).at(round(start, 1), y + 4, "dim")
    return drawn


def _date(at: Instant, zone: str, hours: bool, first: bool) -> str:
    """`1 June`, with the year at the first, with the time of day where the whole takes days and not weeks."""
    _, day, month, year, clock = moment(at, zone).split()
    years = f" {year}" if first or to_datetime(at, zone).timetuple().tm_yday < 32 else ""
    return f"{day} {month}{years}{f' {clock}' if hours else ''}"
