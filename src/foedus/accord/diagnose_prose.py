"""What is wrong with a line that was written as treaties are: `shall`, `Art. 1`, paragraph numbers, `, except ...`."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches

from foedus.accord.stuck import Case, Told, clipped, form
from foedus.accord.syntax import END
from foedus.accord.words import Kind

ARTICLE_WORDS = frozenset({
    "art", "arts", "articles", "section", "sect", "sec", "clause", "paragraph", "para", "§", "chapter", "provision",
})  # fmt: skip
"""What other texts call an article, lower case."""
_ALL_OF_THEM = frozenset({"the", "both", "all", "every", "any", "either", "parties"})
_NONE_OF_THEM = frozenset({"no", "neither", "none", "nobody"})
_BINDING = frozenset({"must", "may", "shall", "will", "should", "can", "cannot", "agree", "agrees", "undertake"})
_LETTING_GO = frozenset({"refrain", "abstain", "desist", "cease", "stop"})
_EXCEPTING = frozenset({"unless", "except", "excepting", "if", "provided", "save", "but"})
_PLACING = frozenset({"in", "from", "to"})
_NO_LISTS_HERE = "write one sentence for each, or declare an act for both: `act attack is shelling, airstrike`"


def at_the_margin(case: Case) -> Told | None:
    """A line at the margin that begins no part of an accord."""
    if case.start != "top_line" or case.index:
        return None
    folded = {k.casefold(): k for k in case.keywords}
    if case.text.casefold() in folded:
        meant = folded[case.text.casefold()]
        return (
            "A0139", f"{case.shown} is written `{meant}` here",
            "key words have one spelling, capitals included, so that names cannot be taken for them",
            f"write `{meant}`",
        )
    return (
        "A0109", f"no part of an accord begins with {case.shown}",
        "at the margin stand only: " + ", ".join(f"`{k}`" for k in case.keywords), _margin_mend(case, folded),
    )


def _margin_mend(case: Case, folded: dict[str, str]) -> str:
    if case.text.casefold() in ARTICLE_WORDS:
        number = next((w.text for w in case.words[1:4] if w.kind is Kind.INT), "1")
        return f'write `Article {number} "Heading"`'
    if case.word is not None and case.word.kind is Kind.JUNK:
        return "begin the line with one of these words; leave bullets, stars and other marks out"
    close = get_close_matches(case.text[:40].casefold(), list(folded), 1, 0.6)
    if close:
        return f"perhaps `{folded[close[0]]}` is meant"
    if _BINDING & {text.casefold() for text in case.texts}:
        return (
            'a sentence that binds somebody stands under the line `Article 1 "Heading"`, indented by four spaces: '
            "`Each party must not attack in NAME.`"
        )
    return "indent it, if it belongs to the line above; to keep a note that is no part of the deal, put `#` before it"


def who_is_bound(case: Case) -> Told | None:
    """`The parties`, `Both parties`, `No party`, where each party or those named should be."""
    first = case.texts[0].casefold()
    if case.start != "sentence" or case.index > 2 or not _BINDING & set(case.texts):
        return None
    if first in _NONE_OF_THEM:
        return (
            "A0160", f"`{clipped(case.texts[0])}` forbids by counting nobody in",
            "with `may` or `must` behind it, readers differ on whether it forbids or only does not allow",
            "write `Each party must not ...`, or the names: `RU and UA must not ...`",
        )
    if first in _ALL_OF_THEM and case.texts[1:2] != ("same",):
        return (
            "A0160", f"who is bound cannot be read at `{clipped(case.texts[0])}`",
            "a sentence binds each party, or those it names; `both` and `all` may mean together or each alone",
            "write `Each party`, or the names: `RU and UA`",
        )
    return None


def letting_go(case: Case) -> Told | None:
    """`must refrain from attack`, where `must not attack` should be."""
    said = next((t for t in case.texts[: case.index] if t.casefold() in _LETTING_GO), "")
    if case.start != "sentence" or not said:
        return None
    return (
        "A0120", f"`{said}` forbids in a roundabout way, and the sentence is read as a duty to do something",
        "a sentence forbids with `must not`, and with nothing else, so that two readers read the same",
        "write `must not` and the act: `Each party must not attack in NAME.`",
    )


def better_mend(case: Case) -> str:
    """How to mend the line where more can be said than what such a line looks like; else what it looks like."""
    return next((said for hint in _HINTS if (said := hint(case))), "") or form(case)


def _numbered(case: Case) -> str:
    bracket = case.texts[1:2] == (")",)
    marked = case.word is not None and case.word.kind in (Kind.INT, Kind.DOTTED, Kind.MIXED, Kind.JUNK)
    if case.index or not (marked or bracket) or case.start == "top_line":
        return ""
    if case.start != "sentence":
        return "leave out the mark or number before the first word; " + form(case)
    return "leave out the mark or number before the first word: sentences are numbered by their order, 1, 1.2, 1.3"


def _small_name(case: Case) -> str:
    named = len(case.words) > 1 and case.words[1].kind is Kind.STRING
    if case.start != "party_line" or case.index or not named or not case.text[:1].islower():
        return ""
    name = clipped(case.text[:1].upper() + case.text[1:])
    return f"names begin with a capital letter: write `{name} {clipped(case.words[1].text)}`"


def _last_mark(case: Case) -> str:
    last = case.index == len(case.words) - 1
    return f"end the sentence with `.` in place of {case.shown}" if case.text in "!;?:" and last and case.text else ""


def _exception_inside(case: Case) -> str:
    text = next((w.text for w in case.words[case.index : case.index + 2] if w.text != ","), "")
    if case.start != "sentence" or text.casefold() not in _EXCEPTING:
        return ""
    return (
        "end the sentence with a full stop, and write each exception on a line of its own below it, indented: "
        "`unless 1a: in response within 6 hours to an attack on that party within 20 km`, `unless 1b: in NAME`"
    )


def _two_places(case: Case) -> str:
    placed = case.index > 1 and case.texts[case.index - 2] in _PLACING
    after = case.words[case.index + 1 : case.index + 2]
    if case.start != "sentence" or not placed or case.text not in (",", "and", "or") or not after:
        return ""
    other = clipped(after[0].text) if after[0].kind is Kind.NAME else "NAME"
    return f"declare one zone of both, `zone Both is {clipped(case.before)}, {other}`, and name that one here"


def _two_acts(case: Case) -> str:
    if case.start != "sentence" or case.text not in (",", "and", "or") or not {"must", "may"} & set(case.texts):
        return ""
    if case.before in ("must", "not", "may"):
        return f"write the act straight after `{case.before}`; a time comes at the end of the sentence"
    return "" if _PLACING & set(case.texts[: case.index]) else _NO_LISTS_HERE


def _the(case: Case) -> str:
    return f"leave out {case.shown}: a zone is called by its bare name" if (
        case.text in ("the", "a", "an") and case.before in _PLACING
    ) else ""  # fmt: skip


def _until(case: Case) -> str:
    if case.start != "sentence" or case.text not in ("until", "till", "before", "on") or "BY" not in case.expected:
        return ""
    after = case.words[case.index + 1 : case.index + 2]
    date = clipped(after[0].text) if after and after[0].kind is Kind.DATE else "2025-07-01"
    return f"write the last day of a duty with `by`: `by {date}`"


def _window(case: Case) -> str:
    loose = case.text in ("in", "during", "over", "every", "for", "each", "inside")
    return "write the window with `within`: `within 7 days`, `within 24 hours`" if (
        loose and case.start == "norm_line" and "WITHIN" in case.expected
    ) else ""  # fmt: skip


def _at_least(case: Case) -> str:
    if case.start != "norm_line" or not {"count", "casualties", "breaches"} & set(case.texts[: case.index]):
        return ""
    if not {"AT", "LEAST", "IS", "ARE"} & case.expected or "averages" in case.texts:
        return ""
    after = case.words[case.index :]
    number = next((w.text for w in after[:4] if w.kind is Kind.INT), "5")
    above = after[0].text in ("more", "over", "above", ">", "exceeds", "greater") if after else False
    equal = "=" in [w.text for w in after[:3]]
    least = int(number) + 1 if above and not equal and len(number) < 7 else number
    verb = "are" if {"casualties", "breaches"} & set(case.texts[: case.index]) else "is"
    return f"write `{verb} at least {least}`, as in: `serious breach when count is at least 5 within 24 hours`"


def _comma(case: Case) -> str:
    before = case.words[case.index - 1] if case.index else None
    listed = before is not None and case.word is not None and before.kind is case.word.kind
    if not listed or not {"COMMA", END} <= case.expected or case.start == "sentence":
        return ""
    return f"write a comma between the two, if both are meant: `{clipped(case.before)}, {clipped(case.text)}`"


_HINTS: tuple[Callable[[Case], str], ...] = (
    _numbered, _small_name, _last_mark, _exception_inside, _two_places, _two_acts, _the, _until, _window, _at_least,
    _comma,
)  # fmt: skip
