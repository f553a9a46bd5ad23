"""What would mend a requirement that does not hold, as a redline of the text (Q9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foedus.accord.model import Accord, Requirement
from foedus.accord.read_accord import ReadAccord, read_source
from foedus.accord.redline import Changed, redline
from foedus.accord.redline_lines import requirement_text
from foedus.basics.instant import Instant
from foedus.basics.wrapping import wrapped
from foedus.prove.decide import Proof, Verdict, overall, verdicts
from foedus.prove.mending import MOST_TRIALS, Mend, mend


@dataclass(frozen=True, slots=True)
class Offer:
    """What would mend one requirement: each way as a redline, the smallest first. all_tried: whether all that can be
    changed was tried."""

    requirement: Requirement
    ways: tuple[tuple[Changed, ...], ...]
    all_tried: bool


def offers(found: ReadAccord, proofs: Sequence[Proof], at: Instant) -> tuple[Offer, ...]:
    """For each requirement that does not hold, in the order of the text. Each way was written into the text, read and
    checked like any accord, and proved again."""
    deal = found.accord
    assert deal is not None, "what was proved is sound"
    made = []
    for number, requirement in enumerate(deal.requirements):
        decided = [proof.decisions[number].verdict for proof in proofs]
        if overall(decided) is Verdict.FALSE:
            drafts: dict[Mend, Accord] = {}

            def stands(one: Mend, number: int = number, drafts: dict[Mend, Accord] = drafts) -> bool:
                draft = read_source(one.edited(found.source), found.file, Path(found.file).parent).accord
                if draft is None or verdicts(draft, at, [number])[0] is not Verdict.KEPT:
                    return False
                drafts[one] = draft
                return True

            mended = mend(deal, at, number, stands)
            ways = tuple(redline(deal, drafts[one]) for one in mended.mends)
            made.append(Offer(requirement, ways, mended.all_tried))
    return tuple(made)


def offers_lines(made: Sequence[Offer]) -> list[str]:
    """For the reader."""
    if not made:
        return ["", "What would mend it", "  - Nothing has to be mended: nothing that is required is false."]
    lines = ["", "What would mend it"]
    for offer in made:
        lines += wrapped(f"{requirement_text(offer.requirement)}:", "    ", "  - ")
        for number, way in enumerate(offer.ways, 1):
            lines += [f"    {number}. {way[0].where}", *(row for changed in way for row in _rows(changed))]
        if not offer.ways:
            lines += wrapped(_none(offer), "    ", "    ")
        elif len(offer.ways) > 1:
            lines.append("    Each of these does it alone; none breaks another line.")
        else:
            lines.append("    It breaks no other line.")
    return lines


def _rows(changed: Changed) -> list[str]:
    return [*wrapped(changed.before, " " * 12, "       was  "), *wrapped(changed.after, " " * 12, "       now  ")]


def _none(offer: Offer) -> str:
    if not offer.all_tried:
        return f"Nothing was found among {MOST_TRIALS} drafts; not all were tried."
    return (
        "No quorum, limit, default of silence or construction of consent does it, nor two of them together, without "
        "breaking another line: other words are needed."
    )


def offers_as_json(made: Sequence[Offer]) -> list[dict[str, Any]]:
    """For another program."""
    return [
        {
            "requirement": requirement_text(offer.requirement),
            "line": offer.requirement.span.line,
            "all_tried": offer.all_tried,
            "ways": [
                [{"where": each.where, "was": each.before, "now": each.after} for each in way] for way in offer.ways
            ],
        }
        for offer in made
    ]
