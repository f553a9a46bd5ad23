"""Checks of the frame: time in force, parties, articles, and whether there is anything to find."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise

from foedus.accord.checks.draft import Check, Draft, warning
from foedus.accord.renewing import ends, latest_objection
from foedus.basics.instant import Period, Unit, show
from foedus.basics.problem import Problem

LONGEST_YEARS = 100
"""Beyond this an end date is more likely a slip of the pen than an agreement."""
RENEWALS_LOOKED_AT = 100
"""So many renewals of months or of years meet every length that these can have."""


def ends_before_it_begins(draft: Draft) -> Iterator[Problem]:
    """A time in force that is empty."""
    accord = draft.accord
    start, end = accord.in_force_from, accord.in_force_until
    if start and end and end <= start:
        yield Problem(
            "A0301", accord.span, "the accord ends before it enters into force, or at that instant",
            "nothing outside the time in force is a breach, so nothing ever could be",
            "write the earlier date after `from` and the later one after `until`",
        )  # fmt: skip


def in_force_for_a_century(draft: Draft) -> Iterator[Problem]:
    """A time in force that is longer than anybody plans."""
    accord = draft.accord
    if accord.in_force_until is None or not draft.dated:
        return
    if accord.in_force_until > draft.after(accord.in_force_from, Period(LONGEST_YEARS, Unit.YEAR)):
        yield warning(
            "A0302", accord.span, f"the accord is in force for more than {LONGEST_YEARS} years",
            "a digit of a year may be wrong", "check the years; leave `until` out where no end is agreed",
        )  # fmt: skip


def renewals(draft: Draft) -> Iterator[Problem]:
    """A renewal of what has no end, or one to which nobody could object in time."""
    accord, renewal = draft.accord, draft.accord.renewal
    if renewal is None or not draft.dated:
        return
    if accord.in_force_until is None:
        yield Problem(
            "A0308", renewal.span, "the accord has no end at which it could be renewed",
            "without `until` it is in force for ever already, and no objection would end it",
            "write the first end after `until`, or take this line away",
        )  # fmt: skip
        return
    first = latest_objection(accord, renewal, accord.in_force_until)
    if first <= accord.in_force_from:
        yield warning(
            "A0300", renewal.span, "the time to object to the first renewal is over as the accord enters into force",
            f"objections are due {renewal.notice} before the end, and it is not in force for longer than that at "
            "first, so a party would have to object before it has seen how the accord is kept",
            "shorten the notice, or let the accord be in force longer at first",
        )  # fmt: skip
    for before, end in islice(pairwise(ends(accord)), RENEWALS_LOOKED_AT):
        if latest_objection(accord, renewal, end) <= before:
            passed, next_end = (show(at, accord.time_zone) for at in (before, end))
            yield Problem(
                "A0309", renewal.span, f"nobody could object in time to the renewal of {next_end}",
                f"an objection covers the end that comes next, and {renewal.notice} before this one the end of "
                f"{passed} has not passed yet", "write a notice that is shorter than the time of a renewal",
            )  # fmt: skip
            return


def parties(draft: Draft) -> Iterator[Problem]:
    """Nobody, or only one, is bound."""
    accord = draft.accord
    if not accord.parties:
        yield Problem(
            "A0303", accord.span, "the accord has no parties", "nobody is bound, so nobody can breach it",
            "add a block `parties` with a line for each",
        )  # fmt: skip
    elif len(accord.parties) == 1:
        yield warning(
            "A0304", accord.parties[0].span, f"{accord.parties[0].name} is the only party",
            "a promise by one side is no accord; whoever else is spoken of is bound to nothing",
            "add the other parties, or keep it so if it is one side's declaration",
        )  # fmt: skip


def articles(draft: Draft) -> Iterator[Problem]:
    """No article at all, or none that anything could breach."""
    accord = draft.accord
    if not accord.articles:
        yield Problem(
            "A0305", accord.span, "the accord has no articles", "there is nothing to keep or to breach",
            'add `Article 1 "..."` with a sentence below it',
        )  # fmt: skip
        return
    if draft.norms and not any(n.conditions for n in draft.norms):
        yield Problem(
            "A0306", accord.articles[0].span, "no article says when it is breached",
            "no report could ever lead to a finding", "add a line such as `minor breach when count is at least 1`",
        )  # fmt: skip


CHECKS: tuple[Check, ...] = (ends_before_it_begins, in_force_for_a_century, renewals, parties, articles)
