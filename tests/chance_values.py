"""Rates to try things with, and runs of a case in which every single member decides for itself (Q7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from foedus.accord.model import Accord
from foedus.basics.instant import Instant
from foedus.procedure.compiling import compile_procedure
from foedus.procedure.machine import advance, step
from foedus.procedure.moves import Attest, Challenging, Found, Move, Revised, Rule
from foedus.procedure.path_walk import armed
from foedus.procedure.rules import GuaranteeRule, Procedure
from foedus.procedure.state import Breach, Stage, State
from foedus.prove.inquiry import Inquiry
from foedus.prove.rates import Rates, When
from foedus.prove.read_rates import rates_in

Choose = Callable[[tuple[Fraction, ...]], int]
"""Which of several things comes about, given how likely each is."""

SMALL = """
[bodies.Watch]
votes = "{votes}"
available = {available}
errs_on_true = {errs_on_true}
errs_on_false = {errs_on_false}
{members}
[bodies.Court]
votes = "{court_votes}"
available = {court_available}
errs_on_true = {court_errs_on_true}
errs_on_false = {court_errs_on_false}

[accused]
challenges = "{challenges}"
challenges_true = {challenges_true}
challenges_false = {challenges_false}
makes_good_true = {makes_good_true}
makes_good_false = {makes_good_false}

[findings]
{findings}
[asked]
{asked}
"""
USUAL: dict[str, object] = {
    "votes": "at the limit", "available": 0.9, "errs_on_true": 0.05, "errs_on_false": 0.1, "members": "",
    "court_votes": "at once", "court_available": 0.8, "court_errs_on_true": 0.1, "court_errs_on_false": 0.2,
    "challenges": "at the limit", "challenges_true": 0.7, "challenges_false": 0.9,
    "makes_good_true": 0.25, "makes_good_false": 0, "findings": "", "asked": "",
}  # fmt: skip


def rates_text(**changed: object) -> str:
    """A file of rates for the small accord with some lines changed."""
    return SMALL.format(**(USUAL | changed))


def rates_for(deal: Accord, **changed: object) -> Rates:
    """The rates that it gives; it must be sound."""
    procedure = compile_procedure(deal)
    text = rates_text(**changed)
    if procedure.ruling is None:
        text = text[: text.index("[bodies.Court]")] + text[text.index("[accused]") :]
    rates, problems = rates_in(text, "rates.toml", procedure)
    assert rates is not None, problems
    return rates


def inquiry_of(deal: Accord) -> Inquiry:
    """The questions about its first guarantee, a breach being found as it enters into force."""
    procedure = compile_procedure(deal)
    return Inquiry(deal, procedure, procedure.guarantees[0], deal.in_force_from)


def played(inquiry: Inquiry, rates: Rates, breach: Breach, is_true: bool, choose: Choose) -> Instant | None:
    """When the award comes in one run, None if it does not. Rates must be numbers, not intervals."""
    procedure, guarantee, at = inquiry.procedure, inquiry.guarantee, inquiry.found_at
    state = step(procedure, armed(procedure, at), at, Found(breach, "f", ("i",))).state
    while not _is_over(state, guarantee):
        case = state.cases[-1]
        assert case.due is not None
        for when, move in _deeds(procedure, rates, state, is_true, choose):
            stepped = step(procedure, state, when, move)
            state = stepped.state
            if state.cases[-1].stage is not case.stage:
                break
        else:
            state = advance(procedure, state, case.due + 1).state
    standing = state.guarantee(guarantee.name)
    return standing.awarded_at if standing is not None else None


def _is_over(state: State, guarantee: GuaranteeRule) -> bool:
    standing = state.guarantee(guarantee.name)
    return not state.cases[-1].stage.runs or standing is None or standing.awarded_at is not None


def _deeds(
    procedure: Procedure, rates: Rates, state: State, is_true: bool, choose: Choose
) -> Iterator[tuple[Instant, Move]]:
    case, accused = state.cases[-1], rates.accused
    assert case.due is not None and case.since_when is not None
    certification = procedure.certification_of(case.breach.grade)
    assert certification is not None
    if case.stage is Stage.CURING and accused is not None:
        good = accused.makes_good_true if is_true else accused.makes_good_false
        if choose((good.low, 1 - good.low)) == 0:
            yield case.due, Revised(case.number, case.finding, case.incidents, performed=True)
    elif case.stage is Stage.CHALLENGEABLE and accused is not None and certification.challenge is not None:
        odds = accused.challenges_true if is_true else accused.challenges_false
        assert odds is not None
        if choose((odds.low, 1 - odds.low)) == 0:
            when = state.at if accused.challenges is When.AT_ONCE else case.due
            yield when, Challenging(case.breach.party, case.number, certification.challenge.grounds[-1])
    elif case.stage in (Stage.ATTESTING, Stage.CHALLENGED):
        rule = certification if case.stage is Stage.ATTESTING else procedure.ruling
        assert rule is not None
        body = rates.bodies[rule.body]
        owed = case.due if rule.duty is None else procedure.after(case.since_when, rule.duty)
        when = state.at if body.votes is When.AT_ONCE else max(owed, state.at)
        for member in rule.members if when <= case.due else ():
            each = body.members[member]
            err = (each.errs_on_true if is_true else each.errs_on_false).low
            said = choose((each.available.low * (1 - err), each.available.low * err, 1 - each.available.low))
            if said == 2:
                continue
            breached = is_true if said == 0 else not is_true
            if case.stage is Stage.ATTESTING:
                yield when, Attest(member, case.number, breached, case.finding)
            else:
                yield when, Rule(member, case.number, not breached, case.finding)


def every_run(play: Callable[[Choose], Instant | None]) -> Iterator[tuple[Fraction, Instant | None]]:
    """All runs that there are, each with its chance; a run is played anew for each set of choices."""
    waiting: list[tuple[int, ...]] = [()]
    while waiting:
        given, chance, taken = waiting.pop(), Fraction(1), list[int]()

        def choose(odds: tuple[Fraction, ...], given: tuple[int, ...] = given, taken: list[int] = taken) -> int:
            nonlocal chance
            if len(taken) < len(given):
                pick = given[len(taken)]
            else:
                pick, *others = [n for n, p in enumerate(odds) if p]
                waiting.extend((*taken, other) for other in others)
            taken.append(pick)
            chance *= odds[pick]
            return pick

        ended = play(choose)
        yield chance, ended
