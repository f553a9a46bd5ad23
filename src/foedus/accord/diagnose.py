"""Why a line is no sentence, in the words of somebody who knows what was probably meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from foedus.accord.faults import Faults
from foedus.accord.forms import PLACES, nearest_form
from foedus.accord.syntax import END, LENGTHS, UNITS, Stuck, keywords, spellings
from foedus.accord.words import Kind, Word

_NUMBER_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fourteen": 14, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40,
    "fifty": 50, "sixty": 60, "ninety": 90, "hundred": 100,
}  # fmt: skip
_OTHER_VERBS = frozenset(
    ["shall", "will", "should", "would", "can", "could", "ought", "cannot", "is", "are", "has", "have", "agrees", "agree", "undertakes", "undertake", "commits", "commit", "refrains", "refrain", "ceases", "cease", "stops", "stop", "mustn't", "mustn’t"]
)
_QUOTES = frozenset("“”„«»‘’‹›‟")
_PHRASES: Mapping[str, str] = {
    "NAME": "a name (begins with a capital letter)", "WORD": "lower-case words", "INT": "a whole number",
    "UNIT": "a unit of time", "LENGTH": "`km` or `m`", "DATE": "a date such as 2025-06-01",
    "CLOCK": "a time of day such as 18:00", "STRING": 'a text in "quotes"', "DOTTED": "an address such as 2.2",
    "MIXED": "an address such as 1a", END: "the end of the line",
}  # fmt: skip
_MOST_LISTED = 6


@dataclass(frozen=True, slots=True)
class _Case:
    """A line that is stuck: its words, the index of the word in the way, what could have stood there."""

    words: tuple[Word, ...]
    index: int
    expected: frozenset[str]
    start: str

    @property
    def word(self) -> Word | None:
        """The word in the way, None at the end of the line."""
        return self.words[self.index] if self.index < len(self.words) else None

    @property
    def text(self) -> str:
        return self.word.text if self.word else ""

    @property
    def before(self) -> str:
        return self.words[self.index - 1].text if self.index else ""

    @property
    def place(self) -> Word | tuple[Word, ...]:
        """What to point at: the word in the way, or the last word of a line that ends too early."""
        return self.word or self.words[-1]

    @property
    def shown(self) -> str:
        return f"`{clipped(self.text)}`" if self.word else "the end of the line"

    @property
    def keywords(self) -> tuple[str, ...]:
        """Key words that could have stood here, as written."""
        return tuple(sorted(spellings()[t] for t in self.expected if t in spellings()))

    @property
    def wants_something_else(self) -> bool:
        """Whether the word in the way is a key word or mark of the language, or the line's end: so something is
        missing before it rather than wrong itself."""
        return self.word is None or self.text in keywords() or self.word.kind is Kind.MARK


_Told = tuple[str, str, str, str]
"""Code, what, why, mend."""


def diagnose(words: tuple[Word, ...], stuck: Stuck, start: str, faults: Faults) -> None:
    """Note one problem for a line that the grammar does not take: the first rule below that fits."""
    case = _Case(words, stuck.index, stuck.expected, start)
    for rule in _RULES:
        told = rule(case)
        if told is not None:
            faults.add(told[0], case.place, *told[1:])
            return


def clipped(text: str) -> str:
    """A word as it is shown in a problem, cut if it is very long."""
    return text if len(text) <= 60 else text[:57] + "..."


def _form(case: _Case) -> str:
    return f"write it like this: `{nearest_form(case.start, case.words)}`"


def _expected(case: _Case) -> str:
    """What could have stood there, in words, at most so many."""
    phrases = [_PHRASES[t] for t in _PHRASES if t in case.expected and t != END] + [f"`{k}`" for k in case.keywords]
    phrases += [_PHRASES[END]] if END in case.expected else []
    more = len(phrases) - _MOST_LISTED
    listed = phrases[:_MOST_LISTED] + ([f"{more} other things"] if more > 0 else [])
    return " or ".join(listed)


def _quotes(case: _Case) -> _Told | None:
    if case.word is None:
        return None
    if case.word.kind is Kind.OPEN_STRING:
        return (
            "A0106", "a quote that is not closed on its line", "where the quoted text ends cannot be told",
            'close it with `"` on the same line',
        )
    if case.text in _QUOTES:
        return (
            "A0152", f"a curved or angled quotation mark {case.text}",
            "only the straight mark is read, so that all editors and keyboards write the same",
            'write texts between straight marks: "like this"',
        )
    return None


def _comma_in_number(case: _Case) -> _Told | None:
    after = case.words[case.index + 1 : case.index + 2]
    if case.text != "," or not case.before.isdigit() or not after or after[0].kind is not Kind.INT:
        return None
    if len(after[0].text) != 3:
        return None
    return (
        "A0125", "a number with a comma inside", "numbers are whole and written without marks",
        f"write `{case.before}{after[0].text}`",
    )


def _goes_on(case: _Case) -> _Told | None:
    ended = case.word is None and case.before == ","
    wrapped = case.word is not None and case.index > 0 and case.before == "," and case.word.line != case.words[case.index - 1].line
    if not ended and not wrapped:
        return None
    return (
        "A0108", "a line ends with a comma, but what comes next does not continue it" if wrapped else
        "a line ends with a comma, and nothing comes after it",
        "a line that ends with a comma goes on in the next one", "take the comma away, or write what is missing after it",
    )


def _block(case: _Case) -> _Told | None:
    if case.start != "top_line" or case.index:
        return None
    close = get_close_matches(case.text[:40].casefold(), [k.casefold() for k in case.keywords], 1, 0.7)
    proper = {k.casefold(): k for k in case.keywords}
    if close and proper[close[0]].casefold() == case.text.casefold():
        return _wrong_case(case)
    mend = f"perhaps `{proper[close[0]]}` is meant" if close else "indent it, if it belongs to the line above"
    return (
        "A0109", f"no part of an accord begins with {case.shown}",
        "at the margin stand only: " + ", ".join(f"`{k}`" for k in case.keywords), mend,
    )


def _wrong_case(case: _Case) -> _Told | None:
    meant = next((k for k in case.keywords if k.casefold() == case.text.casefold()), None)
    if meant is None or meant == case.text:
        return None
    return (
        "A0139", f"{case.shown} is written `{meant}` here",
        "key words have one spelling, capitals included, so that names cannot be taken for them", f"write `{meant}`",
    )


def _verb(case: _Case) -> _Told | None:
    if "MUST" not in case.expected or case.word is None or case.word.kind is not Kind.WORD:
        return None
    if case.text not in _OTHER_VERBS and get_close_matches(case.text[:40], case.keywords, 1, 0.75):
        return None
    return (
        "A0120", f"{case.shown} does not say whether something is forbidden, owed or allowed",
        "a sentence forbids with `must not`, obliges with `must`, allows with `may`; other verbs are read differently "
        "by different lawyers",
        "write `must not`, `must` or `may`",
    )


def _article(case: _Case) -> _Told | None:
    if case.start != "top_line" or case.words[0].text != "Article":
        return None
    if case.index == 1:
        return (
            "A0135", "an article without a number", "sentences and conditions are cited by the number of their article",
            'write `Article 1 "Heading"`, with a whole number',
        )
    if case.index == 2:
        return (
            "A0136", "an article without a heading", "readers and reports name an article by number and heading",
            f'write `Article {case.before} "Heading"`, the heading in quotes',
        )
    return None


def _number(case: _Case) -> _Told | None:
    if "INT" not in case.expected:
        return None
    word = case.word
    if case.before == "version":
        return (
            "A0118", f"a version is a whole number, not {case.shown}", "drafts are told apart by counting them: 1, 2, 3",
            "write `version 1`, and one more for each new draft",
        )
    if word is not None and word.text.casefold() in _NUMBER_WORDS:
        return (
            "A0124", f"the number {case.shown} is written as a word", "numbers are written in digits, so that nobody misreads them",
            f"write `{_NUMBER_WORDS[word.text.casefold()]}`",
        )
    if word is not None and word.kind is Kind.DOTTED:
        return (
            "A0125", f"{case.shown} is not a whole number", "numbers are whole, so that every machine counts alike",
            "use a smaller unit: `1500 m` for one and a half kilometres, `90 minutes` for one and a half hours",
        )
    if word is not None and word.kind is Kind.MIXED:
        return (
            "A0122", f"{case.shown} runs number and unit together", "units are words of their own",
            "write the unit in full, with a space: `24 hours`, `7 days`; distances `3 km`, `500 m`",
        )
    if "STRING" in case.expected or "MIXED" in case.expected or "ONCE" in case.expected:
        return None
    return (
        "A0123", f"a number is missing before {case.shown}" if word else "the line ends where a number is missing",
        "without it nobody can say when the condition is met", _form(case),
    )


def _unit(case: _Case) -> _Told | None:
    count = case.before
    if "UNIT" in case.expected:
        if case.wants_something_else or case.text in LENGTHS:
            return (
                "A0121", f"a period needs a unit: `{count}` of what?", "24 hours and 24 days are not the same promise",
                f"write `{count} hours`, or minutes, days, weeks, months, years",
            )
        return (
            "A0131", f"{case.shown} is no unit of time", "periods are counted in minutes, hours, days, weeks, months or years",
            f"write `{count} hours`, say; a working day or a business day cannot be computed and is not read",
        )
    if "LENGTH" in case.expected:
        if case.wants_something_else or case.text in UNITS:
            return (
                "A0128", f"a distance needs a unit: `{count}` of what?", "3 km and 3 m are not the same place",
                f"write `{count} km` or `{count} m`",
            )
        return (
            "A0129", f"{case.shown} is no unit of distance", "distances are measured in kilometres and metres",
            f"write `{count} km` or `{count} m`",
        )
    return None


def _date(case: _Case) -> _Told | None:
    if "DATE" in case.expected:
        return (
            "A0134", f"a date is missing before {case.shown}" if case.wants_something_else else f"{case.shown} is no date",
            "dates are written year-month-day, so that nobody takes the month for the day",
            "write `2025-06-01`, or with a time `2025-06-01 18:00`",
        )
    if "CLOCK" in case.expected and case.word and case.word.kind in (Kind.INT, Kind.MIXED, Kind.DOTTED, Kind.NAME):
        return (
            "A0132", f"{case.shown} is no time of day", "times are written with 24 hours, in the accord's own time zone",
            "write `18:00`, and leave out any other zone",
        )
    return None


def _silence(case: _Case) -> _Told | None:
    recent = [w.text for w in case.words[max(0, case.index - 2) : case.index]]
    if "silence" not in recent:
        return None
    return (
        "A0144", "what silence means is not said in a known way", "a wait whose end means nothing could be used to stall",
        "write `silence is assent`, `silence is refusal`, `silence dismisses it` or `silence upholds it`",
    )


def _consent(case: _Case) -> _Told | None:
    if [w.text for w in case.words[:2]] != ["consent", "of"] or case.index > 4:
        return None
    return (
        "A0145", f"whose consent is needed cannot be read at {case.shown}", "all of them and some of them are different guarantees",
        "write `consent of every member of NAME` or `consent of at least 22 members of NAME`",
    )


def _exception(case: _Case) -> _Told | None:
    if case.before != "unless":
        return None
    return (
        "A0146", "an exception without an address of its own", "a finding must be able to say which exception applied",
        "write `unless 1a: ...`: the number of the sentence and a letter",
    )


def _text(case: _Case) -> _Told | None:
    wanted = case.expected & {"STRING", "NAME", "WORD"}
    if wanted == {"STRING"} and (case.word is None or case.word.kind in (Kind.NAME, Kind.WORD)):
        return (
            "A0156", f"a text in quotes is expected before {case.shown}" if not case.word else f"{case.shown} is not in quotes",
            "titles, files and names as the data write them stand in quotes", 'put it between straight quotation marks: "..."',
        )
    return None


def _letters(case: _Case) -> _Told | None:
    if case.word is None or "STRING" in case.expected:
        return None
    wanted = case.expected & {"NAME", "WORD"}
    if wanted == {"NAME"} and case.word.kind is Kind.WORD and not get_close_matches(case.text[:40], case.keywords, 1, 0.75):
        return (
            "A0137", f"a name is expected, and {case.shown} begins with a small letter",
            "names of parties, bodies and zones begin with a capital letter; acts and objects do not",
            f"write `{clipped(case.text[:1].upper() + case.text[1:])}`, if that is its name",
        )
    if "WORD" in wanted and case.word.kind is Kind.NAME:
        return (
            "A0138", f"{case.shown} begins with a capital letter, and no name can stand here",
            "acts, objects, grades and key words are lower case; names of parties, bodies and zones are not",
            f"write `{clipped(case.text.lower())}`",
        )
    return None


def _misspelt(case: _Case) -> _Told | None:
    close = get_close_matches(case.text[:40], case.keywords, 1, 0.7) if case.text else []
    if not close:
        return None
    return (
        "A0140", f"{case.shown} is not expected here; perhaps `{close[0]}` is meant",
        "the sentences of an accord have fixed wording, so that two readers read the same", f"write `{close[0]}`. " + _form(case),
    )


def _junk(case: _Case) -> _Told | None:
    if case.word is None or case.word.kind is not Kind.JUNK:
        return None
    return (
        "A0153", f"the character {case.shown} has no meaning in an accord",
        "outside quotes there are only words, numbers, dates and the marks `,` `.` `;` `:`",
        "write it in words (`percent`, `and`), or put it inside quotes or behind a `#`",
    )


def _generic(case: _Case) -> _Told:
    if case.word is not None and END in case.expected:
        return (
            "A0154", f"the line could end before {case.shown}, but goes on", "what nobody understands must not look as if it were agreed",
            "only whole sentences end with a full stop; take it away" if case.text == "." else
            f"take the rest away or put it on a line of its own. The line can go on with {_expected(case)}",
        )
    if case.index == 0:
        return (
            "A0101", f"no line {PLACES[case.start]} begins with {case.shown}", "every place has its own kinds of line", _form(case),
        )
    if case.word is None:
        return (
            "A0155", f"the line ends too early; expected: {_expected(case)}", "half a sentence binds nobody", _form(case),
        )
    return (
        "A0151", f"{case.shown} does not fit here; expected: {_expected(case)}",
        "the sentences of an accord have fixed wording, so that two readers read the same", _form(case),
    )


_RULES: tuple[Callable[[_Case], _Told | None], ...] = (
    _quotes, _comma_in_number, _goes_on, _block, _wrong_case, _article, _exception, _silence, _verb, _number, _unit, _date,
    _consent, _text, _junk, _letters, _misspelt, _generic,
)  # fmt: skip
