"""The plain reading of exceptions: what is not counted, and what has to be certain for that (F7-F7d)."""

from __future__ import annotations

from typing import assert_never

from foedus.accord.model import Accord, Announced, During, Exception_, InResponse, InsideZone, Norm, SubjectKind
from foedus.accord.reading_words import article_of, distance_of, ground, moment_of, number, span_of


def exception_paragraphs(accord: Accord, norm: Norm) -> list[str]:
    """One paragraph for each exception of a sentence, and one that says who has to prove it; none without any."""
    if not norm.exceptions:
        return []
    proof = (
        "Whoever invokes an exception has to prove it: an incident is left out only if it certainly matches, and in "
        "doubt it counts."
    )
    if _binds(accord, norm) != 1:
        proof += (
            " Where nobody knows who did something, it is left out only if it would be left out for every party that "
            "this sentence binds."
        )
    return [*(_exception(accord, norm, e) for e in norm.exceptions), proof]


def _exception(accord: Accord, norm: Norm, exception: Exception_) -> str:
    start = f"Exception {exception.address}: not counted is what a party does"
    what = exception.ground
    match what:
        case InResponse():
            return f"{start} in response to {article_of(what.act)} on that party. {_response(accord, norm, what)}"
        case Announced():
            return (
                f"{start} after it has announced it to {what.body}. The announcement must be known at least "
                f"{span_of(what.period)} before the act begins; what counts is when it was received, not when it is "
                "said to have been made. It must name the act or a wider one, and cover all of the time and all of the "
                "place: what goes beyond it is counted."
            )
        case InsideZone():
            zone = next((z for z in accord.zones if z.name == what.zone), None)
            return f"{start} in {what.zone}{f', which is {ground(zone.shape)}' if zone else ''}."
        case During():
            first, last = (moment_of(at, accord.time_zone) for at in (what.start, what.end))
            return (
                f"{start} from {first}, until {last}; the last of these instants does not belong to it. All of the "
                "incident must lie in that time."
            )
        case _:
            assert_never(what)


def _response(accord: Accord, norm: Norm, what: InResponse) -> str:
    """F7a and F7d in words."""
    if _binds(accord, norm) == 1:
        return (
            "Only an attack by another party that this sentence binds can be answered so. It binds no other, and so "
            "nothing is excepted."
        )
    if len(accord.parties) > 2:
        return (
            f"No report says on which party an attack was. As there are {number(len(accord.parties))} parties, nobody "
            "can show that it was on the one that answers, and so nothing is excepted."
        )
    act = what.act
    return (
        f"The response must begin after the {act} is over, and end within {span_of(what.period)} of the beginning of "
        f"the {act}. Both must be reported at a point, and the two places be at most {distance_of(what.distance_m)} "
        f"apart, even if each lies as far from the other as the imprecision of its report allows. The {act} must be "
        "confirmed, be laid by the standard of proof to another party that this sentence binds, and not be such a "
        "response itself: an answer to an answer is not excepted. "
        "No report says on which party an attack was: of two parties, what one does is taken to be done to the other."
    )


def _binds(accord: Accord, norm: Norm) -> int:
    """How many parties a sentence binds; the same party is one of those that the sentence before it binds."""
    while norm.subject.kind is SubjectKind.SAME_PARTY:
        before = next((n for n in accord.norms if n.address == norm.failing), None)
        if before is None:
            return 0
        norm = before
    return len(accord.bound_by(norm))
