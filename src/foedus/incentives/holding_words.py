"""Who can hold out, and what would make whom sign, in words (rule V4a)."""

from __future__ import annotations

from collections.abc import Iterator

from foedus.basics.sections import Line, Section
from foedus.incentives.holding_out import MOSTLY, Holding, HoldOut, Payment
from foedus.incentives.sheet_words import each_of
from foedus.incentives.stakes import Stakes

TITLE = "Who can hold out, and what would make it sign?"


def holding_section(found: Holding, stakes: Stakes) -> Section:
    """One line for each group whose consent is asked, then one for each who would not sign in all that one may believe.
    """
    return Section(TITLE, tuple(map(Line, _lines(found, stakes))))


def _lines(found: Holding, stakes: Stakes) -> Iterator[str]:
    yield from map(_hold_out, found.hold_outs)
    yield from (_payment(each, stakes) for each in found.payments)
    if not found.payments:
        yield "Whatever one believes within the ranges all sign, and nobody needs to be given anything for it."


def _hold_out(each: HoldOut) -> str:
    if each.together > 1:
        return (
            f"Of {each.group} {each.needed} of {each.members} are enough: nobody can hold out alone, {each.together} "
            "together can."
        )
    who = f"Consent of all {each.members} of {each.group} is asked: each of them" if each.members > 1 else (
        f"Consent of {each.group} is asked: it")  # fmt: skip
    return f"{who} can hold out, and ask for as much as all others have of agreement."


def _payment(each: Payment, stakes: Stakes) -> str:
    side = next(side for side in stakes.sides if side.name == each.who)
    who = each_of(side)
    usually = f"with {each.mostly:.2f} more" if each.mostly else "without"
    unit = "1 is what it has in one of the deal" if side.numbers["peace"] == (1, 1) else "in its own unit"
    return (
        f"{who[0].upper() + who[1:] if len(side.members) > 1 else who} would sign whatever one believes if it had "
        f"{each.always:.2f} more in each period ({unit}); in {MOSTLY} of 100 draws {usually}."
    )
