"""The neutral template: ranges so wide that they are nobody's estimate (rule V2).

Each side's unit is its own and free: 0 is what it has without agreement, 1 what it has in a period of the deal.
So nothing is said of who has more to lose, and nothing of any country. The other ranges are wide enough to hold opposed
opinions: an award may be worth little or much to its beneficiary, and may even be welcome to a guarantor or a burden.
What holds across all of it holds whatever one believes; what hangs on one of the ranges says what to find out.
"""

from __future__ import annotations

from collections.abc import Mapping

from foedus.basics.instant import Period, Unit
from foedus.basics.problem import Problem
from foedus.incentives.stakes import Errors, Found, Range, Side, Stakes, Violation
from foedus.procedure.rules import GuaranteeRule, Procedure

PERIOD = Period(1, Unit.MONTH)
PATIENCE = Range(0.95, 0.995)
"""Of a month: what is half a year's worth of concern (1 / (1 - 0.95) is 20 months) up to that of a generation."""
PRIOR = Range(0.001, 0.05)
"""From a breach in eighty years to one in under two."""
VIOLATIONS = (
    Violation(1, Range(0, 0.2)), Violation(5, Range(0, 1)), Violation(20, Range(0, 4)), Violation(100, Range(0, 12)),
)  # fmt: skip
"""Up to what a year of peace is worth."""
ERRORS = Errors(
    false=Range(0, 0.02), blamed=Range(0, 0.3), exposed=Range(0.05, 0.6),
    certified_true=Range(0.7, 1), certified_false=Range(0.05, 0.5),
    found=(
        Found(1, Range(0.02, 0.5)), Found(5, Range(0.1, 0.8)), Found(20, Range(0.3, 0.95)), Found(100, Range(0.6, 1)),
    ),
)  # fmt: skip

_OF_ACCUSED: Mapping[str, Range] = {"peace": Range(1, 1), "no_agreement": Range(0, 0), "award": Range(-3, 0.5)}
_OF_BENEFICIARY: Mapping[str, Range] = {
    "peace": Range(1, 1), "no_agreement": Range(0, 0), "award": Range(0.5, 3), "exposed": Range(-2, 0.5),
    "provoking_cost": Range(0.01, 1), "sanctioned": Range(-2, 0.5), "provoking_gain_after": Range(0, 1),
    "cover_left": Range(0, 1),
}  # fmt: skip
_OF_GUARANTOR: Mapping[str, Range] = {
    "peace": Range(1, 1), "no_agreement": Range(0, 0), "award": Range(-1, 2), "honouring_benefit": Range(0, 3),
    "honouring_cost": Range(0, 3), "dishonour_loss": Range(0, 3), "revoking_cost": Range(0, 1),
    "stands": Range(0.9, 1),
}  # fmt: skip


def neutral(guarantee: GuaranteeRule, procedure: Procedure) -> Stakes:
    """The template for a guarantee, with those whom its text names."""
    return Stakes(
        guarantee, PERIOD, PATIENCE, PRIOR,
        Side(guarantee.by, (guarantee.by,), _OF_ACCUSED, VIOLATIONS),
        Side(guarantee.beneficiary, (guarantee.beneficiary,), _OF_BENEFICIARY, VIOLATIONS),
        tuple(
            Side(group, members, _OF_GUARANTOR, group=group)
            for group, members in groups_of(guarantee, procedure).items()
        ),
        ERRORS, members_of(guarantee, procedure), neutral=True,
    )  # fmt: skip


def weighable(procedure: Procedure) -> tuple[GuaranteeRule, ...]:
    """The guarantees that a certified breach releases and somebody consents to."""
    return tuple(g for g in procedure.guarantees if procedure.certification_of(g.grade) and g.consents)


def nothing_promised(name: str) -> Problem:
    """Why an accord without such a guarantee cannot be weighed. name: of the accord."""
    return Problem(
        "W0008", None, f"{name} promises nothing that could be weighed",
        "no article gives a guarantee that a certified breach releases and somebody consents to",
        "add an article `On certified ... breach by ..., ... takes effect at once.`, who consents, who certifies",
    )  # fmt: skip


def groups_of(guarantee: GuaranteeRule, procedure: Procedure) -> dict[str, tuple[str, ...]]:
    """Whose consent a guarantee asks, by group, each once: who is in two groups is told with the first."""
    found: dict[str, tuple[str, ...]] = {}
    seen: set[str] = set()
    for group, members in members_of(guarantee, procedure).items():
        found[group] = tuple(name for name in members if name not in seen)
        seen |= set(members)
    return {group: names for group, names in found.items() if names}


def members_of(guarantee: GuaranteeRule, procedure: Procedure) -> dict[str, tuple[str, ...]]:
    """Whose consent a guarantee asks, by group, whoever is in two groups in both."""
    members = dict(procedure.groups)
    return {consent.of: members.get(consent.of, (consent.of,)) for consent in guarantee.consents}
