"""What was proved, for another program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from foedus.accord.model import Accord
from foedus.accord.redline_lines import requirement_text
from foedus.basics.instant import Instant, iso
from foedus.prove.decide import Decision, Proof, overall
from foedus.prove.gaps import gaps
from foedus.prove.inquiry import Answer
from foedus.prove.power import power_in
from foedus.prove.question import Aim, Way
from foedus.prove.roles import Coalition
from foedus.prove.sheet_words import members_of
from foedus.prove.times import award_at

Json = dict[str, Any]


def proofs_as_json(accord: Accord, proofs: Sequence[Proof], at: Instant) -> Json:
    """Instants are RFC 3339 in UTC, lengths microseconds."""
    return {
        "accord": accord.name,
        "digest": accord.digest,
        "found_at": iso(at),
        "requirements": [
            {
                "text": requirement_text(requirement),
                "line": requirement.span.line,
                "verdict": overall([proof.decisions[n].verdict for proof in proofs]).value,
                "of_guarantees": [_decision(proof, proof.decisions[n]) for proof in proofs],
            }
            for n, requirement in enumerate(accord.requirements)
        ],
        "guarantees": [_proof(proof) for proof in proofs],
        "gaps": [
            {"kind": gap.kind.value, "article": gap.article, "guarantee": gap.guarantee, "is_open": gap.is_open,
             "dates": [{"what": date.what, "at": iso(date.at)} for date in gap.dates], "words": gap.words}
            for gap in (gaps(accord, proofs[0].inquiry.procedure, at) if proofs else ())
        ],
    }


def _decision(proof: Proof, decision: Decision) -> Json:
    return {
        "guarantee": decision.guarantee,
        "verdict": decision.verdict.value,
        "late_by": decision.late_by,
        "found": iso(decision.day) if decision.day is not None else None,
        "why": decision.why,
        "asked": [_answer(proof, answer) for answer in decision.answers],
        "way": _way(decision.way),
    }


def _answer(proof: Proof, answer: Answer) -> Json:
    return {
        "coalition": _coalition(proof, members_of(proof, answer)),
        "aim": answer.aim.value,
        "power": answer.power.value,
        "breach_of": answer.breach.norm,
        "beforehand": answer.beforehand,
        "way": _way(answer.way),
    }


def _coalition(proof: Proof, coalition: Coalition) -> list[Json]:
    return [
        {"of": each.title, "count": count, "members": len(each.members)}
        for each, count in zip(proof.inquiry.classes, coalition.counts, strict=True) if count
    ]  # fmt: skip


def _way(way: Way | None) -> list[Json] | None:
    if way is None:
        return None
    return [
        {
            "at": iso(act.at),
            "who": list(act.who),
            "does": act.deed.value if act.deed else "finding" if act.case else "time passes",
            "case": act.case,
            "brings": [type(event).__name__ for event in act.events],
        }
        for act in way.acts
    ]


def _proof(proof: Proof) -> Json:
    inquiry, times = proof.inquiry, proof.times

    def smallest(coalitions: Sequence[Coalition] | None, aim: Aim, beforehand: bool) -> list[Json] | None:
        return None if coalitions is None else [_answer(proof, inquiry.of(aim, c, beforehand)) for c in coalitions]

    def at(way: Way | None) -> str | None:
        return iso(award_at(inquiry, way)) if way else None

    return {
        "guarantee": proof.guarantee.name,
        "classes": [{"title": each.title, "members": list(each.members)} for each in inquiry.classes],
        "can_block": smallest(proof.block, Aim.BLOCK, False),
        "can_block_beforehand": smallest(proof.ahead, Aim.BLOCK, True),
        "can_cause": smallest(proof.cause, Aim.CAUSE, False),
        "award": times and {
            "best": at(times.best), "honest": at(times.honest), "worst": at(times.worst),
            "longest_of": times.breach.norm, "silence_stops_it": times.never is not None,
            "saved_by": [{"actor": s.actor, "microseconds": s.adds} for s in times.shares],
        },
        "endless": None if proof.endless is None else [
            {"breach_of": each.breach.norm, "waits": each.way.stuck, "way": _way(each.way)} for each in proof.endless
        ],
        "weights": [
            {"title": each.title, "members": len(each.members), "shapley_shubik": str(weight.shapley),
             "banzhaf": str(weight.banzhaf), "swings": str(weight.swings)}
            for each, weight in power_in(proof) or ()
        ],
        "undecided_because": proof.large,
    }  # fmt: skip
