"""Whatever stands in a file of positions, it is told as a problem or it can be negotiated: never a fault of ours."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.accord.read_accord import read_accord
from foedus.cli.negotiate_json import negotiation_json
from foedus.incentives.drafts import AccordText, Drafts
from foedus.incentives.negotiating import negotiate
from foedus.incentives.negotiation_words import negotiation_sheet
from foedus.incentives.read_positions import positions_in
from foedus.procedure.compiling import compile_procedure
from foedus.procedure.rules import Procedure
from foedus.web.negotiate_page import negotiate_page
from trials import examples

DEAL = Path(__file__).parents[2] / "library" / "conditional_accession"
ACCORD = DEAL / "conditional_accession.accord"
TEXT = (DEAL / "stakes.example.stakes").read_text(encoding="utf-8")
BEGIN = TEXT.index("# -- positions")
PLACES = [m.span(1) for m in re.finditer(r"= (\d+|\"[^\"]*\"|\[[^=\]]*\]+|\{[^}]*\})", TEXT[BEGIN:])]
OTHERS = (
    "5", "-1", '"x"', '""', "[]", "{}", "[1, 2, 3]", "true", "nan", "[[]]", "[{}]", "[0.2, 0.9]", '["RU"]', "{ x = 1 }",
    '[["all 32"], "30 of 32"]', '"all 32"', '["deal kept"]', "{ consents = 24 }", '"RU"', "1e9",
)  # fmt: skip


@cache
def procedure() -> Procedure:
    deal = read_accord(ACCORD).accord
    assert deal is not None
    return compile_procedure(deal)


WRITTEN = AccordText(ACCORD.read_text(encoding="utf-8"), str(ACCORD), DEAL)


def test_there_are_many_values_that_can_be_another() -> None:
    assert len(PLACES) > 50


@settings(deadline=None, max_examples=examples(200))
@given(st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(OTHERS)), min_size=1, max_size=2))
def test_any_value_in_place_of_another_is_a_problem_or_can_be_negotiated(
    changes: list[tuple[tuple[int, int], str]],
) -> None:
    text = TEXT
    for (start, end), other in sorted(dict(changes).items(), reverse=True):
        text = text[: BEGIN + start] + other + text[BEGIN + end :]
    stakes, positions, problems = positions_in(text, "peace.stakes", procedure(), WRITTEN)
    assert (stakes is None) == (positions is None) == bool(problems)
    if stakes is None or positions is None:
        assert all(problem.span is not None and problem.mend and problem.why for problem in problems)
        return
    found = negotiate(stakes, positions, draws=30, drafts=Drafts(WRITTEN))
    assert negotiation_sheet(found) and negotiation_json(found) and negotiate_page("peace", found)
