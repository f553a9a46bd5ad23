"""Numbers, periods, distances, dates and texts out of a syntax tree, those that cannot be meant told of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from lark import Token, Tree

from foedus.accord.dates_meant import date_meant
from foedus.accord.faults import Faults
from foedus.accord.syntax import LENGTHS, UNITS
from foedus.basics.instant import Instant, Period, Unit, from_local
from foedus.basics.probability import SURE, Nano
from foedus.basics.problem import Span

Branch: TypeAlias = Tree[Token]
LARGEST_NUMBER = 1_000_000
"""Nothing that a deal counts comes near, and the probability of `at least n` costs time in proportion to n."""
LONGEST_YEARS = 100
"""Longest period. A longer one leaves the calendar's range when it is added to a date, and no deal asks for it."""
FARTHEST_M = 20_000_000
"""Half the way round the earth: nothing on it is farther away."""
_YEARS = range(1900, 3000)
"""Years that a date of a deal can have; beyond, calendars and time zones are no longer tables but guesses."""
_PER_YEAR = {Unit.MINUTE: 525_600, Unit.HOUR: 8_760, Unit.DAY: 365, Unit.WEEK: 52, Unit.MONTH: 12, Unit.YEAR: 1}
_NUMBERS_WHY = "numbers in a deal count things that happen, and none of them can be met so"


def leaves(branch: Branch) -> Iterator[Token]:
    """The tokens of a branch, in the order of the text, however deep (lists are as deep as they are long)."""
    waiting: list[Branch | Token] = [branch]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Tree):
            waiting.extend(reversed(node.children))
        else:
            yield node


def tokens(branch: Branch, *kinds: str) -> list[Token]:
    """The branch's own tokens of these kinds (of any, without kinds), not those of branches within it."""
    return [c for c in branch.children if isinstance(c, Token) and (not kinds or c.type in kinds)]


def branches(branch: Branch, *names: str) -> list[Branch]:
    """The branches directly within it, of these names."""
    return [c for c in branch.children if isinstance(c, Tree) and c.data in names]


def branch_of(branch: Branch, *names: str) -> Branch | None:
    """The first such branch, if there is one."""
    return next(iter(branches(branch, *names)), None)


