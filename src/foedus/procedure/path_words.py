"""Words for the ways of a certification: what a stage is, who does what there, by when; for drawing and for print."""

from __future__ import annotations

from typing import assert_never

from foedus.accord.model import Silence
from foedus.accord.reading_words import article_of, day_of, listed
from foedus.basics.instant import MINUTE, Instant, Period, to_datetime
from foedus.procedure.path_dates import Leave, Promise, Sunset
from foedus.procedure.path_walk import ACCUSED, MOST_CHALLENGES, Doing, Edge, Node, Place
from foedus.procedure.paths import Paths, period_at
from foedus.procedure.state import Stage

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MOST_NORMS = 4
"""So many articles are named one by one; more would hide what the sentence is about."""

AT_ONCE, USED_UP = "if everybody acts at once, the accused too", "if every limit is used up"
TAKEN_BACK = "If the finding no longer stands, at any step before the certificate, the case ends as taken back."
TOO_LONG = (
    f"Its ways are too many or too long to be laid out: more than {MOST_CHALLENGES} challenges, or limits beyond any "
    "calendar."
)
NOT_ARMED = "A certificate that is given while a guarantee is not armed releases nothing under it, then or later."


def moment(at: Instant, zone: str) -> str:
    """An instant with its day of the week: `Fri 13 June 2025 00:00`; seconds only where there are any."""
    local = to_datetime(at, zone)
    clock = f"{local:%H:%M:%S}" if at % MINUTE else f"{local:%H:%M}"
    return f"{_DAYS[local.weekday()]} {day_of(at, zone)} {clock}"


def steps(ways: Paths) -> tuple[Node, ...]:
    """The places at which somebody is waited for, in the order of time: step 1, step 2 and so on."""
    return tuple(node for node in ways.nodes if node.place.stage.runs)


def title(ways: Paths, place: Place) -> str:
    """What a place is called."""
    times = ways.rule.challenge.times if ways.rule.challenge else 0
    which = f" {place.challenges + 1} of {times}" if times > 1 else ""
    match place.stage:
        case Stage.ATTESTING:
            return "Vote on the breach"
        case Stage.CURING:
            return "Time to make it good"
        case Stage.CHALLENGEABLE:
            return f"Time for challenge{which}" if which else "Time to challenge"
        case Stage.CHALLENGED:
            return f"Ruling on challenge{which}" if which else "Ruling on the challenge"
        case Stage.CERTIFIED:
            return "Certified"
        case Stage.REFUSED:
            return "Not certified"
        case Stage.CURED:
            return "Made good"
        case Stage.UPHELD:
            return "Challenge upheld"
        case Stage.RETRACTED:
            return "Taken back"
        case _:
            assert_never(place.stage)


def actor(ways: Paths, place: Place) -> str:
    """Who is to act at a place, with the number that decides."""
    rule, ruling = ways.rule, ways.ruling
    if place.stage is Stage.ATTESTING:
        return f"{rule.body}, by {rule.quorum} of its {len(rule.members)} members"
    if place.stage is Stage.CHALLENGED and ruling is not None:
        return f"{ruling.body}, by {ruling.quorum} of its {len(ruling.members)} members"
    return ACCUSED


def article(ways: Paths, place: Place) -> str:
    """The article that a place comes from."""
    return ways.ruling.article if place.stage is Stage.CHALLENGED and ways.ruling else ways.rule.article


def periods(ways: Paths, place: Place) -> tuple[tuple[Period, tuple[str, ...]], ...]:
    """(how long, for breaches of which norms) of a place; no norms where it is one for all that come there."""
    found: dict[Period, list[str]] = {}
    for course in ways.courses:
        for norm in course.norms if course.walk.node(place) else ():
            period = period_at(ways.rule, ways.ruling, place, norm)
            if period is not None:
                found.setdefault(period, []).append(norm)
    if len(found) == 1:
        return tuple((period, ()) for period in found)
    return tuple((period, tuple(norms)) for period, norms in found.items())


def norms_said(norms: tuple[str, ...]) -> str:
    """`Article 1`, `Article 1 or 2.2`; of many the first and how many more."""
    if len(norms) > MOST_NORMS:
        return f"Article {', '.join(norms[: MOST_NORMS - 1])} or {len(norms) - MOST_NORMS + 1} others"
    return f"Article {listed(norms, 'or')}"


