"""A small reader of PRISM models of one module, written from the language alone, and their least and greatest chances.

It knows what an acyclic model needs: bounded variables, commands with fractions, labels, final states that stay.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

VARIABLE = re.compile(r"(\w+) : \[(\d+)\.\.(\d+)\] init (\d+);")
COMMAND = re.compile(r"\[\] (.+?) -> (.+);")
LABEL = re.compile(r'label "(\w+)" = (.+);')
GUARD = re.compile(r"(\w+)(=|>=|<=|<)(\d+)")
UPDATE = re.compile(r"\((\w+)'=(?:(\w+)\+)?(\d+)\)")
PROPERTY = re.compile(r'(P|Pmin|Pmax)=\? \[ F "(\w+)" \];')
Values = tuple[int, ...]
TESTS: dict[str, Callable[[int, int], bool]] = {
    "=": lambda a, b: a == b, ">=": lambda a, b: a >= b, "<=": lambda a, b: a <= b, "<": lambda a, b: a < b,
}  # fmt: skip


@dataclass(frozen=True)
class Command:
    guards: tuple[tuple[int, str, int], ...]
    outcomes: tuple[tuple[Fraction, tuple[tuple[int, int | None, int], ...]], ...]

    def holds(self, values: Values) -> bool:
        return all(TESTS[sign](values[place], number) for place, sign, number in self.guards)

    def leads(self, values: Values) -> list[tuple[Fraction, Values]]:
        return [(p, updated(values, updates)) for p, updates in self.outcomes]


@dataclass(frozen=True)
class Model:
    """kind: dtmc or mdp. bounds: of each variable. labels: alternatives, each (place, number)."""

    kind: str
    bounds: tuple[tuple[int, int], ...]
    start: Values
    commands: tuple[Command, ...]
    labels: dict[str, tuple[tuple[int, int], ...]]

    def chance(self, label: str, pick: Callable[[Sequence[Fraction]], Fraction]) -> Fraction:
        known: dict[Values, Fraction] = {}
        by_first = defaultdict(list)
        for each in self.commands:
            by_first[each.guards[0]].append(each)

        def of(values: Values) -> Fraction:
            if values not in known:
                known[values] = work_out(values)
            return known[values]

        def work_out(values: Values) -> Fraction:
            assert all(low <= v <= high for v, (low, high) in zip(values, self.bounds, strict=True)), values
            if any(values[place] == number for place, number in self.labels[label]):
                return Fraction(1)
            enabled = [command for command in by_first[0, "=", values[0]] if command.holds(values)]
            assert enabled, f"a deadlock at {values}"
            assert self.kind == "mdp" or len(enabled) == 1, f"a DTMC has one command at {values}"
            results = []
            for command in enabled:
                leads = command.leads(values)
                assert sum(p for p, _ in leads) == 1
                stays = leads == [(Fraction(1), values)]
                results.append(Fraction(0) if stays else sum((p * of(v) for p, v in leads), Fraction(0)))
            return pick(results)

        return of(self.start)


def updated(values: Values, updates: tuple[tuple[int, int | None, int], ...]) -> Values:
    new = list(values)
    for place, added_to, number in updates:
        new[place] = number + (values[added_to] if added_to is not None else 0)
    return tuple(new)


def read_model(text: str) -> Model:
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("//")]
    kind, module, *rest = lines
    assert kind in ("dtmc", "mdp") and module == "module breach"
    body, after = rest[: rest.index("endmodule")], rest[rest.index("endmodule") + 1 :]
    variables = [found for line in body if (found := VARIABLE.fullmatch(line))]
    places = {found[1]: place for place, found in enumerate(variables)}
    assert places["s"] == 0
    commands = [command(found[1], found[2], places) for line in body if (found := COMMAND.fullmatch(line))]
    assert len(variables) + len(commands) == len(body), "a line that is neither a variable nor a command"
    labels = {}
    for line in after:
        found = LABEL.fullmatch(line)
        assert found, line
        labels[found[1]] = tuple(one(GUARD, each, places) for each in found[2].split(" | ") if each != "false")
    bounds = tuple((int(found[2]), int(found[3])) for found in variables)
    return Model(kind, bounds, tuple(int(found[4]) for found in variables), tuple(commands), labels)


def one(form: re.Pattern[str], text: str, places: dict[str, int]) -> tuple[int, int]:
    found = form.fullmatch(text)
    assert found and found[2] == "=", text
    return places[found[1]], int(found[3])


def command(guard: str, outcomes: str, places: dict[str, int]) -> Command:
    guards = []
    for part in guard.split(" & "):
        found = GUARD.fullmatch(part)
        assert found, part
        guards.append((places[found[1]], found[2], int(found[3])))
    # Between outcomes ` + ` stands before a chance; within an update the plus has no spaces.
    return Command(tuple(guards), tuple(outcome(text, places) for text in outcomes.split(" + ")))


def outcome(text: str, places: dict[str, int]) -> tuple[Fraction, tuple[tuple[int, int | None, int], ...]]:
    chance, colon, updates = text.rpartition(" : ")
    over, _, under = chance.partition("/")
    p = Fraction(over) / Fraction(under or 1) if colon else Fraction(1)
    if updates == "true":
        return p, ()
    read = []
    for part in updates.split(" & "):
        found = UPDATE.fullmatch(part)
        assert found, part
        read.append((places[found[1]], places[found[2]] if found[2] else None, int(found[3])))
    return p, tuple(read)


def read_properties(text: str) -> list[tuple[str, str]]:
    lines = [line for line in text.splitlines() if line and not line.startswith("//")]
    found = [PROPERTY.fullmatch(line) for line in lines]
    assert all(found), lines
    return [(each[1], each[2]) for each in found if each]


def in_order(chances: Sequence[Fraction]) -> bool:
    return all(a <= b for a, b in pairwise(chances))
