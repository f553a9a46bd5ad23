"""The one change of the text that makes the worst slack widest, as a redline (rule V10)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from foedus.accord.model import Accord, Guarantee
from foedus.accord.read_accord import ReadAccord, read_source
from foedus.accord.redline import redline
from foedus.accord.redline_lines import requirement_text
from foedus.basics.problem import Span
from foedus.basics.wrapping import wrapped
from foedus.incentives.regions import quorums_of
from foedus.incentives.sheet_words import percent
from foedus.incentives.stakes import Stakes
from foedus.incentives.weighing import Outcome, outcome, untold_labels
from foedus.prove.decide import Verdict, verdicts
from foedus.prove.knobs import knobs

_NEAR = 2
"""So many values next to the present one are tried of a number that a body hangs on."""


_LEAST_TOLD = 0.01
"""Slacks are told to two digits."""


class Draft(NamedTuple):
    """The accord with one change, and what comes of it."""

    accord: Accord
    outcome: Outcome


class Suggestion(NamedTuple):
    """What is suggested of a guarantee. now: what comes of the text; least: by how much the worst slack must grow, for
    it to be told; best: None where nothing does. tried: in words."""

    deal: Accord
    now: Outcome
    least: float
    best: Draft | None
    tried: str


def suggestion(
    found: ReadAccord, weighable: Callable[[Accord], Stakes | None], seed: int, draws: int, bodies: bool
) -> Suggestion | None:
    """What to change; None where nothing can be told from the rates that are given. weighable: the stakes of a draft,
    the same as of the text. bodies: whether how bodies decide bears on them, as it does where a file gives rates. The
    draws are those of the sheet."""
    deal = found.accord
    assert deal is not None, "what was weighed is sound"
    stakes = weighable(deal)
    assert stakes is not None, "it was weighed"
    if untold_labels(stakes):
        return None
    now = outcome(stakes, seed, draws)
    least = max(now.noise, _LEAST_TOLD)
    best: Draft | None = None
    for text in dict.fromkeys(_texts(found, deal, stakes, bodies)):
        draft = read_source(text, found.file, Path(found.file).parent).accord
        held = weighable(draft) if draft is not None else None
        if draft is None or held is None:
            continue
        own = outcome(held, seed, draws)
        if own.worst > now.worst + least and (best is None or own[:2] > best.outcome[:2]):
            best = Draft(draft, own)
    tried = "no other number of consents" + (", quorum or default of silence" if bodies else "")
    return Suggestion(deal, now, least, best, tried)


def suggestion_lines(found: Suggestion | None) -> list[str]:
    """What to change, or that nothing does better."""
    if found is None:
        nothing = "Nothing: what any change makes of it cannot be told from these rates."
        return ["", "Suggested", *wrapped(nothing, "    ", "  - ")]
    if found.best is None:
        told = f"Nothing: {found.tried} makes the worst slack wider by {found.least:.2f}, and less would be noise."
        return ["", "Suggested", *wrapped(told, "    ", "  - ")]
    now, best = found.now, found.best.outcome
    lines = ["", "Suggested: the change that makes the worst slack widest"]
    lines += wrapped(
        f"The worst slack goes from {now.worst:.2f} to {best.worst:.2f} (the least of all, each at its 5th "
        f"percentile); all constraints hold in {percent(best.share)} of the draws, and in {percent(now.share)} as it "
        "is.",
        "    ", "  - ",
    )  # fmt: skip
    for changed in redline(found.deal, found.best.accord):
        lines += [*wrapped(changed.before, " " * 11, "      was  "), *wrapped(changed.after, " " * 11, "      now  ")]
    for line in lost(found.deal, found.best.accord):
        lines += wrapped(f"But then this does not hold any more: {line}.", "    ", "  - ")
    return lines


def suggestion_json(found: Suggestion | None) -> dict[str, object]:
    """The same for programs; `change` is null where nothing does better, `worst` too where nothing can be told."""
    if found is None:
        return {"worst": None, "all": None, "least_gain": None, "change": None}
    best = found.best
    return {
        "worst": found.now.worst, "all": found.now.share, "least_gain": found.least,
        "change": {
            "worst": best.outcome.worst, "all": best.outcome.share,
            "lines": [
                {"where": c.where, "was": c.before, "now": c.after} for c in redline(found.deal, best.accord)
            ],
            "lost": [*lost(found.deal, best.accord)],
        } if best is not None else None,
    }  # fmt: skip


def lost(deal: Accord, draft: Accord) -> Iterator[str]:
    """What is required, is kept by the text, and not by the draft."""
    for number, requirement in enumerate(deal.requirements):
        kept = (verdicts(each, each.in_force_from, [number])[0] is Verdict.KEPT for each in (deal, draft))
        if next(kept) and not next(kept):
            yield requirement_text(requirement)


def _texts(found: ReadAccord, deal: Accord, stakes: Stakes, bodies: bool) -> Iterator[str]:
    """The text with another number of consents; and, if they bear on it, with another quorum or default."""
    of = stakes.guarantee
    promised = [
        rule for article in deal.articles for rule in article.provisions
        if isinstance(rule, Guarantee) and article.number == of.article
    ]  # fmt: skip
    _, _, number = of.name.partition("#")
    first = promised[int(number or 1) - 1]
    if first.consents:
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
