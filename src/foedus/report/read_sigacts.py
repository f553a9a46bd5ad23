"""Significant-activity reports of a military force (SIGACTS): time to the minute, kind of attack, target, city.

The tables were taken from printed pages: words are cut off, columns run into each other, headings stand among the
rows. What can be told apart is; what cannot is left unknown. Rows that are the same in every letter are one report.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from foedus.basics.instant import calendar_day
from foedus.basics.place import Area, Nowhere, Place
from foedus.report.format import Format
from foedus.report.intake import Intake
from foedus.report.model import UNKNOWN_ACT, Kind, Report
from foedus.report.read_words import words_of_data
from foedus.report.row import Row
from foedus.report.vocabulary_of_data import common_act

_WORDS: Any = words_of_data("sigacts")
_ACTS: dict[str, str] = _WORDS["acts"]
_TARGETS: dict[str, str] = _WORDS["targets"]
_HEADING = "attack type"
_NO_PLACES = frozenset({"city", "target", "none"})
_SHORTEST_CUT = 6
"""Letters of a target that must be left for it to be told from the others (`Iraqi Sec`, `Coaliti`)."""
_UNKNOWN_KIND = "kind of attack not in the table: act unknown"
_CUT_KIND = "several kinds of attack in one cell, or a word cut off: the wider act taken"
_MISPLACED = "the column of the city holds no city: place unknown"


def read_activity(row: Row, intake: Intake) -> Sequence[Report]:
    """One significant activity."""
    kind = row.get("event_type")
    if kind.casefold() == _HEADING:
        row.refuse("R0123")
        return ()
    happened_at = row.moment("time", intake.zone).interval
    row.not_after(intake.now, happened_at, "time")
    if row.problems:
        return ()
    act = _act(kind)
    if act == UNKNOWN_ACT:
        intake.note(_UNKNOWN_KIND)
    elif kind not in _ACTS:
        intake.note(_CUT_KIND)
    # Such a report goes up the chain of command within its day; nothing finer is known of it (R5).
    known_at = calendar_day(happened_at.end, "UTC").end
    origin = _WORDS["origin"]
    return [
        Report(
            Kind.EVENT, act, happened_at, known_at, "SIGACTS", origin, _place(row, intake),
            target=_target(row.get("target")), note=kind, collector="sigacts",
        )
    ]  # fmt: skip


@lru_cache(maxsize=4096)
def _act(kind: str) -> str:
    """The act of a cell; of several the narrowest that takes in all; a word cut off may be each that begins so."""
    words: set[str] = set()
    for part in re.split(r"[,/]", kind.casefold()):
        name = part.strip()
        if not name:
            continue
        whole = _FOLDED_ACTS.get(name)
        words |= {whole} if whole else {act for full, act in _FOLDED_ACTS.items() if full.startswith(name)} or {""}
    return UNKNOWN_ACT if not words or "" in words else common_act(words)


@lru_cache(maxsize=65536)
def _target(cell: str) -> str:
    """What was hit; "" if the cell names none, a place instead, or too few letters of it."""
    for part in re.split(r"\s{2,}", cell.casefold()):
        for full, word in _TARGETS.items():
            if part == full or (len(part) >= _SHORTEST_CUT and full.startswith(part)):
                return word
    return ""


def _place(row: Row, intake: Intake) -> Place:
    city = row.get("city")
    if not city:
        return Nowhere()
    if city.casefold() in _NO_PLACES or _target(city) or re.search(r"\s{2,}", city):
        intake.note(_MISPLACED)
        return Nowhere()
    return Area(city)


_FOLDED_ACTS = {name.casefold(): act for name, act in _ACTS.items()}
SIGACTS = Format(
    "sigacts", "significant activities of a military force: time, event_type, target, city",
    frozenset({"time", "event_type", "target", "city"}), frozenset(_ACTS.values()) - {UNKNOWN_ACT}, read_activity,
    local="time",
)  # fmt: skip
