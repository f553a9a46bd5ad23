"""Procedures to try the machine on: those of accords of the house, and invented ones with every construct by chance."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

from foedus.accord.model import Construction, Silence
from foedus.accord.parse import parse
from foedus.basics.instant import DAY, Instant, Period, Unit
from foedus.procedure.compiling import compile_procedure
from foedus.procedure.rules import (
    CertificationRule,
    ChallengeRule,
    ConsentRule,
    GuaranteeRule,
    Procedure,
    RenewalRule,
    ReviewRule,
    RulingRule,
    WithdrawalRule,
)

ROOT = Path(__file__).parents[1]
TEXTS = (
    ROOT / "library" / "conditional_accession" / "conditional_accession.accord",
    ROOT / "tests" / "good" / "every_construct.accord",
    ROOT / "tests" / "good" / "episodes.accord",
)
PARTIES = ("AA", "BB", "CC")
GRADES = ("serious", "material")
NORMS = ("1", "2", "2.2")
GROUNDS = ("forgery", "wrong party", "exception")
LEAGUE, UNION = ("L-One", "L-Two", "L-Three"), ("L-One", "L-Two", "U-One", "U-Two")
WATCH, COURT = ("W-One", "W-Two", "W-Three", "W-Four"), ("Judge-1", "Judge-2", "Judge-3")
ZONES = ("Europe/Kyiv", "America/New_York", "Australia/Lord_Howe", "UTC")
SHORT = (Period(1, Unit.HOUR), Period(24, Unit.HOUR), Period(1, Unit.DAY), Period(72, Unit.HOUR), Period(3, Unit.DAY),
         Period(1, Unit.WEEK))  # fmt: skip
LONG = (Period(7, Unit.DAY), Period(30, Unit.DAY), Period(1, Unit.MONTH), Period(180, Unit.DAY))
BEGINS: Instant = 1_740_787_200_000_000
"""1 March 2025, 00:00 UTC: a month before the clocks change."""


@cache
def of_text(path: Path) -> Procedure:
    accord = parse(path.read_text(encoding="utf-8"), path.name, path.parent).accord
    assert accord is not None
    return compile_procedure(accord)


def some_procedure(chance: Random) -> Procedure:
    """One of a text, or an invented one."""
    return of_text(chance.choice(TEXTS)) if chance.random() < 0.12 else invented(chance)


def invented(chance: Random) -> Procedure:
    """A procedure with small numbers, so that quorums, ties and edges come up often."""
    graded = GRADES if chance.random() < 0.6 else GRADES[1:]
    until = BEGINS + chance.randint(30, 200) * DAY if chance.random() < 0.7 else None
    crowded = chance.random() < 0.35  # all guarantees wait for the same breach, and rest for the same other one
    renewal = RenewalRule(chance.choice(LONG), chance.choice(SHORT)) if until and chance.random() < 0.6 else None
    return Procedure(
        "0" * 64, chance.choice(ZONES), PARTIES, (("League", LEAGUE), ("Union", UNION), ("Watch", WATCH)),
        ("League", "Union"), tuple(_certification(chance, grade) for grade in graded),
        RulingRule("4", "Court", COURT, chance.randint(1, 3), chance.choice(SHORT),
                   chance.choice((Silence.DISMISSES, Silence.UPHOLDS))),
        tuple(_guarantee(chance, str(5 + i), crowded) for i in range(chance.choice((1, 2, 2, 3)))),
        BEGINS, until, renewal,
    )  # fmt: skip


def _certification(chance: Random, grade: str) -> CertificationRule:
    cures = chance.choice((
        (), (("", chance.choice(SHORT)),), (("2", chance.choice(SHORT)),),
        (("2", chance.choice(SHORT)), ("", chance.choice(SHORT))),
    ))  # fmt: skip
    challenge = ChallengeRule(chance.randint(1, 3), chance.choice(SHORT), GROUNDS[: chance.randint(1, 3)])
    return CertificationRule(
        "4", "Watch", WATCH, grade, chance.randint(1, 4), chance.choice(SHORT),
        chance.choice((Silence.ASSENT, Silence.REFUSAL)), cures, challenge if chance.random() < 0.8 else None,
    )  # fmt: skip


def _guarantee(chance: Random, name: str, crowded: bool) -> GuaranteeRule:
    by, beneficiary = ("AA", "CC") if crowded else chance.sample(PARTIES, 2)
    alliance = chance.choice(("League", "Union", ""))
    groups = chance.sample(("League", "Union", "Watch"), chance.choice((0, 1, 1, 1, 1, 2, 2)))
    rests = [(party, grade) for party in PARTIES for grade in GRADES if party != by and chance.random() < 0.35]
    rests = [("BB", "material")] if crowded else rests
    return GuaranteeRule(
        name, name, "material" if crowded else chance.choice(GRADES), by, alliance, "" if alliance else "the funds",
        beneficiary,
        tuple(ConsentRule(of, chance.choice((0, 0, 1, 2, 3)), chance.choice(tuple(Construction))) for of in groups),
        chance.choice((
            None, None, WithdrawalRule(None, False), WithdrawalRule(chance.choice(LONG), False),
            WithdrawalRule(chance.choice(SHORT), True), WithdrawalRule(chance.choice(LONG), True),
        )),
        tuple(rests), _review(chance),
    )  # fmt: skip


def _review(chance: Random) -> ReviewRule | None:
    period = chance.choice((None, *SHORT, *LONG))
    return chance.choice((
        None, ReviewRule("9", "League", (), "suspend the membership", period),
        ReviewRule("9", "Watch", (), "tell what it saw", period), ReviewRule("9", "", PARTIES, "", period),
    ))  # fmt: skip
