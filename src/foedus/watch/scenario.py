"""Scenario files: a dated exercise in plain text, read with every fault at its line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from foedus.basics.problem import Problem, Span


class Verb(StrEnum):
    """What a line lets somebody do."""

    DEPOSITS = "deposits"
    WITHDRAWS = "withdraws"
    ATTESTS = "attests"
    ATTESTS_CURE = "attests the cure"
    CHALLENGES = "challenges for"
    RULES = "rules"
    WAIVES = "waives"
    OBJECTS = "objects"
    REVIEWS = "acts in the review"
    REPORTS = "reports from"
    JOINS = "joins"
    LEAVES = "leaves"
    NOTES = "notes"
    REVOKES = "loses its key"
    ENROLS = "enrols a new key"
    TIME = "time passes"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a scenario. moment: wall-clock time, in the zone of the accord. group: `every member of` it, "" where
    names are listed; besides: those left out. favours: for, uphold. what: a ground, an alliance, a matter, a file.
    case: number of the case, 0 where none is named. until, waits_for: of an instrument. article: of the guarantee, ""
    for the first one. refused: the code with which it is expected to be refused, "" if it is not.
    """

    moment: datetime
    verb: Verb
    span: Span
    names: tuple[str, ...] = ()
    group: str = ""
    besides: tuple[str, ...] = ()
    favours: bool = True
    what: str = ""
    says: str = ""
    source: str = ""
    case: int = 0
    until: datetime | None = None
    waits_for: tuple[str, ...] = ()
    article: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must hold at the end. what: `award`, `no award`, or the stage of a case. about: article, or case number."""

    what: str
    about: str
    span: Span


@dataclass(frozen=True, slots=True)
class Scenario:
    """An exercise as written. accord: path of its accord, beside the file. seed: what the keys of the exercise are made
    of, so that everybody who plays it gets the same bytes."""

    title: str
    accord: str
    seed: str
    lines: tuple[Line, ...]
    expects: tuple[Expectation, ...]


_NAME = r"[A-Za-z][\w-]*"
_NAMES = rf"{_NAME}(?:(?:,\s*|\s+and\s+){_NAME})*"
_WHO = rf"(?:every member of (?P<group>{_NAME})(?: except (?P<besides>{_NAMES}))?|(?P<names>{_NAMES}))"
_CASE = r"(?: in case (?P<case>\d{1,4}))?"
_UNDER = r"(?: under Article (?P<article>\d+(?:#\d+)?))?"
_DATE = r"\d{4}-\d\d-\d\d(?: \d\d:\d\d)?"
_UNTIL = rf"(?P<until>{_DATE})"
_MOMENT = re.compile(rf"(?P<moment>{_DATE})\s+(?P<rest>.+)")
_QUOTED = r'"([^"]*)"'
_SAYS, _SOURCE = r'"(?P<says>[^"]*)"', r'"(?P<source>[^"]*)"'
_FORMS: tuple[tuple[Verb, re.Pattern[str]], ...] = tuple(
    (verb, re.compile(pattern))
    for verb, pattern in (
        (Verb.TIME, r"time passes"),
        (Verb.REPORTS, r"reports from (?P<what>\S+)(?: by (?P<source>\S+))?"),
        (Verb.NOTES, rf"registry notes (?P<names>{_NAME}): (?P<what>[a-z ]+), {_SAYS}, source {_SOURCE}"),
        (Verb.DEPOSITS, rf"{_WHO} deposits?{_UNDER}(?: until {_UNTIL})?(?: waiting for (?P<waits>{_NAMES}))?"),
        (Verb.WITHDRAWS, rf"{_WHO} withdraws?{_UNDER}"),
        (Verb.ATTESTS_CURE, rf"{_WHO} attests? the cure{_CASE}"),
        (Verb.ATTESTS, rf"{_WHO} attests? (?P<vote>for|against){_CASE}"),
        (Verb.CHALLENGES, rf"{_WHO} challenges? for (?P<what>[a-z ]+?){_CASE}"),
        (Verb.RULES, rf"{_WHO} (?P<vote>uphold|reject)s?{_CASE}"),
        (Verb.WAIVES, rf"{_WHO} waives?{_CASE}"),
        (Verb.OBJECTS, rf"{_WHO} objects?"),
        (Verb.REVIEWS, rf"{_WHO} acts? in the review{_UNDER}"),
        (Verb.JOINS, rf"(?P<names>{_NAME}) joins (?P<what>{_NAME})"),
        (Verb.LEAVES, rf"(?P<names>{_NAME}) leaves (?P<what>{_NAME})"),
        (Verb.REVOKES, rf"(?P<names>{_NAME}) loses its key"),
        (Verb.ENROLS, rf"(?P<names>{_NAME}) enrols a new key"),
    )
)
FORMS = (
    "time passes", "reports from FILE", "reports from TABLE.csv by MAPPING.toml",
    "every member of NATO except HU deposits", "HU deposits until 2026-01-01",
    "HU deposits waiting for TR", "HU withdraws", "BR, CH and ID attest for", "IN attests against",
    "BR attests the cure", "RU challenges for forgery", "Judge-1 rejects", "Judge-1 upholds", "RU waives",
    "RU objects", "US acts in the review", "SE joins NATO", "SE leaves NATO", "BR loses its key",
    "BR enrols a new key", "HU withdraws, refused as C0212",
    'registry notes HU: ratification pending, "words", source "address"',
)  # fmt: skip
"""Every form of a line, by example."""
_EXPECT = re.compile(
    r"expect (?:(?P<award>award|no award) of Article (?P<article>\d+(?:#\d+)?)"
    r"|case (?P<case>\d{1,4}) is (?P<stage>[a-z ]+)|(?P<cases>no case))"
)


def read_scenario(text: str, file: str) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """A scenario out of its text; all problems at once, and no scenario if there is one."""
    reader = _Reader(file, text)
    scenario = reader.read()
    return (None if reader.problems else scenario), tuple(reader.problems)


class _Reader:
    """The owner of what one reading finds."""

    def __init__(self, file: str, text: str) -> None:
        self._file, self._text = file, text
        self.problems: list[Problem] = []
        self._head: dict[str, str] = {}
        self._lines: list[Line] = []
        self._expects: list[Expectation] = []

    def read(self) -> Scenario:
        for number, column, line in _lines(self._text):
            span = Span(self._file, number, column, number, column + len(line))
            self._line(line, span)
        for name, example in (("exercise", 'exercise "A breach that is certified"'), ("accord", "accord peace.accord")):
            if name not in self._head:
                self._problem(
                    "C0301", Span(self._file, 1), f"the file says nowhere which {name} it is",
                    "without it there is nothing to play", f"add a line `{example}`",
                )  # fmt: skip
        for earlier, later in zip(self._lines, self._lines[1:], strict=False):
            if later.moment < earlier.moment:
                self._problem(
                    "C0303", later.span, "this line happens before the one above it",
                    "a log only moves forward in time, so the two could not be logged in this order",
                    "put the lines in the order of their dates",
                )  # fmt: skip
        return Scenario(
            self._head.get("exercise", ""), self._head.get("accord", ""), self._head.get("keys", "exercise"),
            tuple(self._lines), tuple(self._expects),
        )  # fmt: skip

    def _problem(self, code: str, span: Span, what: str, why: str, mend: str) -> None:
        self.problems.append(Problem(code, span, what, why, mend))

    def _line(self, line: str, span: Span) -> None:
        for name, pattern in _HEADS:
            found = pattern.fullmatch(line)
            if found is not None:
                self._head.setdefault(name, found.group(1))
                return
        if line.startswith("expect"):
            self._expectation(line, span)
            return
        moment = _MOMENT.fullmatch(line)
        if moment is None:
            self._problem(
                "C0302", span, "this line is no line of an exercise",
                "it has neither a date nor a word that begins one",
                'write `2025-06-01 10:00 ...`, `expect ...`, `exercise "..."`, `accord ...` or `keys from "..."`',
            )  # fmt: skip
            return
        at = self._moment(moment.group("moment"), span)
        if at is not None:
            self._deed(at, moment.group("rest"), span, len(line) - len(moment.group("rest")))

    def _moment(self, text: str, span: Span) -> datetime | None:
        try:
            return datetime.strptime(text, "%Y-%m-%d %H:%M" if " " in text else "%Y-%m-%d")
        except ValueError:
            self._problem(
                "C0304", span, f"`{text}` is no date", "the calendar or the clock has no such time",
                "write a date as 2025-06-01, or with a time as 2025-06-01 10:00",
            )  # fmt: skip
            return None

    def _until(self, text: str, span: Span) -> datetime | None:
        """The last instant at which an instrument counts: of a day its end, as on the command line."""
        moment = self._moment(text, span)
        return moment + timedelta(days=1, microseconds=-1) if moment and " " not in text else moment

    def _deed(self, at: datetime, said: str, span: Span, offset: int) -> None:
        rest, _, code = said.partition(", refused as ")
        for verb, pattern in _FORMS:
            found = pattern.fullmatch(rest)
            if found is not None:
                self._lines.append(replace(self._made(at, verb, found, span), refused=code))
                return
        here = Span(span.file, span.line, span.column + offset, span.line, span.end_column)
        self._problem(
            "C0305", here, f"`{rest[:60]}` is nothing that happens in an exercise",
            "it has none of the forms that a line can have", "write it like one of: " + "; ".join(FORMS),
        )  # fmt: skip

    def _made(self, at: datetime, verb: Verb, found: re.Match[str], span: Span) -> Line:
        said = found.groupdict()
        until = said.get("until")
        return Line(
            at, verb, span, _names(said.get("names")), said.get("group") or "", _names(said.get("besides")),
            said.get("vote") not in ("against", "reject"), (said.get("what") or "").strip(), said.get("says") or "",
            said.get("source") or "", int(said.get("case") or 0), self._until(until, span) if until else None,
            _names(said.get("waits")), said.get("article") or "",
        )  # fmt: skip

    def _expectation(self, line: str, span: Span) -> None:
        found = _EXPECT.fullmatch(line)
        if found is None:
            self._problem(
                "C0306", span, "this is nothing that can be expected", "only awards and stages of cases can be checked",
                "write `expect award of Article 5`, `expect no award of Article 5`, `expect case 1 is certified`, or "
                "`expect no case`",
            )  # fmt: skip
        elif found.group("award"):
            self._expects.append(Expectation(found.group("award"), found.group("article"), span))
        elif found.group("cases"):
            self._expects.append(Expectation("no case", "", span))
        else:
            self._expects.append(Expectation(found.group("stage"), found.group("case"), span))


_HEADS = (
    ("exercise", re.compile(rf"exercise {_QUOTED}")),
    ("accord", re.compile(r"accord (\S+)")),
    ("keys", re.compile(rf"keys from {_QUOTED}")),
)


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    """(number, column, text) of each line that says something; what follows a `#` outside quotes is a comment."""
    for number, raw in enumerate(text.split("\n"), 1):
        bare = _without_comment(raw).rstrip()
        line = bare.lstrip()
        if line:
            yield number, len(bare) - len(line) + 1, line


def _without_comment(line: str) -> str:
    quoted = False
    for position, letter in enumerate(line):
        quoted ^= letter == '"'
        if letter == "#" and not quoted:
            return line[:position]
    return line


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(re.split(r",\s*|\s+and\s+", text)) if text else ()
