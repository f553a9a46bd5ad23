"""Read what is to be settled: choices, their options, and what each changes of what is weighed (rule V11)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from foedus.basics.settings import PathOf, is_number, told
from foedus.incentives.alternatives import Alternative
from foedus.incentives.drafts import Drafts, edits_of, found_in
from foedus.incentives.positions import (
    Change,
    Choice,
    Option,
    changed,
    changes_of,
    combinations_of,
    how_many,
)
from foedus.incentives.read_game import GameReader
from foedus.incentives.stakes import ACCUSED, BENEFICIARY, GUARANTOR, Numbers, Range, Setting, Stakes

MOST_COMBINATIONS = 1_024
"""More could be weighed, but not be read."""
LONGEST_WAIT = 1_200
CHANCE = Setting("", None, 0, 1)
_ERRORS = ("false", "blamed", "exposed", "certified_true", "certified_false")
TABLES = ("accused", "beneficiary", "guarantors", "errors")
"""Of numbers that an option, or leaving somebody out, can change."""


@dataclass(kw_only=True)
class ChoicesReader(GameReader):
    """The choices of a file while they are read. drafts: of the accord's text, None where only its rules are known."""

    drafts: Drafts | None = None

    def choices(self, value: Mapping[str, Any], stakes: Stakes) -> tuple[Choice, ...]:
        """All that is to be settled, each with its options."""
        tables = self.table(value, ("choices",))
        found = []
        for name in tables:
            path = ("choices", name)
            own = self.table(tables, path)
            self.known(own, path, ("about", "now", "options"))
            for key in ("about", "now"):
                if not isinstance(own.get(key, ""), str):
                    self.wrong((*path, key), "a text in quotes", own[key])
            options = self._options(own, (*path, "options"), stakes)
            now = str(own.get("now", "")) or self._now(options, stakes)
            if now and now not in [each.name for each in options]:
                self.option_nobody_has((*path, "now"), now, name, [each.name for each in options])
            self._as_text(options, now, path, stakes)
            found.append(Choice(name, str(own.get("about", "")) or name, options, now))
        if how_many(found) > MOST_COMBINATIONS:
            self.add(
                "W0015", ("choices", found[-1].name), f"there are {how_many(found):,} combinations of options",
                f"more than {MOST_COMBINATIONS:,} could be weighed, but nobody would read what comes of each",
                "leave out options that nobody will insist on, or put those that go together into one choice",
            )  # fmt: skip
        return tuple(found)

    def _options(self, own: Mapping[str, Any], path: PathOf, stakes: Stakes) -> tuple[Option, ...]:
        given = self.table(own, path)
        if len(given) < 2:
            self.missing(path[:-1], f"`{path[-2]}` leaves nothing to choose",
                         'add `options = { "one" = {}, "another" = {} }`, two at least')  # fmt: skip
        return tuple(self._option(given, (*path, name), stakes) for name in given)

    def _option(self, given: Mapping[str, Any], path: PathOf, stakes: Stakes) -> Option:
        own = self.table(given, path)
        self.known(own, path, ("value", "consents", "design", "award", "dated", "was", "becomes", *TABLES))
        members = len(stakes.groups.get(_first_group(stakes), ()))
        consents = self._whole(own, (*path, "consents"), max(members, 1))
        names = ["", *(each.name for each in stakes.designs)]
        design = own.get("design", "")
        if design not in names:
            self.stranger((*path, "design"), f"no design has the name {told(design)}", str(design), names[1:])
        award = own.get("award")
        if award is not None and award not in [each.value for each in Alternative]:
            self.wrong((*path, "award"), "one of " + ", ".join(f'"{each.value}"' for each in Alternative), award)
            award = None
        dated = self._whole(own, (*path, "dated"), LONGEST_WAIT)
        if dated and award != Alternative.DATED:
            self.wrong((*path, "dated"), f'this only beside `award = "{Alternative.DATED.value}"`', own["dated"])
        number = own.get("value", own.get("consents"))
        if number is not None and not is_number(number, 1_000_000_000, -1_000_000_000):
            self.wrong((*path, "value"), "a number", number)
            number = None
        change = Change(consents, str(design), Alternative(award) if award else None, dated,
                        self.numbers(own, path, stakes), *self._words(own, path))  # fmt: skip
        self._is_sound([change], path, stakes)
        return Option(path[-1], float(number) if number is not None else None, change)

    def _words(self, own: Mapping[str, Any], path: PathOf) -> tuple[str, str]:
        """Words of the text and those in their place, both empty where there are none or they cannot be found."""
        both = own.get("was", ""), own.get("becomes", "")
        if not all(isinstance(each, str) for each in both) or ("was" in own) != ("becomes" in own):
            self.wrong((*path, "was"), 'words of the text, in quotes, beside `becomes = "..."`', own.get("was"))
        elif both[0] and self.drafts is not None:
            places = found_in(self.drafts.text.source, both[0])
            if len(places) == 1:
                return both
            often = f"{len(places)} times" if places else "nowhere"
            self.add(
                "W0017", (*path, "was"), f"the words {told(both[0])} stand {often} in the accord",
                "it must be clear what an option changes, and that it is of this text",
                "copy the words from the accord, so many that they stand there once" if places
                else "copy the words from the accord as they stand there",
            )  # fmt: skip
        return "", ""

    def _is_sound(self, changes: Sequence[Change], path: PathOf, stakes: Stakes) -> bool:
        """Whether the text with other words is an accord that gives the same guarantee, by consent of the same."""
        edits = edits_of(changes)
        if not edits or self.drafts is None:
            return True
        errors = self.drafts.draft(edits).errors
        guarantee = self.drafts.guarantee(stakes.guarantee.name, edits)
        why = ""
        if errors:
            why = f"{errors[0].span}: {errors[0].code} {errors[0].what}" if errors[0].span else errors[0].what
        elif guarantee is None:
            why = f"there is no guarantee {stakes.guarantee.name} in it"
        elif [rule.of for rule in guarantee.consents] != [rule.of for rule in stakes.guarantee.consents] or (
            guarantee.by, guarantee.beneficiary) != (stakes.guarantee.by, stakes.guarantee.beneficiary):  # fmt: skip
            why = "others consent, or others are accused or protected, than the stakes are of"
        if why:
            self.add(
                "W0018", path, f"with these words the accord cannot be weighed: {why}",
                "an option that is no sound text could not be agreed on", "write `becomes` so that the text is sound",
            )  # fmt: skip
        return not why

    def _whole(self, own: Mapping[str, Any], path: PathOf, most: int) -> int:
        number = own.get(path[-1], 0)
        if path[-1] in own and not (isinstance(number, int) and not isinstance(number, bool) and 1 <= number <= most):
            self.wrong(path, f"a whole number from 1 to {most:,}", number)
            return 0
        return int(number)

    def numbers(self, own: Mapping[str, Any], path: PathOf, stakes: Stakes) -> Numbers:
        """What is different of the numbers, checked as they are."""
        found: dict[tuple[str, str], Range] = {}
        for table, place, side, settings in self._tables(own, path, stakes):
            self.known(table, place, list(settings))
            for setting in table:
                if setting in settings:
                    found[side, setting] = self.range_of(table, (*place, setting), settings[setting])
        return found

    def _tables(
        self, own: Mapping[str, Any], path: PathOf, stakes: Stakes
    ) -> Iterator[tuple[Mapping[str, Any], PathOf, str, Mapping[str, Setting]]]:
        """The tables of numbers that there are, where, whose they are, and what can be set in them."""
        for key, side, settings in (
            ("accused", stakes.accused.name, ACCUSED), ("beneficiary", stakes.beneficiary.name, BENEFICIARY),
            ("errors", "errors", dict.fromkeys(_ERRORS, CHANCE)),
        ):  # fmt: skip
            yield self.table(own, (*path, key)), (*path, key), side, settings
        names = [side.name for side in stakes.guarantors]
        tables = self.table(own, (*path, "guarantors"))
        for name in tables:
            place = (*path, "guarantors", name)
            if name in names:
                yield self.table(tables, place), place, name, GUARANTOR
            else:
                self.stranger(place, f"nothing is at stake for {name} by itself", name, names)

    def _now(self, options: Sequence[Option], stakes: Stakes) -> str:
        """The option whose number of consents the text asks, where only one has it."""
        asked = _asked(stakes)
        found = [each.name for each in options if each.change.consents and each.change.consents == asked]
        return found[0] if len(found) == 1 else ""

    def _as_text(self, options: Sequence[Option], now: str, path: PathOf, stakes: Stakes) -> None:
        """The option that the text has is what the numbers of the file are of: it changes nothing of them."""
        change = next((each.change for each in options if each.name == now), Change())
        same = change._replace(consents=0 if change.consents == _asked(stakes) else change.consents)
        if same.award is Alternative.ON_BREACH:
            same = same._replace(award=None)
        if not same.is_nothing:
            self.add(
                "W0016", (*path, "options", now), f"`{now}` is what the text has, and yet changes what is weighed",
                "the numbers of the file are of the text as it is",
                "put these numbers into the tables of the file, or name another option as `now`",
            )  # fmt: skip

    def combined(self, choices: Sequence[Choice], stakes: Stakes) -> None:
        """Two choices that set the same would leave open which of them counts; and no combination may contradict a
        ranking of numbers."""
        setters: dict[object, str] = {}
        for choice in choices:
            clashes = set[tuple[str, str]]()
            for kind in dict.fromkeys(kind for option in choice.options for kind in self._kinds(option, stakes)):
                other = setters.setdefault(kind, choice.name)
                said = _named(kind)
                if other != choice.name and (other, said) not in clashes:
                    clashes.add((other, said))
                    self.add(
                        "W0014", ("choices", choice.name), f"`{choice.name}` and `{other}` both set {said}",
                        "of two numbers in one place only one can count, and nobody could say which",
                        "let one of them set it, or make one choice of the two",
                    )  # fmt: skip
        if self.problems:
            return
        place = ("choices", choices[-1].name) if choices else ()
        for combination in combinations_of(choices):
            changes = [*changes_of(choices, combination)]
            if not self._is_sound(changes, place, stakes):
                return
            made = changed(stakes, changes)
            if made.errors.blamed.low + made.errors.exposed.low > 1:
                self.add(
                    "W0005", place, f"with {', '.join(combination)} `blamed` and `exposed` are more than 1 together",
                    "a staged breach is laid to the other side, to who staged it, or to nobody", "lower one of them",
                )  # fmt: skip
            if self.problems or not all(self.agrees(s.ranking, s.numbers, place) for s in made.sides):
                return

    def _kinds(self, option: Option, stakes: Stakes) -> Iterator[object]:
        """What an option sets, each so that two settings of the same are equal; of words, the places they stand at."""
        change = option.change
        yield from (name for name in ("consents", "design", "award") if getattr(change, name))
        yield from change.numbers
        if change.was and self.drafts is not None:
            [(start, end)] = found_in(self.drafts.text.source, change.was)
            yield from (Letter(place) for place in range(start, end))
            guarantee = self.drafts.guarantee(stakes.guarantee.name, edits_of([change]))
            if guarantee is not None and guarantee.consents != stakes.guarantee.consents:
                yield "consents"

    def option_nobody_has(self, path: PathOf, name: str, choice: str, names: Sequence[str]) -> None:
        """An option is named that a choice does not have, or a choice that there is not."""
        self.nobody_has(path, f"there is no option {told(name)} of `{choice}`" if choice else
                        f"there is no choice {told(name)}", name, names)  # fmt: skip


def _first_group(stakes: Stakes) -> str:
    return stakes.guarantee.consents[0].of if stakes.guarantee.consents else ""


def _asked(stakes: Stakes) -> int:
    """How many of the first group must stand by their consent, as the text has it."""
    rules = stakes.guarantee.consents
    return rules[0].count or len(stakes.groups[rules[0].of]) if rules else 0


class Letter(NamedTuple):
    """A place in the text of the accord."""

    place: int


def _named(kind: object) -> str:
    if isinstance(kind, Letter):
        return "the same words of the text"
    return f"`{kind[1]}` of {kind[0]}" if isinstance(kind, tuple) else f"`{kind}`"
