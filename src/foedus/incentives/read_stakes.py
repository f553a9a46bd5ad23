"""Read a file of stakes (TOML, `.stakes`) and hold it against the accord: whom it names must be in it.

    guarantee = "5"                         # the article, where an accord has several
    period = "1 month"
    patience = [0.95, 0.995]                # what a period later is worth now: a number, or [low, high]
    prior = [0.001, 0.05]                   # how often the accused breaches in a period, as far as anybody knows
    [accused]                               # and [beneficiary]
    says = "..."                            # whose view it is, and where it stands; shown on the sheet
    source = "..."
    award = [-3, 0.5]                       # the other settings: docs/incentives.md
    ranking = ["peace", "no_agreement", "award"]            # each at least the next
    violations = [{ size = 5, gain = [0, 1] }, { size = 20, gain = [0, 4] }]
    [guarantors.NATO]                       # one for each group that consents
    stands = [0.98, 1]
    [guarantors.NATO.members.NAME]          # what is different for one of them
    stands = 0.6
    [errors]                                # or measured: `foedus rates`
    false = [0, 0.02]
    found = [{ size = 5, chance = [0.1, 0.8] }, { size = 20, chance = [0.3, 0.95] }]
    [[designs]]                             # another way to draw the line, or to give consent: what differs
    name = "10 within 24 hours"
    false = [0, 0.005]
    guarantors = { NATO = { stands = [0.9, 1], revoking_cost = 0 } }
    [strength]                              # what fighting would bring, if anybody says so
    wins = [0.2, 0.5]
    wins_later = [0.4, 0.8]
    cost = [0.1, 0.5]
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from foedus.accord.syntax import UNITS
from foedus.basics.instant import Period, Unit
from foedus.basics.problem import Problem, in_order
from foedus.basics.settings import PathOf, places, told
from foedus.incentives.read_numbers import KIND, NOTHING, NumbersReader
from foedus.incentives.stakes import (
    ACCUSED,
    BENEFICIARY,
    GUARANTOR,
    Design,
    Errors,
    Found,
    Numbers,
    Range,
    Setting,
    Side,
    Source,
    Stakes,
    Strength,
    Violation,
)
from foedus.incentives.template import groups_of, members_of
from foedus.procedure.rules import GuaranteeRule, Procedure

NUMBERS = ("period", "patience", "prior", "accused", "beneficiary", "guarantors", "errors", "designs", "strength")
"""The settings and tables of what is at stake."""
OF_POSITIONS = ("choices", "positions", "game", "mandates", "without", "waiting")
"""The tables of what each wants of the text, which `read_positions` reads."""
TOP = ("guarantee", *NUMBERS, *OF_POSITIONS)
_ABOUT = ("says", "source", "ranking")
_ERRORS: Mapping[str, Range | None] = {
    "false": None, "blamed": None, "exposed": None, "certified_true": Range(1, 1), "certified_false": Range(1, 1),
}  # fmt: skip
_LARGEST_SIZE = 1_000_000
_PERIOD = re.compile(r"([1-9]\d{0,5}) +([a-z]+)")


def read_stakes(path: Path, procedure: Procedure) -> tuple[Stakes | None, tuple[Problem, ...]]:
    """Read and check a file of stakes; None if there is a problem."""
    try:
        content: bytes | OSError = path.read_bytes()
    except OSError as error:
        content = error
    text = KIND.decoded(content, str(path))
    return stakes_in(text, str(path), procedure) if isinstance(text, str) else (None, (text,))


def stakes_in(text: str, file: str, procedure: Procedure) -> tuple[Stakes | None, tuple[Problem, ...]]:
    """The stakes that a text gives, held against a procedure; None if there is a problem."""
    value = KIND.loaded(text, file)
    if isinstance(value, Problem):
        return None, (value,)
    reader = _Reader(KIND, file, places(text), procedure=procedure)
    stakes = reader.stakes(value)
    return (None, in_order(reader.problems)) if reader.problems else (stakes, ())


@dataclass(kw_only=True)
class _Reader(NumbersReader):
    """The numbers of a file of stakes while they are read."""

    def stakes(self, value: Mapping[str, Any]) -> Stakes | None:
        guarantee = self.guarantee_of(value)
        if guarantee is None:
            return None
        self.known(value, (), TOP)
        period = self._period(value)
        patience = self.range_of(value, ("patience",), Setting("", None, 0, 1))
        if patience.high >= 1:
            self.add(
                "W0005", ("patience",), f"`patience` reaches {told(value.get('patience'))}",
                "whoever values all that ever comes as much as today has no reason to choose between any two things",
                "give less than 1, such as 0.995",
            )  # fmt: skip
        errors, guarantors = self._errors(value), self._guarantors(value, guarantee)
        return Stakes(
            guarantee, period, patience, self.range_of(value, ("prior",), Setting("", None, 0, 1)),
            self._side(value, ("accused",), guarantee.by, ACCUSED),
            self._side(value, ("beneficiary",), guarantee.beneficiary, BENEFICIARY),
            guarantors, errors, members_of(guarantee, self.procedure),
            designs=self._designs(value, errors, guarantors),
            strength=self._strength(value),
        )  # fmt: skip

    # -- who has what at stake -------------------------------------------------------------------------------------

    def _side(self, value: Mapping[str, Any], path: PathOf, name: str, settings: Mapping[str, Setting]) -> Side:
        own = self.table(value, path)
        if not own and path[-1] not in value:
            self.missing((), f"nothing is said of {name}, the {path[-1]}", f"add a table `[{path[-1]}]`")
            return Side(name, (name,), dict.fromkeys(settings, NOTHING))
        self.known(own, path, (*settings, *_ABOUT, "violations"))
        numbers = self._numbers(own, path, settings, {})
        return Side(
            name, (name,), numbers, self._violations(own, path), self._ranking(own, path, settings, numbers),
            self.source_of(own, path),
        )  # fmt: skip

    def _guarantors(self, value: Mapping[str, Any], guarantee: GuaranteeRule) -> tuple[Side, ...]:
        groups, tables = groups_of(guarantee, self.procedure), self.table(value, ("guarantors",))
        for name in tables:
            if name not in groups:
                asked = name in members_of(guarantee, self.procedure)
                what = f"all members of {name} are told with another group" if asked else (
                    f"no consent of {name} is asked in Article {guarantee.article}")
                self.stranger(("guarantors", name), what, name, list(groups))
        found: list[Side] = []
        for group, members in groups.items():
            path = ("guarantors", group)
            own = self.table(tables, path)
            if group not in tables:
                self.missing(
                    ("guarantors",), f"nothing is said of {group}, whose members consent",
                    f"add a table `[guarantors.{group}]`",
                )  # fmt: skip
                continue
            self.known(own, path, (*GUARANTOR, *_ABOUT, "members"))
            found += self._alike(own, path, members)
        return tuple(found)

    def _alike(self, own: Mapping[str, Any], path: PathOf, members: tuple[str, ...]) -> list[Side]:
        """The members of a group: those of whom nothing else is said together, the others each by itself."""
        numbers = self._numbers(own, path, GUARANTOR, {})
        ranking, source = self._ranking(own, path, GUARANTOR, numbers), self.source_of(own, path)
        apart = self.table(own, (*path, "members"))
        found = []
        for name in apart:
            place = (*path, "members", name)
            if name not in members:
                self.stranger(place, f"{name} is no member of {path[-1]} whose consent is asked", name, list(members))
                continue
            its = self.table(apart, place)
            self.known(its, place, (*GUARANTOR, *_ABOUT))
            mixed = self._numbers(its, place, GUARANTOR, numbers)
            its_source = self.source_of(its, place)
            its_ranking = self._ranking(its, place, GUARANTOR, mixed) if "ranking" in its else (
                ranking if self.agrees(ranking, mixed, place) else ())  # that of its group holds for it, too
            its_source = its_source if any(its_source) else source
            called = f"{name} as guarantor" if name in self.procedure.parties else name  # a party may consent, too
            found.append(Side(called, (name,), mixed, (), its_ranking, its_source, path[-1]))
        rest = tuple(name for name in members if name not in apart)
        return [Side(path[-1], rest, numbers, (), ranking, source, path[-1]), *found] if rest else found

    def _numbers(
        self, own: Mapping[str, Any], path: PathOf, settings: Mapping[str, Setting], default: Mapping[str, Range]
    ) -> dict[str, Range]:
        found = {}
        for key, setting in settings.items():
            fallen_back = default.get(key, setting.default)
            found[key] = fallen_back if key not in own and fallen_back else self.range_of(own, (*path, key), setting)
        return found

    def _violations(self, own: Mapping[str, Any], path: PathOf) -> tuple[Violation, ...]:
        rows = self._rows(own, (*path, "violations"), "gain")
        if "violations" not in own or own["violations"] == []:
            self.missing(
                path, f"nothing is said of what a breach brings the {path[-1]}",
                "add `violations = [{ size = 5, gain = [0, 1] }]`: without one nothing says whether the deal deters it",
            )  # fmt: skip
        gain = Setting("", None)
        return tuple(Violation(size, self.range_of(row, (*path, "violations", "gain"), gain)) for size, row in rows)

    def _ranking(
        self, own: Mapping[str, Any], path: PathOf, settings: Mapping[str, Setting], numbers: Mapping[str, Range]
    ) -> tuple[str, ...]:
        given = own.get("ranking", [])
        place = (*path, "ranking")
        if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
            self.wrong(place, 'settings in order, best first: `["peace", "no_agreement", "award"]`', given)
            return ()
        for each in given:
            if each not in settings:
                self.stranger(place, f"`{each}` is nothing that is ranked here", each, list(settings))
                return ()
        if len(set(given)) < len(given):
            self.wrong(place, "each setting once", given)
            return ()
        return tuple(given) if self.agrees(given, numbers, place) else ()

    # -- how often evidence errs -----------------------------------------------------------------------------------

    def _errors(self, value: Mapping[str, Any]) -> Errors:
        own = self.table(value, ("errors",))
        if not own:
            self.missing((), "nothing is said of how often evidence errs", "add a table `[errors]`")
            return Errors(NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, ())
        self.known(own, ("errors",), (*_ERRORS, "found", "says", "source"))
        return self._errors_in(own, ("errors",))

    def _designs(self, value: Mapping[str, Any], errors: Errors, guarantors: Sequence[Side]) -> tuple[Design, ...]:
        """Each with what differs from the errors of the text as it is, and from the guarantors as they are."""
        path, given = ("designs",), value.get("designs", [])
        if not isinstance(given, list) or not all(isinstance(row, Mapping) for row in given):
            self.wrong(path, "tables, each headed `[[designs]]`", given)
            return ()
        found: list[Design] = []
        for row in given:
            self.known(row, path, ("name", *_ERRORS, "found", "guarantors", "says", "source"))
            name = row.get("name")
            if not isinstance(name, str) or not name or any(name == other.name for other in found):
                self.wrong((*path, "name"), "each design a name of its own, in quotes", name)
                return ()
            found.append(Design(name, self._errors_in(row, path, errors), self._consenting(row, path, guarantors)))
        return tuple(found)

    def _consenting(self, row: Mapping[str, Any], path: PathOf, guarantors: Sequence[Side]) -> Numbers:
        """What is different of the guarantors, if their consent is deposited otherwise, say."""
        place, found = (*path, "guarantors"), dict[tuple[str, str], Range]()
        tables, sides = self.table(row, place), {side.name: side for side in guarantors}
        for name in tables:
            at = (*place, name)
            if name not in sides:
                if sides:  # none could be read: that is told already
                    self.stranger(at, f"nothing is at stake for {name} by itself", name, list(sides))
                continue
            own = self.table(tables, at)
            self.known(own, at, tuple(GUARANTOR))
            its = {key: self.range_of(own, (*at, key), GUARANTOR[key]) for key in own if key in GUARANTOR}
            self.agrees(sides[name].ranking, {**sides[name].numbers, **its}, at)
            found |= {(name, key): given for key, given in its.items()}
        return found

    def _errors_in(self, own: Mapping[str, Any], path: PathOf, usual: Errors | None = None) -> Errors:
        """usual: what holds where nothing is said."""
        defaults = _ERRORS if usual is None else {key: getattr(usual, key) for key in _ERRORS}
        found = {
            key: default if default and key not in own else self.range_of(own, (*path, key), Setting("", None, 0, 1))
            for key, default in defaults.items()
        }
        if found["blamed"].low + found["exposed"].low > 1 and (usual is None or {"blamed", "exposed"} & {*own}):
            self.add(
                "W0005", (*path, "exposed"), "`blamed` and `exposed` are more than 1 together",
                "a staged breach is laid to the other side, to who staged it, or to nobody", "lower one of them",
            )  # fmt: skip
        source = self.source_of(own, path)
        if usual is not None:
            source = Source(source.says or usual.source.says, source.source or usual.source.source)
        found_by_size = self._found(own, path) if usual is None or "found" in own else usual.found
        return Errors(
            found["false"], found["blamed"], found["exposed"], found["certified_true"], found["certified_false"],
            found_by_size, source,
        )  # fmt: skip

    def _found(self, own: Mapping[str, Any], path: PathOf) -> tuple[Found, ...]:
        """The chances by size."""
        chance = Setting("", None, 0, 1)
        rows = [
            Found(size, self.range_of(row, (*path, "found", "chance"), chance))
            for size, row in self._rows(own, (*path, "found"), "chance")
        ]
        for before, after in pairwise(rows):
            if after.chance.low < before.chance.low or after.chance.high < before.chance.high:
                self.add(
                    "W0005", (*path, "found"),
                    f"a breach of {after.size} is found less often than one of {before.size}",
                    "more acts leave more traces; where they do not, something else differs",
                    "give chances that do not fall",
                )  # fmt: skip
                break
        if own.get("found", []) == []:  # of rows that cannot be read, it is told why
            self.missing(path, "no size of breach has a chance to be found",
                          "add `found = [{ size = 5, chance = [0.1, 0.8] }]`")  # fmt: skip
        return tuple(rows)

    def _strength(self, value: Mapping[str, Any]) -> Strength | None:
        path = ("strength",)
        if "strength" not in value:
            return None
        own = self.table(value, path)
        self.known(own, path, (*Strength._fields, "says", "source"))
        chance = Setting("", None, 0, 1)
        settings = (("wins", chance), ("wins_later", chance), ("cost", Setting("", None, 0, 1_000)))
        return Strength(*(self.range_of(own, (*path, key), setting) for key, setting in settings))

    # -- single values ---------------------------------------------------------------------------------------------

    def _rows(self, own: Mapping[str, Any], path: PathOf, key: str) -> list[tuple[int, Mapping[str, Any]]]:
        given = own.get(path[-1], [])
        shape = f"`[{{ size = 5, {key} = [0, 1] }}, ...]`, smallest size first"
        if not isinstance(given, list) or not all(isinstance(row, Mapping) for row in given):
            self.wrong(path, shape, given)
            return []
        found: list[tuple[int, Mapping[str, Any]]] = []
        for row in given:
            self.known(row, path, ("size", key))
            size = row.get("size")
            whole = isinstance(size, int) and not isinstance(size, bool) and 1 <= size <= _LARGEST_SIZE
            if not whole or (found and size <= found[-1][0]):
                self.wrong((*path, "size"), f"a whole number of acts, larger from row to row: {shape}", size)
                return []
            found.append((size, row))
        return found

    def _period(self, value: Mapping[str, Any]) -> Period:
        given = value.get("period")
        found = _PERIOD.fullmatch(given) if isinstance(given, str) else None
        if given is None:
            self.missing((), "`period` is missing", 'add `period = "1 month"`: what one period of all numbers is')
        elif found is None or found[2] not in UNITS:
            self.wrong(("period",), 'a period, such as "1 month"', given)
        return Period(int(found[1]), Unit(UNITS[found[2]])) if found and found[2] in UNITS else Period(1, Unit.MONTH)
