"""Laws of the checks, the plain reading and the redline: they hold for whatever text parses."""

from __future__ import annotations

from pathlib import Path

from accords import accord_texts
from hypothesis import given, settings

from foedus.accord.check import check
from foedus.accord.model import Accord
from foedus.accord.parse import parse
from foedus.accord.reading import WIDTH, plain_reading
from foedus.accord.redline import redline
from trials import examples


def accord_of(text: str) -> Accord:
    parsed = parse(text, "law.accord", Path())
    assert parsed.accord is not None
    return parsed.accord


@given(accord_texts())
@settings(max_examples=examples(40))
def test_no_text_makes_the_checks_fail_and_every_problem_has_its_place(text: str) -> None:
    accord = accord_of(text)
    problems = check(accord, None, frozenset())
    assert all(p.span is not None and p.span.line >= 1 for p in problems)
    assert problems == check(accord, None, frozenset())


@given(accord_texts())
@settings(max_examples=examples(40))
def test_doubt_about_names_never_adds_a_problem(text: str) -> None:
    accord = accord_of(text)
    names = frozenset({*accord.party_names, "Panel", "Buffer", "strike"})
    assert set(check(accord, None, names)) <= set(check(accord, None, frozenset()))


@given(accord_texts())
@settings(max_examples=examples(40))
def test_whatever_parses_can_be_read_aloud_in_lines_that_fit(text: str) -> None:
    reading = plain_reading(accord_of(text))
    assert all(len(line) <= WIDTH or " " not in line.strip() for line in reading.splitlines())
    spoken = " ".join(reading.split())
    assert all(" ".join(a.title.split()) in spoken for a in accord_of(text).articles)


@given(accord_texts())
@settings(max_examples=examples(40))
def test_a_draft_does_not_differ_from_itself(text: str) -> None:
    assert redline(accord_of(text), accord_of(text)) == ()


@given(accord_texts(), accord_texts())
@settings(max_examples=examples(40))
def test_going_back_undoes_every_difference(one: str, two: str) -> None:
    there, back = (redline(accord_of(a), accord_of(b)) for a, b in ((one, two), (two, one)))
    assert bool(there) == bool(back)
