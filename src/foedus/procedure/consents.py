"""Which consents count now, what a guarantee lacks, and whether it rests (rules P5-P5f, P7-P7b)."""

from __future__ import annotations

from collections.abc import Iterator

from foedus.procedure.events import Missing
from foedus.procedure.rules import GuaranteeRule, Procedure
from foedus.procedure.state import Case, GuaranteeState, Stage, State


def counted(standing: GuaranteeState) -> frozenset[str]:
    """The guarantors whose deposits count: the largest set in which each has all that it waits for (P5d)."""
    waits = {d.guarantor: d.waits_for for d in standing.deposits}
    counts = set(waits)
    while any(waits.values()):
        short = {name for name in counts if any(other not in counts for other in waits[name])}
        if not short:
            break
        counts -= short
    return frozenset(counts)


def missing(rule: GuaranteeRule, standing: GuaranteeState, state: State) -> tuple[Missing, ...]:
    """What a guarantee lacks to be armed, by the members of now (P5, P7); nothing if it is armed."""
    counts = counted(standing)
    lacking: dict[str, Missing] = {}
    for consent in rule.consents:
        members = state.members(consent.of)
        short = [name for name in members if name not in counts]
        wanted = consent.count or max(len(members), 1)
        if len(members) - len(short) < wanted:
            lacking |= {name: Missing(name, _why(standing, counts, name)) for name in short}
        if len(members) < wanted:
            lacking[consent.of] = Missing(consent.of, "has too few members" if members else "has no members")
    return tuple(lacking.values())


def lacks(rule: GuaranteeRule, standing: GuaranteeState, state: State) -> bool:
    """Whether it lacks anything; the same as `missing` without saying what."""
    counts = counted(standing)
    for consent in rule.consents:
        members = state.members(consent.of)
        if sum(name in counts for name in members) < (consent.count or max(len(members), 1)):
            return True
    return False


def _why(standing: GuaranteeState, counts: frozenset[str], guarantor: str) -> str:
    deposit = standing.deposit_of(guarantor)
    if deposit is not None:
        return "waits for " + ", ".join(name for name in deposit.waits_for if name not in counts)
    return next((g.why for g in standing.gone if g.guarantor == guarantor), "not deposited")


def asked(rule: GuaranteeRule, state: State) -> frozenset[str]:
    """The guarantors of whom consent is asked now."""
    return frozenset(name for consent in rule.consents for name in state.members(consent.of))


def rests_for(rule: GuaranteeRule, state: State) -> Case | None:
    """The certified breach for which a guarantee rests, None if it does not (P7b)."""
    for case in state.cases:
        if case.stage is Stage.CERTIFIED and not case.undermined and case.made_good_at is None:
            _, grade, party = case.breach
            if (party, grade) in rule.rests_while:
                return case
    return None


def opened_by(rule: GuaranteeRule, case: Case) -> bool:
    """Whether a case is what a guarantee waits for."""
    return case.breach.grade == rule.grade and case.breach.party == rule.by


def awards_on(state: State, case: Case) -> tuple[str, ...]:
    """The guarantees that were awarded on a case."""
    return tuple(g.name for g in state.guarantees if g.awarded_at is not None and g.case == case.number)


def pending(rule: GuaranteeRule, state: State) -> bool:
    """Whether a breach that would open a guarantee is pending (P5a, P5f)."""
    return any(case.is_pending and opened_by(rule, case) for case in state.cases)


def guarantees(procedure: Procedure, state: State) -> Iterator[tuple[GuaranteeRule, GuaranteeState]]:
    """Each guarantee's rule with where it stands, in the order of the text."""
    return zip(procedure.guarantees, state.guarantees, strict=True)
