"""Two channels that report the same alerts: what each misses, how late it is, what both miss (R6b, R6c).

Nothing is assumed of either: each is measured by the other, only where and while it was at work itself.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from foedus.basics.instant import DAY, MINUTE, Instant, Interval
from foedus.basics.place import Area
from foedus.incident.coverage import Gap, gaps_of, not_in
from foedus.incident.measured import Between, Share, around, share_of, share_of_groups
from foedus.incident.nearest import paired
from foedus.report.model import Kind, Report
from foedus.report.read_alerts import SUPPOSED_END, is_of_a_part

TOLERANCE = 10 * MINUTE
"""How far apart two starts of one alert may be. Measured on two channels in 2022-2023: of what one has of the other
within ten minutes it has 98 per cent within three, so that a wider tolerance would add chance pairs only."""
TOLERANCES = (MINUTE, 3 * MINUTE, TOLERANCE)
"""For which tolerances it is told how many have one nearby."""
QUANTILES = (5, 25, 50, 75, 95)
"""The quantiles told of delays, in hundredths."""


@dataclass(frozen=True, slots=True, order=True)
class Alert:
    """An alert of an area by a channel. supposed: the end was not seen, and is supposed by the collector."""

    start: Instant
    end: Instant
    area: str
    id: str
    supposed: bool = False


Alerts = Mapping[str, Sequence[Alert]]
"""Area -> its alerts, sorted."""


@dataclass(frozen=True, slots=True)
class Detection:
    """What a channel has of what the other reports.

    share: one to one, where and while it was at work, each alert by itself. by_days: those of a day (UTC) together.
    inside: of those it has not, how many began while it had an alert of the same area in force.
    supposed: the share of those alerts only whose end was not seen.
    nearest: for each of `TOLERANCES`, of how many of `all` alerts of the other it has a start that near, not one
    to one and gaps not taken out. not_covered: in how many of `all` it was in a gap.
    """

    share: Share
    by_days: Share
    inside: int
    supposed: Share
    nearest: tuple[int, ...]
    all: int
    not_covered: int
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """How many alerts there were while both channels were at work, if one misses independently of the other.

    whole: Chapman's estimate (1951) with its interval (Seber 1982, p. 60). by_area: the sum of such estimates for each
    area, which does not need the areas to be alike. seen: how many at least one has.
    """

    whole: Between
    by_area: Fraction
    seen: int


@dataclass(frozen=True, slots=True)
class TwoChannels:
    """Two channels measured by each other, in the areas that both report of.

    first: what the first has of the second's; second: likewise. delays: quantiles of the second's start less the
    first's over the pairs, in microseconds; end_delays: of the ends, where both saw one. total: None without a pair.
    """

    areas: tuple[str, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    pairs: int
    first: Detection
    second: Detection
    delays: tuple[int, ...]
    end_delays: tuple[int, ...]
    total: Total | None


def alerts_of(reports: Iterable[Report], within: Interval | None = None, parts: bool = False) -> tuple[Alert, ...]:
    """The alerts among reports: events of a named area that begin within a time. parts: those of a part of it too."""
    taken = (
        r for r in reports
        if r.kind is Kind.EVENT and isinstance(r.place, Area) and (parts or not is_of_a_part(r))
        and (within is None or within.start <= r.happened_at.start <= within.end)
    )  # fmt: skip
    return tuple(sorted({_alert(report) for report in taken}))


def measure(first: Iterable[Alert], second: Iterable[Alert], tolerance: int = TOLERANCE) -> TwoChannels:
    """Measure two channels by each other. In whatever order the alerts come, the result is the same.

    Where no area is common to both, all shares are of nothing, and so unknown. Cost: near-linear in the alerts.
    """
    a, b = _by_area(first), _by_area(second)
    areas = tuple(sorted(a.keys() & b.keys()))
    only_a, only_b = tuple(sorted(a.keys() - b.keys())), tuple(sorted(b.keys() - a.keys()))
    a, b = {area: a[area] for area in areas}, {area: b[area] for area in areas}
    pairs = _pairs(a, b, tolerance)
    gaps_a = _gaps(a, b, pairs, tolerance)
    gaps_b = _gaps(b, a, pairs, tolerance)
    known_a, known_b = _outside(gaps_b, a), _outside(gaps_a, b)
    kept = [(x, y) for x, y in pairs if x in known_a and y in known_b]
    return TwoChannels(
        areas, only_a, only_b, len(kept),
        _detection(a, b, known_b, {y for _, y in kept}, gaps_a),
        _detection(b, a, known_a, {x for x, _ in kept}, gaps_b),
        _quantiles([y.start - x.start for x, y in kept]),
        _quantiles([y.end - x.end for x, y in kept if not x.supposed and not y.supposed]),
        _total(known_a, known_b, kept) if kept else None,
    )  # fmt: skip


def pairs_of(first: Iterable[Alert], second: Iterable[Alert], tolerance: int = TOLERANCE) -> list[tuple[Alert, Alert]]:
    """Which alerts of the two mean the same: one to one in each area, as many as can be, as close as can be (R6b)."""
    a, b = _by_area(first), _by_area(second)
    areas = sorted(a.keys() & b.keys())
    return _pairs({area: a[area] for area in areas}, {area: b[area] for area in areas}, tolerance)


def _alert(report: Report) -> Alert:
    assert isinstance(report.place, Area), "only alerts of areas are taken"
    name = " ".join(report.place.name.casefold().split())
    return Alert(report.happened_at.start, report.happened_at.end, name, report.id, report.note == SUPPOSED_END)


def _by_area(alerts: Iterable[Alert]) -> dict[str, list[Alert]]:
    found: dict[str, list[Alert]] = defaultdict(list)
    for alert in sorted(set(alerts)):
        found[alert.area].append(alert)
    return found


def _starts(alerts: Alerts) -> dict[str, list[Instant]]:
    return {area: [alert.start for alert in some] for area, some in alerts.items()}


def _pairs(a: Alerts, b: Alerts, tolerance: int) -> list[tuple[Alert, Alert]]:
    starts_a, starts_b = _starts(a), _starts(b)
    return [(a[area][i], b[area][j]) for area in a for i, j in paired(starts_a[area], starts_b[area], tolerance)]


def _gaps(own: Alerts, other: Alerts, pairs: Sequence[object], tolerance: int) -> tuple[Gap, ...]:
    """The gaps of a channel, told by the share it has of the other with gaps not yet taken out, which is cautious."""
    asked = sum(map(len, other.values()))
    if not pairs or not asked:
        return ()
    return gaps_of(_starts(own), _starts(other), Fraction(len(pairs), asked), tolerance)


def _outside(gaps: Sequence[Gap], alerts: Alerts) -> frozenset[Alert]:
    """The alerts that fall into no gap of the other channel."""
    left = {area: set(starts) for area, starts in not_in(gaps, _starts(alerts)).items()}
    return frozenset(alert for area, some in alerts.items() for alert in some if alert.start in left[area])


def _detection(
    own: Alerts, other: Alerts, covered: frozenset[Alert], found: set[Alert], gaps: tuple[Gap, ...]
) -> Detection:
    everything = [alert for some in other.values() for alert in some]
    days = Counter(alert.start // DAY for alert in covered)
    hits = Counter(alert.start // DAY for alert in found)
    supposed = [alert for alert in covered if alert.supposed]
    return Detection(
        share_of(len(found), len(covered)),
        share_of_groups([(hits[day], number) for day, number in sorted(days.items())]),
        sum(_in_force(own[alert.area], alert.start) for alert in covered - found),
        share_of(sum(alert in found for alert in supposed), len(supposed)),
        tuple(sum(_near(own, alert, tolerance) for alert in everything) for tolerance in TOLERANCES),
        len(everything), len(everything) - len(covered), gaps,
    )  # fmt: skip


def _near(own: Alerts, alert: Alert, tolerance: int) -> bool:
    starts = own[alert.area]
    first = bisect_left(starts, alert.start - tolerance, key=lambda x: x.start)
    return first < len(starts) and starts[first].start <= alert.start + tolerance


def _in_force(own: Sequence[Alert], at: Instant) -> bool:
    """Whether the last alert that began before was still in force."""
    before = bisect_right(own, at, key=lambda x: x.start)
    return before > 0 and own[before - 1].end >= at


def _quantiles(values: list[int]) -> tuple[int, ...]:
    """The values at `QUANTILES`, by the nearest rank; none of none."""
    ordered = sorted(values)
    return tuple(ordered[max(-(-q * len(ordered) // 100), 1) - 1] for q in QUANTILES) if ordered else ()


def _total(a: frozenset[Alert], b: frozenset[Alert], pairs: Sequence[tuple[Alert, Alert]]) -> Total:
    in_a, in_b = Counter(x.area for x in a), Counter(y.area for y in b)
    in_both = Counter(x.area for x, _ in pairs)
    by_area = sum((_chapman(in_a[k], in_b[k], in_both[k]) for k in in_a.keys() | in_b.keys()), Fraction(0))
    n, m, both = len(a), len(b), len(pairs)
    seen = n + m - both
    best = _chapman(n, m, both)
    variance = Fraction((n + 1) * (m + 1) * (n - both) * (m - both), (both + 1) ** 2 * (both + 2))
    low, high = around(best, variance)
    return Total(Between(best, max(low, Fraction(seen)), high), by_area, seen)


def _chapman(n: int, m: int, both: int) -> Fraction:
    return Fraction((n + 1) * (m + 1), both + 1) - 1
