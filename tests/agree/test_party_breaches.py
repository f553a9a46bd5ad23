"""What is worked out of one norm alone is what the definition finds among all else, on random accords and logs."""

from __future__ import annotations

from hypothesis import given, settings

from foedus.accord.model import Accord, Modality
from foedus.finding import plain
from foedus.finding.matters import Matters, bound
from foedus.finding.model import Truth
from foedus.incident.model import Known
from foedus.replay.party_breaches import COUNTED, judge_of
from laws.logs import accords, ground, logs
from trials import examples

GROUND = ground()


@given(accords(), logs())
@settings(max_examples=examples(150))
def test_breaches_of_a_party_and_of_nobody_known_are_those_of_the_definition(accord: Accord, known: Known) -> None:
    whole = [f for f in plain.evaluate(accord, GROUND, known).findings if f.truth is Truth.BREACHED]
    matters = Matters(accord, GROUND)
    for norm in accord.norms:
        if norm.modality is not Modality.MUST_NOT or norm.failing or not bound(accord, norm):
            continue
        judge = judge_of(accord, matters, norm.address)
        for grade in accord.grades:
            for party in judge.parties:
                expected = [f for f in whole if (f.norm, f.grade, f.party) == (norm.address, grade, party)]
                assert plain.in_order(accord, judge.against(known, party, grade)) == tuple(expected)
            counted = {c.address for c in norm.conditions if c.measure in COUNTED}
            nobody = [f for f in whole if f.condition in counted and (f.grade, f.party) == (grade, None)]
            assert plain.in_order(accord, judge.against_nobody(known, grade)) == tuple(nobody)
