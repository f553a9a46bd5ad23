"""What `foedus rates` measured, as the stakes need it: how surely a breach of a size is found (rules V2, V2c).

    [detection]
    of = [                                  # of each form and number of acts
        { form = "together", acts = 5, trials = 300, worth = 80.5, found = [0.1, 0.3] },
    ]
    [provenance]                            # whose they are; not given: nobody is said to have measured them
    accord = "d41d..."                      # digest of the text
    name = "A truce"
    article = "1"
    grade = "serious"
    parties = ["AA"]

Who breaks a deal chooses the form, so of each size the form counts in which it is found least. More acts leave more
traces: what is known of a larger breach bounds what is found of a smaller one, and the other way round.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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
_LARGEST_SIZE = 1_000_000
_MOST_TRIALS = 1_000_000_000
_ANYTHING = Range(0.0, 1.0)


class Row(NamedTuple):
    """A breach of so many acts in one form. trials: None where it is not said."""

    acts: int
    form: str
    trials: int | None
    found: Range

    @property
    def known(self) -> Range:
        """What is known of how surely it is found."""
        return _ANYTHING if self.trials is not None and self.trials < FEWEST_TRIALS else self.found


class Origin(NamedTuple):
    """What rates were measured for. digest, name: of the accord."""

    digest: str
    name: str
    article: str
    grade: str
    parties: tuple[str, ...]

    @property
    def words(self) -> str:
        """`a serious breach of Article 1 of A truce by AA`."""
        name = self.name or "an accord that is not named"
        return f"a {self.grade} breach of Article {self.article} of {name} by {' or '.join(self.parties)}"


@dataclass(frozen=True)
class Measured:
    """The tables that a file has of what was measured. left_out: rows of a number of casualties, which are no sizes in
    acts. origin: None where nobody is said to have measured anything."""

    rows: tuple[Row, ...] = ()
    left_out: int = 0
    origin: Origin | None = None


def measured_in(text: str, file: str) -> tuple[Measured | None, tuple[Problem, ...]]:
    """What a text says; None if there is a problem."""
    value = KIND.loaded(text, file)
    if isinstance(value, Problem):
        return None, (value,)
    reader = _Reader(KIND, file, places(text), text=text)
    found = reader.measured(value)
    return (None, in_order(reader.problems)) if reader.problems else (found, ())


def found_by_size(rows: Sequence[Row]) -> tuple[Found, ...]:
    """How surely a breach of each size is found, smallest first, never falling."""
    least: dict[int, Range] = {}
    for row in rows:
        before = least.get(row.acts, row.known)
        least[row.acts] = Range(min(before.low, row.known.low), min(before.high, row.known.high))
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


@dataclass(kw_only=True)
class _Reader(SettingsReader):
    """One file while it is read."""

    text: str

    def measured(self, value: Mapping[str, Any]) -> Measured:
        table = self.table(value, ("detection",))
        rows: list[Row] = []
        left_out = 0
        for row, place in self._rows(table, ("detection", "of")):
            if "casualties" in row:
                left_out += 1
                self._whole(row, place, "casualties", _LARGEST_SIZE)
            acts = self._whole(row, place, "acts", _LARGEST_SIZE)
            trials = self._whole(row, place, "trials", _MOST_TRIALS, 0) if "trials" in row else None
            if trials == 0 and "found" not in row:
                continue  # nothing of that size could be tried
            found = self._range(row, place, "found")
            if "casualties" not in row:
                rows.append(Row(acts, str(row.get("form", "")), trials, found))
        return Measured(tuple(rows), left_out, self._origin(value))

    def _origin(self, value: Mapping[str, Any]) -> Origin | None:
        path = ("provenance",)
        own = self.table(value, path)
        if not own:
            return None
        texts = {key: own.get(key, "") for key in ("accord", "name", "article", "grade")}
        for key, each in texts.items():
            if not isinstance(each, str):
                self.wrong((*path, key), "a text in quotes, as `foedus rates` writes it", each)
        parties = own.get("parties", [])
        if not isinstance(parties, list) or not all(isinstance(each, str) for each in parties):
            self.wrong((*path, "parties"), 'the ids of parties, `["AA"]`', parties)
            return None
        digest, name, article, grade = map(str, texts.values())
        return Origin(digest, name, article, grade, tuple(parties))

    def _rows(self, table: Mapping[str, Any], path: PathOf) -> Iterator[tuple[Mapping[str, Any], RowPlace | None]]:
        given = table.get(path[-1], [])
        if not isinstance(given, list) or not all(isinstance(row, Mapping) for row in given):
            self.wrong(path, "a list of rows as `foedus rates` writes it", given)
            return
        stand = rows_at(self.text, self.places, path)
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
        both = value if isinstance(value, list) else []
        if len(both) == 2 and all(is_number(each, most) for each in both) and both[0] <= both[1]:
            return Range(float(both[0]), float(both[1]))
        self._bad(place, key, value, f"[low, high], numbers from 0 to {most:,} with the least first", key in row)
        return _ANYTHING

    def _bad(self, place: RowPlace | None, key: str, value: Any, kind: str, there: bool) -> None:
        span = place.span(self.file, key) if place else self.span(("detection", "of"))
        what = f"`{key}` cannot be {told(value)}" if there else f"`{key}` is missing in a row of [detection]"
        self.problems.append(Problem(
            KIND.wrong, span, what, KIND.why_wrong, f"give {kind}, or leave the table as `foedus rates` writes it"
        ))  # fmt: skip
