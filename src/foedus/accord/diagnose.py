"""Why a line is no sentence, in the words of somebody who knows what was probably meant."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from typing import TypeAlias

from foedus.accord.diagnose_numbers import comma_in_number, date, number, unit
from foedus.accord.diagnose_prose import at_the_margin, better_mend, letting_go, who_is_bound
from foedus.accord.faults import Faults
from foedus.accord.forms import PLACES, nearest_form
from foedus.accord.stuck import Case, Told, clipped, could_stand, form
from foedus.accord.syntax import END, Stuck
from foedus.accord.words import Kind, Word

_OTHER_VERBS = frozenset({
    "shall", "will", "should", "can", "would", "could", "ought", "cannot", "is", "are", "has", "have", "agrees",
    "agree",
    "undertakes", "undertake", "commits", "commit", "refrains", "refrain", "ceases", "cease", "stops", "stop",
    "mustn't",
    "mustn’t",
})  # fmt: skip
_FORBIDDING = frozenset({"cannot", "mustn't", "mustn’t"})
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10, "XI": 11}
Rule: TypeAlias = Callable[[Case], Told | None]
"""What is wrong with a line, if it is this."""
_QUOTES = frozenset("“”„«»‘’‹›‟'`")


def diagnose(words: tuple[Word, ...], stuck: Stuck, start: str, faults: Faults) -> None:
    """Note one problem for a line that the grammar does not take: the first rule below that fits."""
    case = Case(words, stuck.index, stuck.expected, start)
    for rule in _RULES:
        told = rule(case)
        if told is not None:
            faults.add(told[0], _place(case, rule, told[0]), *told[1:])
            return


def _place(case: Case, rule: Rule, code: str) -> Word | tuple[Word, ...]:
    """What to point at: mostly the word in the way; the number that lacks a unit; the word that says who is bound."""
    if rule is who_is_bound:
        return case.words[0]
    if rule is letting_go:
        return case.words[: case.index]
    return case.words[case.index - 1] if code in ("A0121", "A0128") and case.index else case.place


def _quotes(case: Case) -> Told | None:
    if case.word is None:
        return None
    if case.word.kind is Kind.OPEN_STRING:
        return (
            "A0106", "a quote that is not closed on its line", "where the quoted text ends cannot be told",
            'close it with `"` on the same line',
        )
    if case.text in _QUOTES:
        return (
            "A0152", f"a quotation mark of another kind: {case.text}",
            "only the straight mark is read, so that all editors and keyboards write the same",
            'write texts between straight marks, "like this", and switch off smart quotes in the editor',
        )
    return None


def _goes_on(case: Case) -> Told | None:
    if case.before != ",":
        return None
    wrapped = case.word is not None and case.word.line != case.words[case.index - 1].line
    if case.word is not None and not wrapped:
        return None
    return (
        "A0108", "a line ends with a comma, but what comes next does not continue it" if wrapped else
        "a line ends with a comma, and nothing comes after it",
        "a line that ends with a comma goes on in the next one",
        "take the comma away, or write what is missing after it",
    )


def _wrong_case(case: Case) -> Told | None:
    meant = next((k for k in case.keywords if k.casefold() == case.text.casefold()), None)
    if meant is None or meant == case.text:
        return None
    return (
        "A0139", f"{case.shown} is written `{meant}` here",
        "key words have one spelling, capitals included, so that names cannot be taken for them", f"write `{meant}`",
    )


def _verb(case: Case) -> Told | None:
    if "MUST" not in case.expected or case.word is None or case.word.kind is not Kind.WORD:
        return None
    if case.text not in _OTHER_VERBS and {"must", "may"} & set(case.texts[case.index :]):
        return (
            "A0160", f"who is bound cannot be read at {case.shown}",
            "a sentence binds each party, or those it names; `both` and `all` may mean together or each alone",
            "write `Each party`, or the names: `RU and UA`",
        )
    if case.text not in _OTHER_VERBS and get_close_matches(case.text[:40], case.keywords, 1, 0.75):
        return None
    return (
        "A0120", f"{case.shown} does not say whether something is forbidden, owed or allowed",
        "a sentence forbids with `must not`, obliges with `must`, allows with `may`; other verbs are read differently "
        "by different lawyers",
        "write `must not`" if case.text in _FORBIDDING or "not" in case.texts[case.index + 1 : case.index + 2] else
        "write `must not`, `must` or `may`",
    )


def _article(case: Case) -> Told | None:
    if case.start != "top_line" or case.words[0].text != "Article":
        return None
    if case.index == 1:
        return (
            "A0135", "an article without a number", "sentences and conditions are cited by the number of their article",
            f'write `Article {_ROMAN.get(case.text, 1)} "Heading"`, with a whole number',
        )
    if case.index == 2:
        return (
            "A0136", "an article without a heading", "readers and reports name an article by number and heading",
            f'write `Article {case.before} "Heading"`, the heading in quotes',
        )
    return None


def _silence(case: Case) -> Told | None:
    recent = [w.text for w in case.words[max(0, case.index - 2) : case.index]]
    if "silence" not in recent:
        return None
    return (
        "A0144", "what silence means is not said in a known way",
        "a wait whose end means nothing could be used to stall",
        "write `silence is assent`, `silence is refusal`, `silence dismisses it` or `silence upholds it`",
    )


def _consent(case: Case) -> Told | None:
    if [w.text for w in case.words[:2]] != ["consent", "of"] or case.index > 4:
        return None
    return (
        "A0145", f"whose consent is needed cannot be read at {case.shown}",
        "all of them and some of them are different guarantees",
        "write `consent of every member of NAME` or `consent of at least 22 members of NAME`",
    )


def _condition(case: Case) -> Told | None:
    if case.before == "per" and "averages" in case.texts:
        return (
            "A0161", f"`per {clipped(case.text)}` is no block of time",
            "what is taken together as one piece of evidence must be the same for everybody",
            "write `per calendar day`, `per looked-at day`, or a number of days: `per 7 days`",
        )
    if case.before == "per":
        return (
            "A0161", f"`per {clipped(case.text)}` is no window",
            "a day by the calendar and 24 hours from any moment on are counted differently",
            "write `per calendar day`, or a window that slides: `within 24 hours`",
        )
    if case.start != "norm_line" or case.index != 1 or case.expected != {"BREACH"}:
        return None
    if get_close_matches(case.text[:40], case.keywords, 1, 0.7):
        return None
    if case.before in ("breach", "count", "casualties", "when"):
        return (
            "A0162", "a condition that does not say which grade of breach it makes",
            "what follows from a breach hangs on its grade", form(case) + ", with one of the accord's grades first",
        )
    return (
        "A0101", f"no line {PLACES[case.start]} begins with `{clipped(case.before)}`",
        "every place has its own kinds of line", form(case),
    )


def _exception(case: Case) -> Told | None:
    if case.start != "norm_line" or case.before != "unless":
        return None
    return (
        "A0146", "an exception without an address of its own", "a finding must be able to say which exception applied",
        "write `unless 1a: ...`: the number of the sentence and a letter",
    )


def _text(case: Case) -> Told | None:
    wanted = case.expected & {"STRING", "NAME", "WORD"}
    if case.index == 0 and not {"speak", "speaks", "count", "counts"} & set(case.texts):
        return None
    if wanted == {"STRING"} and (case.word is None or case.word.kind in (Kind.NAME, Kind.WORD)):
        return (
            "A0156",
            f"a text in quotes is expected before {case.shown}" if not case.word else f"{case.shown} is not in quotes",
            "titles, files and names as the data write them stand in quotes",
            'put it between straight quotation marks: "..."',
        )
    return None


def _letters(case: Case) -> Told | None:
    if case.word is None or "STRING" in case.expected or (case.index == 0 and "breach" not in case.texts):
        return None
    wanted = case.expected & {"NAME", "WORD"}
    if wanted == {"NAME"} and not case.wants_something_else and not get_close_matches(case.text[:40], case.keywords, 1,
    0.75):
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


def _misspelt(case: Case) -> Told | None:
    close = get_close_matches(case.text[:40], case.keywords, 1, 0.7) if case.text else []
    if not close:
        return None
    return (
        "A0140", f"{case.shown} is not expected here; perhaps `{close[0]}` is meant",
        "the sentences of an accord have fixed wording, so that two readers read the same",
        f"write `{close[0]}`, as in `{nearest_form(case.start, case.words)}`",
    )


def _junk(case: Case) -> Told | None:
    if case.word is None or case.word.kind is not Kind.JUNK:
        return None
    return (
        "A0153", f"the character {case.shown} has no meaning in an accord",
        "outside quotes there are only words, numbers, dates and the marks `,` `.` `;` `:`",
        mend if (mend := better_mend(case)) != form(case) else
        "write it in words (`percent`, `and`), or put it inside quotes or behind a `#`",
    )


def _generic(case: Case) -> Told:
    if case.word is not None and END in case.expected:
        return (
            "A0154", f"the line could end before {case.shown}, but goes on",
            "what nobody understands must not look as if it were agreed",
            "only whole sentences end with a full stop; take it away" if case.text == "." else
            mend if (mend := better_mend(case)) != form(case) else
            f"take the rest away or put it on a line of its own. The line can go on with {could_stand(case)}",
        )
    if case.index == 0:
        return (
            "A0101", f"no line {PLACES[case.start]} begins with {case.shown}", "every place has its own kinds of line",
            better_mend(case),
        )
    if case.word is None:
        return (
            "A0155", f"the line ends too early; expected: {could_stand(case)}", "half a sentence binds nobody",
            better_mend(case),
        )
    return (
        "A0151", f"{case.shown} does not fit here; expected: {could_stand(case)}",
        "the sentences of an accord have fixed wording, so that two readers read the same", better_mend(case),
    )


_RULES: tuple[Rule, ...] = (
    _quotes, comma_in_number, _goes_on, at_the_margin, _wrong_case, _article, _exception, _condition, _silence,
    who_is_bound, _verb, number, unit, date, _consent, letting_go, _text, _junk, _letters, _misspelt, _generic,
)  # fmt: skip
