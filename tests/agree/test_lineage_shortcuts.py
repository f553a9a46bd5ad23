"""What is left out of comparing two reports changes no lineage: the bounds hold, and without them it is the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest
from bench.evidence.world import make
from hypothesis import example, given
from hypothesis import strategies as st

from foedus.accord.zones import Zones
from foedus.basics.vocabulary import ACTS, OBJECTS
from foedus.incident import lineage as module
from foedus.incident.details import shared_details, shared_details_at_most
from foedus.incident.fuse import fuse
from foedus.incident.lineage import lineage
from foedus.incident.misquoted import UNUSUAL
from foedus.incident.odds import as_likely
from foedus.incident.origins import origins_of, root_of
from foedus.incident.text_likeness import RUN, Text, may_share_half
from foedus.incident.words import words_of
from foedus.report.model import Basis, Range
from foedus.report.words_of_text import words_of_text
from fusing import accord, report

WORDS_FOR_ACTS, WORDS_FOR_OBJECTS = words_of((), ACTS), words_of((), OBJECTS)

texts = st.lists(st.sampled_from(["a", "b", "c", "d", "3", "41"]), max_size=12).map(" ".join)
ranges = st.lists(st.sampled_from([0, 1, 2, 12, 40, 47, 50, 900]), min_size=3, max_size=3).map(
    lambda numbers: Range(*sorted(numbers))
)
reports = st.builds(
    report,
    act=st.sampled_from(["attack", "shelling", "artillery fire", "unknown", ""]),
    claims=st.lists(st.tuples(st.sampled_from(["AA", "BB"]), st.sampled_from(list(Basis))), max_size=2),
    number=ranges,
    casualties=ranges,
    target=st.sampled_from(["", "substation", "power plant", "infrastructure"]),
    weapon=st.sampled_from(["", "drone", "mortar"]),
    attachments=st.sampled_from([(), ("one",), ("one", "two")]),
)


@given(texts, texts)
@example("a b c d", "a b c 3")
def test_texts_whose_runs_are_not_compared_have_less_than_half_of_them_in_common(one: str, other: str) -> None:
    a, b = Text(one), Text(other)
    if not may_share_half(a, b, len(a.kinds & b.kinds)):
        fewest = min(len(_runs(one)), len(_runs(other)))
        assert 2 * len(_runs(one) & _runs(other)) < fewest or fewest == 0


ALIKE = report(target="substation", weapon="drone", claims=[("AA", Basis.ACCUSED)])


@given(reports, reports)
@example(replace(ALIKE, number=Range(100, 100, 100)), replace(ALIKE, number=Range(97, 97, 97)))
@example(replace(ALIKE, casualties=Range(1, 2, 3)), replace(ALIKE, casualties=Range(1, 2, 3)))
def test_no_details_come_to_more_than_is_told_of_the_later_report_alone(later: object, earlier: object) -> None:
    weights = [w for w, _ in shared_details(later, earlier, WORDS_FOR_ACTS, WORDS_FOR_OBJECTS)]  # type: ignore[arg-type]
    most, largest = shared_details_at_most(later)  # type: ignore[arg-type]
    assert sum(weights) <= most and max(weights) <= largest


def test_no_number_is_as_likely_as_more_than_half_of_it_and_one() -> None:
    """So that a report with small numbers is no unusual accusation, and need not be looked at (I3j)."""
    likely = [as_likely(n) for n in range(2_000)]
    assert all(2 * often <= n + 2 for n, often in enumerate(likely))
    assert max(likely) > UNUSUAL


@pytest.mark.parametrize("stated", ["stated", "found"])
def test_comparing_everything_of_every_pair_gives_the_same_lineage(
    stated: Literal["stated", "found"], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make(5, 38, 6, lineage=stated)
    known = {r.id: r for r in world.reports}
    incidents = fuse(accord(), Zones(), world.reports, world.reports[-1].known_at).incidents
    groups = [[known[i] for i in incident.reports] for incident in incidents]
    roots = {r.id: root_of(r, known) for r in world.reports}
    origins = origins_of(accord())

    def steps() -> list[object]:
        return [lineage(g, origins, WORDS_FOR_ACTS, WORDS_FOR_OBJECTS, roots).steps for g in groups]

    quickly = steps()
    monkeypatch.setattr(module, "shared_details_at_most", lambda _: (10**9, 10**9))
    monkeypatch.setattr("foedus.incident.text_likeness.may_share_half", lambda *_: True)
    assert steps() == quickly
    assert sum(step.weight > 0 for of_one in quickly for step in of_one.values()) > 5  # type: ignore[attr-defined]


def _runs(text: str) -> set[tuple[str, ...]]:
    words = words_of_text(text)
    return {tuple(words[n : n + RUN]) for n in range(len(words) - RUN + 1)}
