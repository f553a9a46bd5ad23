"""UCDP Georeferenced Event Dataset: the release, cuts of it, result pages of its interface, and one row per source.

An event becomes one report for each source it names; the reports share an event key, because UCDP's coders hold that
they speak of one event. UCDP counts the dead of a fight between two sides and does not say who broke a truce, so only
one-sided violence names a doer. Codes: Sundberg and Melander (2013) and the codebook of the release.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from foedus.basics.instant import Interval
from foedus.basics.place import Area, Nowhere, Place
from foedus.report.format import Format
from foedus.report.intake import Intake
from foedus.report.model import NONE, Basis, Claim, Kind, Range, Report
from foedus.report.moments import BadYear, day_of
from foedus.report.row import Row

_ACTS = {"1": "armed clash", "2": "non-state clash", "3": "violence against civilians"}
_ONE_SIDED = "3"
_RADIUS_M = {"1": 5_000, "2": 25_000, "3": 30_000, "4": 100_000, "5": 100_000}
"""How far the point may be off, by `where_prec`. 1: an exact place, which is a populated place with a point at its
middle, and towns are some kilometres wide. 2: within 25 km of the point (codebook). 3: a second-order division, 4: a
first-order one, 5: a line or an unclear area, all with one representative point: the usual half-width of such areas."""
_COUNTRY, _AT_SEA = "6", "7"
_DATE_PRECISIONS = ("1", "2", "3", "4", "5")
_TRIPLE = re.compile(r'"([^"]*?),(\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4}),((?:[^"]|"(?!\s*(?:;|$)))*)"')
_TIMES = re.compile(r"\s*\(?\bx\s?\d+\)?$", re.IGNORECASE)
"""`Register x4`: four entries of one register, which is still one origin."""

_OUT_OF_ORDER = "low, best and high number of dead not in order: the least and the greatest taken as low and high"
_NO_HEADLINES = "headlines cannot be told apart: sources and dates kept, headlines left out"
_NO_SOURCE = "no source named: the data set itself taken as outlet"
_NO_SUCH_YEAR = "date of publication outside 1900 to 2100: taken as not given"
_WIDE = "time known to more than a day only: the whole interval taken"
_COUNTRY_ONLY = "place known to the country only: taken as an area"


@dataclass(frozen=True, slots=True)
class _Source:
    office: str
    published: str
    headline: str


def read_event(row: Row, intake: Intake) -> Sequence[Report]:
    """One event: a report for each source."""
    violence = row.one_of("type_of_violence", _ACTS)
    key = f"ucdp-ged:{row.needed('id')}"
    happened_at = _happened(row, intake, "date_start", "date_end")
    place = _place(row, intake)
    dead = _dead(row, intake)
    if row.problems:
        return ()
    claims = (Claim(row.get("side_a"), Basis.ACCUSED),) if violence == _ONE_SIDED and row.get("side_a") else ()
    sources = _sources(row, intake)
    return [
        _report(row, intake, source, key, f"{row.get('id')}-{n}", _ACTS[violence], happened_at, place, dead, claims)
        for n, source in enumerate(sources, 1)
    ]


def read_source(row: Row, intake: Intake) -> Sequence[Report]:
    """One source of an event, as a table with a row for each source gives it. The kind of violence is not told."""
    key = f"ucdp-ged:{row.needed('event_id')}"
    happened_at = _happened(row, intake, "event_start", "event_end")
    place = _place(row, intake)
    dead = row.casualties("best", "best", "best")
    if row.problems:
        return ()
    source = _Source(row.get("source"), row.get("published"), row.get("headline"))
    # A fight between a government or group and another; one-sided violence cannot be told apart here.
    return [_report(row, intake, source, key, row.get("report_id"), "armed violence", happened_at, place, dead, ())]


def _report(
    row: Row, intake: Intake, source: _Source, key: str, source_row: str, act: str, happened_at: Interval,
    place: Place, dead: Range, claims: tuple[Claim, ...],
) -> Report:  # fmt: skip
    office = _TIMES.sub("", " ".join(source.office.split()))
    if not office:
        intake.note(_NO_SOURCE)
        office = "UCDP"
    published_at, known_at = intake.known(happened_at, _published(row, intake, source.published))
    sides = " and ".join(side for side in (row.get("side_a"), row.get("side_b")) if side)
    return Report(
        Kind.EVENT, act, happened_at, known_at, office, _origin(row, office), place, published_at, claims=claims,
        casualties=dead, event_key=key, note="; ".join(t for t in (source.headline, sides) if t),
        collector="ucdp-ged", source_row=source_row,
    )  # fmt: skip


def _happened(row: Row, intake: Intake, start: str, end: str) -> Interval:
    first, last = row.day(start, intake.zone), row.day(end, intake.zone)
    happened_at = row.span_of(first, last, end)
    row.not_after(intake.now, happened_at, start)
    if row.get("date_prec") and row.one_of("date_prec", _DATE_PRECISIONS) != "1":
        intake.note(_WIDE)
    return happened_at


def _place(row: Row, intake: Intake) -> Place:
    precision = row.one_of("where_prec", (*_RADIUS_M, _COUNTRY, _AT_SEA))
    point = row.place("latitude", "longitude", _RADIUS_M.get(precision, 0))
    if precision == _COUNTRY:
        intake.note(_COUNTRY_ONLY)
        return Area(row.get("country")) if row.get("country") else Nowhere()
    return Nowhere() if precision == _AT_SEA else point


def _dead(row: Row, intake: Intake) -> Range:
    best = row.count("best")
    low, high = row.count("low", best), row.count("high", best)
    if row.problems:
        return NONE
    if not low <= best <= high:
        # Slips of the source, in one event of a hundred to four hundred. To drop a fatal event for it would be worse.
        intake.note(_OUT_OF_ORDER)
    return Range(*sorted((low, best, high)))


def _published(row: Row, intake: Intake, text: str) -> Interval | None:
    """The day of publication (UTC), by which R5 counts. Sources' dates are written day first where not as ISO."""
    if not text:
        return None
    try:
        read = day_of(text, "UTC", day_first=True)
    except BadYear:
        intake.note(_NO_SUCH_YEAR)  # 1753-01-01 is what some databases write for "no date"
        return None
    if read is None:
        row.refuse("R0102", "source_date", text)
        return None
    return read.interval


