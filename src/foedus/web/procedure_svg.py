"""The procedure as a picture to print: who must do what by when, what silence does, and when the award comes at worst.

Drawn from the accord by way of the machine (`procedure.paths`); a file by itself, without scripts and without fonts.
"""

from __future__ import annotations

from collections.abc import Sequence

from foedus.accord.model import Accord
from foedus.accord.reading_words import article_of
from foedus.basics.instant import Instant
from foedus.procedure.path_dates import Promise, promises, sunset
from foedus.procedure.path_walk import Place
from foedus.procedure.path_words import (
    AT_ONCE,
    NOT_ARMED,
    TAKEN_BACK,
    TOO_LONG,
    USED_UP,
    consents,
    effect,
    moment,
    name_of,
    notice_words,
    obstacles,
    own_dates,
    review_words,
    stalls,
    sunset_words,
)
from foedus.procedure.paths import Paths
from foedus.procedure.rules import Procedure
from foedus.procedure.state import Stage
from foedus.web.procedure_rows import Arrow, Ending, Row, rows
from foedus.web.procedure_strip import strip
from foedus.web.svg_sheet import LEFT, PAD, RIGHT, Sheet
from foedus.web.svg_text import Written, gap, stacked, written

BOX, BOX_END = 204, 590
"""The column of the steps."""
ENDING = 748
"""Where the column of the endings begins."""
BUS = 40
"""Where the ways to the certificate come together, left of the steps."""
SKIP = BOX - 22
"""Where a way past a step runs."""

def procedure_svg(accord: Accord, procedure: Procedure, every: Sequence[tuple[str, Paths | None]], at: Instant) -> str:
    """The picture of all certifications of an accord, if a breach is found at an instant.

    every: (grade, its ways, None where they cannot be laid out). The same accord and instant, the same bytes.
    """
    sheet = Sheet(accord.time_zone)
    sheet.say(accord.name, 21, bold=True)
    sheet.y += 4
    sheet.say(
        f"From a breach to the award, if a breach is found on {moment(at, accord.time_zone)}. Drawn from the accord "
        f"itself. Times of {accord.time_zone}; at 00:00 a day begins. Who acts exactly at a limit acts in time.",
        kind="dim",
    )  # fmt: skip
    if not every:
        sheet.y += 14
        sheet.say("No article says who certifies a breach: there is no procedure to draw, and nothing is awarded.", 15)
    for grade, ways in every:
        sheet.y += 22
        _certification(sheet, procedure, grade, ways)
    if every:
        _ends(sheet, procedure, at)
    title = f"Procedure of {accord.name}, if a breach is found on {moment(at, accord.time_zone)}"
    return sheet.picture(title)


def _certification(sheet: Sheet, procedure: Procedure, grade: str, ways: Paths | None) -> None:
    sheet.add(f'<path class="tick" d="M{LEFT} {sheet.y - 8:.1f}H{RIGHT}"/>')
    sheet.say(f"{article_of(grade).capitalize()} breach", 17, bold=True)
    if ways is None:
        sheet.say(TOO_LONG)
        return
    kept = promises(procedure, ways)
    sheet.y += 8
    drawn, sheet.y = strip(ways, sheet.zone, sheet.y)
    sheet.add(drawn)
    _before(sheet, kept)
    tops: dict[Place, float] = {}
    skips: list[tuple[str, Place, float]] = []
    buses: list[float] = []
    _start(sheet, grade, ways)
    for row in rows(ways, sheet.zone):
        _row(sheet, row, tops, skips, buses)
    tops[Place(Stage.CERTIFIED, 0)] = sheet.y
    into = sheet.y + 26
    _certificate(sheet, ways, kept)
    _lanes(sheet, tops, skips, buses, into)
    _notes(sheet, ways, kept)


# -- before and after --------------------------------------------------------------------------------------------------


