"""Why the reports of an incident are together, and why its neighbours are not with it, in an analyst's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from foedus.accord.model import Granularity
from foedus.basics.instant import SECOND
from foedus.basics.logarithm import MilliNats
from foedus.basics.place import Area, Nowhere
from foedus.basics.wrapping import wrapped
from foedus.incident.by_name import LONGEST_TOLD_S
from foedus.incident.marks import MarkCode
from foedus.incident.neighbours import Neighbour, Pairing
from foedus.incident.said_one import said_one
from foedus.incident.terms import APART
from foedus.replay.note import Note
from foedus.replay.words import counted, stretch

_TERMS = {
    "place": "place", "time": "time", "density": "few incidents around", "act": "the act", "target": "what was hit",
    "weapon": "the weapon", "count": "the numbers", "text": "the words",
}  # fmt: skip


def together_lines(note: Note) -> list[str]:
    """Why its reports are one incident: what was said to be one first, then what their scores say."""
    if note.incident.series:
        return wrapped("It is a count: it tells no single events apart, and is compared with other counts only (I7).")
    without_say = note.no_say
    sound = [note.reports[i] for i in note.incident.reports if note.reports[i] not in without_say]
    lines = _no_say_lines(len(without_say), len(note.incident.reports))
    if not note.pairs:
        without = "Without " + ("it, " if len(without_say) == 1 else "them, ") if without_say and sound else ""
        one = wrapped(f"{without or 'O'}{'o' if without else ''}ne report by itself.")
        return [*lines, *one] if sound else lines
    said = said_one(sound, note.decisions)
    lines += [line for words in said.words for line in wrapped(words)]
    if _of_episodes(note):
        return lines + _run_lines(note)
    if said.all_are_one:
        lines += wrapped("So they are one incident, whatever their scores say, which is told here for comparison:")
    lines += _score_lines(note.pairs, note)
    return lines if said.all_are_one else lines + _bound_lines(note.pairs)


def _no_say_lines(marked: int, everybody: int) -> list[str]:
    if not marked:
        return []
    if marked == everybody:
        return wrapped(f"{'It is' if marked == 1 else 'All are'} marked, so that nothing follows (R7).")
    have = "report has" if marked == 1 else "reports have"
    return wrapped(f"{marked} marked {have} no say in it, and {'is' if marked == 1 else 'are'} in no pair here (R7).")


def _of_episodes(note: Note) -> bool:
    return note.accord.evidence.same_incident.granularity is Granularity.EPISODE


def _run_lines(note: Note) -> list[str]:
    """Of an episode: how many pairs are near enough by themselves; nothing is weighed (I1e)."""
    linked = sum(1 for p in note.pairs if p.score >= 0)
    words = f"{linked:,} of {counted(len(note.pairs), 'pair')} {'is' if linked == 1 else 'are'} {_near(note)} (I1e)"
    rest = "" if linked == len(note.pairs) else "; a chain of such pairs, or what was said, joins the others"
    return wrapped(f"{words}{rest}.")


def _near(note: Note) -> str:
    same = note.accord.evidence.same_incident
    reach = f"{same.distance_m / 1000:,g} km" if same.distance_m >= 1000 else f"{same.distance_m} m"
    return f"of acts that agree, within {reach}, with a gap of at most {same.period}"


def _score_lines(pairs: Sequence[Pairing], note: Note) -> list[str]:
    scored = [p for p in pairs if p.score > APART]
    if not scored:
        return []
    lines: list[str] = []
    if len(scored) == 1:
        lines += _pair_lines("The pair", scored[0], note)
    elif scored[0].terms == scored[-1].terms:
        lines += _pair_lines(f"{len(scored):,} pairs say the same, for example", scored[0], note)
    else:
        lines += _pair_lines("Strongest pair:", scored[0], note) + _pair_lines("Weakest pair:", scored[-1], note)
        average = sum(p.score for p in scored) // len(scored)
        lines += wrapped(f"All {counted(len(scored), 'pair')} on the average: {odds_said(average)} (I1a).")
    slipped = [p for p in scored if p.slipped]
    if slipped:
        more = f"; likewise {counted(len(slipped) - 1, 'more pair')}" if len(slipped) > 1 else ""
        lines += wrapped(f"{_who(slipped[0], note)} {_SLIPPED}{more}.")
    return lines


_SLIPPED = "give clock times half a day apart, taken for one claimant's time with morning and evening mixed up (I2c)"


def _pair_lines(words: str, pair: Pairing, note: Note) -> list[str]:
    return wrapped(f"{words} {_who(pair, note)}: {odds_said(pair.score)}. {terms_said(pair.terms)}")


def _bound_lines(pairs: Sequence[Pairing]) -> list[str]:
    bound = sum(1 for p in pairs if p.score <= APART)
    if not bound:
        return []
    said = f"{counted(bound, 'pair')} that scores alone would keep apart {'is' if bound == 1 else 'are'} together"
    ties = "one derives from the other, a collector gives them one event number, or an analyst decided so (I1c)"
    return wrapped(f"{said} because {ties}.")


def neighbour_lines(note: Note) -> list[str]:
    """Why each neighbour is another incident; where there is none, why."""
    if note.incident.series:
        return wrapped("Single events are never counted into a total (I7).")
    if not note.neighbours:
        return wrapped(_why_none(note))
    return [line for n in note.neighbours for line in wrapped(f"- {_apart_said(n, note)}", "  ", "")]


def _why_none(note: Note) -> str:
    """Why it was compared with no other incident."""
    incident = note.incident
    during = incident.happened_at.end - incident.happened_at.start
    if isinstance(incident.place, Nowhere):
        vast = any(m.code is MarkCode.RADIUS_VAST for i in incident.reports for m in note.marks.get(i, ()))
        why = "Its place is given so vaguely that it counts as not known (R7f)" if vast else "Nobody says where it was"
        return f"{why}: so it can be compared with no other incident."
    if during > LONGEST_TOLD_S * SECOND:
        return "It is told of more than three days: so it can be compared with no other incident."
    if isinstance(incident.place, Area):
        return f"No other incident told of {incident.place.name} lies near enough in time and act to be compared."
    return "No other incident lies near enough in place, time and act to be compared."


def _apart_said(neighbour: Neighbour, note: Note) -> str:
    other, pair, zone = neighbour.incident, neighbour.closest, note.accord.time_zone
    what = f"{other.id} ({' or '.join(other.acts) or 'unnamed act'}, {stretch(other.happened_at, zone)})"
    if _of_episodes(note):
        if pair.score < 0:
            return f"{what}: no report of the one and of the other is {_near(note)} (I1e, I1g)."
        why = "is too vague to make a run or to tell which it is of, or somebody decided that they are two (I1e, I1c)"
        return f"{what}: {_who(pair, note)} are near enough, but one of them {why}."
    if pair.ruled_out:
        same = note.accord.evidence.same_incident
        limits = {
            "place": "their places are farther apart than the accord's distance allows, with all that they may be off",
            "time": f"more than {same.period} lie between their times",
            "act": "their acts exclude each other",
        }
        why = "; ".join(limits[name] for name in pair.ruled_out if name in limits)
        return f"{what}: {why}."
    said = f"{_who(pair, note)} come nearest: {odds_said(pair.score)}. {terms_said(pair.terms)}"
    said += f" They {_SLIPPED}." if pair.slipped else ""
    if neighbour.one_source:
        return f"{what}: one source tells of both as two (I1b). {said}"
    if pair.score < 0:
        return f"{what}: {said}"
    if neighbour.together <= APART:
        return f"{what}: of some pair of their reports it is ruled out that they are one (I1b). {said}"
    if neighbour.together < 0:
        return f"{what}: by what each says together it is {odds_said(neighbour.together)} (I1b). {said}"
    return f"{what}: too vague to tell which incident is meant, or vaguer than what it would support (I2a). {said}"


def _who(pair: Pairing, note: Note) -> str:
    names = [note.reports[i].outlet or "unnamed" if i in note.reports else "another" for i in (pair.one, pair.other)]
    one, other = (f"{name} [{i[:8]}]" for name, i in zip(names, (pair.one, pair.other), strict=True))
    return f"{one} and {other}"


def odds_said(score: MilliNats) -> str:
    """A score as odds a mediator can weigh."""
    times = (Decimal(abs(score)) / 1000).exp()
    size = f"{times:.1f}" if times < 10 else f"{int(times):,}" if times < 10_000 else "more than 10,000"
    return f"{size} times likelier to be {'one incident than two' if score >= 0 else 'two incidents than one'}"


def terms_said(terms: Mapping[str, MilliNats]) -> str:
    """What speaks for and against, in thousandths of a natural logarithm, and their sum. Place, time and how many
    incidents there are around mean something together only."""
    ground = sum(terms[name] for name in ("place", "time", "density"))
    rest = [(name, value) for name, value in terms.items() if name not in ("place", "time", "density") and value]
    parts = [("Place and time, for so many incidents around,", ground), *((_TERMS[n], v) for n, v in rest)]
    said = "; ".join(f"{name} {value / 1000:+.1f}" for name, value in parts)
    return f"{said} ({SUM} {sum(terms.values()) / 1000:+.1f})."


SUM = "sum"
