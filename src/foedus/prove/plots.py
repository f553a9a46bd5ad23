"""Which stories there are to tell of what was proved: one for each power, time, end and requirement that has a way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from foedus.accord.model import RequirementKind
from foedus.accord.redline_lines import requirement_text
from foedus.prove.decide import Decision, Proof, Verdict
from foedus.prove.inquiry import Answer
from foedus.prove.question import Aim, Way
from foedus.prove.sheet_words import coalition_words, members_of, of_nobody


@dataclass(frozen=True, slots=True)
class Plot:
    """What a story is of. name: short, for a file: `block-1`. true: whether the breach that is asked about happened,
    and not only its reports. late_by: microseconds by which its award misses what is required, else 0. helps:
    the members who could end the wait at its end."""

    name: str
    title: str
    way: Way
    true: bool
    late_by: int = 0
    helps: tuple[str, ...] = ()


def plots(proof: Proof, prefix: str = "") -> tuple[Plot, ...]:
    """All stories of one guarantee, what is required and not kept first. prefix: of their names, where the stories of
    several guarantees are told apart."""
    found = (*_required(proof), *_powers(proof), *_times(proof), *_ends(proof))
    return tuple(replace(each, name=f"{prefix}{each.name}") for each in found)


def plot(proof: Proof, decision: Decision) -> Plot | None:
    """The story of a requirement that does not hold; None of any other, and where nothing shows it."""
    if decision.verdict is not Verdict.FALSE or decision.way is None:
        return None
    number = proof.decisions.index(decision) + 1
    answers = [a for a in decision.answers if a.way is decision.way]
    true = not answers or answers[0].aim is Aim.BLOCK
    ends = decision.requirement.kind is RequirementKind.EVERY_BREACH_ENDS
    helps = next((e.helps for e in proof.endless or () if ends and e.way is decision.way), ())
    title = f"Not kept: {requirement_text(decision.requirement)}"
    return Plot(f"require-{number}", title, decision.way, true, decision.late_by, tuple(name for name, _ in helps))


def _required(proof: Proof) -> Iterator[Plot]:
    for decision in proof.decisions:
        found = plot(proof, decision)
        if found is not None:
            yield found


def _powers(proof: Proof) -> Iterator[Plot]:
    for name, coalitions, aim, beforehand in (
        ("block", proof.block, Aim.BLOCK, False), ("ahead", proof.ahead, Aim.BLOCK, True),
        ("cause", proof.cause, Aim.CAUSE, False),
    ):  # fmt: skip
        for number, coalition in enumerate(coalitions or (), 1):
            answer = proof.inquiry.of(aim, coalition, beforehand)
            if answer.way is not None:
                yield Plot(f"{name}-{number}", _how(proof, answer, beforehand), answer.way, aim is Aim.BLOCK)


def _how(proof: Proof, answer: Answer, beforehand: bool) -> str:
    nobody = of_nobody(proof, answer)
    if nobody:
        return f"How {nobody}"
    who = coalition_words(proof, members_of(proof, answer), answer.aim)
    if answer.aim is Aim.CAUSE:
        return f"How {who} can bring the award about without a breach"
    prepared = ", seeing to it beforehand" if beforehand else ""
    return f"How {who} can keep the award from a true breach{prepared}"


def _times(proof: Proof) -> Iterator[Plot]:
    times = proof.times
    for name, title, way in (
        ("best", "The award at the soonest", times and times.best),
        ("honest", "The award if all are honest and quick, and the accused does nothing", times and times.honest),
        ("worst", "The award at the latest", times and times.worst),
        ("never", "How the award never comes if everybody keeps silent", times and times.never),
    ):
        if way:
            yield Plot(name, title, way, True)


def _ends(proof: Proof) -> Iterator[Plot]:
    for number, each in enumerate(proof.endless or (), 1):
        title = "How a breach can stay without an end" if each.way.stuck else "How a certificate can release nothing"
        yield Plot(f"endless-{number}", title, each.way, True, helps=tuple(name for name, _ in each.helps))
