"""What stands around the ways of a certification: consents that must be in, notices, review, the end of the accord."""

from __future__ import annotations

from dataclasses import dataclass, replace

from foedus.basics.instant import Instant
from foedus.procedure.compiling import at_the_start
from foedus.procedure.consents import asked, missing
from foedus.procedure.events import Missing
from foedus.procedure.machine import advance, step
from foedus.procedure.moves import Withdraws
from foedus.procedure.path_walk import Released, armed, opened
from foedus.procedure.paths import Paths
from foedus.procedure.rules import ConsentRule, GuaranteeRule, Procedure
from foedus.procedure.state import Breach, GuaranteeState, State


@dataclass(frozen=True, slots=True)
class Leave:
    """When a consent goes whose guarantor gives notice on the day of the finding. quiet: just before a breach is found.
    pending: just after it. None: it cannot give notice then (P5f)."""

    guarantors: tuple[str, ...]
    quiet: Instant | None
    pending: Instant | None


@dataclass(frozen=True, slots=True)
class Promise:
    """A guarantee that a certification opens. asked: (what is asked, how many members the group has now).

    needed: each of these alone keeps it from being armed by depositing nothing. never: what would be missing even if
    all had deposited. release: None if it can never be armed. review_until: if the evidence is taken back on the day
    of the latest award; None where there is no limit or no review.
    """

    rule: GuaranteeRule
    asked: tuple[tuple[ConsentRule, int], ...]
    needed: tuple[str, ...]
    never: tuple[Missing, ...]
    leaves: tuple[Leave, ...]
    release: Released | None
    review_until: Instant | None

    @property
    def too_late_to_hold(self) -> tuple[Leave, ...]:
        """Those whose consents can be gone before the latest award, though they were in when the breach was found."""
        until = self.release.latest if self.release else None
        return tuple(x for x in self.leaves if x.pending is not None and until is not None and x.pending < until)


@dataclass(frozen=True, slots=True)
class Sunset:
    """The end of the time in force. renewed_until: if nobody objects by `object_by`; both None without a renewal."""

    until: Instant
    renewed_until: Instant | None
    object_by: Instant | None


def promises(procedure: Procedure, ways: Paths) -> tuple[Promise, ...]:
    """The guarantees that a certificate of this grade opens, in the order of the text."""
    state = armed(procedure, ways.found_at)
    found = []
    for rule in procedure.guarantees:
        if rule.grade == ways.rule.grade:
            release = next((r for r in ways.releases if r.guarantee == rule.name), None)
            standing = state.guarantee(rule.name)
            assert standing is not None
            review = rule.review.period if rule.review else None
            until = procedure.after(release.latest, review) if release and review else None
            sizes = tuple((c, len(state.members(c.of))) for c in rule.consents)
            never, leaves = missing(rule, standing, state), _leaves(procedure, ways, rule)
            found.append(Promise(rule, sizes, _needed(rule, standing, state), never, leaves, release, until))
    return tuple(found)


def sunset(procedure: Procedure, at: Instant) -> Sunset | None:
    """The end that comes next at an instant, nobody having objected before; None where the accord has none."""
    begun = replace(at_the_start(procedure), at=min(at, procedure.in_force_from))
    until, renewal = advance(procedure, begun, at + 1).state.until, procedure.renewal
    if until is None:
        return None
    if renewal is None:
        return Sunset(until, None, None)
    return Sunset(until, procedure.after(until, renewal.period), procedure.before(until, renewal.notice))


def _needed(rule: GuaranteeRule, standing: GuaranteeState, state: State) -> tuple[str, ...]:
    def without(name: str) -> GuaranteeState:
        return replace(standing, deposits=tuple(d for d in standing.deposits if d.guarantor != name))

    return tuple(name for name in sorted(asked(rule, state)) if missing(rule, without(name), state))


def _leaves(procedure: Procedure, ways: Paths, rule: GuaranteeRule) -> tuple[Leave, ...]:
    if not ways.courses:
        return ()
    breach = Breach(ways.courses[0].norms[0], rule.grade, rule.by)
    quiet = advance(procedure, armed(procedure, ways.found_at), ways.found_at).state
    pending = opened(procedure, breach, ways.found_at)
    groups: dict[tuple[Instant | None, Instant | None], list[str]] = {}
    for name in sorted(asked(rule, quiet)):
        gone = (_gone(procedure, quiet, rule, name), _gone(procedure, pending, rule, name))
        groups.setdefault(gone, []).append(name)
    return tuple(Leave(tuple(names), *gone) for gone, names in groups.items())


def _gone(procedure: Procedure, state: State, rule: GuaranteeRule, guarantor: str) -> Instant | None:
    """When a consent goes if notice is given now, as the machine answers; None if it refuses."""
    stepped = step(procedure, state, state.at, Withdraws(guarantor, rule.name))
    standing = stepped.state.guarantee(rule.name)
    if stepped.refusal is not None or standing is None:
        return None
    deposit = standing.deposit_of(guarantor)
    return deposit.goes_at if deposit is not None else state.at