def _panel(sheet: Sheet, blocks: Sequence[Written], x: float = LEFT) -> None:
    height = sum(b.height for b in blocks) + 2 * PAD
    sheet.box(x, sheet.y, RIGHT, sheet.y + height, "panel")
    drawn, _ = stacked(x + PAD, sheet.y + PAD, blocks)
    sheet.add(drawn)
    sheet.y += height


def _before(sheet: Sheet, kept: Sequence[Promise]) -> None:
    """What must be there before any breach."""
    blocks = []
    for promise in kept:
        asked = consents(promise)
        needs = f"once the consents of {asked} are in" if asked else "from the beginning: nobody's consent is asked for"
        blocks.append(written(f"{name_of(promise)} is armed {needs}.", RIGHT - LEFT - 2 * PAD, 13.5))
    if blocks:
        _panel(sheet, [written("Before any breach", RIGHT - LEFT, 13.5, bold=True), gap(3), *blocks])
        sheet.y += 16


def _start(sheet: Sheet, grade: str, ways: Paths) -> None:
    most = BOX_END - BOX - 40
    words = (f"{article_of(grade).capitalize()} breach is found", moment(ways.found_at, sheet.zone))
    blocks = [written(line, most, 14, bold=True) for line in words]
    bottom = sheet.y + sum(b.height for b in blocks) + 14
    sheet.box(BOX, sheet.y, BOX_END, bottom, "fork", 16)
    sheet.add(stacked((BOX + BOX_END) / 2, sheet.y + 7, blocks, anchor="middle")[0])
    sheet.path(f"M{BOX + 40} {bottom:.1f}v26")
    sheet.add(written("a case opens by itself", BOX_END - BOX - 60, 12.5).at(BOX + 50, bottom + 4))
    sheet.y = bottom + 27


def _certificate(sheet: Sheet, ways: Paths, kept: Sequence[Promise]) -> None:
    """The certificate, and in the same frame what it releases: both are one entry."""
    most = RIGHT - BOX - 2 * PAD - 6
    nodes = [n for n in ways.nodes if n.place.stage is Stage.CERTIFIED]
    soonest, latest = min(n.earliest for n in nodes), max(n.latest for n in nodes)
    blocks = [
        written("Certified", most, 17, bold=True), gap(3),
        written(f"at the soonest {moment(soonest, sheet.zone)}, {AT_ONCE}", most, 13.5),
        written(f"at the latest {moment(latest, sheet.zone)}, {USED_UP}", most, 15, bold=True),
    ]  # fmt: skip
    for promise in kept:
        blocks += _award(ways, promise, sheet.zone, most)
    if not kept:
        blocks.append(written("No guarantee waits for a breach of this grade: nothing is released.", most, 13.5))
    height = sum(b.height for b in blocks) + 2 * PAD + 10
    sheet.box(BOX, sheet.y, RIGHT, sheet.y + height, "award", 7)
    sheet.box(BOX + 4, sheet.y + 4, RIGHT - 4, sheet.y + height - 4, "inner", 5)
    sheet.add(stacked(BOX + PAD + 3, sheet.y + PAD + 4, blocks)[0])
    sheet.y += height


def _award(ways: Paths, promise: Promise, zone: str, most: float) -> list[Written]:
    rule = promise.rule
    head = f"AWARD under {name_of(promise)}, in the same entry, if the accused is {rule.by}"
    what = effect(promise)
    blocks = [gap(9), written(head, most, 15, bold=True), gap(2), written(what[0].upper() + what[1:], most, 13.5)]
    if promise.release is None:
        return [*blocks, written("It cannot be armed as things are, so nothing is released.", most, 13.5)]
    asked = consents(promise)
    released = f"It releases the consents of {asked}; nobody's further will is needed." if asked else (
        "Nobody's consent is asked for, and nobody's further will is needed.")  # fmt: skip
    return [*blocks, written(released + own_dates(ways, promise, zone), most, 13.5)]


