"""What was measured of sensors, as lines for a reader: figures first, then what they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from foedus.basics.instant import HOUR, SECOND, Interval, show
from foedus.basics.probability import SURE
from foedus.cli.say import counted
from foedus.incident.channels import QUANTILES, TOLERANCES, Detection, TwoChannels
from foedus.incident.exposure import Exposure, Rate, hours_of, length
from foedus.incident.fires import Background, Season
from foedus.incident.measured import Between, Share
from foedus.incident.sensing import FireRates, FireRecord
from foedus.replay.words import stretch

MOST_GAPS = 8
"""How many gaps of a channel are listed; the rest is in the JSON."""


def alert_lines(found: TwoChannels, names: tuple[str, str], within_minutes: int) -> list[str]:
    """Two channels of alerts, each measured by the other."""
    first, second = names
    lines = [f"{counted(len(found.areas), 'area')} in common; {counted(found.pairs, 'pair')} of starts within "
             f"{within_minutes} minutes, one to one."]  # fmt: skip
    for name, other, alone in ((first, second, found.only_first), (second, first, found.only_second)):
        if alone:
            lines.append(f"Only {name} ever names {', '.join(alone)}: not covered by {other}, so no miss of it.")
    lines += ["", *_detection(first, second, found.first), "", *_detection(second, first, found.second)]
    if found.delays:
        lines += ["", f"Start by {second} less start by {first}, in seconds: {_quantiles(found.delays)}"]
    if found.end_delays:
        lines.append(f"End likewise, where both saw one: {_quantiles(found.end_delays)}")
    if found.total is not None:
        total = found.total
        lines += [
            "", f"While both were at work: {total.seen:,} alerts that at least one has; {_between(total.whole)} in all "
            f"(Chapman), {_round(total.by_area):,} as the sum over areas;",
            f"so about {_round(total.whole.best - total.seen):,} that both missed.",
            "That takes every alert of either for real, and one channel's misses for independent of the other's.",
        ]  # fmt: skip
    return lines


def _detection(name: str, other: str, found: Detection) -> list[str]:
    near = ", ".join(
        f"{_share(Fraction(n, found.all) if found.all else None)} within {t // (60 * SECOND)} min"
        for t, n in zip(TOLERANCES, found.nearest, strict=True)
    )
    lines = [
        f"{name} has, of what {other} has while it is at work itself: {_interval(found.share)}",
        f"  alerts of one day taken together: {_bounds(found.by_days)}",
        f"  a start that near, not one to one, gaps not taken out, of all {found.all:,}: {near}",
    ]
    if found.inside:
        lines.append(f"  of those it has not, {found.inside:,} began while it had an alert there in force")
    if found.supposed.trials:
        rest = (found.share.hits - found.supposed.hits, found.share.trials - found.supposed.trials)
        lines.append(f"  of those whose end nobody saw: {_interval(found.supposed)}")
        lines.append(f"  of the others: {_share(Fraction(*rest) if rest[1] else None)} ({rest[0]:,} of {rest[1]:,})")
    if found.gaps:
        gaps = counted(len(found.gaps), "gap")
        lines.append(f"  not at work for {found.not_covered:,} of them, which are no misses, in {gaps}:")
        for gap in found.gaps[:MOST_GAPS]:
            where = gap.area or "everywhere"
            lines.append(f"    {show(gap.start)[:16]} to {show(gap.end)[:16]} {where}: {gap.other:,} of the other's")
        if len(found.gaps) > MOST_GAPS:
            lines.append(f"    and {len(found.gaps) - MOST_GAPS:,} more: --json shows them")
    return lines


def fire_lines(background: Background, records: Sequence[FireRecord], rates: Sequence[FireRates]) -> list[str]:
    """What burns anyhow, and what strikes add to it."""
    burnt = len({cell for cell, _ in background.burning})
    lines = [
        f"Control: {background.fires:,} burning pixels, {_dates(background.control)}, in {burnt:,} of "
        f"{len(background.cells):,} cells.",
        "Burning cells in a hundred cells and days, by month:",
        "  " + "".join(f"{month:>7}" for month in range(1, 13)),
    ]
    for night, name in ((False, "day"), (True, "night")):
        lines.append(f"  {''.join(_rate_of(background, (month, night)) for month in range(1, 13))}  {name}")
    lines += [f"Seen by {r.operator}: {r.fires:,} burning pixels, {_dates(r.during)}." for r in records]
    for found in rates:
        lines += ["", *_rates(found)]
    lines += [
        "",
        "That no fire was seen counts for nothing, unless a report says that the operator looked then and",
        "there: whether a satellite passed, and through clear sky, is not in these files.",
    ]
    return lines


def _rate_of(background: Background, season: Season) -> str:
    if season not in background.halves:
        return "      ?"
    return f"{_decimal(Fraction(background.rates[season]) * 100):>7}"


def _dates(during: Interval) -> str:
    return f"{show(during.start)[:10]} to {show(during.end)[:10]}"


def _rates(found: FireRates) -> list[str]:
    near, hours = found.near_m // 1_000, found.after // HOUR
    lines = [
        f"Reported strikes with a fire of {found.operator} within {near} km beside their own radius and {hours} hours:",
        f"  {_interval(found.seen)}; by the control alone {_tenths(found.expected)} to be expected",
        "Looks at the same places 7, 14 and 21 days earlier, where no strike was reported, with a fire:",
        f"  {_interval(found.earlier)}; by the control alone {_tenths(found.earlier_expected)}",
    ]
    if found.net is None:
        return [*lines, "What strikes add is not measured, so that a fire is no evidence."]
    factor, high = _tenths(found.net.factor), _tenths(found.net.factor_high)
    caused, low = _share(found.net.caused), _share(found.net.caused_low)
    return [
        *lines,
        f"So it burns there {factor} times as often as in the control (at most {high}), and {caused} of strikes",
        f"leave a fire of their own (at least {low}).",
    ]


def looked_lines(
    found: Sequence[tuple[Exposure, Rate]], own: Sequence[str] = (), of_incidents: bool = False
) -> list[str]:  # fmt: skip
    """Where somebody looked, and what was seen per hour of it. own: parties that say that they looked themselves.

    of_incidents: whether the rates count incidents, and not reports.
    """
    lines = []
    if own:
        lines += [f"{', '.join(own)}: what a party looked at itself is its own word, and in no rate (R4e)", ""]
    for seen, rate in found:
        whole = seen.looked_at + seen.not_looked_at
        lines += [
            f"{seen.place}, {stretch(seen.within, 'UTC')} ({hours_of(whole)})",
            f"  looked at {hours_of(seen.looked_at)}{_each(seen.by)}; nobody looked {hours_of(seen.not_looked_at)}",
        ]
        if seen.refusals:
            hours = hours_of(length(seen.denied))
            lines.append(f"  access denied {hours}{_each(seen.denied_to)}, in {counted(seen.refusals, 'report')}")
        if rate.per_hour is None:
            lines.append("  rate: unknown, since nobody looked")
        else:
            per = rate.per_hour
            numbers = [_decimal(x * 24) for x in (per.best, per.low, per.high)]
            rest = f"{numbers[0]} in 24 looked-at hours ({numbers[1]} to {numbers[2]})"
            of_what = " in incidents that an independent origin tells of" if of_incidents else ""
            lines.append(f"  seen while looking: {rate.seen:,}{of_what}; {rest}")
        if rate.beside:
            lines.append(f"  {rate.beside:,} more reported of times when nobody is known to have looked: in no rate")
        lines.append("")
    return lines[:-1]


def _interval(share: Share) -> str:
    if share.best is None:
        return "nothing to measure it by, so unknown"
    return f"{_share(share.best)} ({share.hits:,} of {share.trials:,}; {_bounds(share)})"


def _bounds(share: Share) -> str:
    return f"{_share(Fraction(share.low, SURE))} to {_share(Fraction(share.high, SURE))}"


def _share(share: Fraction | None) -> str:
    """A share to a tenth of a hundredth."""
    return "unknown" if share is None else f"{_decimal(share * 100, 1)} %"


def _between(found: Between) -> str:
    return f"{_round(found.best):,} ({_round(found.low):,} to {_round(found.high):,})"


def _quantiles(values: Sequence[int]) -> str:
    return ", ".join(f"{value // SECOND} ({q} %)" for q, value in zip(QUANTILES, values, strict=True))


def _each(by: Sequence[tuple[str, int]]) -> str:
    return f" ({', '.join(f'{origin} {hours_of(time)}' for origin, time in by)})" if by else ""


def _tenths(value: Fraction) -> str:
    return _decimal(value, 1)


def _decimal(value: Fraction, places: int = 2) -> str:
    """A fraction >= 0 with so many digits behind the point, halves up."""
    scaled = _round(value * 10**places)
    return f"{scaled // 10**places:,}.{scaled % 10**places:0{places}}"


def _round(value: Fraction) -> int:
    return int((value * 2 + 1) // 2)
