"""Other ways to draw the line: an accord with other numbers, as a few words say which."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from foedus.accord.model import STANDARDS, Accord, Condition, Confirmation, Measure, Norm, Standard
from foedus.accord.syntax import UNITS
from foedus.basics.instant import Period, Unit
from foedus.basics.probability import SURE
from foedus.basics.problem import Problem, shortened
from foedus.procedure.aim import Aim, with_norm
from foedus.replay.trials import Design
from foedus.replay.turned_procedure import KNOBS as OF_THE_PROCEDURE
from foedus.replay.turned_procedure import turned_procedure, words_around

AS_WRITTEN = "as written"
KNOBS = (
    "count N", "casualties N", "average N", "breaches N", "window N days", "standard NAME", "origins N", "outsiders N",
    *OF_THE_PROCEDURE,
)  # fmt: skip
"""What can be turned; a standard may be a percentage, too."""
_COUNTED = {"count": Measure.COUNT, "casualties": Measure.CASUALTIES, "average": Measure.AVERAGE}
_JUDGED = frozenset(knob.split()[0] for knob in OF_THE_PROCEDURE)
_NUMBER = re.compile(r"[1-9]\d{0,5}")
_PERIOD = re.compile(r"([1-9]\d{0,5}) +([a-z]+)")
_PERCENT = re.compile(r"(\d{1,2}(?:\.\d{1,3})?) ?%")


class Turned(NamedTuple):
    """A knob with its new value, as it is written."""

    knob: str
    value: str


def design_of(text: str, accord: Accord, aim: Aim, finds_only: bool = False) -> Design | Problem:
    """The design that words such as `count 3, window 48 hours` mean. finds_only: only what bears on what is found, for
    an accord that is asked about nothing else."""
    made, parts = accord, [" ".join(p.split()) for p in text.split(",")]
    for part in parts:
        knob, _, value = part.partition(" ")
        if finds_only and knob in _JUDGED:
            continue
        turned = _turned(made, aim, Turned(knob, value))
        if turned is None:
            return Problem(
                "W0105", None, f"`{shortened(part)}` changes no number of this accord",
                f"the line is drawn by the {aim.grade} breach of Article {aim.norm}, by the rules of evidence, and by "
                "how that breach is certified",
                f"turn one of these, or several with commas between: {', '.join(KNOBS)}",
            )  # fmt: skip
        made = turned
    return Design(", ".join(parts), made)


def designs_around(accord: Accord, aim: Aim, with_bodies: bool = False) -> tuple[Design, ...]:
    """The accord as written and with each number turned a little: half and twice the count and the window, one breach
    more and less where breaches are counted, other standards, one origin more and less, and how it is certified.
    with_bodies: whether it is said how bodies vote, so that quorums and silence can be compared."""
    texts: list[str] = []
    counted = aim.counted
    knob = next(knob for knob, measure in _COUNTED.items() if measure is counted.measure)
    texts += [f"{knob} {n}" for n in sorted({max(1, counted.at_least // 2), counted.at_least * 2} - {counted.at_least})]
    if isinstance(counted.window, Period):
        texts += [f"window {Period(n, counted.window.unit)}" for n in _half_and_twice(counted.window.count)]
    if len(aim.chain) > 1:
        texts += [f"breaches {n}" for n in (aim.chain[-2].at_least - 1, aim.chain[-2].at_least + 1) if n > 0]
    texts += [f"standard {name}" for name in STANDARDS if name != accord.evidence.standard.name]
    origins = accord.evidence.confirmation.origins
    texts += [f"origins {n}" for n in (origins - 1, origins + 1) if n > 0]
    texts += words_around(accord, aim, with_bodies)
    made = (design_of(text, accord, aim) for text in texts)
    return (Design(AS_WRITTEN, accord), *(d for d in made if isinstance(d, Design)))


def _half_and_twice(count: int) -> Iterator[int]:
    if count > 1:
        yield count // 2
    yield 2 * count


def _turned(accord: Accord, aim: Aim, turned: Turned) -> Accord | None:
    evidence, value = accord.evidence, turned.value
    number = int(value) if _NUMBER.fullmatch(value) else None
    match turned.knob:
        case "standard":
            standard = _standard(value)
            return None if standard is None else replace(accord, evidence=replace(evidence, standard=standard))
        case "origins" if number is not None:
            asked = Confirmation(number, min(evidence.confirmation.not_a_party, number))
            return replace(accord, evidence=replace(evidence, confirmation=asked))
        case "outsiders" if number is not None:
            asked = Confirmation(max(evidence.confirmation.origins, number), number)
            return replace(accord, evidence=replace(evidence, confirmation=asked))
        case "window":
            found = _PERIOD.fullmatch(value)
            if found is None or found[2] not in UNITS or not isinstance(aim.counted.window, Period):
                return None
            window = Period(int(found[1]), Unit(UNITS[found[2]]))
            return _with(accord, aim, [c for c in _at_base(accord, aim) if isinstance(c.window, Period)], window=window)
        case "count" | "casualties" | "average" if number is not None:
            measure = _COUNTED[turned.knob]
            return _with(accord, aim, [c for c in _at_base(accord, aim) if c.measure is measure], at_least=number)
        case "breaches" if number is not None and len(aim.chain) > 1:
            above = {c.address for c in aim.chain[-2:-1]}
            norm = aim.under(accord)
            return _with(accord, aim, [c for c in norm.conditions if c.address in above], at_least=number)
        case knob if knob in _JUDGED:
            return turned_procedure(accord, aim, knob, value)
        case _:
            return None


def _at_base(accord: Accord, aim: Aim) -> list[Condition]:
    """The conditions that count acts or casualties, or test their average, at the grade that is counted."""
    counted = _COUNTED.values()
    return [c for c in aim.under(accord).conditions if c.grade == aim.counted.grade and c.measure in counted]


def _with(
    accord: Accord, aim: Aim, turned: Sequence[Condition], at_least: int | None = None, window: Period | None = None
) -> Accord | None:
    norm, addresses = aim.under(accord), {c.address for c in turned}
    if not turned:
        return None

    def new(condition: Condition) -> Condition:
        if condition.address not in addresses:
            return condition
        return replace(condition, at_least=at_least or condition.at_least, window=window or condition.window)

    other: Norm = replace(norm, conditions=tuple(map(new, norm.conditions)))
    return with_norm(accord, other)


def _standard(value: str) -> Standard | None:
    if value in STANDARDS:
        probability, strictly = STANDARDS[value]
        return Standard(value, probability, strictly)
    percent = _PERCENT.fullmatch(value)
    if percent is None:
        return None
    whole, _, part = percent[1].partition(".")
    return Standard(value, (int(whole) * 1_000 + int(part.ljust(3, "0"))) * (SURE // 100_000))
