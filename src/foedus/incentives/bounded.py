"""What the text itself says of the numbers: how often a breach is found though all comply, by clauses with an error
over the lifetime (V2b), and how many acts are a breach at all (V5b)."""

from __future__ import annotations

from dataclasses import replace

from foedus.accord.model import Accord, Measure, Norm
from foedus.basics.probability import SURE, Nano
from foedus.basics.problem import Problem
from foedus.finding.matters import bound
from foedus.incentives.stakes import Errors, Range, Side, Stakes
from foedus.procedure.aim import aim_of


def false_bound(accord: Accord, grade: str, party: str) -> Nano | None:
    """The greatest chance, over the whole time in force, that a party that complies is found in breach of a grade; None
    where some line that gives it has no such bound, or none gives it."""
    found = [_of_norm(n, grade, ()) for n in accord.norms if party in bound(accord, n)]
    given = [each for each in found if each is not None]
    return sum(given) or None if len(given) == len(found) else None


def _of_norm(norm: Norm, grade: str, above: tuple[str, ...]) -> Nano | None:
    """Errors add. To find so many breaches of a lesser grade that never were, one has to be found."""
    total = 0
    for condition in norm.conditions:
        if condition.grade != grade or condition.grade in above:
            continue
        if condition.measure is Measure.AVERAGE:
            one: Nano | None = condition.error
        elif condition.measure is Measure.BREACHES:
            one = _of_norm(norm, condition.of_grade, (*above, grade))
        else:
            one = None
        if one is None:
            return None
        total += one
    return total


def with_bound(stakes: Stakes, accord: Accord) -> Stakes:
    """The stakes as the text bears on them: with no more findings that never were, in a period, than it allows in the
    whole time (V2b), and breaches only of sizes that are one by it (V5b)."""
    stakes = with_least(stakes, accord)
    allowed = false_bound(accord, stakes.guarantee.grade, stakes.guarantee.by)
    if allowed is None or allowed >= stakes.errors.false.high * SURE:
        return stakes
    most = allowed / SURE
    false = Range(min(stakes.errors.false.low, most), most)
    return _inherited(replace(stakes, false_bound=allowed), replace(stakes.errors, false=false))


def with_least(stakes: Stakes, accord: Accord) -> Stakes:
    """Sizes of the template are numbers of the fewest acts that are a breach; of a file, those below are left out, and
    told, unless it names no other."""
    aim = aim_of(accord, stakes.guarantee.grade, stakes.guarantee.by)
    least = 1 if isinstance(aim, Problem) else aim.least_acts
    if least == 1 or stakes.least != 1:
        return stakes
    stakes = replace(stakes, least=least)
    if stakes.neutral:
        found = tuple(row._replace(size=row.size * least) for row in stakes.errors.found)
        return _inherited(replace(
            stakes, accused=_scaled(stakes.accused, least), beneficiary=_scaled(stakes.beneficiary, least),
        ), replace(stakes.errors, found=found))  # fmt: skip
    named = {v.size for side in (stakes.accused, stakes.beneficiary) for v in side.violations}
    if any(not any(v.size >= least for v in side.violations) for side in (stakes.accused, stakes.beneficiary)):
        return replace(stakes, below=tuple(sorted(size for size in named if size < least)))
    return _inherited(replace(
        stakes, accused=_large(stakes.accused, least), beneficiary=_large(stakes.beneficiary, least),
        below=tuple(sorted(size for size in named if size < least)),
    ), of_breaches(stakes.errors, least))  # fmt: skip


def _inherited(stakes: Stakes, errors: Errors) -> Stakes:
    """The stakes with other errors, and so each design in whatever it has from the text."""
    def with_own(design: Errors) -> Errors:
        same = [name for name in ("false", "found") if getattr(design, name) == getattr(stakes.errors, name)]
        return replace(design, **{name: getattr(errors, name) for name in same})

    designs = tuple(each._replace(errors=with_own(each.errors)) for each in stakes.designs)
    return replace(stakes, errors=errors, designs=designs)


def _scaled(side: Side, least: int) -> Side:
    return replace(side, violations=tuple(v._replace(size=v.size * least) for v in side.violations))


def _large(side: Side, least: int) -> Side:
    return replace(side, violations=tuple(v for v in side.violations if v.size >= least))


def of_breaches(errors: Errors, least: int) -> Errors:
    """How surely what is a breach is found: of the fewest acts, as surely as the largest number known that is not
    larger (V5a)."""
    below = [row for row in errors.found if row.size <= least]
    above = tuple(row for row in errors.found if row.size > least)
    return replace(errors, found=(*(row._replace(size=least) for row in below[-1:]), *above))