def _notes(sheet: Sheet, ways: Paths, kept: Sequence[Promise]) -> None:
    said = stalls(ways)
    for promise in kept:
        name = f"{name_of(promise)}: " if len(kept) > 1 else ""
        more = [*obstacles(promise, sheet.zone), *notice_words(promise, sheet.zone)]
        said += [name + s for s in (*more, review_words(promise, sheet.zone)) if s]
    said += [TAKEN_BACK, *([NOT_ARMED] if kept else [])]
    sheet.y += 16
    most = RIGHT - LEFT - 2 * PAD
    blocks = [written("What to know beside it", most, 13.5, bold=True)]
    for sentence in said:
        blocks += [gap(4), written(sentence, most, 12.5)]
    _panel(sheet, blocks)


def _ends(sheet: Sheet, procedure: Procedure, at: Instant) -> None:
    sheet.y += 14
    end = sunset(procedure, at)
    if end is not None:
        sheet.say(sunset_words(end, sheet.zone), 12.5)
    sheet.y += 8
    y = sheet.y + 8
    sheet.path(f"M{LEFT} {y:.1f}h44")
    sheet.add(written("somebody acts", 130, 12.5).at(LEFT + 52, y - 9))
    sheet.path(f"M{LEFT + 180} {y:.1f}h44", silent=True)
    sheet.add(written("nobody acts until the limit: silence", 260, 12.5).at(LEFT + 232, y - 9))
    sheet.box(LEFT + 500, y - 8, LEFT + 530, y + 8, "ending", 3)
    sheet.add(written("an end without a certificate", 220, 12.5).at(LEFT + 538, y - 9))
    sheet.y = y + 12


# -- the steps ---------------------------------------------------------------------------------------------------------


def _row(
    sheet: Sheet, row: Row, tops: dict[Place, float], skips: list[tuple[str, Place, float]], buses: list[float]
) -> None:
    if row.place is None:
        _fork(sheet, row, skips)
    else:
        tops[row.place] = sheet.y
        blocks = _box_blocks(row)
        inside = sum(b.height for b in blocks) + 2 * PAD + 2
        lefts = [_label(arrow, BOX - BUS - 20) for arrow in row.lefts]
        endings = [(ending, *_ending_blocks(ending)) for ending in row.endings]
        left = 24 + sum(label.height + 14 for label in lefts)
        right = sum(max(_height(blocks), _arrows_height(arrows)) + 12 for _, blocks, arrows in endings) - 12
        height = max(inside, left if lefts else 0, right)
        _draw_box(sheet, row, blocks, height)
        _draw_lefts(sheet, row, lefts, buses)
        _draw_endings(sheet, endings)
        sheet.y += height
    _draw_downs(sheet, row.downs)


def _label(arrow: Arrow, most: float) -> Written:
    return written(arrow.words, most, 12.5)


def _box_blocks(row: Row) -> list[Written]:
    most = BOX_END - BOX - 2 * PAD
    corner = written(row.corner, 106, 12).width
    head = written(row.title, most - corner - 12 - (34 if row.number else 0), 15.5, bold=True)
    first, *rest = row.lines
    who = written(first, most, 14)
    lines = [written(line, most, 12.5) for line in rest if line]
    return [head, gap(6), who, *lines, gap(2), written(row.bold, most, 14, bold=True)]


def _draw_box(sheet: Sheet, row: Row, blocks: Sequence[Written], height: float) -> None:
    sheet.box(BOX, sheet.y, BOX_END, sheet.y + height, "step")
    head, *rest = blocks
    x = BOX + PAD
    if row.number:
        sheet.add(f'<circle class="badge" cx="{BOX + 22}" cy="{sheet.y + 20:.1f}" r="12"/>')
        number = Written((str(row.number),), 13, bold=True)
        sheet.add(number.at(BOX + 22, sheet.y + 20 - 13 * 0.64, "light", "middle"))
        x += 34
    sheet.add(head.at(x, sheet.y + PAD))
    corner = written(row.corner, 106, 12)
    sheet.add(corner.at(BOX_END - PAD, sheet.y + PAD + 2, "dim", "end"))
    sheet.add(stacked(BOX + PAD, sheet.y + PAD + 2 + head.height, rest)[0])


