"""What `rates` is asked for: sizes, designs, and times and places of which it is held that the deal was kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn, TypeVar

import typer

from foedus.accord.model import Accord, Measure
from foedus.accord.zones import Zones
from foedus.basics.instant import FAR_FUTURE, Instant, Interval
from foedus.basics.problem import Problem, shortened
from foedus.cli.accord_commands import load
from foedus.cli.exits import Exit
from foedus.cli.moments import instant_of
from foedus.cli.say import say_problems
from foedus.procedure.aim import Aim, aim_of
from foedus.replay.error_rates import Kept
from foedus.replay.error_record import Record
from foedus.replay.kept_once import each_once
from foedus.replay.redrawn import AS_WRITTEN, design_of, designs_around
from foedus.replay.trials import Design
from foedus.replay.violations import Size

Thing = TypeVar("Thing")
_SIZE = re.compile(r"([1-9]\d{0,3})(?:/([1-9]\d{0,5}))?")
_STRETCH = re.compile(r"(\S+?)\.\.(\S+)")


@dataclass(frozen=True)
class Deal:
    """The accord that is asked about, with its ground, what is looked for, and the ways to draw its line."""

    accord: Accord
    zones: Zones
    aim: Aim
    designs: tuple[Design, ...]


def or_end(found: Thing | Problem) -> Thing:
    """What was found; a problem ends the run with exit 1."""
    if isinstance(found, Problem):
        _end(found)
    return found


def sizes_in(text: str, breach: str, aim: Aim) -> tuple[tuple[Size, ...], Size]:
    """The sizes to be tried, and the one of them that designs are compared at. Problems: W0106, exit 1."""
    least = aim.least_acts
    of_breach = _size(breach) if breach else Size(2 * least)
    if text:
        sizes = tuple(_size(part.strip()) for part in text.split(","))
        of_breach = of_breach if breach or of_breach in sizes else sizes[-1]
    else:
        sizes = tuple(Size(n) for n in sorted({max(1, least // 2), max(1, least - 1), least, 2 * least, 4 * least}))
        if aim.counted.measure is Measure.CASUALTIES:
            dead = aim.counted.at_least * aim.waves
            sizes = tuple(Size(aim.waves, n) for n in (max(1, dead // 2), dead, 2 * dead, 4 * dead))
            of_breach = _size(breach) if breach else Size(aim.waves, 2 * dead)
    every = dict.fromkeys((*sizes, of_breach))
    return tuple(sorted(every, key=lambda s: (s.casualties or 0, s.acts))), of_breach


def designs_in(texts: Sequence[str], accord: Accord, aim: Aim, with_bodies: bool) -> tuple[Design, ...]:
    """The accord as written and the designs asked for; those around it if none is. with_bodies: whether it is said how
    bodies vote. Problems: W0105, exit 1."""
    if not texts:
        return designs_around(accord, aim, with_bodies)
    return (Design(AS_WRITTEN, accord), *(or_end(design_of(text, accord, aim)) for text in texts))


def stretch_in(text: str, flag: str, zone: str) -> Interval:
    """`2015-02-15..2017-12-31`, both days included. Problems: U0002, W0107, and the run ends."""
    found = _STRETCH.fullmatch(text)
    if found is None:
        _end(Problem(
            "W0107", None, f"`{flag} {text}` is no stretch of time", "it is from a first day or time until a last one",
            f"write `{flag} 2015-02-15..2017-12-31`",
        ))  # fmt: skip
    start = instant_of(found[1], zone, first=True, why="what counts depends on it")
    end = instant_of(found[2], zone, why="what counts depends on it")
    if start > end:
        _end(Problem(
            "W0107", None, f"`{flag} {text}` ends before it begins", "nothing can lie in it", "exchange the two",
        ))  # fmt: skip
    return Interval(start, end)


def kept_in(kept: Sequence[str], placebos: Sequence[Path], deal: Deal, record: Record) -> tuple[Kept, ...]:
    """Where and when nobody broke the deal: as told, or without a word the time in force. Problems: W0107, W0101, W0105
    and those of the accords; exit 1."""
    zone = deal.accord.time_zone
    found = [_kept(text, stretch_in(text, "--kept", zone), deal, record) for text in kept]
    for path in placebos:
        read, accord = load(path)
        assert read.zones is not None, "a sound accord has its zones"
        found.append(_kept(accord.name, _in_force(accord), _placebo(accord, read.zones, deal), record))
    return each_once(found, record.whole) or (_kept("the time in force", _in_force(deal.accord), deal, record),)


def _placebo(accord: Accord, zones: Zones, deal: Deal) -> Deal:
    aim = or_end(aim_of(accord, deal.aim.grade))
    bound = accord.bound_by(aim.under(accord))
    aim = replace(aim, parties=tuple(p for p in bound if p in deal.aim.parties) or bound)
    others = (or_end(design_of(design.name, accord, aim, finds_only=True)) for design in deal.designs[1:])
    return Deal(accord, zones, aim, (Design(AS_WRITTEN, accord), *others))


def _kept(name: str, stretch: Interval, deal: Deal, record: Record) -> Kept:
    covered = record.whole.within(stretch)
    if not covered.days:
        _end(Problem(
            "W0107", None, f"no report speaks of a whole day of what was kept: {name}",
            "where there is no record nothing can be found, and that nothing was found says nothing",
            "name a time of which there are reports",
        ))  # fmt: skip
    gaps = () if record.channels is None else record.channels.gaps
    return Kept(name, deal.zones, deal.designs, deal.aim, stretch, covered, gaps)


def _in_force(accord: Accord) -> Interval:
    until: Instant = FAR_FUTURE if accord.in_force_until is None else accord.in_force_until - 1
    return Interval(accord.in_force_from, max(until, accord.in_force_from))


def _size(text: str) -> Size:
    found = _SIZE.fullmatch(text)
    if found is None:
        _end(Problem(
            "W0106", None, f"`{shortened(text)}` is no size of a violation",
            "a size is a number of acts from 1 to 9,999, with the casualties of all of them behind a stroke",
            "write sizes such as `--sizes 1,5,20`, or `--sizes 1/10,5/50` for 10 and 50 casualties",
        ))  # fmt: skip
    return Size(int(found[1]), int(found[2]) if found[2] else None)


def _end(problem: Problem) -> NoReturn:
    say_problems([problem], {})
    raise typer.Exit(Exit.PROBLEMS)
