"""Laws of parsing and formatting: layout changes nothing, formatting twice changes nothing, no comment is lost."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from accords import accord_texts, rows_of_accords
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.accord.faults import Faults
from foedus.accord.format import format_text
from foedus.accord.layout import WIDTH
from foedus.accord.lines import lines_of
from foedus.accord.parse import Parsed, parse
from trials import examples

GOOD = Path(__file__).parents[1] / "good"
SAMPLE = (GOOD / "conditional_accession.accord").read_text(encoding="utf-8")
HERE = Path()


def parsed(text: str) -> Parsed:
    return parse(text, "law.accord", HERE)


def comments(text: str) -> Counter[str]:
    return Counter(line.comment for line in lines_of(text, Faults("")) if line.comment)


@given(accord_texts())
@settings(max_examples=examples(40))
def test_every_construct_parses_in_every_layout(text: str) -> None:
    assert parsed(text).problems == ()


@given(accord_texts())
@settings(max_examples=examples(40))
def test_formatting_twice_changes_nothing_more(text: str) -> None:
    once = format_text(text)
    assert format_text(once) == once


@given(accord_texts())
@settings(max_examples=examples(40))
def test_formatting_keeps_the_meaning_and_the_digest(text: str) -> None:
    before, after = parsed(text).accord, parsed(format_text(text)).accord
    assert before is not None and after is not None
    assert before == after
    assert before.digest == after.digest


@given(accord_texts())
@settings(max_examples=examples(40))
def test_formatting_loses_no_comment(text: str) -> None:
    assert comments(format_text(text)) == comments(text)


@given(accord_texts())
@settings(max_examples=examples(40))
def test_a_formatted_row_is_too_wide_only_where_it_has_no_comma(text: str) -> None:
    for line in lines_of(format_text(text), Faults("")):
        rows: dict[int, int] = {}
        for word in line.words:
            rows[word.line] = word.end_column - 1
        for row, width in rows.items():
            pieces = sum(w.text == "," for w in line.words if w.line == row)
            assert width <= WIDTH or pieces <= 1


@given(rows_of_accords(), st.sampled_from([" ", "   ", "\t"]))
@settings(max_examples=examples(40))
def test_layout_and_comments_do_not_enter_the_digest(rows: list[tuple[int, str]], step: str) -> None:
    plain = "\n".join("    " * level + line for level, line in rows)
    other = "\n\n".join(f"# remark\n{step * level}{line}  # remark" for level, line in rows)
    first, second = parsed(plain).accord, parsed(other).accord
    assert first is not None and second is not None
    assert first == second and first.digest == second.digest


@given(st.data())
@settings(max_examples=examples(40))
def test_a_changed_word_changes_the_digest(data: st.DataObject) -> None:
    words = SAMPLE.split("accord", 1)[1].split()
    numbers = [w for w in words if w.isdigit()]
    chosen = data.draw(st.sampled_from(sorted(set(numbers))))
    changed = SAMPLE.replace(f" {chosen} ", f" {int(chosen) + 1} ", 1)
    first, second = parsed(SAMPLE).accord, parsed(changed).accord
    assert first is not None and second is not None
    assert (first.digest != second.digest) == (changed != SAMPLE)


@given(st.text(max_size=300))
@settings(max_examples=examples(100))
def test_no_text_whatever_raises(text: str) -> None:
    found = parsed(text)
    assert found.problems or found.accord is not None
    format_text(text)


@given(st.data())
@settings(max_examples=examples(100))
def test_a_damaged_accord_is_told_of_or_still_an_accord(data: st.DataObject) -> None:
    text = SAMPLE
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 12))
        text = text[:at] + data.draw(st.sampled_from(["", '"', ",", "\n", "    ", "\t", "#", "must", "7", ".", "\x00",
        "Ж"])) + text[at + cut :]
    found = parsed(text)
    assert found.problems or found.accord is not None
    if not found.problems:
        assert parsed(format_text(text)).accord == found.accord


@given(st.integers(0, 40))
@settings(max_examples=examples(15))
def test_so_many_broken_lines_so_many_problems(broken: int) -> None:
    text = SAMPLE + "".join(f"Article {10 + n} \"x\"\n    Each party shall not attack.\n" for n in range(broken))
    assert len(parsed(text).problems) == broken
