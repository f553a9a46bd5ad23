"""What is proved by classes, together and at limits is what brute force finds, by every actor, at every tick."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from foedus.accord.model import Construction, Silence
from foedus.basics.instant import DAY, Period, Unit
from foedus.procedure.rules import (
    CertificationRule,
    ChallengeRule,
    ConsentRule,
    GuaranteeRule,
    Procedure,
    RulingRule,
    WithdrawalRule,
)
from foedus.procedure.state import Breach
from foedus.prove.inquiry import Inquiry
from foedus.prove.question import Aim
from foedus.prove.roles import Coalition, names_in
from foedus.prove.times import award_at, times_of
from procedure_values import BEGINS
from reference_prove import TICK, World, award_times, power
from trials import SOAKS

TRIALS = 2_000 if SOAKS else 40
NORM = "1"


def hours(chance: Random, most: int = 2) -> Period:
    return Period(chance.randint(1, most), Unit.HOUR)


def invented(chance: Random) -> Procedure:
    """A handful of actors, limits of an hour or two."""
    watch = tuple(f"W{n}" for n in range(1, chance.choice((1, 2, 2, 3)) + 1))
    court = tuple(f"J{n}" for n in range(1, chance.choice((1, 1, 2)) + 1))
    league = tuple(f"L{n}" for n in range(1, chance.choice((0, 1, 2, 2)) + 1))
    if league and chance.random() < 0.3:
        watch = (*watch[:-1], league[0])  # somebody is of two bodies
    challenge = ChallengeRule(chance.choice((1, 1, 2)), hours(chance), ("forgery",)) if chance.random() < 0.7 else None
    cures = ((chance.choice(("", NORM)), hours(chance)),) if chance.random() < 0.4 else ()
    consents = (ConsentRule("League", chance.choice((0, 1)), chance.choice(tuple(Construction))),) if league else ()
    withdrawal = chance.choice((
        None, None, WithdrawalRule(None, False), WithdrawalRule(hours(chance, 4), False),
        WithdrawalRule(hours(chance), True),
    ))  # fmt: skip
    return Procedure(
        "0" * 64, "UTC", ("AA", "BB"), (("League", league), ("Watch", watch), ("Court", court)), ("League",),
        (CertificationRule("3", "Watch", watch, "material", chance.randint(1, len(watch)), hours(chance),
                           chance.choice((Silence.ASSENT, Silence.REFUSAL)), cures, challenge),),
        RulingRule("3", "Court", court, chance.randint(1, len(court)), hours(chance),
                   chance.choice((Silence.DISMISSES, Silence.UPHOLDS))) if challenge else None,
        (GuaranteeRule("4", "4", "material", "AA", "", "the funds", "BB", consents, withdrawal, (), None),),
        BEGINS, BEGINS + 300 * DAY, None,
    )  # fmt: skip


def asked(procedure: Procedure) -> Inquiry:
    """All that `Inquiry` reads of an accord is which norms there are and whom they bind."""
    norm = SimpleNamespace(address=NORM, conditions=(SimpleNamespace(grade="material"),))
    accord: Any = SimpleNamespace(norms=(norm,), bound_by=lambda _: procedure.parties)
    return Inquiry(accord, procedure, procedure.guarantees[0], BEGINS, tick=TICK)


def coalitions(inquiry: Inquiry, chance: Random) -> list[Coalition]:
    """The smallest, those that are just too small, and some by chance."""
    found = set[Coalition]()
    for aim in (Aim.BLOCK, Aim.CAUSE):
        for coalition in inquiry.smallest(aim)[:2]:
            found.add(coalition)
            for place, count in enumerate(coalition.counts):
                if count:
                    counts = (*coalition.counts[:place], count - 1, *coalition.counts[place + 1 :])
                    found.add(Coalition(counts))
    found.add(Coalition(tuple(chance.randint(0, len(each.members)) for each in inquiry.classes)))
    return sorted(found, key=lambda c: c.counts)


@pytest.mark.parametrize("seed", range(TRIALS))
def test_powers_and_times_are_those_that_brute_force_finds(seed: int) -> None:
    chance = Random(seed)
    procedure = invented(chance)
    inquiry = asked(procedure)
    world, breach = World(procedure, inquiry.guarantee), Breach(NORM, "material", "AA")
    for coalition in coalitions(inquiry, chance):
        names = names_in(inquiry.classes, coalition)
        for aim in (Aim.BLOCK, Aim.CAUSE):
            whole = names | {"AA"} if aim is Aim.BLOCK else names
            expected = power(world, aim.value, breach, whole, inquiry.start)
            assert inquiry.ask(aim, names).power.value == expected, (aim, sorted(names), procedure)
    times = times_of(inquiry)
    earliest, latest, never = award_times(world, breach, inquiry.start)
    assert (times.best and award_at(inquiry, times.best)) == earliest
    assert (times.worst and award_at(inquiry, times.worst)) == latest
    assert (times.never is not None) is never


def test_the_trials_hold_every_power_and_every_end() -> None:
    seen = set[tuple[str, str]]()
    for seed in range(60):
        inquiry = asked(invented(Random(seed)))
        for aim in (Aim.BLOCK, Aim.CAUSE):
            tops = Coalition(tuple(len(each.members) for each in inquiry.classes))
            none = replace(tops, counts=tuple(0 for _ in tops.counts))
            for coalition in (none, tops, *inquiry.smallest(aim), *inquiry.smallest(aim, sure=True)):
                seen.add((aim.value, inquiry.of(aim, coalition).power.value))
    powers = {"cannot", "can if others are slow", "can"}
    assert seen == {(aim, each) for aim in ("block", "cause") for each in powers}
