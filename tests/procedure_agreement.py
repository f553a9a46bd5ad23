"""The machine held against the reference: after each step of a walk all that can be asked of both is compared."""

from __future__ import annotations

from collections import Counter
from typing import Any

from foedus.procedure.events import CaseMoved
from foedus.procedure.machine import next_limit
from foedus.procedure.rules import Procedure
from foedus.procedure.state import Case, GuaranteeState, Stage, State
from procedure_walks import Taken, walk
from reference_procedure import Reference


def agreed(seed: int, count: int) -> Counter[str]:
    """Walk so many steps with both; what came about, by kind. Fails with the seed and the step where they differ."""
    way, told = walk(seed), Counter[str]()
    reference = Reference(way.procedure)
    for number, taken in enumerate(way.steps(count), 1):
        accepted = reference.step(taken.at, taken.move)
        here = of_the_machine(way.procedure, taken.stepped.state)
        there = of_the_reference(reference)
        if accepted != (taken.stepped.refusal is None) or here != there:
            raise AssertionError(_difference(seed, number, taken, accepted, here, there))
        told[f"{'accepted' if accepted else 'refused'} {type(taken.move).__name__}"] += 1
        told.update(_kind(event) for event in taken.stepped.events)
    return told


def of_the_machine(procedure: Procedure, state: State) -> dict[str, Any]:
    """What the machine says of where everything stands."""
    return {
        **{f"case {c.number}": _case(c) for c in state.cases},
        **{f"guarantee {g.name}": _guarantee(g) for g in state.guarantees},
        **{f"members of {name}": frozenset(members) for name, members in state.groups},
        "end": (state.until, state.ended, frozenset(state.objected)),
        "next limit": next_limit(procedure, state),
    }


def _case(case: Case) -> tuple[object, ...]:
    certified = case.stage is Stage.CERTIFIED
    good = frozenset(v.member for v in case.made_good) if certified or case.stage is Stage.CURING else frozenset()
    return (
        case.stage.value, case.since_when, case.due, case.finding, case.is_pending, frozenset(case.waiting),
        case.undermined and certified, case.made_good_at is not None,
        frozenset((v.member, v.favours) for v in case.votes), good,
    )  # fmt: skip


def _guarantee(standing: GuaranteeState) -> tuple[object, ...]:
    consents = frozenset((d.guarantor, d.valid_until, d.waits_for, d.goes_at, d.overdue) for d in standing.deposits)
    awarded = standing.awarded_at is not None
    review = standing.review_until if standing.review_open else "closed"
    return standing.armed and not awarded, standing.case, consents, review


def of_the_reference(reference: Reference) -> dict[str, Any]:
    """What the reference says of it, in the same form."""
    told: dict[str, Any] = {}
    for number, case in enumerate(reference.cases, 1):
        good = case["cures"] if case["stage"] in ("curing", "certified") else ()
        told[f"case {number}"] = (
            case["stage"], case["began"], case["limit"], case["versions"][-1][0], reference.pending(case),
            frozenset(case["waiting"]), case["undermined"], case["good"], frozenset(case["votes"].items()),
            frozenset(good),
        )  # fmt: skip
    for rule in reference.rules.guarantees:
        consents = frozenset(
            (who, c["until"], c["waits"], c["goes"], c["held"]) for who, c in reference.consents[rule.name].items()
        )
        armed = rule.name not in reference.awards and reference.armed(rule)
        award, review = reference.awards.get(rule.name, 0), reference.reviews.get(rule.name, "closed")
        told[f"guarantee {rule.name}"] = (armed, award, consents, review)
    told |= {f"members of {name}": frozenset(members) for name, members in reference.groups.items()}
    told["end"] = (reference.until, reference.ended, frozenset(reference.objections))
    told["next limit"] = min((limit[0] for limit in reference.limits()), default=None)
    return told


def _kind(event: object) -> str:
    if not isinstance(event, CaseMoved):
        return type(event).__name__
    return f"case {event.stage.value}" if event.stage.runs else f"case ends {event.stage.value} ({event.basis.value})"


def _difference(
    seed: int, number: int, taken: Taken, accepted: bool, here: dict[str, Any], there: dict[str, Any]
) -> str:
    apart = [
        f"  {name}: machine {here.get(name)}, reference {there.get(name)}"
        for name in sorted({*here, *there}) if here.get(name) != there.get(name)
    ]  # fmt: skip
    said = taken.stepped.refusal.code if taken.stepped.refusal else "accepted"
    return "\n".join([
        f"seed {seed}, step {number}: {taken.move} at {taken.at}",
        f"  machine {said}, reference {'accepted' if accepted else 'refused'}", *apart,
    ])  # fmt: skip