def _origin(row: Row, office: str) -> str:
    """Whom the source quotes (`source_original`), or the source itself where it is among them or none is named.

    The column is one for the whole event, and does not say which source quotes whom. So a source that may repeat
    another source of the event is told under that one's name, and several claimants are one origin: they must not be
    counted as several (I3a).
    """
    claimants = _parts(row.get("source_original") or row.get("original_claimant"), r"[;\n\r]|\\n")
    if not claimants:
        return office
    names = {claimant: [claimant, *_parts(claimant, r"[,/]| and ")] for claimant in claimants}
    every = [name for told in names.values() for name in told]
    if office.casefold() in {name.casefold() for name in every}:
        return office
    offices = {o.casefold(): o for o in reversed(_parts(row.get("source_office"), ";"))}
    others = [c for c in dict.fromkeys(claimants) if not any(name.casefold() in offices for name in names[c])]
    if others:
        return "; ".join(others)
    return next(offices[name.casefold()] for name in every if name.casefold() in offices)


def _parts(cell: str, separator: str) -> list[str]:
    cleaned = (" ".join(_TIMES.sub("", part.strip()).split()) for part in re.split(separator, cell))
    return [part for part in cleaned if part]


def _sources(row: Row, intake: Intake) -> Sequence[_Source]:
    offices = _split(row.get("source_office"))
    dates = _split(row.get("source_date"))
    headlines = _split(row.get("source_headline"))
    if offices and len(offices) == len(dates):
        if len(headlines) == len(offices):
            return [_Source(*s) for s in zip(offices, dates, headlines, strict=True)]
        triples = _TRIPLE.findall(row.get("source_article"))
        if len(triples) == len(offices):
            return [_Source(*(t.strip() for t in triple)) for triple in triples]
        if headlines:
            intake.note(_NO_HEADLINES)
        return [_Source(office, date, "") for office, date in zip(offices, dates, strict=True)]
    triples = _TRIPLE.findall(row.get("source_article"))
    if triples:
        return [_Source(*(t.strip() for t in triple)) for triple in triples]
    article = row.get("source_article")
    return [_Source(office, "", article) for office in offices] or [_Source("", "", article)]


def _split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";")] if cell else []


_EVENT_COLUMNS = frozenset(
    {"id", "type_of_violence", "date_start", "date_end", "latitude", "longitude", "where_prec", "best", "low", "high"}
)
UCDP_EVENTS = Format(
    "ucdp-ged", "UCDP Georeferenced Event Dataset, CSV or JSON pages of its interface, one row for each fatal event",
    _EVENT_COLUMNS, frozenset(_ACTS.values()), read_event, "id",
    local="date_start",
)  # fmt: skip
UCDP_SOURCES = Format(
    "ucdp-sources", "UCDP events taken apart: one row for each source of an event",
    frozenset({"report_id", "event_id", "source", "published", "event_start", "event_end", "where_prec", "best"}),
    frozenset({"armed violence"}), read_source, "report_id",
    local="event_start",
)  # fmt: skip
