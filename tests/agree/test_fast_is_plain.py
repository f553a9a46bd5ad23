"""The fast way finds what the definition finds, byte for byte, on random accords and logs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from finding_values import Line, accord, at, count, hours, known, must_not, unless
from foedus.accord.model import Accord, InResponse
from foedus.basics.canonical import canonical
from foedus.basics.instant import DAY
from foedus.finding import fast, plain
from foedus.finding.model import Evaluation, Truth
from foedus.incident.model import Attribution, Incident, Known, Reading
from laws.logs import CLOCK_CHANGE, accords, ground, logs, readings
from trials import examples

GROUND = ground()
ITS_OWN = Reading()

# One example is enough, not the smallest; what is rare is sought long.
SOUGHT = settings(max_examples=5_000, database=None, phases=[Phase.generate])


def both(accord: Accord, known: Known, reading: Reading = ITS_OWN) -> Evaluation:
    """What both find; the assertion that it is the same."""
    plainly = plain.evaluate(accord, GROUND, known, reading)
    quickly = fast.evaluate(accord, GROUND, known, reading)
    assert quickly.findings == plainly.findings
    assert quickly == plainly
    assert canonical(quickly) == canonical(plainly)
    return plainly


@given(accords(), logs(), readings)
@settings(max_examples=examples(600))
def test_the_fast_way_agrees_with_the_definition(accord: Accord, known: Known, reading: Reading) -> None:
    both(accord, known, reading)


@given(accords(), logs(most=30), st.integers(1, 40))
@settings(max_examples=examples(120))
def test_it_agrees_on_what_was_known_earlier(accord: Accord, known: Known, tenths: int) -> None:
    """Incidents that come late are missing before, and the clock stands elsewhere."""
    at = CLOCK_CHANGE - 4 * DAY + tenths * DAY // 4
    kept = tuple(i for i in known.incidents if i.happened_at.end <= at)
    both(accord, replace(known, at=at, incidents=kept))


@given(accords(), logs(), st.integers(2, 4))
@settings(max_examples=examples(120))
def test_it_agrees_where_everything_happens_several_times_at_once(accord: Accord, known: Known, times: int) -> None:
    copies = [replace(i, id=f"I-{n:02x}{i.id[4:]}") for i in known.incidents for n in range(times)]
    both(accord, replace(known, incidents=in_order(copies)))


@given(accords(), logs(), st.lists(st.integers(0, 20), min_size=1, max_size=5), readings)
@settings(max_examples=examples(150))
def test_what_is_remembered_from_look_to_look_changes_nothing(
    accord: Accord, known: Known, sizes: list[int], reading: Reading
) -> None:
    """Looks may go forth and back: each gives what a first look would."""
    again = fast.remembering()
    for look, size in enumerate(sizes):
        seen = replace(known, at=known.at + look, incidents=known.incidents[:size])
        assert again(accord, GROUND, seen, reading) == plain.evaluate(accord, GROUND, seen, reading)


def test_what_was_told_holds_no_longer_when_what_excused_an_incident_is_gone() -> None:
    """The same incident, by somebody unknown, is told otherwise once no attack that it could answer is known."""
    of = accord(must_not(count(1), exceptions=unless(InResponse(hours(6), "attack", 20_000))))
    of = replace(of, parties=of.parties[:2])
    answer = at(2, attribution=Attribution((("AA", 100_000_000),)))
    again, line = fast.remembering(), Line()
    for seen in (known(at(1, party="BB"), answer), known(answer), known(at(1, party="BB"), answer)):
        assert again(of, line, seen) == plain.evaluate(of, line, seen)


def in_order(incidents: list[Incident]) -> tuple[Incident, ...]:
    return tuple(sorted(incidents, key=lambda i: (i.happened_at.start, i.happened_at.end, i.id)))


def findings_of(accord: Accord, known: Known) -> set[tuple[Truth, bool, str]]:
    """What there is among the findings: how true, whether of a party, of which measure."""
    measures = {c.address: c.measure.value for n in accord.norms for c in n.conditions}
    found = plain.evaluate(accord, GROUND, known).findings
    return {(f.truth, f.party is None, measures[f.condition]) for f in found}


@pytest.mark.parametrize("truth", Truth)
@pytest.mark.parametrize("nobody", [True, False])
def test_random_logs_hold_findings_of_each_truth_of_parties_and_of_nobody_known(truth: Truth, nobody: bool) -> None:
    """Agreement on nothing would prove nothing. `find` raises when no example has it."""
    find(
        st.tuples(accords(), logs()),
        lambda drawn: any(found[:2] == (truth, nobody) for found in findings_of(*drawn)),
        settings=SOUGHT,
    )


@pytest.mark.parametrize("measure", ["count", "casualties", "breaches", "not done in time"])
def test_random_logs_hold_findings_of_each_measure(measure: str) -> None:
    find(
        st.tuples(accords(), logs()),
        lambda drawn: any(found[2] == measure for found in findings_of(*drawn)),
        settings=SOUGHT,
    )


def test_an_empty_log_finds_nothing_but_missed_duties() -> None:
    @given(accords())
    @settings(max_examples=examples(30), database=None)
    def nothing(accord: Accord) -> None:
        known = Known(CLOCK_CHANGE + 60 * DAY, (), (), frozenset({"attack"}))
        for finding in both(accord, known).findings:
            assert not finding.incidents

    nothing()


@pytest.mark.slow
@given(accords(), logs(most=60), readings)
@settings(max_examples=examples(100))
def test_the_fast_way_agrees_on_longer_logs(accord: Accord, known: Known, reading: Reading) -> None:
    both(accord, known, reading)
