"""In what two texts of one event differ, field by field, in words (rule R8)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from foedus.basics.instant import MINUTE, Interval, show
from foedus.basics.place import Area, Nowhere, Place, Point
from foedus.report.model import NONE, Range, Report


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """A field with what it said and what it says, "" for nothing."""

    field: str
    old: str
    new: str


def differences(old: Sequence[Report], new: Sequence[Report], zone: str = "UTC") -> tuple[Difference, ...]:
    """How the reports of an event differ in what they say as a whole, by field; fields told alike are left out.

    Reports of one event mostly share all but their source, so that equal values are told once.
    """
    found = []
    for name, told in _FIELDS.items():
        was, now = _values(told(r, zone) for r in old), _values(told(r, zone) for r in new)
        if was != now:
            found.append(Difference(name, was, now))
    return tuple(found)


def _values(values: Iterable[str]) -> str:
    return "; ".join(sorted({value for value in values if value}))


def _when(interval: Interval, zone: str) -> str:
    start, end = show(interval.start, zone), show(interval.end + 1, zone)
    if start.endswith(" 00:00") and end.endswith(" 00:00") and interval.start < interval.end:
        first, last = start[:10], show(interval.end, zone)[:10]
        return first if first == last else f"{first} to {last}"
    until = end if (interval.end + 1) % MINUTE == 0 else show(interval.end, zone)
    return start if interval.is_point else f"{start} to {until}"


def _place(place: Place) -> str:
    match place:
        case Point():
            return f"{place.latitude:.6f} {place.longitude:.6f} within {place.radius_m} m"
        case Area():
            return place.name
        case Nowhere():
            return ""


def _range(value: Range) -> str:
    return str(value.best) if value.low == value.high else f"{value.low} to {value.high}, at best {value.best}"


_FIELDS: Mapping[str, Callable[[Report, str], str]] = {
    "kind": lambda r, _: r.kind.value,
    "time": lambda r, zone: _when(r.happened_at, zone),
    "place": lambda r, _: _place(r.place),
    "act": lambda r, _: r.act,
    "target": lambda r, _: r.target,
    "weapon": lambda r, _: r.weapon,
    "number": lambda r, _: _range(r.number),
    "killed or hurt": lambda r, _: "" if r.casualties == NONE else _range(r.casualties),
    "who did it": lambda r, _: "; ".join(f"{c.party} ({c.basis.value})" for c in r.claims),
    "outlet": lambda r, _: r.outlet,
    "origin": lambda r, _: r.origin if r.origin != r.outlet else "",
    "side": lambda r, _: r.side,
    "published": lambda r, zone: "" if r.published_at is None else show(r.published_at, zone)[:10],
    "text": lambda r, _: r.text,
    "note": lambda r, _: r.note,
    "link": lambda r, _: r.link,
    "grade": lambda r, _: f"{r.reliability}{r.credibility}",
    "row": lambda r, _: r.source_row,
}
"""What is compared, in the order in which it is told."""