def limit_words(ways: Paths, place: Place) -> str:
    """`within 72 hours`, `within 7 days (Article 2) or 14 days (Article 3)`."""
    each = periods(ways, place)
    said = [f"{period} ({norms_said(norms)})" if norms else str(period) for period, norms in each]
    return f"within {listed(said, 'or')}" if said else ""


def duty_words(ways: Paths, place: Place) -> str:
    """`each member votes within 48 hours`; "" where the text gives the members no duty of their own (P2h)."""
    found = {Stage.ATTESTING: ways.rule.duty, Stage.CHALLENGED: ways.ruling.duty if ways.ruling else None}
    duty = found.get(place.stage)
    return f"each member votes within {duty}" if duty is not None else ""


def what(ways: Paths, edge: Edge) -> str:
    """What is done, or not done, for a case to go a way; a few words to stand beside an arrow."""
    rule, ruling = ways.rule, ways.ruling
    members, judges = len(rule.members), len(ruling.members) if ruling else 0
    match edge.doing:
        case Doing.SILENCE:
            return _silence(edge)
        case Doing.VOTE_FOR:
            return f"{edge.votes} of {members} vote that there is a breach"
        case Doing.VOTE_AGAINST:
            return f"{edge.votes} of {members} vote against it, so that {rule.quorum} are out of reach"
        case Doing.PERFORMED:
            late = edge.source.stage is Stage.CURING
            return "reports show that it was done" if late else "reports show that it was done before the vote"
        case Doing.CURE_ATTESTED:
            return f"the certifying body attests it, {edge.votes} of {members}"
        case Doing.WAIVE:
            return "the accused waives its time"
        case Doing.CHALLENGE:
            return "the accused challenges"
        case Doing.UPHOLD:
            return f"{edge.votes} of {judges} uphold the challenge"
        case Doing.REJECT:
            return f"{edge.votes} of {judges} reject the challenge"
        case Doing.RETRACTION:
            return "the finding no longer stands"
        case _:
            assert_never(edge.doing)


def _silence(edge: Edge) -> str:
    match edge.source.stage:
        case Stage.ATTESTING:
            means = "refusal" if edge.target.stage is Stage.REFUSED else "assent"
            return f"no decision by then (silence is {means})"
        case Stage.CURING:
            return "not made good by then"
        case Stage.CHALLENGEABLE:
            return "no challenge by then"
        case _:
            does = "upholds" if edge.target.stage is Stage.UPHELD else "dismisses"
            return f"no ruling by then (silence {does} it)"


# -- guarantees --------------------------------------------------------------------------------------------------------


def effect(promise: Promise) -> str:
    """What takes effect for whom, and what it waits for; a sentence, and a second one where it can wait."""
    rule = promise.rule
    given = f"membership of {rule.alliance}" if rule.alliance else f'"{rule.effect}"'
    rests = [f"{party} is in certified {grade} breach" for party, grade in rule.rests_while]
    waits = f" It waits while {listed(rests, 'or')}." if rests else ""
    return f"{given} for {rule.beneficiary} takes effect.{waits}"


def name_of(promise: Promise) -> str:
    """`Article 5`; the second guarantee of an article by its number there."""
    article, _, number = promise.rule.name.partition("#")
    return f"Article {article} (guarantee {number})" if number else f"Article {article}"


def consents(promise: Promise) -> str:
    """Whose consents must be in before, to stand behind `the consents of`; "" where none is asked for."""
    said = []
    for consent, size in promise.asked:
        who = f"at least {consent.count} of the {size} members of {consent.of}"
        if not consent.count:
            who = f"the one member of {consent.of}" if size == 1 else f"all {size} members of {consent.of}"
        said.append(f"{who} ({'' if size == 1 else 'each '}{article_of(consent.construction.value)})")
    return " and of ".join(said)


def notice_words(promise: Promise, zone: str) -> list[str]:
    """Whether a consent can be taken back, with the date that a notice on the day of the finding comes to."""
    if len(promise.leaves) == 1:
        (leave,) = promise.leaves
        return [f"A consent {_leave(leave, promise, zone)}."]
    said = []
    for leave in promise.leaves:
        few = len(leave.guarantors) <= MOST_NORMS
        whose = listed(leave.guarantors) if few else f"{len(leave.guarantors)} of the guarantors"
        said.append(f"A consent of {whose} {_leave(leave, promise, zone)}.")
    return said


