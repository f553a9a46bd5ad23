"""Reading numbers that nobody knows exactly, and whose view they are: what every table of a file of stakes shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from foedus.basics.settings import PathOf, Settings, SettingsReader, is_number, told
from foedus.incentives.stakes import Range, Setting, Source
from foedus.incentives.template import weighable
from foedus.procedure.rules import GuaranteeRule, Procedure

KIND = Settings(
    "a file of stakes", "[accused]", unread="W0001", no_toml="W0002", stranger="W0003", unknown="W0004", wrong="W0005",
    missing="W0006", why_stranger="stakes of somebody who has none in it would change nothing, and be overlooked",
    why_wrong="what is concluded from a number is as good as the number",
)  # fmt: skip
NOTHING = Range(0, 0)
"""Stands where a number is missing, which is a problem of its own."""


@dataclass(kw_only=True)
class NumbersReader(SettingsReader):
    """One file of stakes while it is read, held against a procedure."""

    procedure: Procedure

    def guarantee_of(self, value: Mapping[str, Any]) -> GuaranteeRule | None:
        """The guarantee of which the file speaks; None, with a problem, where it is not said or there is none. The
        accord has one that can be weighed."""
        names = [g.name for g in weighable(self.procedure)]
        asked = value.get("guarantee", names[0] if len(names) == 1 else None)
        if asked is None:
            self.missing((), "it is not said of which guarantee", f'add `guarantee = "{names[0]}"`; there is '
                          + ", ".join(names))  # fmt: skip
            return None
        if asked in names:
            return self.procedure.guarantee(asked)
        what = f"there is no guarantee {told(asked)}"
        if any(asked == each.name for each in self.procedure.guarantees):
            what = f"Article {asked} gives nothing that a certified breach releases and somebody consents to"
        self.stranger(("guarantee",), what, str(asked), names)
        return None

    def range_of(self, table: Mapping[str, Any], path: PathOf, setting: Setting) -> Range:
        """The number or range of a setting; `NOTHING`, with a problem, where it is none."""
        key = path[-1]
        if key not in table:
            what = f"`{key}` is missing" + (f" in [{'.'.join(path[:-1])}]" if path[:-1] else "")
            self.missing(path[:-1], what, f"add `{key} = ...`" + (f": {setting.words}" if setting.words else ""))
            return NOTHING
        value = table[key]
        both = value if isinstance(value, list) else [value, value]
        if len(both) != 2 or not all(is_number(each, setting.most, setting.least) for each in both):
            kind = f"a number from {setting.least:,} to {setting.most:,}, or two as [low, high]"
            self.wrong(path, kind, value)
            return NOTHING
        if both[0] > both[1]:
            self.add(
                "W0005", path, f"`{key}` begins above its end: {told(value)}",
                "a range is from its least number to its greatest", f"write [{told(both[1])}, {told(both[0])}]",
            )  # fmt: skip
            return NOTHING
        return Range(float(both[0]), float(both[1]))

    def agrees(self, ranking: Sequence[str], numbers: Mapping[str, Range], place: PathOf) -> bool:
        """Whether some numbers of the ranges are in the order of the ranking, best first; a problem where none are."""
        for better, worse in combinations(ranking, 2):
            if numbers[better].high < numbers[worse].low:
                self.add(
                    "W0007", place, f"`{better}` is ranked above `{worse}`, and all its numbers lie below",
                    "payoffs that contradict their own ranking describe nobody",
                    f"raise `{better}`, lower `{worse}`, or turn the ranking round",
                )  # fmt: skip
                return False
        return True

    def source_of(self, own: Mapping[str, Any], path: PathOf) -> Source:
        """Who says what stands in a table, and where."""
        for key in ("says", "source"):
            if not isinstance(own.get(key, ""), str):
                self.wrong((*path, key), "a text in quotes", own[key])
        return Source(str(own.get("says", "")), str(own.get("source", "")))
