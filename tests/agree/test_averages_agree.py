"""A clause on an average finds the same on columns, and from look to look, as by its definition, byte for byte."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from betting_values import blocks_that_pass
from finding_values import EACH, ONLY_AA, PER_DAY, START, Line, accord, at, average, days, must_not
from finding_values import known as known_of
from foedus.accord.model import Accord, Condition, Modality, Subject
from foedus.basics.canonical import canonical
from foedus.basics.instant import DAY
from foedus.basics.probability import SURE
from foedus.finding import fast, plain
from foedus.finding.model import Truth
from foedus.incident.model import Attribution, Incident, Known, Reading, WithoutOrigin
from foedus.procedure.aim import with_norm
from laws.logs import Dice, accords, averages, ground, logs, readings
from trials import examples

GROUND = ground()


def only(condition: Condition, subject: Subject = EACH) -> Accord:
    """Each party, or only AA, must not attack in Land, with this one line."""
    return accord(must_not(replace(condition, address="?/serious#1"), subject=subject))


def dense(seed: int, size: int) -> Known:
    """Up to so many incidents in forty days, in bursts, told by three origins of which some carry more than others."""
    dice = Dice(Random(seed))
    made = []
    day, unknown = 0, 0.9 if dice.often(0.25) else 0.05
    for n in range(size):
        day = day if dice.often(0.8) else day + dice.random.randint(1, 6)
        made.append(_incident(dice, n, day, unknown))
    return known_of(*made, day=60)


def _incident(dice: Dice, number: int, day: int, unknown: float) -> Incident:
    start = 24 * day + dice.random.randint(0, 95) / 4
    end = start + dice.one(0, 0, 0, 0.25, 3, 30)
    share = Attribution((((dice.one("AA", "AA", "AA", "BB"), dice.one(SURE, SURE, 900_000_000, 800_000_000, 3))),))
    share = Attribution() if dice.often(unknown) else share
    without = tuple(
        WithoutOrigin(o, dice.one(share, share, Attribution()), dice.often(0.8)) for o in dice.some("xyz", 3)
    )
    return at(
        start, end, f"I-{number:016x}", attribution=share, without=without, confirmed=dice.often(0.9),
        alleged=dice.one(("AA",), ("AA",), ()),
    )  # fmt: skip


clauses = st.builds(
    average, st.sampled_from([1, 1, 2]), st.sampled_from([PER_DAY, PER_DAY, days(3)]),
    error=st.sampled_from([100_000_000, 10_000_000, 1_000_000]),
)


@given(clauses, st.sampled_from([EACH, ONLY_AA]), st.integers(0, 2**32), st.sampled_from([10, 40, 80]))
@settings(max_examples=examples(60), deadline=None)
def test_it_agrees_where_there_is_much_to_find(clause: Condition, subject: Subject, seed: int, size: int) -> None:
    of, known = only(clause, subject), dense(seed, size)
    plainly, quickly = plain.evaluate(of, Line(), known), fast.evaluate(of, Line(), known)
    assert quickly == plainly
    assert canonical(quickly) == canonical(plainly)


@given(accords(), averages(), logs(most=40), readings)
@settings(max_examples=examples(150))
def test_it_agrees_on_what_is_vague_and_only_partly_looked_at(
    of: Accord, clause: Condition, known: Known, reading: Reading
) -> None:
    for norm in of.norms:
        if norm.modality is Modality.MUST_NOT:
            of = with_norm(of, replace(norm, conditions=(replace(clause, address=f"{norm.address}/serious"),)))
    plainly, quickly = plain.evaluate(of, GROUND, known, reading), fast.evaluate(of, GROUND, known, reading)
    assert quickly == plainly
    assert canonical(quickly) == canonical(plainly)


@given(clauses, st.integers(0, 2**32), st.lists(st.integers(0, 60), min_size=2, max_size=6))
@settings(max_examples=examples(40), deadline=None)
def test_looks_that_go_forth_and_back_find_what_first_looks_would(
    clause: Condition, seed: int, sizes: list[int]
) -> None:
    of, known, again, line = only(clause), dense(seed, 60), fast.remembering(), Line()
    for look, size in enumerate(sizes):
        seen = replace(known, at=known.at + look, incidents=known.incidents[:size])
        assert again(of, line, seen) == plain.evaluate(of, line, seen)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=24), st.sampled_from([1, 2]), st.sampled_from([10, 50, 400]))
@settings(max_examples=examples(25))
def test_findings_are_where_bets_worked_out_by_hand_pass(counts: list[int], allowed: int, odds: int) -> None:
    incidents = [
        at(24 * day + 1 + n, name=f"I-{day:03}-{n}") for day, many in enumerate(counts) for n in range(many)
    ]
    of = only(average(allowed, PER_DAY, error=SURE // odds), ONLY_AA)
    found = fast.evaluate(of, Line(), known_of(*incidents)).findings
    days_found = [(f.reached_at - START) // DAY for f in found if f.truth is Truth.BREACHED]
    assert days_found == blocks_that_pass(counts, allowed, odds)


def test_the_random_logs_hold_breaches_what_may_be_one_and_what_nobody_known_did() -> None:
    """Else the laws above would compare nothing with nothing."""
    seen = set[tuple[Truth, bool, bool]]()
    for seed in range(40):
        for clause in (average(1, PER_DAY, error=10_000_000), average(1, days(3), error=100_000_000)):
            for finding in plain.evaluate(only(clause, ONLY_AA), Line(), dense(seed, 80)).findings:
                carried = bool(finding.least_without[0])
                seen.add((finding.truth, finding.party is None, carried))
    assert {(Truth.BREACHED, False, True), (Truth.UNDETERMINED, False, False)} <= seen
    assert any(truth is Truth.BREACHED and nobody for truth, nobody, _ in seen)
