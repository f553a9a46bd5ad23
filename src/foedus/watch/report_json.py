"""Reports as they stand in the log: as plain maps without `known_at`, which is the time of their entry (T1, R1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from foedus.basics.canonical import plain
from foedus.basics.instant import Interval
from foedus.basics.place import Area, Nowhere, Place, Point
from foedus.report.model import Basis, Claim, Flaw, Kind, Range, Report, Unsound
from foedus.watch.acts import Json

_TEXTS = (
    "act", "outlet", "origin", "side", "target", "event_key", "reliability", "credibility", "link", "note",
    "collector", "source_row", "text", "weapon",
)  # fmt: skip
_LISTS = ("attachments", "derives_from", "supersedes", "retracts")


def written(report: Report) -> dict[str, Any]:
    """A report as a map. What it does not say is left out."""
    said = plain({name: value for name, value in report.__dict__.items() if name not in ("known_at", "id")})
    assert isinstance(said, dict)
    return {name: value for name, value in said.items() if value not in ("", [], None)}


def reports_of(value: Json) -> tuple[Report, ...] | None:
    """Reports out of a list of such maps; None if it is none, or `written` would write one of them otherwise."""
    if not isinstance(value, list):
        return None
    try:
        found = tuple(_report(one) for one in value)
    except (KeyError, TypeError, ValueError, AssertionError, AttributeError):
        return None
    return found if [written(r) for r in found] == value else None


def _report(value: Json) -> Report:
    texts: dict[str, Any] = {name: _text(value.get(name, "")) for name in _TEXTS}
    lists: dict[str, Any] = {name: tuple(_text(v) for v in value.get(name, ())) for name in _LISTS}
    claims = tuple(Claim(_text(c["party"]), Basis(c["basis"])) for c in value.get("claims", ()))
    flaws = tuple(Flaw(Unsound(f["kind"]), _text(f["cell"])) for f in value.get("flaws", ()))
    return Report(
        kind=Kind(value["kind"]), happened_at=Interval(**value["happened_at"]), known_at=0,
        published_at=value.get("published_at"), place=_place(value.get("place", {})),
        number=Range(**value["number"]), casualties=Range(**value["casualties"]), claims=claims, flaws=flaws,
        **texts, **lists,
    )  # fmt: skip


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _place(value: Json) -> Place:
    if "longitude_e6" in value:
        return Point(**value)
    return Area(**value) if value else Nowhere()


def acts_of(values: Sequence[Json]) -> frozenset[str] | None:
    """What a format declares that its sources can report, out of a list; None if it is none."""
    return frozenset(values) if all(isinstance(v, str) for v in values) else None
