"""Small accords to prove things of: one certifying body, one panel, one alliance, each line to be changed by a test."""

from __future__ import annotations

from pathlib import Path

from foedus.accord.check import check
from foedus.accord.model import Accord
from foedus.accord.parse import parse
from foedus.prove.decide import Proof, prove
from foedus.prove.question import Aim
from foedus.prove.roles import Coalition
from foedus.prove.sheet_words import coalition_words

TEXT = """
accord "A small deal", version 1
    time zone {zone}
    in force from 2026-01-01 00:00 until 2027-01-01 00:00

parties
    AA "Party A"
    BB "Party B"
{parties}
alliance League "The League"
    members {league}

body Watch "The Watch"
    members {watch}

body Court "The Court"
    members {court}

zone Land area "Land"

evidence
    one incident is reports of the same act within 3 km and 6 hours
    confirmed by 1 independent origin
    attributed to the standard preponderance

Article 1 "Peace"
    Each party must not attack in Land.
        material breach when count is at least 1

Article 2 "Withdrawal"
    Each party must withdraw heavy weapons from Land within 10 days after entry into force.
        material breach when not done in time

Article 3 "Certification"
    Watch certifies a material breach by {quorum} within {window}; silence is {silence}.
{lines}
{ruling}

Article 4 "Guarantee"
    On certified material breach by AA, membership of League for BB takes effect at once.
        {consent}
{withdrawal}
{required}
"""
RULING = "    Court decides a challenge by {} within 10 days; silence {} it."
BOUND = "consent of every member of League, deposited as a protocol with a suspensive condition"
CHALLENGE = "        the accused may challenge {} within 5 days for forgery, exception"


def accord(
    *, watch: str = "W1 W2 W3 W4", quorum: str = "3 of 4", window: str = "3 days", silence: str = "assent",
    cure: str = "",
    challenges: str = "once", court: str = "J1 J2 J3", ruled: str = "2 of 3", unruled: str = "dismisses",
    league: str = "L1 L2 L3", consent: str = BOUND,
    withdrawal: str = "", require: tuple[str, ...] = (), parties: str = "", duty: str = "", judges_duty: str = "",
    zone: str = "UTC",
) -> Accord:  # fmt: skip
    """The accord with some lines changed. It must be sound."""
    lines = [f"        {line}" for line in (duty, cure) if line]
    lines += [CHALLENGE.format(challenges)] if challenges else []
    ruling = RULING.format(ruled, unruled) + (f"\n        {judges_duty}" if judges_duty else "")
    text = TEXT.format(
        zone=zone, parties=parties,
        league=league, watch=watch, court=court, quorum=quorum, window=window, silence=silence,
        lines="\n".join(lines), ruling=ruling if challenges else "", consent=consent,
        withdrawal=f"        {withdrawal}\n" if withdrawal else "",
        required="require\n" + "".join(f"    {line}\n" for line in require) if require else "",
    )  # fmt: skip
    read = parse(text.lstrip(), "small.accord", Path())
    assert read.accord is not None, read.problems
    problems = [p for p in (*read.problems, *check(read.accord, None, frozenset())) if p.is_error]
    assert not problems, problems
    return read.accord


def proof(**lines: object) -> Proof:
    """What is proved of the accord with some lines changed."""
    deal = accord(**lines)  # type: ignore[arg-type]
    [found] = prove(deal, deal.in_force_from)
    return found


def words(found: Proof, coalitions: tuple[Coalition, ...], aim: Aim) -> list[str]:
    """Coalitions as they are told."""
    return [coalition_words(found, coalition, aim) for coalition in coalitions]


def blockers(found: Proof) -> list[str]:
    """The smallest coalitions that can block once a breach is found."""
    return words(found, found.block, Aim.BLOCK)


def causers(found: Proof) -> list[str]:
    """The smallest coalitions that can cause an award without a breach."""
    return words(found, found.cause, Aim.CAUSE)
