"""A story as swim-lanes to print: dates at the left, a lane for each class that acts, what changes at the right."""

from __future__ import annotations

from foedus.prove.lanes import CASE, Row, rows
from foedus.prove.story import Mark, Story
from foedus.web.svg_sheet import LEFT, PAD, RIGHT, Sheet
from foedus.web.svg_text import Written, stacked, written

DATES = 126
"""Room for the dates."""
SIZE = 12.5
_BETWEEN = 14
"""Room between two columns, and between two rows."""
_ARROW = 24
"""More room before the last column, for the heads of the arrows."""


class _Columns:
    """Where the lanes stand, by the number of them; the last column is that of what changes, a half wider."""

    def __init__(self, lanes: int) -> None:
        room = RIGHT - LEFT - DATES - _BETWEEN * lanes - _ARROW
        self.width = room / (lanes + 1.5)
        lefts = [LEFT + DATES + n * (self.width + _BETWEEN) for n in range(lanes + 1)]
        self.lefts = [*lefts[:-1], lefts[-1] + _ARROW]

    def middle(self, column: int) -> float:
        """The middle of a lane."""
        return self.lefts[column] + self.width / 2


def lanes_svg(story: Story) -> str:
    """The picture; the same story, the same bytes. On A4 it is as wide as the page."""
    sheet, columns = Sheet(story.zone), _Columns(len(story.lanes))
    sheet.say(story.title, 19, bold=True)
    sheet.say(story.accord, 13.5)
    sheet.y += 4
    sheet.say(f"{story.supposed} Drawn from the accord itself.", 12.5, kind="dim")
    sheet.y += 14
    _heads(sheet, story, columns)
    top, drawn = sheet.y, sheet.drawn
    sheet.drawn = []
    for row in rows(story):
        _row(sheet, row, columns)
    # The lines of the lanes lie below what stands on them, so they are drawn before, once their length is known.
    drawn += [_lane(columns.middle(n), top, sheet.y) for n in range(len(story.lanes))]
    sheet.drawn = drawn + sheet.drawn
    _end(sheet, story)
    return sheet.picture(f"{story.title}. {story.accord}")


def _lane(x: float, top: float, bottom: float) -> str:
    return f'<path class="tick" d="M{x:.1f} {top:.1f}V{bottom:.1f}"/>'


def _heads(sheet: Sheet, story: Story, columns: _Columns) -> None:
    heads = [(each.title, each.about) for each in story.lanes]
    blocks = [
        [written(title, columns.width - 2 * PAD, 14, bold=True)]
        + ([written(about, columns.width - 2 * PAD, 11.5)] if about else [])
        for title, about in heads
    ]
    height = max(sum(b.height for b in some) for some in blocks) + 2 * PAD - 6
    for left, some in zip(columns.lefts, blocks, strict=False):
        sheet.box(left, sheet.y, left + columns.width, sheet.y + height, "ending")
        sheet.add(stacked(left + columns.width / 2, sheet.y + PAD - 4, some, anchor="middle")[0])
    last = written(CASE, RIGHT - columns.lefts[-1], 14, bold=True)
    sheet.add(last.at(columns.lefts[-1], sheet.y + PAD - 4))
    sheet.y += height


def _row(sheet: Sheet, row: Row, columns: _Columns) -> None:
    """A box in the lane of who acts, an arrow to what it changes; no arrow where it changes nothing."""
    top = sheet.y + _BETWEEN
    did = [written(row.says, columns.width - 2 * PAD, SIZE)]
    if row.mark is Mark.FOUND:
        did.insert(0, written("BREACH", columns.width - 2 * PAD, 14, bold=True))
    beside = row.changes or (f"{row.says}." if row.column is None else "")
    changes = written(beside, RIGHT - columns.lefts[-1], SIZE) if beside else None
    when = [written(part, DATES - 6, SIZE, bold=True) for part in _day_and_clock(row.when)]
    beside_it = changes.height if changes is not None else 0
    height = max(_height(did) if row.column is not None else 0, PAD + max(beside_it, sum(b.height for b in when)))
    sheet.add(stacked(LEFT, top + PAD / 2, when)[0])
    if row.column is not None:
        _acts(sheet, row, columns, did, top)
    if changes is not None:
        sheet.add(changes.at(columns.lefts[-1], top + PAD / 2))
        if row.column is not None:
            begins = columns.lefts[row.column] + columns.width
            sheet.path(f"M{begins:.1f} {top + 14:.1f}H{columns.lefts[-1] - 4:.1f}", row.mark is Mark.SILENCE)
    sheet.y = top + height


def _day_and_clock(when: str) -> list[str]:
    """`Wed 11 June`, and below it `2025 00:00`."""
    day, *clock = when.rsplit(" ", 2)
    return [day, " ".join(clock)] if when else []


def _height(blocks: list[Written]) -> float:
    return sum(b.height for b in blocks) + 2 * PAD


def _acts(sheet: Sheet, row: Row, columns: _Columns, did: list[Written], top: float) -> None:
    assert row.column is not None, "asked where somebody acts only"
    left, breach = columns.lefts[row.column], row.mark is Mark.FOUND
    kind = "badge" if breach else "step silent" if row.mark is Mark.SILENCE else "step"
    sheet.box(left, top, left + columns.width, top + _height(did), kind)
    sheet.add(stacked(left + PAD, top + PAD, did, "light" if breach else "")[0])


def _end(sheet: Sheet, story: Story) -> None:
    """How it ends, in a double frame."""
    sheet.y += _BETWEEN + 6
    blocks = [written("END", 60, 15, bold=True), written(story.end, RIGHT - LEFT - 90, 14, bold=True)]
    bottom = sheet.y + max(b.height for b in blocks) + 2 * PAD
    sheet.box(LEFT, sheet.y, RIGHT, bottom, "award", 7)
    sheet.box(LEFT + 4, sheet.y + 4, RIGHT - 4, bottom - 4, "inner")
    sheet.add(blocks[0].at(LEFT + PAD + 4, sheet.y + PAD - 1), blocks[1].at(LEFT + 70, sheet.y + PAD))
    sheet.y = bottom
