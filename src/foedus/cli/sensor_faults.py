"""What can be wrong with files of sensors, each against the other: said with how to mend it, and the run ended."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import NoReturn

import typer

from foedus.basics.instant import Interval, show
from foedus.basics.problem import Problem, Severity
from foedus.cli.exits import Exit
from foedus.cli.say import say_problems
from foedus.incident.channels import Alert
from foedus.incident.sensing import FireRates

_MOST_NAMES = 3


def must_be_two_files(*files: Path) -> None:
    """A file measured by itself agrees with itself: U0010, exit 2. Copies of a file count as that file."""
    for one, other in combinations(files, 2):
        same = one.exists() and other.exists() and (one.samefile(other) or one.read_bytes() == other.read_bytes())
        if same or one == other:
            what = f"{one} and {other} are the same file"
            why = "what is measured by itself always agrees with itself, so that the figures would mean nothing"
            say_problems([Problem("U0010", None, what, why, "name two files that were made by different sensors")], {})
            raise typer.Exit(Exit.USAGE)


def nothing_of_the_kind(file: str, kind: str) -> NoReturn:
    """I0001: a file holds none of what is to be measured."""
    why = "silence about it is no evidence of anything: what nobody reports is unknown, not zero"
    mend = "`foedus reports show` tells what the file holds; name one that holds such reports, or give it a mapping"
    _end(Problem("I0001", None, f"{file} holds no {kind}", why, mend))


def nothing_in_common(first: str, second: str, one: Sequence[Alert], other: Sequence[Alert]) -> NoReturn:
    """I0002: two channels never spoke of one area, or never at one time."""
    areas = [sorted({alert.area for alert in some})[:_MOST_NAMES] for some in (one, other)]
    times = [f"from {show(some[0].start)[:10]} to {show(some[-1].start)[:10]}" for some in (one, other)]
    what = (
        f"{first} and {second} have no area and time in common: {', '.join(areas[0])} ... {times[0]}; "
        f"{', '.join(areas[1])} ... {times[1]}"
    )
    why = "a channel can be measured by another only where and while both were at work"
    _end(Problem("I0002", None, what, why, "give files of the same areas, under the same names, and of the same time"))


def control_overlaps(control: str, file: str, quiet: Interval, asked: Interval) -> NoReturn:
    """I0003: the quiet time is not over when the time in question begins."""
    how = "overlaps" if asked.overlaps(quiet) else "is later than"
    what = f"the control {control} ({_dates(quiet)}) {how} {file} ({_dates(asked)})"
    exchange = "" if how == "overlaps" else "exchange the two, or "
    mend = f"{exchange}give as CONTROL fires of a time before the fighting, a whole year if can be"
    why = "fires of the strikes in question would then count as burning anyhow, and would be no evidence"
    _end(Problem("I0003", None, what, why, mend))


def months_not_in_control(control: str, months: Sequence[int]) -> None:
    """I0004, a warning: months of which the control tells nothing."""
    if months:
        named = ", ".join(str(month) for month in months)
        what = f"the control {control} holds nothing of month {named}"
        why = "such a month is taken like the busiest one that the control holds, which makes its fires weak evidence"
        _warn(Problem("I0004", None, what, why, "give a control that holds every month of FILE", (), Severity.WARNING))


def control_short(control: str, held: Sequence[tuple[int, int]]) -> None:
    """I0004, a warning: months of the incident of which the control has a few days only, or none."""
    if held:
        named = " and ".join(f"{f'only {days} days' if days else 'nothing'} of month {month}" for month, days in held)
        what = f"the control {control} holds {named}"
        why = "how often it burns hangs on the month most of all, and a few days may be dry or wet ones"
        mend = "give a control that holds that month whole, best a whole year before the fighting"
        _warn(Problem("I0004", None, what, why, mend, (), Severity.WARNING))


def fires_elsewhen(fires: str, incident: str, seen: Interval, asked: Interval) -> None:
    """I0006, a warning: the fires given are of another time than the incident."""
    what = f"{fires} ({_dates(seen)}) holds nothing of the time of {incident} ({_dates(asked)})"
    why = "that a file of another time shows no fire there is missing knowledge, and would pass for silence"
    mend = "give fires of those days: NASA FIRMS has an archive by country and year"
    _warn(Problem("I0006", None, what, why, mend, (), Severity.WARNING))


def other_satellites(control: str, fires: str, others: Sequence[str], left: int) -> None:
    """I0007: fires by satellites of which the control has none; they are left out, and the run ends if none is left."""
    what = f"{fires} holds fires by {', '.join(others)}, of which the control {control} has none"
    why = "a sharper satellite sees fires that others miss, so that it would seem to burn more than in the quiet time"
    mend = "give as control fires by the same satellites, or leave these out; they are not counted"
    _warn(Problem("I0007", None, what, why, mend, (), Severity.WARNING if left else Severity.ERROR))
    if not left:
        raise typer.Exit(Exit.PROBLEMS)


def nothing_measured(rates: FireRates) -> None:
    """I0005, a warning: no strike, or no other time, could be looked at."""
    what = (
        f"what strikes add was not measured: {rates.seen.trials:,} strikes and {rates.earlier.trials:,} earlier times "
        f"could be looked at in what {rates.operator} saw"
    )
    why = "a strike must be on the map to within 30 km and 25 hours, in the region and the time of the fires"
    mend = "give reports of strikes in that region and time; without them a fire says nothing for or against a strike"
    _warn(Problem("I0005", None, what, why, mend, (), Severity.WARNING))


def _dates(during: Interval) -> str:
    return f"{show(during.start)[:10]} to {show(during.end)[:10]}"


def _warn(problem: Problem) -> None:
    say_problems([problem], {})


def _end(problem: Problem) -> NoReturn:
    say_problems([problem], {})
    raise typer.Exit(Exit.PROBLEMS)
