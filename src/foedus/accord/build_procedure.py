"""Certifications, rulings, guarantees and requirements out of the outline."""

from __future__ import annotations

from dataclasses import replace

from lark import Token

from foedus.accord.model import (
    Certification,
    Challenge,
    Consent,
    Construction,
    Cure,
    Guarantee,
    GuaranteeSuspension,
    Requirement,
    RequirementKind,
    Ruling,
    Silence,
    VotingDuty,
    Withdrawal,
)  # fmt: skip
from foedus.accord.outline import Node
from foedus.accord.values import Branch, Values, branch_of, joined, phrases, tokens
from foedus.basics.instant import Period


def _period(line: Branch, values: Values) -> Period:
    branch = branch_of(line, "period")
    assert branch is not None
    return values.period(branch)


def _silence(words: list[Token], offered: dict[str, Silence], values: Values) -> Silence | None:
    if not words:
        return None
    silence = offered.get(str(words[0]))
    if silence is None:
        values.faults.add(
            "A0144", values.span(words[0]), f"`{str(words[0])[:40]}` is nothing that silence can mean here",
            "a wait whose end means nothing could be used to stall",
            "write one of " + ", ".join(f"`{word}`" for word in offered),
        )
    return silence


_CERTIFIERS_SILENCE = {"assent": Silence.ASSENT, "refusal": Silence.REFUSAL}
_JUDGES_SILENCE = {"dismisses": Silence.DISMISSES, "upholds": Silence.UPHOLDS}


def build_certification(node: Node, line: Branch, values: Values) -> Certification:
    """Who certifies a breach, with its cures and its challenge."""
    body, = tokens(line, "NAME")
    grade, *silence = tokens(line, "WORD")
    quorum, of = (values.number(t) for t in tokens(line, "INT"))
    trees = [c.tree for c in node.children if c.tree is not None]
    challenges = [_challenge(t, values) for t in trees if t.data == "challenge"]
    return Certification(
        str(body), str(grade), quorum, of, _period(line, values), _silence(silence, _CERTIFIERS_SILENCE, values),
        tuple(_cure(t, values) for t in trees if t.data == "cure"), challenges[0] if challenges else None,
        _duty(node, values), values.span(line),
    )  # fmt: skip


def _duty(node: Node, values: Values) -> VotingDuty | None:
    """By when each member owes its vote; of two such lines, which are told of elsewhere, the first."""
    lines = [c.tree for c in node.children if c.tree is not None and c.tree.data == "duty"]
    return VotingDuty(_period(lines[0], values), values.span(lines[0])) if lines else None


def _cure(line: Branch, values: Values) -> Cure:
    article = tokens(line, "INT")
    return Cure(str(values.number(article[0])) if article else "", _period(line, values), values.span(line))


def _challenge(line: Branch, values: Values) -> Challenge:
    times, grounds = branch_of(line, "once", "twice", "so_often"), branch_of(line, "phrases")
    assert times is not None and grounds is not None
    often = {"once": 1, "twice": 2}.get(str(times.data)) or values.number(tokens(times)[0])
    return Challenge(often, _period(line, values), phrases(grounds), values.span(line))


def build_ruling(node: Node, line: Branch, values: Values) -> Ruling:
    """Who decides challenges."""
    body, = tokens(line, "NAME")
    quorum, of = (values.number(t) for t in tokens(line, "INT"))
    silence = _silence(tokens(line, "WORD"), _JUDGES_SILENCE, values)
    return Ruling(str(body), quorum, of, _period(line, values), silence, _duty(node, values), values.span(line))


def build_guarantee(node: Node, line: Branch, values: Values) -> Guarantee:
    """What takes effect on a certified breach, with whose consent."""
    effect = branch_of(line, "membership", "other_effect")
    assert effect is not None
    first, beneficiary = tokens(effect)
    member = effect.data == "membership"
    grade, by = tokens(line)
    guarantee = Guarantee(
        str(grade), str(by), str(first) if member else "", "" if member else values.text(first), str(beneficiary),
        span=values.span(line),
    )  # fmt: skip
    for child in node.children:
        if child.tree is not None:
            guarantee = _with_line(guarantee, child.tree, values)
    return guarantee


def _with_line(guarantee: Guarantee, line: Branch, values: Values) -> Guarantee:
    span = values.span(line)
    match line.data:
        case "consent_every" | "consent_count":
            count = tokens(line, "INT")
            consent = Consent(
                str(tokens(line, "NAME")[0]), values.number(count[0]) if count else 0, _construction(line, values), span
            )
            return replace(guarantee, consents=(*guarantee.consents, consent))
        case "withdrawal":
            never = bool(tokens(line, "NEVER"))
            return replace(guarantee, withdrawal=Withdrawal(_period(line, values), never, span))
        case "no_withdrawal":
            return replace(guarantee, withdrawal=Withdrawal(None, True, span))
        case "guarantee_suspension":
            party, grade = tokens(line)
            found = GuaranteeSuspension(str(party), str(grade), span)
            return replace(guarantee, suspensions=(*guarantee.suspensions, found))
        case _:
            assert line.data == "on_retraction"
            return replace(guarantee, on_retraction=str(values.number(tokens(line, "INT")[0])))


def _construction(line: Branch, values: Values) -> Construction:
    words = branch_of(line, "words")
    assert words is not None
    written = joined(words)
    bare = written.removeprefix("a ").removeprefix("an ")
    found = next((c for c in Construction if c.value == bare), None)
    if found is None:
        values.faults.add(
            "A0143", values.span(words), f"`{written[:60]}` is no construction by which a consent binds",
            "whether a guarantor can still take its consent back hangs on it",
            "write one of `a revocable escrow`, `an escrow with undertaking`, `a provisional application`, "
            "`a protocol with a suspensive condition`",
        )
    return found or Construction.REVOCABLE_ESCROW


_REQUIREMENTS = {
    "no_single": RequirementKind.NO_SINGLE_PARTY_BLOCKS, "coalition_blocks": RequirementKind.NO_COALITION_BLOCKS,
    "coalition_causes": RequirementKind.NO_COALITION_CAUSES, "alone_blocks": RequirementKind.ALONE_CANNOT_BLOCK,
    "alone_causes": RequirementKind.ALONE_CANNOT_CAUSE, "award_within": RequirementKind.AWARD_WITHIN,
    "every_ends": RequirementKind.EVERY_BREACH_ENDS,
}  # fmt: skip


def build_requirements(nodes: list[Node], values: Values) -> tuple[Requirement, ...]:
    """The lines under `require`."""
    found = []
    for line in (c.tree for n in nodes for c in n.children if c.tree is not None):
        counts, names, grades = tokens(line, "INT"), tokens(line, "NAME"), tokens(line, "WORD")
        found.append(
            Requirement(
                _REQUIREMENTS[str(line.data)], values.number(counts[0]) if counts else 0,
                str(names[0]) if names else "",
                str(grades[0]) if grades else "", _period(line, values) if branch_of(line, "period") else None,
                values.span(line),
            )
        )  # fmt: skip
    return tuple(found)
