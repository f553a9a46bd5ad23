"""Small procedures by chance, to prove things of: a handful of actors, limits of an hour or two."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from types import SimpleNamespace
from typing import Any

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
from foedus.prove.inquiry import Inquiry
from procedure_values import BEGINS
from reference_prove import TICK

NORMS = ("1", "2")


@dataclass(frozen=True)
class Size:
    """How many members a body has at the most, and how many hours a limit."""

    members: int = 4
    hours: int = 2

    def limit(self, chance: Random, longer: int = 0) -> Period:
        return Period(chance.randint(1, self.hours + longer), Unit.HOUR)




def _joined(chance: Random, members: tuple[str, ...], others: tuple[str, ...], often: float) -> tuple[str, ...]:
    """The same, one of them sometimes being somebody of another body, or a party."""
    if members and others and chance.random() < often:
        return (*members[:-1], chance.choice(others))
    return members


def invented(chance: Random, size: Size) -> Procedure:
    """A procedure: who is in which body, quorums, defaults, cures, challenges, duties, consents, notice, rests."""
    most = size.members
    watch = tuple(f"W{n}" for n in range(1, min(chance.choice((1, 2, 2, 3, 3, 4)), most) + 1))
    court = tuple(f"J{n}" for n in range(1, min(chance.choice((1, 1, 2, 3)), most) + 1))
    league = tuple(f"L{n}" for n in range(1, min(chance.choice((0, 1, 2, 2, 3, 4)), most) + 1))
    watch = _joined(chance, watch, (*league, "AA", "BB"), 0.3)
    court = _joined(chance, court, (*league, *watch, "AA", "BB"), 0.3)
    bench = tuple(chance.sample(league, chance.randint(1, len(league)))) if league else ()
    bench = _joined(chance, bench, ("K1", *watch, "AA", "BB"), 0.5)
    bench = tuple(dict.fromkeys(bench))
    rests = chance.random() < 0.2
    times = chance.choice((1, 1, 1, 2)) if len(watch) + len(court) < 5 and not rests else 1
    challenge = ChallengeRule(times, size.limit(chance), ("forgery",)) if chance.random() < 0.7 else None
    certifications = (_certification(chance, size, "material", watch, challenge),)
    grade, party = "material", chance.choice(("BB", "BB", "CC", "AA"))
    if rests and (party == "AA" or chance.random() < 0.3):
        grade = "serious"
        certifications += (_certification(chance, size, grade, _joined(chance, court, ("S1",), 0.5), None),)
    return Procedure(
        "0" * 64, "UTC", ("AA", "BB", "CC"),
        (("League", league), ("Watch", watch), ("Court", court), ("Bench", bench)), ("League",), certifications,
        RulingRule("3", "Court", court, chance.randint(1, len(court)), size.limit(chance),
                   chance.choice((Silence.DISMISSES, Silence.UPHOLDS)), _duty(chance)) if challenge else None,
        (GuaranteeRule("4", "4", "material", "AA", "", "the funds", "BB", _consents(chance, league, bench),
                       _withdrawal(chance, size), ((party, grade),) if rests else (), None),),
        BEGINS, BEGINS + 300 * DAY, None,
    )  # fmt: skip


def _certification(
    chance: Random, size: Size, grade: str, watch: tuple[str, ...], challenge: ChallengeRule | None
) -> CertificationRule:
    cures = chance.choice(((), (), (("", size.limit(chance)),), ((NORMS[0], size.limit(chance)),)))
    return CertificationRule(
        "3", "Watch" if grade == "material" else "Senate", watch, grade, chance.randint(1, len(watch)),
        size.limit(chance), chance.choice((Silence.ASSENT, Silence.REFUSAL)), cures, challenge, _duty(chance),
    )  # fmt: skip


def _duty(chance: Random) -> Period | None:
    return chance.choice((None, None, Period(1, Unit.HOUR), Period(3, Unit.HOUR)))


def _consents(chance: Random, league: tuple[str, ...], bench: tuple[str, ...]) -> tuple[ConsentRule, ...]:
    rules = []
    for of, members in (("League", league), ("Bench", bench if chance.random() < 0.4 else ())):
        if members:
            count = chance.choice((0, 0, chance.randint(1, len(members))))
            rules.append(ConsentRule(of, count, chance.choice(tuple(Construction))))
    return tuple(rules)


def _withdrawal(chance: Random, size: Size) -> WithdrawalRule | None:
    return chance.choice((
        None, None, WithdrawalRule(None, False), WithdrawalRule(size.limit(chance, 3), False),
        WithdrawalRule(size.limit(chance, 1), False), WithdrawalRule(size.limit(chance), True),
    ))  # fmt: skip


def asked(procedure: Procedure) -> Inquiry:
    """All that `Inquiry` reads of an accord is which norms there are and whom they bind."""
    conditions = tuple(SimpleNamespace(grade=rule.grade) for rule in procedure.certifications)
    norms = tuple(SimpleNamespace(address=norm, conditions=conditions) for norm in NORMS)
    accord: Any = SimpleNamespace(norms=norms, bound_by=lambda _: procedure.parties)
    return Inquiry(accord, procedure, procedure.guarantees[0], BEGINS, tick=TICK)
