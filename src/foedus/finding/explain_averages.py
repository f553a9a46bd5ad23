"""Why a clause on an average found a breach, in sentences that a mediator can check (F9, F10)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from foedus.accord.model import Accord, CalendarDay, Condition
from foedus.basics.betting import UNIT, Passing
from foedus.basics.instant import HOUR, Instant, show
from foedus.basics.probability import SURE, Nano, decimal, percent
from foedus.finding.blocks import Blocks
from foedus.finding.explain import asks, moment, numbered, when
from foedus.finding.matching import Candidate
from foedus.finding.model import Truth
from foedus.finding.windows import Item


@dataclass(frozen=True)
class Tested:
    """What the words about a passed test are made of. allowed: what compliance has on average in a block, of all that
    are meant together. inside: what counts from the block on from which the evidence is strongest. least: as in
    `Finding`."""

    accord: Accord
    condition: Condition
    party: str | None
    truth: Truth
    allowed: int
    blocks: Blocks
    passing: Passing
    inside: tuple[Item[Candidate], ...]
    reached_at: Instant
    probability: Nano
    least: tuple[str, Nano]


def tested(what: Tested) -> tuple[str, ...]:
    """The sentences of a finding that more happens than compliance has on average."""
    told = [_what_counts(what), _compared(what), _passed(what), _bound(what), _unseen(what)]
    told += _doubts(what) if what.truth is Truth.UNDETERMINED else _sure(what)
    return tuple(told)


def _what_counts(what: Tested) -> str:
    zone = what.accord.time_zone
    first = min(i.happened_at.start for i in what.inside)
    last = max(i.happened_at.end for i in what.inside)
    counts = "may count" if what.truth is Truth.UNDETERMINED else "counts" if len(what.inside) == 1 else "count"
    time = moment(first, zone) if first == last else f"from {when(first, zone)} to {when(last, zone)}"
    acts = sum(i.weight for i in what.inside)
    several = f" with {acts} acts" if acts != len(what.inside) else ""
    return f"{numbered(len(what.inside), 'incident')}{several} {counts}, {time} ({zone})."


def _compared(what: Tested) -> str:
    blocks, passing, zone = what.blocks, what.passing, what.accord.time_zone
    many = passing.block - passing.since + 1
    of_all = f" ({what.condition.at_least} for each party bound)" if what.allowed != what.condition.at_least else ""
    since = show(blocks.first(passing.since), zone)
    since = since[:10] if since.endswith(" 00:00") else since
    if what.condition.looked_at:
        seen = sum(blocks.share(b)[0] for b in range(passing.since, passing.block + 1))
        during = f"the {_hours(seen)} that somebody looked, of {numbered(many, 'day')}"
    else:
        during = numbered(many, "day" if isinstance(what.condition.window, CalendarDay) else "block")
        during += "" if isinstance(what.condition.window, CalendarDay) else f" of {what.condition.window}"
    return (
        f"Who complies has at most {what.allowed} {what.condition.per} on average{of_all}; "
        f"these fell in {during}, from {since} on."
    )


def _passed(what: Tested) -> str:
    zone = what.accord.time_zone
    stood = what.passing.after.total // UNIT
    return (
        f"The evidence against compliance passed {odds(what.condition.error)} {moment(what.reached_at, zone)}; "
        f"with all of that {_block(what.condition)} it stands at {stood:,} to 1."
    )


def _bound(what: Tested) -> str:
    return (
        "Who never lets more than that average be expected, whatever came before, is ever found so with probability "
        f"at most {decimal(what.condition.error)}, however often anybody looks."
    )


def _unseen(what: Tested) -> str:
    if what.condition.looked_at:
        return "What nobody is known to have looked at counts for neither side."
    return f"A {_block(what.condition)} of which nothing is reported counts as quiet, which speaks for compliance."


def _sure(what: Tested) -> list[str]:
    standard = what.accord.evidence.standard
    whose = what.party if what.party is not None else "a party bound by this article or nobody known"
    told = [
        f"Each of them is laid to {whose} at the standard by itself, {asks(standard)}; the least sure with "
        f"{percent(what.probability)}."
    ]
    if what.party is None:
        told.append("No party alone passes: the accord was broken, by whom is undetermined.")
    origin, least = what.least
    if origin and least:
        told.append(f"Without what {origin} says the least sure would have {percent(least)}.")
    elif origin:
        told.append(f"Without what {origin} says the evidence would not have passed by then.")
    else:
        told.append("Leaving out any one origin does not change it.")
    return told


def _doubts(what: Tested) -> list[str]:
    reasons = Counter(doubt for item in what.inside for doubt in item.thing.doubts)
    told = []
    if reasons:
        alone = len(what.inside) == 1
        told.append("Not certain: " + "; ".join(d if alone else f"{n} {d}" for d, n in sorted(reasons.items())) + ".")
    if what.party is None:
        told.append("Nobody is alleged to have done any of this.")
    return [*told, "What is certain and laid to a party at the standard does not pass by itself."]


# -- words -------------------------------------------------------------------------------------------------------------


def odds(error: Nano) -> str:
    """What evidence has to pass: `1,000 to 1` for an error of 0.001; a part of one is left out."""
    return f"{SURE // error:,} to 1"


def _block(condition: Condition) -> str:
    return "day" if isinstance(condition.window, CalendarDay) else f"block of {condition.window}"


def _hours(time: int) -> str:
    tenths = (time * 10 + HOUR // 2) // HOUR
    return f"{tenths // 10:,}.{tenths % 10} h" if tenths % 10 else f"{tenths // 10:,} h"