def _draw_lefts(sheet: Sheet, row: Row, labels: Sequence[Written], buses: list[float]) -> None:
    """Ways straight to the certificate: from the box to the line at the left, which leads there."""
    y = sheet.y + 24
    for arrow, label in zip(row.lefts, labels, strict=True):
        sheet.add(label.at(BUS + 10, y))
        y += label.height + 4
        sheet.path(f"M{BOX} {y:.1f}H{BUS}", arrow.silent, head=False)
        buses.append(y)
        y += 10


def _ending_blocks(ending: Ending) -> tuple[list[Written], list[Written]]:
    most = RIGHT - ENDING - 2 * PAD
    head = written(ending.title, most, 14, bold=True)
    arrows = [_label(arrow, ENDING - BOX_END - 18) for arrow in ending.arrows]
    return [head, *(written(line, most, 12) for line in ending.lines)], arrows


def _height(blocks: Sequence[Written]) -> float:
    return sum(b.height for b in blocks) + 2 * PAD


def _arrows_height(labels: Sequence[Written]) -> float:
    return sum(label.height + 12 for label in labels)


def _draw_endings(sheet: Sheet, endings: Sequence[tuple[Ending, list[Written], list[Written]]]) -> None:
    y = sheet.y
    for ending, blocks, labels in endings:
        height = max(_height(blocks), _arrows_height(labels))
        sheet.box(ENDING, y, RIGHT, y + height, "ending")
        sheet.add(stacked(ENDING + PAD, y + PAD, blocks)[0])
        at = y
        for arrow, label in zip(ending.arrows, labels, strict=True):
            sheet.add(label.at(BOX_END + 6, at))
            at += label.height + 4
            sheet.path(f"M{BOX_END} {at:.1f}H{ENDING - 1}", arrow.silent)
            at += 8
        y += height + 12


def _draw_downs(sheet: Sheet, arrows: Sequence[Arrow]) -> None:
    if not arrows:
        sheet.y += 24
        return
    room = (BOX_END - BOX) / len(arrows)
    labels = [_label(arrow, room - 50) for arrow in arrows]
    gap = max(label.height for label in labels) + 14
    for n, (arrow, label) in enumerate(zip(arrows, labels, strict=True)):
        x = BOX + 40 + n * room
        sheet.path(f"M{x:g} {sheet.y:.1f}v{gap - 1:.1f}", arrow.silent)
        sheet.add(label.at(x + 8, sheet.y + (gap - 4 - label.height) / 2))
    sheet.y += gap


def _fork(sheet: Sheet, row: Row, skips: list[tuple[str, Place, float]]) -> None:
    block = written(row.title, BOX_END - BOX - 2 * PAD, 13.5, bold=True)
    bottom = sheet.y + block.height + 12
    sheet.box(BOX, sheet.y, BOX_END, bottom, "fork", 14)
    sheet.add(block.at((BOX + BOX_END) / 2, sheet.y + 6, anchor="middle"))
    skips += [(words, place, (sheet.y + bottom) / 2) for words, place in row.skips]
    sheet.y = bottom


def _lanes(
    sheet: Sheet, tops: dict[Place, float], skips: Sequence[tuple[str, Place, float]], buses: Sequence[float],
    into: float,
) -> None:  # fmt: skip
    """The long lines at the left: past a step, and down to the certificate."""
    for words, place, y in skips:
        end = into - 12 if place.stage is Stage.CERTIFIED else tops[place] + 12
        label = written(words, SKIP - BUS - 16, 12.5)
        sheet.add(label.at(SKIP - 6, y + 4, anchor="end"))
        sheet.path(f"M{BOX} {y:.1f}H{SKIP}V{end:.1f}H{BOX - 1}")
    if buses:
        sheet.path(f"M{BUS} {min(buses):.1f}V{into:.1f}H{BOX - 2}")
        sheet.add(*(f'<circle class="badge" cx="{BUS}" cy="{y:.1f}" r="2.6"/>' for y in sorted(buses)))
