"""Scenario files: a dated exercise in plain text, read with every fault at its line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from difflib import get_close_matches
from enum import StrEnum

from foedus.basics.instant import FIRST_YEAR_LOGGED, LAST_YEAR_LOGGED
from foedus.basics.problem import Problem, Span
from foedus.procedure.state import Stage
from foedus.watch.bodies import MATTERS


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
_NAMED = re.compile(rf"^(?:registry |{_WHO} )")
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
        self._order()
        return Scenario(
            self._head.get("exercise", ""), self._head.get("accord", ""), self._head.get("keys", "exercise"),
            tuple(self._lines), tuple(self._expects),
        )  # fmt: skip

    def _order(self) -> None:
        for earlier, later in zip(self._lines, self._lines[1:], strict=False):
            if later.moment < earlier.moment:
                self._problem(
                    "C0303", later.span, "this line happens before the one above it",
                    f"it is of {later.moment:%Y-%m-%d %H:%M}, and line {earlier.span.line} of "
                    f"{earlier.moment:%Y-%m-%d %H:%M}; a log only moves forward in time",
                    f"put it above line {earlier.span.line}, or correct one of the dates",
                )  # fmt: skip

    def _problem(self, code: str, span: Span, what: str, why: str, mend: str) -> None:
        self.problems.append(Problem(code, span, what, why, mend))

    def _line(self, line: str, span: Span) -> None:
        for name, pattern in _HEADS:
            found = pattern.fullmatch(line)
            if found is not None:
                self._top(name, found.group(1), span)
                return
        if line.startswith("expect"):
            self._expectation(line, span)
            return
        moment = _MOMENT.fullmatch(line)
        if moment is None:
            self._no_line(line, span)
            return
        at = self._moment(moment.group("moment"), span)
        if at is not None:
            self._deed(at, moment.group("rest"), span, len(line) - len(moment.group("rest")))

    def _top(self, name: str, said: str, span: Span) -> None:
        """A line at the top of the file; a second one of its kind would leave open which of the two is meant."""
        if name in self._head:
            self._problem(
                "C0307", span, f"the file has a second line `{name}`",
                f'the one above says "{self._head[name]}", and this one "{said}"; only one of them can hold',
                "take one of the two lines out",
            )  # fmt: skip
            return
        self._head[name] = said

    def _no_line(self, line: str, span: Span) -> None:
        begins = next((name for name in _TOPS if line.startswith(name)), "")
        near = get_close_matches(line.split()[0], list(_TOPS), 1, 0.7)
        meant = f"write `{_TOPS[near[0]]}`" if near else (
            "begin it with a date and what happens then, `2025-06-01 10:00 HU deposits`, or with one of "
            + ", ".join(f"`{form}`" for form in _TOPS.values()) + "; a remark begins with `#`")  # fmt: skip
        self._problem(
            "C0302", span, "this line is no line of an exercise",
            f"what follows `{begins}` is not written as it must be" if begins
            else "it begins neither with a date and what happens then nor with a word that such a line can begin with",
            meant,
        )  # fmt: skip

    def _moment(self, text: str, span: Span) -> datetime | None:
        try:
            moment = datetime.strptime(text, "%Y-%m-%d %H:%M" if " " in text else "%Y-%m-%d")
            if not FIRST_YEAR_LOGGED <= moment.year <= LAST_YEAR_LOGGED:
                raise ValueError
            return moment
        except ValueError:
            self._problem(
                "C0304", span, f"`{text}` is no date",
                "the calendar or the clock has no such time, or it lies "
                f"before {FIRST_YEAR_LOGGED} or after {LAST_YEAR_LOGGED}, where no log can go",
                "write a date as 2025-06-01, or with a time as 2025-06-01 10:00",
            )  # fmt: skip
            return None

    def _until(self, text: str, span: Span) -> datetime | None:
        """The last instant at which an instrument counts: of a day its end, as on the command line."""
        moment = self._moment(text, span)
        return moment + timedelta(days=1, microseconds=-1) if moment and " " not in text else moment

    def _deed(self, at: datetime, said: str, span: Span, offset: int) -> None:
        rest, expected, code = said.partition(", refused as ")
        if expected and not re.fullmatch(r"C0[0-3]\d\d", code):
            self._no_refusal(code, _part(span, offset + len(rest) + len(expected)))
            return
        for verb, pattern in _FORMS:
            found = pattern.fullmatch(rest)
            if found is not None:
                if verb is Verb.NOTES and found.group("what") not in MATTERS:
                    self._no_matter(found, span, offset)
                    return
                self._lines.append(replace(self._made(at, verb, found, span), refused=code))
                return
        self._problem(
            "C0305", _part(span, offset), f"`{rest[:60]}` is nothing that happens in an exercise",
            "it has none of the forms that a line can have; the nearest are: "
            + "; ".join(f"`{form}`" for form in _nearest(rest)),
            "write it in one of these forms; `foedus explain C0305` shows all of them",
        )  # fmt: skip

    def _no_refusal(self, code: str, span: Span) -> None:
        self._problem(
            "C0305", span, f"`{code[:60]}` is no code of a refusal",
            "what is refused is told with a code, a C and four digits, and this could never be met",
            "write the code that the exercise shows behind REFUSED: `, refused as C0212`",
        )  # fmt: skip

    def _no_matter(self, found: re.Match[str], span: Span, offset: int) -> None:
        """A note of something that nobody notes: told when the file is read, not in the middle of a workshop."""
        begin, end = (offset + found.start("what"), offset + found.end("what"))
        near = get_close_matches(found.group("what"), MATTERS, 1, 0.6)
        self._problem(
            "C0308", _part(span, begin, end), f"`{found.group('what')}` is no matter that the registry notes",
            "the board shows matters of a fixed list, so that they can be compared",
            (f"did you mean `{near[0]}`? " if near else "")
            + f"write one of {', '.join(f'`{matter}`' for matter in MATTERS)}; what is particular goes into the quotes",
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
        elif found.group("stage") and found.group("stage") not in set(Stage):
            stage = found.group("stage")
            near = get_close_matches(stage, [str(each) for each in Stage], 1, 0.6)
            self._problem(
                "C0306", _part(span, found.start("stage")), f"`{stage}` is no stage of a case",
                "it could never be reached, so the expectation would say nothing",
                (f"did you mean `{near[0]}`? " if near else "")
                + f"write one of {', '.join(f'`{each}`' for each in Stage)}",
            )  # fmt: skip
        elif found.group("award"):
            self._expects.append(Expectation(found.group("award"), found.group("article"), span))
        elif found.group("cases"):
            self._expects.append(Expectation("no case", "", span))
        else:
            self._expects.append(Expectation(found.group("stage"), found.group("case"), span))


_TOPS = {
    "exercise": 'exercise "..."', "accord": "accord FILE", "keys": 'keys from "..."', "expect": "expect no case",
}  # fmt: skip
"""Lines that begin with no date, by the word that they begin with."""
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
    """The line up to a `#` at its beginning or after a space: the one in `Article 5#2` is part of a name."""
    quoted = False
    for position, letter in enumerate(line):
        quoted ^= letter == '"'
        if letter == "#" and not quoted and (position == 0 or line[position - 1].isspace()):
            return line[:position]
    return line


def _part(span: Span, begin: int, end: int | None = None) -> Span:
    """A part of a line of the file, from so many characters after its beginning on."""
    return Span(
        span.file, span.line, span.column + begin, span.line, span.end_column if end is None else span.column + end
    )


def _nearest(rest: str) -> list[str]:
    """The forms that what is written comes nearest to, by all but the names with which both begin."""
    by_deed = {_NAMED.sub("", form): form for form in reversed(FORMS)}
    deed = _NAMED.sub("", rest)
    return [by_deed[near] for near in get_close_matches(deed, list(by_deed), 3, 0.0)]


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(re.split(r",\s*|\s+and\s+", text)) if text else ()
