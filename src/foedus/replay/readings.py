"""Readings: what would be found at the end if the same accord and reports were read otherwise (T3, F2a, I3, I5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from foedus.accord.model import STANDARDS, Accord, Confirmation, Standard, WindowEnds
from foedus.basics.probability import percent
from foedus.finding.model import Evaluation, Truth
from foedus.incident.model import Reading
from foedus.replay.model import ReadingRow
from foedus.replay.pairing import breaches_not_in
from foedus.replay.pipeline import AS_WRITTEN, End, Pipeline
from foedus.replay.words import tally


@dataclass(frozen=True)
class Variant:
    """Another way to read. fuse_anew: whether incidents must be made anew, because what confirms them changes."""

    key: str
    what: str
    accord: Accord
    reading: Reading = AS_WRITTEN
    fuse_anew: bool = False


def variants(accord: Accord) -> Iterator[Variant]:
    """The other readings worth telling for an accord, in the order in which they are shown."""
    yield _other_ends(accord)
    yield Variant(
        "possible is certain", "what may have happened counts as if it certainly had", accord,
        Reading(possible_is_certain=True),
    )  # fmt: skip
    yield from _other_standards(accord)
    yield Variant(
        "outlets are origins", "every outlet counts as an origin of its own, copies included", accord,
        Reading(outlets_are_origins=True), True,
    )  # fmt: skip
    one_origin = _confirmed_by_one(accord)
    if one_origin != accord:
        yield Variant("one origin", "one independent origin suffices to confirm", one_origin, AS_WRITTEN, True)
    at_their_word = Reading(own_interest_counts=True)
    yield Variant(
        "parties at their word", "the parties are taken at their word, in their own interest too", accord,
        at_their_word, True,
    )  # fmt: skip
    if one_origin != accord:
        yield Variant(
            "parties at their word, one origin",
            "the parties are taken at their word, and one origin suffices, be it a party", one_origin,
            at_their_word, True,
        )  # fmt: skip


def readings(end: End, pipeline: Pipeline) -> tuple[ReadingRow, ...]:
    """The findings at the end under the accord's own reading (first row, key "as written") and under each other one.

    appear and vanish count breaches that overlap in time with none of the same condition and party on the other side.
    """
    own = _row("as written", "the accord's own reading", end.evaluation, end.evaluation)
    return (own, *(_row(v.key, v.what, end.evaluation, _read(v, end, pipeline)) for v in variants(end.accord)))


def _read(variant: Variant, end: End, pipeline: Pipeline) -> Evaluation:
    known = end.known
    if variant.fuse_anew:
        known = pipeline.fuse_once(variant.accord, end.reports, end.at, variant.reading)
    return pipeline.evaluate(variant.accord, known, variant.reading)


def _row(key: str, what: str, own: Evaluation, other: Evaluation) -> ReadingRow:
    appearing = breaches_not_in(other.findings, own.findings)
    vanishing = breaches_not_in(own.findings, other.findings)
    breached = sum(f.truth is Truth.BREACHED for f in other.findings)
    undetermined = sum(f.truth is Truth.UNDETERMINED for f in other.findings)
    by_nobody = sum(f.truth is Truth.BREACHED and f.party is None for f in other.findings)
    return ReadingRow(
        key, what, breached, undetermined, len(appearing), len(vanishing), tally(appearing), by_nobody,
        tally(vanishing),
    )  # fmt: skip


def _other_ends(accord: Accord) -> Variant:
    if accord.window_ends is WindowEnds.INCLUDE_BOTH:
        return Variant(
            "open start of window", "a window leaves its first instant out",
            replace(accord, window_ends=WindowEnds.EXCLUDE_START),
        )  # fmt: skip
    return Variant(
        "closed start of window", "a window takes its first instant in",
        replace(accord, window_ends=WindowEnds.INCLUDE_BOTH),
    )  # fmt: skip


def _other_standards(accord: Accord) -> Iterator[Variant]:
    own = accord.evidence.standard
    ladder = sorted((*limit, name) for name, limit in STANDARDS.items())
    lower = [step for step in ladder if step[:2] < (own.probability, own.strictly)]
    higher = [step for step in ladder if step[:2] > (own.probability, own.strictly)]
    for side, steps in (("lower", lower[-1:]), ("higher", higher[:1])):
        for probability, strictly, name in steps:
            standard = Standard(name, probability, strictly)
            limit = f"{'more than' if strictly else 'at least'} {percent(probability)}"
            yield Variant(
                f"{side} standard", f"the standard of proof is {name} ({limit})",
                replace(accord, evidence=replace(accord.evidence, standard=standard)),
            )  # fmt: skip


def _confirmed_by_one(accord: Accord) -> Accord:
    return replace(accord, evidence=replace(accord.evidence, confirmation=Confirmation(1, 0)))
