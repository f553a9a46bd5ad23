"""Read what each wants of the text from a file of stakes (TOML, `.stakes`), and hold it against the accord (V11).

    [choices.consents]                      # what is to be settled, and how
    about = "how many members of NATO must stand by their consent"
    options = { all = { consents = 32 }, most = { consents = 28 } }
    [choices."cure time"]
    about = "days in which a breach can be made good"
    now = "7 days"                          # the option that the text has
    options = { "7 days" = { value = 7 }, "14 days" = { value = 14, errors = { certified_true = [0.7, 0.95] } } }
    [positions.RU]                          # a party, a group or a member of it
    says = "..."                            # whose view it is, and where it stands
    source = "..."
    never = [{ consents = "most", "cure time" = "7 days" }]         # red lines: none of these combinations
    outcomes = ["signed", ["no deal", "war"]]                       # of [game]: best first, equal ones in brackets
    [positions.RU.on.consents]
    ranking = ["all", "most"]               # best first; or wants = [30, 32], by the values of options
    never = ["most"]                        # red lines; or least = 30, most = 32, by the values
    [mandates.RU]                           # whose mandate is disputed
    binds = [0.4, 0.9]                      # the chance that its promise binds whoever comes to decide
    [without.NATO]                          # what else changes if one of them is left out
    accused = { award = [-1, 0.5] }
    [waiting.12]                            # what is different if they have not signed 12 periods from now
    no_agreement = { RU = [-0.2, 0.1], UA = [-0.5, 0] }
    wins = [0.2, 0.6]                       # with [strength]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foedus.basics.problem import Problem, in_order
from foedus.basics.settings import PathOf, is_number, places
from foedus.incentives.drafts import AccordText, Drafts
from foedus.incentives.positions import (
    Choice,
    Demand,
    Mandate,
    Positions,
    RedLine,
    Waiting,
)
from foedus.incentives.read_choices import CHANCE, LONGEST_WAIT, TABLES, ChoicesReader
from foedus.incentives.read_numbers import KIND
from foedus.incentives.read_stakes import NUMBERS, OF_POSITIONS, TOP, stakes_in
from foedus.incentives.stakes import ACCUSED, Numbers, Setting, Stakes
from foedus.incentives.template import neutral
from foedus.procedure.rules import Procedure


def read_positions(
    path: Path, procedure: Procedure, accord: AccordText | None = None
) -> tuple[Stakes | None, Positions | None, tuple[Problem, ...]]:
    """What is at stake, and who wants what; None of both if there is a problem."""
    try:
        content: bytes | OSError = path.read_bytes()
    except OSError as error:
        content = error
    text = KIND.decoded(content, str(path))
    return positions_in(text, str(path), procedure, accord) if isinstance(text, str) else (None, None, (text,))


def positions_in(
    text: str, file: str, procedure: Procedure, accord: AccordText | None = None
) -> tuple[Stakes | None, Positions | None, tuple[Problem, ...]]:
    """What a text says of what is at stake and of who wants what. Where it has no numbers at all, which is enough for
    who only ranks, the stakes are the neutral template (V2). accord: its text, against which words of options are
    held; None: they are not looked at."""
    value = KIND.loaded(text, file)
    if isinstance(value, Problem):
        return None, None, (value,)
    drafts = Drafts(accord) if accord is not None else None
    reader = _Reader(KIND, file, places(text), procedure=procedure, drafts=drafts)
    guarantee = reader.guarantee_of(value)
    if guarantee is None:
        return None, None, in_order(reader.problems)
    if any(name in value for name in NUMBERS):
        stakes, problems = stakes_in(text, file, procedure)
    else:
        stakes, problems = neutral(guarantee, procedure), ()
        reader.known(value, (), TOP)
    if stakes is None:
        return None, None, problems
    found = reader.positions(value, stakes)
    return (None, None, in_order(reader.problems)) if reader.problems else (stakes, found, ())


@dataclass(kw_only=True)
class _Reader(ChoicesReader):
    """The positions of a file while they are read."""

    def positions(self, value: Mapping[str, Any], stakes: Stakes) -> Positions:
        """All that is said of who wants what; problems where it cannot be meant."""
        if not any(self.table(value, (name,)) for name in OF_POSITIONS):
            self.add(
                "W0010", (), "nobody's position is in this file",
                "what somebody wants, or would sign in no case, is known to nobody but those who say so",
                "add `[choices.NAME]` and `[positions.PARTY]`, or `[game.options]`, as docs/incentives.md shows",
            )  # fmt: skip
            return Positions()
        choices = self.choices(value, stakes)
        demands, lines = self._demands(value, choices)
        if not self.problems:
            self.combined(choices, stakes)
        return Positions(
            choices, demands, lines, self._mandates(value, stakes), self._without(value, stakes),
            self._waiting(value, stakes), self.game(value, self.table(value, ("positions",))),
        )  # fmt: skip

    # -- who wants what --------------------------------------------------------------------------------------------

    def _demands(
        self, value: Mapping[str, Any], choices: Sequence[Choice]
    ) -> tuple[tuple[Demand, ...], tuple[RedLine, ...]]:
        tables = self.table(value, ("positions",))
        demands: list[Demand] = []
        lines: list[RedLine] = []
        for who in tables:
            path = ("positions", who)
            own = self.table(tables, path)
            if not self.is_of_accord(path, who):
                continue
            self.known(own, path, ("says", "source", "never", "outcomes", "on"))
            source, on = self.source_of(own, path), self.table(own, (*path, "on"))
            for name in on:
                place = (*path, "on", name)
                choice = next((each for each in choices if each.name == name), None)
                if choice is None:
                    self.option_nobody_has(place, name, "", [each.name for each in choices])
                    continue
                its = self.table(on, place)
                said = self.source_of(its, place)
                said = said if any(said) else source
                demand, line = self._on(its, place, who, choice)
                demands += [demand._replace(source=said)] if demand else []
                lines += [line._replace(source=said)] if line else []
            lines += [line._replace(source=source) for line in self._never(own, path, who, choices)]
        return tuple(demands), tuple(lines)

    def _on(
        self, own: Mapping[str, Any], path: PathOf, who: str, choice: Choice
    ) -> tuple[Demand | None, RedLine | None]:
        """What it wants of a choice, and its red line, which may not contradict that."""
        self.known(own, path, ("ranking", "wants", "never", "least", "most", "says", "source"))
        names = [each.name for each in choice.options]
        if "ranking" in own and "wants" in own:
            self.wrong((*path, "wants"), "a ranking or a range, one of both", own["wants"])
        tiers = self.tiers_of(own, (*path, "ranking"), names, choice.name)
        wanted = self._wanted(own, path, choice)
        red = [*self._names(own, (*path, "never"), names, choice.name), *self._beyond(own, path, choice)]
        demand = Demand(who, choice.name, tiers, wanted)
        for crossed in dict.fromkeys(red):
            for kept in names:
                if kept not in red and demand.prefers(crossed, kept) in (0, 1):
                    self._contradicts(path, crossed, kept, ranked=bool(tiers))
                    return None, None
            if crossed in wanted:
                self._contradicts(path, crossed, "", ranked=False)
                return None, None
        line = RedLine(who, ((choice.name, tuple(name for name in names if name in red)),))
        return demand if tiers or wanted else None, line if red else None

    def _contradicts(self, path: PathOf, crossed: str, kept: str, ranked: bool) -> None:
        what = f"`{crossed}` is ranked no lower than `{kept}`" if ranked else f"`{crossed}` is wanted"
        self.add(
            "W0011", (*path, "never") if (*path, "never") in self.places else path,
            f"{what}, and yet crosses the red line of {path[1]}",
            "whoever would rather have no agreement than an option does not want it more than one that it would sign",
            "rank what crosses the red line last, or draw the line elsewhere",
        )  # fmt: skip

    def _wanted(self, own: Mapping[str, Any], path: PathOf, choice: Choice) -> tuple[str, ...]:
        if "wants" not in own:
            return ()
        if any(each.value is None for each in choice.options):
            self._no_value((*path, "wants"), choice)
            return ()
        wants = self.range_of(own, (*path, "wants"), Setting("", None, -1_000_000_000, 1_000_000_000))
        found = tuple(
            each.name for each in choice.options if each.value is not None and wants.low <= each.value <= wants.high
        )
        if not found:
            self.nobody_has(
                (*path, "wants"), f"no option of `{choice.name}` lies from {wants.low:g} to {wants.high:g}", "",
                [f"{each.name}, {each.value:g}" for each in choice.options],
            )  # fmt: skip
        return found

    def _beyond(self, own: Mapping[str, Any], path: PathOf, choice: Choice) -> list[str]:
        """The options beyond the least or the most that it would sign."""
        found: list[str] = []
        for key, sign in (("least", -1), ("most", 1)):
            if key not in own:
                continue
            if any(each.value is None for each in choice.options):
                self._no_value((*path, key), choice)
            elif not is_number(own[key], 1_000_000_000, -1_000_000_000):
                self.wrong((*path, key), "a number", own[key])
            else:
                found += [
                    each.name for each in choice.options
                    if each.value is not None and sign * (each.value - own[key]) > 0
                ]
        return found

    def _no_value(self, path: PathOf, choice: Choice) -> None:
        without = next(each.name for each in choice.options if each.value is None)
        self.add(
            "W0006", path, f"option `{without}` of `{choice.name}` has no `value`",
            "whether it lies in a range cannot be told", f"add `value = ...` to `{without}`, or give names of options",
        )  # fmt: skip

    def _names(self, own: Mapping[str, Any], path: PathOf, names: Sequence[str], choice: str) -> list[str]:
        given = own.get(path[-1], [])
        if isinstance(given, str):
            given = [given]
        if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
            self.wrong(path, f'options in quotes: `["{names[0] if names else "..."}"]`', given)
            return []
        for each in given:
            if each not in names:
                self.option_nobody_has(path, each, choice, names)
        return [each for each in given if each in names]

    def _never(
        self, own: Mapping[str, Any], path: PathOf, who: str, choices: Sequence[Choice]
    ) -> Iterator[RedLine]:
        """Red lines over several choices."""
        given, place = own.get("never", []), (*path, "never")
        if not isinstance(given, list) or not all(isinstance(row, Mapping) and row for row in given):
            self.wrong(place, 'combinations, as `[{ consents = "most", "cure time" = "7 days" }]`', given)
            return
        by_name = {each.name: each for each in choices}
        for row in given:
            forbids = []
            for name in row:
                if name not in by_name:
                    self.option_nobody_has(place, name, "", [*by_name])
                    continue
                names = [each.name for each in by_name[name].options]
                forbids.append((name, tuple(self._names(row, (*place, name), names, name))))
            yield RedLine(who, tuple(forbids))

    # -- mandates, who is left out, and waiting ----------------------------------------------------------------------

    def _mandates(self, value: Mapping[str, Any], stakes: Stakes) -> tuple[Mandate, ...]:
        tables, found = self.table(value, ("mandates",)), []
        names = [*dict.fromkeys(name for side in stakes.sides for name in (side.name, *side.members))]
        for who in tables:
            path = ("mandates", who)
            own = self.table(tables, path)
            self.known(own, path, ("binds", "says", "source"))
            if who not in names:
                self.stranger(path, f"{who} signs nothing that is weighed", who, names)
                continue
            found.append(Mandate(who, self.range_of(own, (*path, "binds"), CHANCE), self.source_of(own, path)))
        return tuple(found)

    def _without(self, value: Mapping[str, Any], stakes: Stakes) -> dict[str, Numbers]:
        tables = self.table(value, ("without",))
        names = [side.name for side in stakes.sides]
        found: dict[str, Numbers] = {}
        for who in tables:
            path = ("without", who)
            own = self.table(tables, path)
            self.known(own, path, (*TABLES, "says", "source"))
            self.source_of(own, path)
            if who not in names:
                self.stranger(path, f"nothing is at stake for {who} by itself", who, names)
                continue
            found[who] = self.numbers(own, path, stakes)
        return found

    def _waiting(self, value: Mapping[str, Any], stakes: Stakes) -> tuple[Waiting, ...]:
        tables, found = self.table(value, ("waiting",)), []
        settings = {side.name: ACCUSED["no_agreement"]._replace(default=None) for side in stakes.sides}
        for periods in tables:
            path = ("waiting", periods)
            own = self.table(tables, path)
            self.known(own, path, ("no_agreement", "wins", "says", "source"))
            if not (periods.isascii() and periods.isdigit() and 1 <= int(periods) <= LONGEST_WAIT):
                self.wrong(path, f"a number of periods from 1 to {LONGEST_WAIT:,} in `[waiting.12]`", periods)
                continue
            place = (*path, "no_agreement")
            outside = self.table(own, place)
            for who in outside:
                if who not in settings:
                    self.stranger((*place, who), f"nothing is at stake for {who} by itself", who, [*settings])
            options = {who: self.range_of(outside, (*place, who), settings[who]) for who in outside if who in settings}
            wins = self.range_of(own, (*path, "wins"), CHANCE) if "wins" in own else None
            if wins is not None and stakes.strength is None:
                self.missing(path, "`wins` is said of later, and not of now", "add a table `[strength]`")
            found.append(Waiting(int(periods), options, wins, self.source_of(own, path)))
        return tuple(sorted(found, key=lambda each: each.periods))
