"""From acts to moves: what the body of each kind of act must hold, and which move of the machine it makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from foedus.basics.problem import Problem
from foedus.procedure.due_form import Instrument, fault_of_form
from foedus.procedure.events import Refusal
from foedus.procedure.moves import (
    Attest,
    AttestCure,
    Challenging,
    Deposits,
    Joins,
    Move,
    Objects,
    Reviews,
    Rule,
    Waive,
    Withdraws,
)
from foedus.procedure.rules import Procedure
from foedus.procedure.state import State
from foedus.watch.acts import Act, Json, Kind

MATTERS = (
    "ready", "ratification pending", "at war", "occupied territory", "mandate in doubt", "elections postponed",
    "martial law", "reservation", "reluctant", "other",
)  # fmt: skip
"""What can be noted of somebody's standing (P7): facts with a source, shown and never judged."""


@dataclass(frozen=True, slots=True)
class Where:
    """What a body is read against: the procedure, its state, and the index that the act will have in the log."""

    procedure: Procedure
    state: State
    mark: int


def problem_of(refusal: Refusal) -> Problem:
    """A refusal of the machine as a problem."""
    return Problem(refusal.code, None, refusal.what, refusal.why, refusal.mend)


def move_of(act: Act, where: Where) -> Move | Problem:
    """The move that an act makes. Only for kinds in `MOVES`. Errors: a problem if its body is not as its kind asks."""
    fault = fault_of_body(act)
    return fault if fault is not None else MOVES[act.kind](act, where)


def fault_of_body(act: Act) -> Problem | None:
    """Whether a body has the members that its kind asks for, each of the right type."""
    wanted = BODIES[act.kind]
    if set(act.body) != set(wanted):
        return Problem(
            "C0051", None, f"the body of this {_name(act.kind)} has other members than it must",
            f"it must have {', '.join(sorted(wanted)) or 'none'}; it has {', '.join(sorted(act.body)) or 'none'}"[:300],
            "make the act again with the command of its kind (`foedus --help` lists them), and do not edit it after",
        )  # fmt: skip
    for name, kinds in wanted.items():
        if not _is(act.body[name], kinds):
            return Problem(
                "C0051", None, f"`{name}` in the body of this {_name(act.kind)} is not what it must be",
                f"it is {str(act.body[name])[:60]!r}, and must be {_wanted(kinds)}",
                f"write one of these for `{name}`, or make the act with the command of its kind, which asks for all "
                "that is needed",
            )  # fmt: skip
    return None


Type: TypeAlias = type | tuple[str, ...] | None
"""A type, None for null, or the texts that are allowed."""

_CASE: Mapping[str, tuple[Type, ...]] = {"case": (int,)}
BODIES: Mapping[Kind, Mapping[str, tuple[Type, ...]]] = MappingProxyType({
    Kind.ENROLMENT: {"key": (str,)},
    Kind.ROTATION: {"key": (str,)},
    Kind.REVOCATION: {"reason": (str,)},
    Kind.DEPOSIT: {
        "construction": (str,), "office": (str,), "signatory": (str,), "document": (str,), "full_powers": (str,),
        "reservation": (str,), "valid_until": (int, None), "waits_for": (list,),
    },
    Kind.WITHDRAWAL: {"reason": (str,)},
    Kind.ATTESTATION: {**_CASE, "vote": (("for", "against"),)},
    Kind.CURE_ATTESTATION: _CASE,
    Kind.WAIVER: _CASE,
    Kind.CHALLENGE: {**_CASE, "ground": (str,), "reasons": (str,)},
    Kind.RULING: {**_CASE, "vote": (("uphold", "reject"),), "reasons": (str,)},
    Kind.OBJECTION: {},
    Kind.REVIEW: {"act": (str,)},
    Kind.STANDING: {"matter": (MATTERS,), "says": (str,), "source": (str,)},
    Kind.MEMBERSHIP: {"member": (str,), "leaves": (bool,), "source": (str,)},
})  # fmt: skip
"""What the body of each kind must hold. Those of openings, reports and times are looked at where they are used."""


