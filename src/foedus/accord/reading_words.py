"""Words of the plain reading: lists, dates, periods, distances, grounds, as one would say them aloud."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import assert_never

from foedus.accord.model import (
    Accord,
    Alliance,
    Body,
    CalendarDay,
    Window,
    ZoneArea,
    ZoneFromFile,
    ZoneShape,
    ZoneUnion,
    ZoneWithin,
)
from foedus.basics.instant import Instant, Period, to_datetime
from foedus.basics.vocabulary import ACTS, OBJECTS, narrower

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def number(count: int) -> str:
    """A count as it is said: in letters up to twelve."""
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else f"{count:,}".replace(",", " ")


def counted(count: int, thing: str) -> str:
    """So many things: `one origin`, `two origins`."""
    return f"{number(count)} {thing}{'' if count == 1 else 's'}"


def listed(names: Sequence[str], word: str = "and") -> str:
    """`A`, `A and B`, `A, B and C`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def quoted(names: Sequence[str], word: str = "or") -> str:
    """A list of names in quotes."""
    return listed([f'"{n}"' for n in names], word)


def day_of(at: Instant, zone: str) -> str:
    """`1 June 2025`, on the calendar of a time zone."""
    moment = to_datetime(at, zone)
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def moment_of(at: Instant, zone: str) -> str:
    """`1 June 2025 at 18:00`, on the clock of a time zone; midnight says which of its two days it begins."""
    moment = to_datetime(at, zone)
    if (moment.hour, moment.minute) == (0, 0):
        return f"{day_of(at, zone)} at 00:00, as that day begins"
    return f"{day_of(at, zone)} at {moment:%H:%M}"


def span_of(period: Period) -> str:
    """A period: `24 hours`, `seven days`."""
    return counted(period.count, str(period.unit)) if period.count <= 12 else str(period)


def distance_of(metres: int) -> str:
    """`3 kilometres`, `500 metres`."""
    if metres and metres % 1000 == 0:
        return f"{metres // 1000} kilometre{'' if metres == 1000 else 's'}"
    return f"{metres} metres"


def within(window: Window) -> str:
    """Where a window is said: ` within any seven days`."""
    match window:
        case None:
            return ""
        case CalendarDay():
            return " on one calendar day"
        case Period():
            return f" within any {span_of(window)}" if window.count > 1 else f" within any one {window.unit}"
        case _:
            assert_never(window)


def party(accord: Accord, name: str) -> str:
    """A party by its title, the short name behind it."""
    title = next((p.title for p in accord.parties if p.name == name), "")
    return f"{title} ({name})" if title and title != name else name


def members(accord: Accord, name: str) -> tuple[str, ...]:
    """The members of a body or alliance."""
    groups: tuple[Body | Alliance, ...] = (*accord.bodies, *accord.alliances)
    return next((g.members for g in groups if g.name == name), ())


def ground(shape: ZoneShape) -> str:
    """What a zone is."""
    match shape:
        case ZoneFromFile(path, _, ()):
            return f'the ground drawn in the file "{path}"'
        case ZoneFromFile(path, name, values):
            return f'those parts of the ground drawn in the file "{path}" whose {name} is {quoted(values)}'
        case ZoneWithin(distance, of):
            return f"{of} itself and everything within {distance_of(distance)} of it, measured over the ground"
        case ZoneUnion(zones):
            return f"everything in {listed(zones, 'or in')}"
        case ZoneArea(names):
            return f"the area that reports call {quoted(names)}; it is known by name only, without a drawn border"
        case _:
            assert_never(shape)


def kinds_of(accord: Accord, word: str, objects: bool = False) -> tuple[str, ...]:
    """Every word that an act or object takes in, itself left out, sorted."""
    shared, own = (OBJECTS, accord.objects) if objects else (ACTS, accord.acts)
    table = {**shared, **{c.name: c.kinds for c in own}}
    return tuple(sorted(narrower(word, table) - {word}))


def article_of(word: str) -> str:
    """`a` or `an` before a word, by its first letter."""
    return f"an {word}" if re.match("[aeiou]", word) else f"a {word}"
