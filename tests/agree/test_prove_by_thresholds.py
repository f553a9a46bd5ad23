"""Where no period matters, the smallest coalitions are those that z3 finds from thresholds alone."""

from __future__ import annotations

from itertools import product
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from bench.prove.by_thresholds import Thresholds

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
from foedus.prove.game import TooLarge
from foedus.prove.inquiry import Inquiry
from foedus.prove.question import Aim
from procedure_values import BEGINS
from trials import SOAKS

TRIALS, MOST_STATES = (500, 1_000) if SOAKS else (40, 50)
"""How many accords, and how many states one question may look at: those that need more are drawn anew."""
MEMBERS, SHARED = ((12, 9, 7), (0, 0, 1, 2, 4)) if SOAKS else ((6, 5, 4), (0, 0, 0, 1))
"""The most that a body has by itself, and how many it has in common with others: each makes more kinds of members."""
PARTS = 4
"""Of the trials, so that several processes can share them."""
DAYS = Period(3, Unit.DAY)


def voters(chance: Random, letter: str, most: int, others: tuple[str, ...]) -> tuple[str, ...]:
    """A body, some of it sometimes members of another, or a party."""
    names = tuple(f"{letter}{n}" for n in range(1, chance.randint(1, most) + 1))
    shared = chance.sample(others, min(len(others), chance.choice(SHARED)))
    return tuple(dict.fromkeys((*names, *shared)))


def timeless(chance: Random) -> Procedure:
    """An accord in which only numbers matter."""
    league = voters(chance, "L", MEMBERS[0], ("AA", "BB"))
    watch = voters(chance, "W", MEMBERS[1], league)
    court = voters(chance, "J", MEMBERS[2], (*league, *watch, "AA", "BB"))
    bench = voters(chance, "K", 4, league)
    challenge = ChallengeRule(chance.choice((1, 2)), DAYS, ("forgery",)) if chance.random() < 0.7 else None
    groups = (("League", league), ("Watch", watch), ("Court", court), ("Bench", bench))
    consents = tuple(
        ConsentRule(of, chance.choice((0, chance.randint(1, len(members)))), chance.choice(tuple(Construction)))
        for of, members, often in (("League", league, 0.9), ("Bench", bench, 0.4)) if chance.random() < often
    )
    withdrawal = chance.choice((None, None, WithdrawalRule(None, False), WithdrawalRule(DAYS, True)))
    cures = (("", DAYS),) if chance.random() < 0.3 else ()
    return Procedure(
        "0" * 64, "UTC", ("AA", "BB"), groups, ("League",),
        (CertificationRule("3", "Watch", watch, "material", chance.randint(1, len(watch)), DAYS,
                           chance.choice((Silence.ASSENT, Silence.REFUSAL)), cures, challenge),),
        RulingRule("3", "Court", court, chance.randint(1, len(court)), DAYS,
                   chance.choice((Silence.DISMISSES, Silence.UPHOLDS))) if challenge else None,
        (GuaranteeRule("4", "4", "material", "AA", "", "the funds", "BB", consents, withdrawal, (), None),),
        BEGINS, BEGINS + 300 * DAY, None,
    )  # fmt: skip


def asked(procedure: Procedure) -> Inquiry:
    norm = SimpleNamespace(address="1", conditions=(SimpleNamespace(grade="material"),))
    accord: Any = SimpleNamespace(norms=(norm,), bound_by=lambda _: procedure.parties)
    return Inquiry(accord, procedure, procedure.guarantees[0], BEGINS, MOST_STATES)


def thresholds(inquiry: Inquiry) -> Thresholds:
    return Thresholds(inquiry.procedure, inquiry.guarantee, tuple(each.members for each in inquiry.classes))


QUESTIONS = tuple(product((Aim.BLOCK, Aim.CAUSE), (True, False)))
"""Who can surely, and who can if others are slow."""


def drawn(seed: int) -> tuple[Inquiry, list[set[tuple[int, ...]]]]:
    """The first accord of a seed that is decided, and what is proved of it for each question."""
    chance = Random(seed)
    while True:
        inquiry = asked(timeless(chance))
        try:
            return inquiry, [{c.counts for c in inquiry.smallest(aim, sure=sure)} for aim, sure in QUESTIONS]
        except TooLarge:
            continue


@pytest.mark.parametrize("part", range(PARTS))
def test_the_smallest_coalitions_are_those_of_the_thresholds(part: int) -> None:
    for seed in range(part, TRIALS, PARTS):
        inquiry, proved = drawn(seed)
        other = thresholds(inquiry)
        for (aim, sure), found in zip(QUESTIONS, proved, strict=True):
            expected = set(other.smallest(aim.value, sure))
            assert found == expected, (seed, aim, sure, inquiry.procedure)