def _is(value: Json, kinds: tuple[Type, ...]) -> bool:
    for kind in kinds:
        if kind is None:
            if value is None:
                return True
        elif isinstance(kind, tuple):
            if value in kind:
                return True
        elif isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
            return True
    return False


_TYPES: Mapping[type, str] = MappingProxyType(
    {int: "a whole number", str: "a text", bool: "true or false", list: "a list"}
)


def _wanted(kinds: tuple[Type, ...]) -> str:
    """What can stand there, in words."""
    said: list[str] = []
    for kind in kinds:
        if kind is None:
            said.append("nothing (`null`)")
        elif isinstance(kind, tuple):
            said += [f"`{word}`" for word in kind]
        else:
            said.append(_TYPES[kind])
    return " or ".join(part for part in (", ".join(said[:-1]), said[-1]) if part)


def _name(kind: Kind) -> str:
    return kind.value.replace("_", " ")


def _attest(act: Act, where: Where) -> Move:
    return Attest(act.actor, act.body["case"], act.body["vote"] == "for", act.subject, where.mark)


def _rule(act: Act, where: Where) -> Move:
    return Rule(act.actor, act.body["case"], act.body["vote"] == "uphold", act.subject, where.mark)


def _deposit(act: Act, where: Where) -> Move | Problem:
    body = act.body
    if not all(isinstance(name, str) for name in body["waits_for"]):
        return Problem(
            "C0051", None, "`waits_for` is no list of names", "it is for guarantors that must have deposited too",
            "make the act again with `foedus deposit`",
        )  # fmt: skip
    waits_for = tuple(sorted(set(body["waits_for"])))
    instrument = Instrument(
        act.actor, act.subject, body["construction"], body["office"], body["signatory"], body["document"],
        body["full_powers"], body["reservation"], body["valid_until"], waits_for,
    )  # fmt: skip
    rule = where.procedure.guarantee(act.subject)
    fault = fault_of_form(instrument, rule, where.state) if rule is not None else None
    if fault is not None:
        return problem_of(fault)
    return Deposits(act.actor, act.subject, body["valid_until"], waits_for, where.mark)


def _review(act: Act, where: Where) -> Move | Problem:
    rule = where.procedure.guarantee(act.subject)
    permitted = rule.review.act if rule is not None and rule.review is not None else ""
    if permitted and act.body["act"].split() != permitted.split():
        return Problem(
            "C0223", None, f"Article {rule.review.article if rule and rule.review else ''} does not permit this act",
            f"it permits `{permitted}`, and this act is to `{act.body['act'][:80]}`",
            "make the act again without words of your own; those of the article stand in it then",
        )  # fmt: skip
    return Reviews(act.actor, act.subject, where.mark)


MOVES: Mapping[Kind, Callable[[Act, Where], Move | Problem]] = MappingProxyType({
    Kind.ATTESTATION: _attest,
    Kind.CURE_ATTESTATION: lambda act, where: AttestCure(act.actor, act.body["case"], where.mark),
    Kind.WAIVER: lambda act, where: Waive(act.actor, act.body["case"], where.mark),
    Kind.CHALLENGE: lambda act, where: Challenging(act.actor, act.body["case"], act.body["ground"], where.mark),
    Kind.RULING: _rule,
    Kind.DEPOSIT: _deposit,
    Kind.WITHDRAWAL: lambda act, where: Withdraws(act.actor, act.subject, where.mark),
    Kind.OBJECTION: lambda act, where: Objects(act.actor, where.mark),
    Kind.REVIEW: _review,
    Kind.MEMBERSHIP: lambda act, where: Joins(act.subject, act.body["member"], act.body["leaves"], where.mark),
})  # fmt: skip
"""The move of each kind of act that makes one."""

BY_REGISTRY = frozenset({Kind.OPENING, Kind.STANDING, Kind.MEMBERSHIP, Kind.TIME})
"""Kinds that only the registry can act by: facts that it notes, with their source."""
NAMES_A_FINDING = frozenset({Kind.ATTESTATION, Kind.CURE_ATTESTATION, Kind.WAIVER, Kind.CHALLENGE, Kind.RULING})
"""Kinds whose subject is a finding."""
