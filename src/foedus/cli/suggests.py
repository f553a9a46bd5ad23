"""The one change of the text that makes the worst slack widest, as a redline (rule V10)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from foedus.accord.model import Accord, Guarantee
from foedus.accord.read_accord import ReadAccord, read_source
from foedus.accord.redline import redline
from foedus.accord.redline_lines import requirement_text
from foedus.basics.problem import Span
from foedus.basics.wrapping import wrapped
from foedus.incentives.regions import quorums_of
from foedus.incentives.sheet_words import percent
from foedus.incentives.stakes import Stakes
from foedus.incentives.weighing import outcome, untold_labels
from foedus.prove.decide import Verdict, verdicts
from foedus.prove.knobs import knobs

_DRAWS = 4_000
_NEAR = 2
"""So many values next to the present one are tried of a number that a body hangs on."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The accord with one change, and what comes of it. worst: the least slack of all constraints, each at its 5th
    percentile; share: of the draws in which all hold."""

    accord: Accord
    worst: float
    share: float


def suggestion_lines(
    found: ReadAccord, weighable: Callable[[Accord], Stakes | None], seed: int, bodies: bool
) -> list[str]:
    """What to change, or that nothing does better. weighable: the stakes of a draft, the same as of the text. bodies:
    whether how bodies decide bears on them, as it does where a file gives rates."""
    deal = found.accord
    assert deal is not None, "what was weighed is sound"
    stakes = weighable(deal)
    assert stakes is not None, "it was weighed"
    if untold_labels(stakes):
        nothing = "Nothing: what every change makes of it cannot be told from these rates."
        return ["", "Suggested", *wrapped(nothing, "    ", "  - ")]
    now = outcome(stakes, seed, _DRAWS)
    best: Draft | None = None
    for text in dict.fromkeys(_texts(found, deal, stakes, bodies)):
        draft = read_source(text, found.file, Path(found.file).parent).accord
        held = weighable(draft) if draft is not None else None
        if draft is None or held is None:
            continue
        worst, share = outcome(held, seed, _DRAWS)
        if (worst, share) > ((best.worst, best.share) if best else (now[0] + 1e-9, 0.0)):
            best = Draft(draft, worst, share)
    if best is None:
        tried = "no other number of consents" + (", quorum or default of silence" if bodies else "")
        return ["", "Suggested", *wrapped(f"Nothing: {tried} makes the worst slack wider.", "    ", "  - ")]
    lines = ["", "Suggested: the change that makes the worst slack widest"]
    lines += wrapped(
        f"The worst slack goes from {now[0]:.2f} to {best.worst:.2f}; all constraints hold in {percent(best.share)} of "
        f"the draws, and in {percent(now[1])} as it is.", "    ", "  - ",
    )  # fmt: skip
    for changed in redline(deal, best.accord):
        lines += [*wrapped(changed.before, " " * 11, "      was  "), *wrapped(changed.after, " " * 11, "      now  ")]
    for line in lost(deal, best.accord):
        lines += wrapped(f"But then this does not hold any more: {line}.", "    ", "  - ")
    return lines


def lost(deal: Accord, draft: Accord) -> Iterator[str]:
    """What is required, is kept by the text, and not by the draft."""
    for number, requirement in enumerate(deal.requirements):
        kept = (verdicts(each, each.in_force_from, [number])[0] is Verdict.KEPT for each in (deal, draft))
        if next(kept) and not next(kept):
            yield requirement_text(requirement)


def _texts(found: ReadAccord, deal: Accord, stakes: Stakes, bodies: bool) -> Iterator[str]:
    """The text with another number of consents; and, if they bear on it, with another quorum or default."""
    first = next(
        (rule for article in deal.articles for rule in article.provisions
         if isinstance(rule, Guarantee) and article.number == stakes.guarantee.article), None,
    )  # fmt: skip
    if first is not None and first.consents:
        consent = first.consents[0]
        for needed in quorums_of(stakes):
            if needed != (consent.count or max(quorums_of(stakes))):
                yield _with_consents(found.source, consent.span, needed)
    for knob in knobs(deal) if bodies else ():
        decides = knob.pattern.startswith((r"\sby\s", "silence"))
        for value in knob.values[: 2 * _NEAR] if decides else ():
            yield knob.edited(found.source, value)


def _with_consents(source: str, span: Span, needed: int) -> str:
    lines = source.splitlines(keepends=True)
    start = sum(len(line) for line in lines[: span.line - 1]) + span.column - 1
    end = sum(len(line) for line in lines[: span.end_line - 1]) + span.end_column - 1
    who = r"every\s+member\b|at\s+least\s+\d+\s+members?\b"
    return source[:start] + re.sub(who, f"at least {needed} members", source[start:end], count=1) + source[end:]