@dataclass(frozen=True, slots=True)
class Values:
    """Reads values in the time zone of the accord and notes what is wrong with them.

    A wrong value is told of and then replaced by a harmless one, so that the rest of the text is still checked.
    """

    faults: Faults
    time_zone: str

    def span(self, item: Branch | Token) -> Span:
        """Where a branch or a token stands."""
        if isinstance(item, Token):
            return Span(self.faults.file, item.line or 0, item.column or 1, item.end_line or 0, item.end_column or 0)
        meta = item.meta
        return Span(self.faults.file, meta.line, meta.column, meta.end_line, meta.end_column)

    def number(self, token: Token) -> int:
        """A whole number from 1 to `LARGEST_NUMBER`."""
        count = int(token) if len(token) <= 9 else LARGEST_NUMBER + 1
        if count == 0:
            self._tell("A0126", token, "the number 0 cannot stand here", _NUMBERS_WHY,
            "write 1 or more, or leave it out")
        elif count > LARGEST_NUMBER:
            self._tell(
                "A0127", token, f"the number is larger than {LARGEST_NUMBER:,}",
                _NUMBERS_WHY, "write a smaller number, or a larger unit",
            )
        return min(max(count, 1), LARGEST_NUMBER)

    def fraction(self, branch: Branch) -> Nano:
        """A part of one, such as `0.001`, in billionths; whether it makes sense is for the checks to say."""
        (written,) = tokens(branch)
        match = re.fullmatch(r"([0-9]+)(?:\.([0-9]{1,9}))?", written)
        if match is None or len(match[1]) > 9:
            self._tell(
                "A0163", written, f"`{written[:40]}` is no number that a chance can be",
                "a chance is written as a decimal fraction of at most nine figures after the point, so that all read "
                "the same number", "write `0.001` for one in a thousand",
            )
            return SURE // 1000
        return int(match[1]) * SURE + int((match[2] or "").ljust(9, "0"))

    def period(self, branch: Branch) -> Period:
        """A period of at most `LONGEST_YEARS`."""
        count, unit = tokens(branch)
        period = Period(self.number(count), Unit(UNITS[unit]))
        if period.count > LONGEST_YEARS * _PER_YEAR[period.unit]:
            self._tell(
                "A0127", branch, f"a period of more than {LONGEST_YEARS} years",
                "no calendar can be trusted that far ahead", "write a shorter period",
            )
            return Period(1, Unit.DAY)
        return period

    def distance(self, branch: Branch) -> int:
        """A distance in metres, at most `FARTHEST_M`."""
        count, unit = tokens(branch)
        metres = self.number(count) * LENGTHS[str(unit)]
        if metres > FARTHEST_M:
            self._tell(
                "A0127", branch, "a distance of more than half the way round the earth",
                "nothing on earth is that far away",
                "write a shorter distance",
            )
        return min(metres, FARTHEST_M)

    def moment(self, branch: Branch) -> Instant:
        """The instant of a date, or of a date and a time of day, on the wall clock of the accord's time zone (T2)."""
        date, *rest = tokens(branch)
        day, clock = self._day(date), self._clock(rest[0]) if rest else (0, 0)
        if day is None or clock is None:
            return 0
        return from_local(day.replace(hour=clock[0], minute=clock[1]), self.time_zone or "UTC")

    def _day(self, token: Token) -> datetime | None:
        match = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", token)
        if match is None:
            meant = date_meant(str(token))
            self._tell(
                "A0130", token, f"`{token[:40]}` is not written as dates are here",
                "the third of April and the fourth of March look the same in other ways of writing",
                f"write `{meant}`" if meant else
                "write year, month, day: `2025-06-01`; a time follows after a space: `2025-06-01 18:00`",
            )
            return None
        year, month, day = (int(part) for part in match.groups())
        try:
            found = datetime(year, month, day)
        except ValueError:
            found = None
        if found is None or year not in _YEARS:
            self._tell("A0157", token, f"there is no day {token}", "nothing can fall on it", "correct the date")
            return None
        return found

    def _clock(self, token: Token) -> tuple[int, int] | None:
        match = re.fullmatch(r"([0-9]{2}):([0-9]{2})", token)
        if match is None:
            self._tell(
                "A0132", token, f"`{token[:40]}` is no time of day", "times are written with 24 hours, to the minute",
                f"write `0{token}`" if re.fullmatch("[0-9]:[0-9]{2}", token) else "write `18:00`, two digits each",
            )
            return None
        hour, minute = int(match[1]), int(match[2])
        if hour > 23 or minute > 59:
            self._tell(
                "A0133", token, f"no clock shows {token}", "nothing can happen at that time",
                "write 00:00 to 23:59; midnight at the end of a day is 00:00 of the next",
            )
            return None
        return hour, minute

    def text(self, token: Token) -> str:
        """What stands between quotes, blanks at its ends taken away."""
        inner = str(token)[1:-1].strip()
        if not inner:
            self._tell("A0158", token, "nothing stands between these quotes",
            "an empty name matches nothing, or everything", "write the text, or leave the quotes out")
        return inner

    def texts(self, branch: Branch) -> tuple[str, ...]:
        """The quoted texts of a list."""
        return tuple(self.text(t) for t in leaves(branch))

    def also(self, branch: Branch) -> tuple[str, ...]:
        """The texts after `also`, none if there is no `also`."""
        found = branch_of(branch, "also")
        return self.texts(found) if found is not None else ()

    def _tell(self, code: str, item: Branch | Token, what: str, why: str, mend: str) -> None:
        self.faults.add(code, self.span(item), what, why, mend)


def joined(branch: Branch) -> str:
    """Words of a branch with single spaces between."""
    return " ".join(leaves(branch))


def phrases(branch: Branch) -> tuple[str, ...]:
    """The phrases of a comma-separated list of lower-case words."""
    found: list[str] = []
    node: Branch | None = branch
    while node is not None:  # the list recurs to the left: its last phrase is the outermost
        *rest, last = node.children
        assert isinstance(last, Tree)
        found.append(joined(last))
        node = rest[0] if rest and isinstance(rest[0], Tree) else None
    return tuple(reversed(found))
