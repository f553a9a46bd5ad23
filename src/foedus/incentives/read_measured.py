"""What `foedus rates` measured, as the stakes need it: how surely a breach of a size is found (rules V2, V2c).

    [detection]
    of = [                                  # of each form and number of acts
        { form = "together", acts = 5, trials = 300, worth = 80.5, found = [0.1, 0.3], within_days = { 7 = [0, 0.1] } },
    ]
    false_standing_per_year = [0, 0.3]      # where breaches can be made good: findings that never were and are not
    designs = [                             # other ways to draw the line, in the first form
        { name = "count 3", false_per_year = [0, 0.5], of = [{ acts = 5, trials = 300, found = [0.2, 0.5] }] },
    ]
    [provenance]                            # whose they are; not given: nobody is said to have measured them
    accord = "d41d..."                      # digest of the text
    name = "A truce"
    article = "1"
    grade = "serious"
    parties = ["AA"]

Where a text gives a time to make a breach good, rows have `standing` and `standing_within_days` as well: the share that
is found and not made good. That goes before `found`.

Who breaks a deal chooses the form, so of each size the form counts in which it is found least. More acts leave more
traces: what is known of a larger breach bounds what is found of a smaller one, and the other way round.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from foedus.basics.problem import Problem, in_order
from foedus.basics.rows import RowPlace, rows_at
from foedus.basics.settings import PathOf, SettingsReader, is_number, places, told
from foedus.incentives.read_numbers import KIND
from foedus.incentives.stakes import Found, Range

FEWEST_TRIALS = 20
"""Of fewer trials nothing is taken: an interval then covers nearly half of what there is (a judgement)."""
WIDEST = 0.5
"""An interval that leaves open more than half of what there is tells nothing of what hangs on it (a judgement)."""
NEARLY = 20
"""Days that differ by a twentieth at most are the same: a month is 30 of them."""
_MOST_A_YEAR = 10_000
_LARGEST_SIZE = 1_000_000
_MOST_DIGITS = 6
_MOST_TRIALS = 1_000_000_000
_ANYTHING = Range(0.0, 1.0)


class Row(NamedTuple):
    """A breach of so many acts in one form. trials: None where it is not said. found: at any time; within: by days,
    fewest first, empty where it is not said how soon. standing: both are of those that are not made good in time."""

    acts: int
    form: str
    trials: int | None
    found: Range
    within: tuple[tuple[int, Range], ...] = ()
    standing: bool = False

    def known(self, days: Fraction) -> Range:
        """What is known of how surely it is found within so many days. Where only other times are known, it lies
        between what is found sooner and what is found later."""
        if self.trials is not None and self.trials < FEWEST_TRIALS:
            return _ANYTHING
        if not self.within:
            return self.found
        by = ((0, Range(0.0, 0.0)), *self.within)
        near = next((each for day, each in by if abs(day - days) * NEARLY <= days), None)
        if near is not None:
            return near
        later = next((each for day, each in by if day > days), self.found)
        return Range(max(each.low for day, each in by if day <= days), later.high)


class MeasuredDesign(NamedTuple):
    """Another way to draw the line. rows: as of the text, but of one form only. false_per_year: of those that are not
    made good, where they can be."""

    name: str
    false_per_year: Range
    rows: tuple[Row, ...]


class Origin(NamedTuple):
    """What rates were measured for. digest, name: of the accord. named: of so large a share of the acts it was supposed
    that somebody saw who did it; empty where that is not said."""

    digest: str
    name: str
    article: str
    grade: str
    parties: tuple[str, ...]
    named: str = ""

    @property
    def words(self) -> str:
        """`a serious breach of Article 1 of A truce by AA`."""
        name = self.name or "an accord that is not named"
        supposed = f", supposing that somebody saw the doer of a share of {self.named} of the acts"
        of = f"a {self.grade} breach of Article {self.article} of {name} by {' or '.join(self.parties)}"
        return of + supposed * (self.named.strip("0.") != "")


@dataclass(frozen=True)
class Measured:
    """The tables that a file has of what was measured. left_out: rows of a number of casualties, which are no sizes in
    acts. origin: None where nobody is said to have measured anything. breach:
    the size at which designs are compared. false_standing: findings a year of breaches that never were and are not made
    good; None where a breach cannot be made good."""

    rows: tuple[Row, ...] = ()
    left_out: int = 0
    origin: Origin | None = None
    designs: tuple[MeasuredDesign, ...] = ()
    breach: int | None = None
    false_standing: Range | None = None

    @property
    def says_what_is_made_good(self) -> bool:
        """Whether what is made good was measured: then nothing else counts of that."""
        return self.false_standing is not None


def measured_in(text: str, file: str) -> tuple[Measured | None, tuple[Problem, ...]]:
    """What a text says; None if there is a problem."""
    value = KIND.loaded(text, file)
    if isinstance(value, Problem):
        return None, (value,)
    reader = _Reader(KIND, file, places(text), text=text)
    found = reader.measured(value)
    return (None, in_order(reader.problems)) if reader.problems else (found, ())


def found_by_size(rows: Sequence[Row], days: Fraction) -> tuple[Found, ...]:
    """How surely a breach of each size is found within so many days, smallest first, never falling."""
    least: dict[int, Range] = {}
    for row in rows:
        own = row.known(days)
        before = least.get(row.acts, own)
        least[row.acts] = Range(min(before.low, own.low), min(before.high, own.high))
    sizes, found = sorted(least), []
    told = [size for size in sizes if _tells(least[size])]
    low = top = 0.0
    for size in sizes:
        own = least[size]
        low = max(low, own.low)
        if size in told:  # where fewer were found than of smaller ones, it was chance
            top = high = max(top, own.high, low)
        else:
            high = max(top, low, min([own.high, *(least[each].high for each in told if each > size)]))
        found.append(Found(size, Range(low, high), _tells(Range(low, high))))
    return tuple(found)


def _tells(chance: Range) -> bool:
    return chance.high - chance.low <= WIDEST


def _are_ends(value: Any, most: int) -> bool:
    """Whether these are two numbers, the least first."""
    both = value if isinstance(value, list) else []
    return len(both) == 2 and all(is_number(each, most) for each in both) and bool(both[0] <= both[1])


@dataclass(kw_only=True)
class _Reader(SettingsReader):
    """One file while it is read."""

    text: str

    def measured(self, value: Mapping[str, Any]) -> Measured:
        table, path = self.table(value, ("detection",)), ("detection", "of")
        read = [self._row(row, place) for row, place in self._placed(table.get("of", []), path)]
        left_out = sum("casualties" in row for row, _ in self._placed(table.get("of", []), path))
        breach = table.get("breach")
        return Measured(
            tuple(row for row in read if row is not None), left_out, self._origin(value), tuple(self._designs(table)),
            breach if isinstance(breach, int) else None, self._false_standing(table),
        )  # fmt: skip

    def _false_standing(self, table: Mapping[str, Any]) -> Range | None:
        key = "false_standing_per_year"
        both = table.get(key)
        if key not in table or _are_ends(both, _MOST_A_YEAR):
            return Range(float(both[0]), float(both[1])) if both else None
        self.wrong(("detection", key), f"[low, high], numbers from 0 to {_MOST_A_YEAR:,}", both)
        return None

    def _row(self, row: Mapping[str, Any], place: RowPlace | None) -> Row | None:
        """None where it is of casualties, or nothing of its size could be tried."""
        if "casualties" in row:
            self._whole(row, place, "casualties", _LARGEST_SIZE)
        acts = self._whole(row, place, "acts", _LARGEST_SIZE)
        trials = self._whole(row, place, "trials", _MOST_TRIALS, 0) if "trials" in row else None
        if trials == 0 and "found" not in row:
            return None
        standing = "standing" in row
        found = self._range(row, place, "standing" if standing else "found")
        days = "standing_within_days" if standing else "within_days"
        by = row.get(days, {})
        if not isinstance(by, Mapping) or not all(day.isdecimal() and len(day) < _MOST_DIGITS for day in by):
            self._bad(place, days, by, "a table of days, { 7 = [0, 0.1] }", there=True)
            return None
        within = tuple(sorted((int(day), self._range(by, place, day)) for day in by))
        return None if "casualties" in row else Row(acts, str(row.get("form", "")), trials, found, within, standing)

    def _designs(self, table: Mapping[str, Any]) -> Iterator[MeasuredDesign]:
        for row, place in self._placed(table.get("designs", []), ("detection", "designs")):
            name = row.get("name")
            if not isinstance(name, str) or not name:
                self._bad(place, "name", name, "the name of a design in quotes", "name" in row)
                continue
            key = "false_standing_per_year" if "false_standing_per_year" in row else "false_per_year"
            false = self._range(row, place, key, _MOST_A_YEAR)
            of = row.get("of", [])
            within = [None] * len(of) if place is None or not isinstance(of, list) else place.rows("of")
            read = (self._row(*each) for each in self._placed(of, ("detection", "designs"), within))
            yield MeasuredDesign(name, false, tuple(each for each in read if each is not None))

    def _origin(self, value: Mapping[str, Any]) -> Origin | None:
        path = ("provenance",)
        own = self.table(value, path)
        if not own:
            return None
        texts = {key: own.get(key, "") for key in ("accord", "name", "article", "grade", "named")}
        for key, each in texts.items():
            if not isinstance(each, str):
                self.wrong((*path, key), "a text in quotes, as `foedus rates` writes it", each)
        parties = own.get("parties", [])
        if not isinstance(parties, list) or not all(isinstance(each, str) for each in parties):
            self.wrong((*path, "parties"), 'the ids of parties, `["AA"]`', parties)
            return None
        digest, name, article, grade, named = map(str, texts.values())
        return Origin(digest, name, article, grade, tuple(parties), named)

    def _placed(
        self, given: Any, path: PathOf, stand: Sequence[RowPlace | None] | None = None
    ) -> Iterator[tuple[Mapping[str, Any], RowPlace | None]]:
        """The rows of a list and where each stands."""
        if not isinstance(given, list) or not all(isinstance(row, Mapping) for row in given):
            self.wrong(path, "a list of rows as `foedus rates` writes it", given)
            return
        stand = rows_at(self.text, self.places, path) if stand is None else stand
        yield from zip(given, stand if len(stand) == len(given) else [None] * len(given), strict=True)

    def _whole(
        self, row: Mapping[str, Any], place: RowPlace | None, key: str, most: int, least: int = 1
    ) -> int:
        value = row.get(key)
        if isinstance(value, int) and is_number(value, most, least):
            return value
        self._bad(place, key, value, f"a whole number from {least} to {most:,}", key in row)
        return least

    def _range(self, row: Mapping[str, Any], place: RowPlace | None, key: str, most: int = 1) -> Range:
        value = row.get(key)
        if isinstance(value, list) and _are_ends(value, most):
            return Range(float(value[0]), float(value[1]))
        self._bad(place, key, value, f"[low, high], numbers from 0 to {most:,} with the least first", key in row)
        return _ANYTHING

    def _bad(self, place: RowPlace | None, key: str, value: Any, kind: str, there: bool) -> None:
        span = place.span(self.file, key) if place else self.span(("detection", "of"))
        what = f"`{key}` cannot be {told(value)}" if there else f"`{key}` is missing in a row of [detection]"
        self.problems.append(Problem(
            KIND.wrong, span, what, KIND.why_wrong, f"give {kind}, or leave the table as `foedus rates` writes it"
        ))  # fmt: skip
