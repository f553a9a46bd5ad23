"""Fires seen by satellites (NASA FIRMS: MODIS and VIIRS). A fire is no attack, and nobody is named."""

from __future__ import annotations

from collections.abc import Sequence
from math import isqrt

from foedus.basics.instant import MINUTE, Interval
from foedus.report.format import Format
from foedus.report.intake import Intake
from foedus.report.model import Kind, Report
from foedus.report.row import Row

_ORIGIN = "NASA-FIRMS"
_PIXEL_M = 1_000
"""Side of a pixel below the satellite, where the table does not give it (MODIS; FIRMS, frequently asked questions)."""
_KINDS = {"0": "vegetation fire presumed", "1": "volcano", "2": "other static source on land", "3": "offshore"}
_POWER = "radiative power "
_NO_SATELLITE = frozenset({*_KINDS.values(), "standard", "nrt"})
"""What the note of a fire begins with where its table does not name the satellite."""
_SATELLITES = {
    "terra": "Terra (MODIS)", "t": "Terra (MODIS)", "aqua": "Aqua (MODIS)", "a": "Aqua (MODIS)",
    "n": "Suomi NPP (VIIRS)", "n20": "NOAA-20 (VIIRS)", "1": "NOAA-20 (VIIRS)", "n21": "NOAA-21 (VIIRS)",
    "2": "NOAA-21 (VIIRS)",
}  # fmt: skip
"""The satellites by the names that tables give them, with their instrument (FIRMS, attribute tables)."""
_CREDIBILITY = {"l": "4", "low": "4", "n": "3", "nominal": "3", "h": "2", "high": "2"}
_HIGH, _NOMINAL = 80, 30
"""FIRMS calls a confidence of 80 and more high, from 30 nominal, below low (FIRMS, frequently asked questions)."""


def read_fire(row: Row, intake: Intake) -> Sequence[Report]:
    """One pixel that burnt when the satellite passed."""
    day = row.day("acq_date", "UTC")
    minutes = _minutes(row)
    place = row.place("latitude", "longitude", _half_diagonal_m(row))
    credibility = _credibility(row)
    row.needed("latitude")
    if row.problems:
        return ()
    at = day.start + minutes * MINUTE
    happened_at = Interval(at, at + MINUTE - 1)
    row.not_after(intake.now, happened_at, "acq_date")
    published_at, known_at = intake.known(happened_at, None)
    kind = _KINDS.get(row.get("type").removesuffix(".0"), "")
    power = f"{_POWER}{row.get('frp')} MW" if row.get("frp") else ""
    return [
        Report(
            Kind.EVENT, "fire", happened_at, known_at, _ORIGIN, _ORIGIN, place, published_at, credibility=credibility,
            note="; ".join(t for t in (row.get("satellite"), kind, power, row.get("product")) if t), collector="firms",
        )
    ]  # fmt: skip


def satellite_of(fire: Report) -> str:
    """The satellite that saw a fire, with its instrument: `Terra (MODIS)`; "" if the table does not name it."""
    name = fire.note.split("; ")[0]
    if fire.collector != "firms" or name in _NO_SATELLITE or name.startswith(_POWER):
        return ""
    return _SATELLITES.get(name.casefold(), name)


def power_of(fire: Report) -> str:
    """How strongly it burnt, in the words of the note: `radiative power 25.0 MW`; "" if the table does not say."""
    return next((said for said in fire.note.split("; ") if said.startswith(_POWER)), "")


def _minutes(row: Row) -> int:
    """HHMM in UTC; tables that passed through a spreadsheet lose the leading zeros, and some write a colon."""
    text = row.needed("acq_time").replace(":", "").removesuffix(".0").zfill(4)
    if not (text.isascii() and text.isdigit() and len(text) == 4 and int(text[:2]) < 24 and int(text[2:]) < 60):
        row.refuse("R0102", "acq_time", row.get("acq_time"))
        return 0
    return int(text[:2]) * 60 + int(text[2:])


def _half_diagonal_m(row: Row) -> int:
    """The fire is somewhere in the pixel: half its diagonal, from `scan` and `track` in kilometres."""
    sides = []
    for column in ("scan", "track"):
        size = row.decimal(column)
        sides.append(_PIXEL_M if size is None or not 0 < size < 100 else int(size * 1000))
    return isqrt(sides[0] ** 2 + sides[1] ** 2) // 2 + 1


def _credibility(row: Row) -> str:
    """Digit of the Admiralty code: 2 probably, 3 possibly true, 4 doubtful, 6 not told."""
    value = row.get("confidence").lower()
    if value in _CREDIBILITY or not value:
        return _CREDIBILITY.get(value, "6")
    share = row.whole("confidence")
    return "2" if share >= _HIGH else "3" if share >= _NOMINAL else "4"


FIRES = Format(
    "firms", "active fires from satellites (NASA FIRMS, MODIS or VIIRS CSV)",
    frozenset({"latitude", "longitude", "acq_date", "acq_time", "confidence"}), frozenset({"fire"}), read_fire,
)  # fmt: skip
