"""Settings in a TOML file that people write: exact numbers, and where each stands, so that a problem can say so.

The library that reads TOML keeps no places. They are found line by line, of tables and of settings that stand on a line
of their own; what is written within a line is told at its line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias

from foedus.basics.problem import Problem, Span

PathOf: TypeAlias = tuple[str, ...]
"""Names of tables from the outermost, and of the setting."""
Place: TypeAlias = tuple[int, int, int]
"""Line, column, and the column after, from 1."""
Places: TypeAlias = Mapping[PathOf, Place]

_MOST_DIGITS = 30
"""Of a number in the file: more say nothing about a quantity, and an exponent could ask for any amount of memory."""
_TOLD = 40
_LONG = 10**_TOLD
_ABSURD = 10**4_000
_TOO_LONG = "a number has more digits than can be read"
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


class NoToml(NamedTuple):
    """Why a text is no TOML, and where."""

    why: str
    line: int
    column: int


def loaded(text: str) -> dict[str, Any] | NoToml:
    """What a text says, decimal numbers exactly as quotients; what is no number that can be counted with, as text."""
    try:
        value = tomllib.loads(text, parse_float=_number)
    except (ValueError, RecursionError) as error:
        if isinstance(error, ValueError) and not isinstance(error, tomllib.TOMLDecodeError):  # only of whole numbers
            return NoToml(_TOO_LONG, *_at_longest(text))
        said = str(error)
        found = _AT.search(said)
        line, column = (int(found[1]), int(found[2])) if found and found[1] else (max(1, text.count("\n")), 1)
        return NoToml(_AT.sub("", said)[:100], line, column)
    # Only decimal numbers are refused above: of a hexadecimal one nobody would notice until it is told.
    return NoToml(_TOO_LONG, *_at_longest(text)) if _has_absurd(value) else value


def _has_absurd(value: dict[str, Any]) -> bool:
    """Whether a whole number in it is too long to be written out."""
    left: list[Any] = [value]
    while left:
        each = left.pop()
        if isinstance(each, int) and abs(each) >= _ABSURD:
            return True
        left += each.values() if isinstance(each, dict) else each if isinstance(each, list) else ()
    return False


class Uncounted(str):
    """A number as it is written that cannot be counted with: `nan`, `inf`, or one that is absurdly long."""

    __slots__ = ()


def _number(text: str) -> Fraction | Uncounted:
    """A decimal number as it is written, exactly; what is none, or absurdly long, stays text."""
    mantissa, _, exponent = text.lower().replace("_", "").partition("e")
    if len(mantissa) > _MOST_DIGITS or "n" in mantissa:
        return Uncounted(text)
    if len(exponent) > _MOST_DIGITS or (exponent and abs(int(exponent)) > _MOST_DIGITS):
        return Uncounted(text)
    return Fraction(text)


def _at_longest(text: str) -> tuple[int, int]:
    """Line and column of the longest row of digits."""
    found = max(re.finditer(r"(?:0x)?[0-9a-fA-F_]+", text), key=lambda match: match.end() - match.start())
    before = text[: found.start()]
    return before.count("\n") + 1, found.start() - before.rfind("\n")


def is_number(value: Any, most: int, least: int = 0) -> bool:
    """Whether it is a number between two others, both included."""
    return isinstance(value, int | Fraction) and not isinstance(value, bool) and least <= value <= most


def told(value: Any) -> str:
    """A value as it was written, short."""
    if isinstance(value, list):
        return f"[{', '.join(told(each) for each in value[:4])}{', ...' if len(value) > 4 else ''}]"
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Fraction):
        return str(float(value))
    if isinstance(value, int) and abs(value) >= _LONG:
        return f"{'-' if value < 0 else ''}{hex(abs(value))[:20]}..., a number of more than 40 digits"
    if isinstance(value, Uncounted):
        return value if len(value) <= _TOLD else f"{value[:_TOLD]}..."
    return f'"{value[:_TOLD]}"' if isinstance(value, str) else str(value)


# -- where a setting stands --------------------------------------------------------------------------------------------

_HEAD = re.compile(r"\s*\[\[?([^\[\]]+)\]\]?\s*(?:#.*)?$")
_LINE = re.compile(r"(\s*)((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*=")
_NAME = re.compile(r"[\w-]+|\"([^\"]*)\"|'([^']*)'")


def places(text: str) -> Places:
    """Where each table and setting stands that is on a line of its own, by its path."""
    found: dict[PathOf, Place] = {}
    table: PathOf = ()
    for number, line in enumerate(text.splitlines(), 1):
        if head := _HEAD.match(line):
            table = _names(head[1])
            found.setdefault(table, (number, head.start(1) + 1, head.end(1) + 1))
        elif setting := _LINE.match(line):
            found.setdefault((*table, *_names(setting[2])), (number, setting.start(2) + 1, setting.end(2) + 1))
    return found


def span_in(file: str, known: Places, path: PathOf) -> Span:
    """Where a path stands; of one that stands nowhere, where the first does that lies in it, or else the nearest in
    which it lies."""
    while path and path not in known:
        within = next((each for each in known if each[: len(path)] == path), None)
        path = within if within is not None else path[:-1]
    line, column, end = known.get(path, (1, 1, 0))
    return Span(file, line, column, line, end)


def _names(text: str) -> PathOf:
    return tuple(m[1] if m[1] is not None else m[2] if m[2] is not None else m[0] for m in _NAME.finditer(text))


# -- what is wrong with it ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Settings:
    """A kind of file of settings. name: with its article; table: an example of a table in it. Then the codes of what
    can be wrong, and why a name that is not there and a value that cannot be matter."""

    name: str
    table: str
    unread: str
    no_toml: str
    stranger: str
    unknown: str
    wrong: str
    missing: str
    why_stranger: str
    why_wrong: str

    def decoded(self, content: bytes | OSError, file: str) -> str | Problem:
        """The text of a file, or why there is none. content: its bytes, or what happened when it was opened."""
        try:
            if isinstance(content, bytes):
                return content.decode("utf-8-sig")
            why = content.strerror or "it cannot be opened"
        except ValueError:
            why = "it is no text in UTF-8"
        mend = "name a file that is there and can be read, saved as UTF-8"
        return Problem(self.unread, Span(file, 1), f"{file} cannot be read", why, mend)

    def loaded(self, text: str, file: str) -> dict[str, Any] | Problem:
        """What a text says, or that it is no TOML."""
        value = loaded(text)
        if not isinstance(value, NoToml):
            return value
        return Problem(
            self.no_toml, Span(file, value.line, value.column), f"this is no TOML: {value.why}",
            f"{self.name} is written in TOML, so that every program reads the same numbers in it",
            f"write `name = number` on a line of its own, and tables as `{self.table}`",
        )  # fmt: skip


@dataclass
class SettingsReader:
    """One file while it is read; owns the problems found so far."""

    kind: Settings
    file: str
    places: Places
    problems: list[Problem] = field(default_factory=list)

    def table(self, within: Mapping[str, Any], path: PathOf) -> Mapping[str, Any]:
        """The table of a path in that which it lies in; an empty one where it is none."""
        value = within.get(path[-1], {})
        if isinstance(value, Mapping):
            return value
        self.wrong(path, f"a table, `[{'.'.join(path)}]` with settings below it", value)
        return {}

    def span(self, path: PathOf) -> Span:
        """Where a path stands."""
        return span_in(self.file, self.places, path)

    def add(self, code: str, path: PathOf, what: str, why: str, mend: str) -> None:
        """A problem at a path."""
        self.problems.append(Problem(code, self.span(path), what, why, mend))

    def stranger(self, path: PathOf, what: str, name: str, names: Sequence[str]) -> None:
        """Somebody is named who is not there. names: who is."""
        near = get_close_matches(name, names, 1, 0.6)
        mend = (f"write `{near[0]}`, if that is meant; " if near else "") + f"there is {', '.join(names) or 'nobody'}"
        self.add(self.kind.stranger, path, what, self.kind.why_stranger, mend)

    def known(self, table: Mapping[str, Any], path: PathOf, names: Sequence[str]) -> None:
        """Whatever else is set in a table is nothing."""
        for name in table:
            if name not in names:
                near = get_close_matches(name, names, 1, 0.6)
                where = f"[{'.'.join(path)}]" if path else self.kind.name
                self.add(
                    self.kind.unknown, (*path, name), f"`{name}` is nothing that can be set in {where}",
                    "a setting that is not read would be taken for one that counts",
                    (f"write `{near[0]}`, if that is meant; " if near else "") + f"there is {', '.join(names)}",
                )  # fmt: skip

    def wrong(self, path: PathOf, kind: str, value: Any) -> None:
        """A value is not of the kind that is asked for."""
        self.add(self.kind.wrong, path, f"`{path[-1]}` cannot be {told(value)}", self.kind.why_wrong, f"give {kind}")

    def missing(self, path: PathOf, what: str, mend: str) -> None:
        """Something that counts is not given."""
        why = "nothing is assumed about anybody: what is not given is not known"
        self.add(self.kind.missing, path, what, why, mend)
