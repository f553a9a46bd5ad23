"""Checks of sentences against each other: nothing both forbidden and allowed, and no order that goes in a circle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from foedus.accord.checks.draft import Check, Draft, warning
from foedus.accord.checks.overlap import same_matter
from foedus.accord.model import Modality, Norm
from foedus.basics.problem import Problem

MOST = 5
"""So many conflicts of one sentence are told at once; more would bury all else. Repetitions: the first alone, since
whoever mends it has mended all."""


def conflicts(draft: Draft) -> Iterator[Problem]:
    """Two sentences about one deed, of which one forbids what the other demands or permits (F8a)."""
    told: Counter[str] = Counter()
    repeated: set[str] = set()  # apart, so that warnings never hide an error
    for one, two in combinations(draft.norms, 2):
        if one.modality is two.modality is Modality.MUST_NOT:
            for problem in _twice(one, two) if two.address not in repeated else ():
                repeated.add(two.address)
                yield problem
        if (one.modality is Modality.MUST_NOT) is (two.modality is Modality.MUST_NOT):
            continue
        if not same_matter(draft, one, two):
            continue
        if _prevails(draft, one, two) or _prevails(draft, two, one):
            continue
        forbids, other = (one, two) if one.modality is Modality.MUST_NOT else (two, one)
        told[two.address] += 1
        if told[two.address] > MOST:
            continue
        code, does = ("A0350", "demands") if other.modality is Modality.MUST else ("A0351", "permits")
        yield Problem(
            code, two.span, f"sentence {other.address} {does} what sentence {forbids.address} forbids",
            "whoever keeps the one may breach the other, and the order of the text does not decide between them",
            f"write below one of them that it `prevails over` the other ({forbids.address} or {other.address}), "
            "or narrow one of them",
            (one.span,),
        )  # fmt: skip


def _twice(one: Norm, two: Norm) -> Iterator[Problem]:
    same = (one.subject, one.act, one.object, one.zone) == (two.subject, two.act, two.object, two.zone)
    if same and two.address not in one.prevails_over and one.address not in two.prevails_over:
        yield warning(
            "A0352", two.span, f"sentence {two.address} forbids the same as sentence {one.address}",
            "one incident would count under both, and lead to two findings",
            "put the lines of both below one sentence", (one.span,),
        )  # fmt: skip


def _prevails(draft: Draft, one: Norm, other: Norm) -> bool:
    """Whether the first prevails over the second, directly or over one that does."""
    waiting, seen = list(one.prevails_over), set[str]()
    while waiting:
        address = waiting.pop()
        if address == other.address:
            return True
        if address not in seen and address in draft.norm_at:
            seen.add(address)
            waiting += draft.norm_at[address].prevails_over
    return False


def order(draft: Draft) -> Iterator[Problem]:
    """An order among sentences that goes in a circle, or orders what never meets."""
    for norm in draft.norms:
        if norm.address in norm.prevails_over:
            yield Problem(
                "A0335", norm.span, f"sentence {norm.address} prevails over itself",
                "it would take every incident away from itself", "write the address of the other sentence",
            )  # fmt: skip
        elif _prevails(draft, norm, norm):
            yield Problem(
                "A0336", norm.span, f"sentence {norm.address} prevails over one that in turn prevails over it",
                "each would leave the incident to the other, and nobody would be found in breach",
                "leave out one `prevails over` line, so that one sentence comes first",
            )  # fmt: skip
        for address in dict.fromkeys(norm.prevails_over):
            other = draft.norm_at.get(address)
            if other is not None and other is not norm and not same_matter(draft, norm, other):
                yield warning(
                    "A0337", norm.span, f"sentences {norm.address} and {address} have no matter in common",
                    "no incident can fall under both, so the order changes nothing; another address may be meant",
                    "check the address", (other.span,),
                )  # fmt: skip


CHECKS: tuple[Check, ...] = (conflicts, order)