def _leave(leave: Leave, promise: Promise, zone: str) -> str:
    if leave.quiet is None:
        return "cannot be withdrawn"
    notice = promise.rule.withdrawal.notice if promise.rule.withdrawal else None
    how = "at once"
    if notice is not None:
        how = f"on {notice} notice (given just before the breach is found it would end {moment(leave.quiet, zone)})"
    if leave.pending is not None:
        return f"can be withdrawn {how}, also while a breach is pending"
    never = "no notice can be given, and none takes effect, while a breach is pending"
    return f"can be withdrawn {how}, but {never}"


def own_dates(ways: Paths, promise: Promise, zone: str) -> str:
    """The latest award where it is not the latest certificate: of the breaches of its own accused; "" else."""
    latest = max(n.latest for n in ways.nodes if n.place.stage is Stage.CERTIFIED)
    if promise.release is None or promise.release.latest == latest:
        return ""
    by = promise.rule.by
    return f" At the latest {moment(promise.release.latest, zone)}, since not all of these breaches can be by {by}."


def stalls(ways: Paths) -> list[str]:
    """Who can stop a case by doing nothing, a sentence each."""
    rule, ruling, said = ways.rule, ways.ruling, []
    if rule.silence is Silence.REFUSAL:
        said.append(f"{rule.body} can stop it by doing nothing: its silence is refusal.")
    if ruling is not None and ruling.silence is Silence.UPHOLDS:
        said.append(f"{ruling.body} can stop it by doing nothing: its silence upholds the challenge.")
    return said


def obstacles(promise: Promise, zone: str) -> list[str]:
    """What can keep an award from following the certificate, and what can make it wait, a sentence each."""
    rule, said = promise.rule, []
    if promise.never:
        names = listed([f"{m.guarantor} ({m.why})" for m in promise.never])
        said.append(f"It can never be armed as things are: {names}.")
    elif not promise.asked:
        said.append("Nobody's consent is asked for: it is armed from the beginning.")
    elif len(promise.needed) > 1:
        said.append(
            f"Each of {len(promise.needed)} guarantors alone can keep it from being armed by depositing nothing."
        )
    elif promise.needed:
        said.append(f"{promise.needed[0]} alone can keep it from being armed by depositing nothing.")
    for leave in promise.too_late_to_hold:
        assert leave.pending is not None
        alone = all(g in promise.needed for g in leave.guarantors)
        who = f"Each of {len(leave.guarantors)} guarantors alone" if alone else "Guarantors, if enough of them do it,"
        if len(leave.guarantors) == 1:
            who = leave.guarantors[0]
        said.append(
            f"{who} can keep the award from following by withdrawing when the breach is found, with effect from "
            f"{moment(leave.pending, zone)}."
        )
    for party, grade in rule.rests_while:
        said.append(
            f"The award waits while {party} is in certified {grade} breach, until that is made good or no longer "
            "stands."
        )
    return said


def review_words(promise: Promise, zone: str) -> str:
    """Who may do what when the evidence is taken back after the award; "" where the accord says nothing."""
    review = promise.rule.review
    if review is None:
        return ""
    who = f"each member of {review.of}" if review.of else listed(review.named, "or")
    how_long = f"within {review.period}" if review.period else "without a limit"
    if promise.review_until is not None:
        how_long += f" (by {moment(promise.review_until, zone)} if that is on the day of the latest award)"
    return (
        "If the evidence is taken back after the award, nothing is undone by itself: under Article "
        f"{review.article} {who} may {review.act or 'act'} {how_long}."
    )


def sunset_words(end: Sunset, zone: str) -> str:
    """The end of the time in force, with its renewal."""
    said = f"The accord is in force until {moment(end.until, zone)}"
    if end.renewed_until is not None and end.object_by is not None:
        said += (
            f", then renewed until {moment(end.renewed_until, zone)} unless a party objects by "
            f"{moment(end.object_by, zone)}"
        )
    return f"{said}. A case that is open when it ends goes on."
