"""Why an incident is what it is, in sentences a mediator can check against the reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from foedus.accord.model import Accord
from foedus.basics.instant import MINUTE, Interval, show
from foedus.basics.probability import Nano, percent
from foedus.incident.grouping import Group
from foedus.incident.hearing import Heard
from foedus.incident.marks import Marks
from foedus.incident.model import Attribution
from foedus.incident.origins import Speaker
from foedus.report.model import Basis, Report

_MOST_NAMED = 6
"""How many outlets or supporting reports a sentence names before it says how many more there are."""


@dataclass(frozen=True)
class Told:
    """What the sentences are about."""

    group: Group
    heard: tuple[Heard, ...]
    attribution: Attribution
    confirmed: bool
    series: str
    replaced: int
    corroborating: tuple[str, ...] = ()
    marks: Marks = field(default_factory=dict)
    shares: Mapping[str, Mapping[str, Nano]] = field(default_factory=dict)
    """By key of the origin and party: how probable its claim, and nothing else, makes it that this party did it."""
    run: Interval | None = None
    """Of an episode: from its first to its last report."""
    loose: frozenset[str] = frozenset()
    """Keys of the origins that may well tell of another act (I4h)."""


def explained(told: Told, accord: Accord, speaker: Callable[[Report], Speaker]) -> tuple[str, ...]:
    """Sentences: how the reports came together, who counts and why, whether it is confirmed, who did it, who denies."""
    sentences = [*_joined(told, accord), *(_origin(h, told) for h in told.heard), _confirmation(told, accord)]
    sentences.append(_attribution(told.attribution))
    sentences += _marked(told)
    for denial in told.group.denials:
        name = _named(speaker(denial.report).name, denial.report)
        known = show(denial.report.known_at // MINUTE * MINUTE, accord.time_zone)
        blamed = sorted({c.party for c in denial.report.claims if c.basis is not Basis.DENIED and c.party})
        instead = f", and says that {_listed(blamed)} did it" if blamed else ""
        sentences.append(f"{name} denies it{instead} (known {known}); a denial counts for nobody.")
    return tuple(dict.fromkeys(sentences))


def _joined(told: Told, accord: Accord) -> list[str]:
    group, same = told.group, accord.evidence.same_incident
    count = len(group.members)
    outlets = sorted({m.report.outlet for m in group.members if m.report.outlet})
    by = f" by {_listed(outlets)}" if outlets else ""
    sentences = [f"{count} report{'' if count == 1 else 's'}{by}."]
    if told.run is not None:
        bound = ["A collector's event number, a stated copy or a decision joins reports of it (I1c)."]
        return [
            _episode(told, told.run, by, accord), *(bound if group.by_number else ()),
            *_vaguer(group, "episode", "I1e"),
        ]  # fmt: skip
    if told.series:
        sentences.append(f"A count of the series {told.series}: it tells no single events apart (I7).")
        if told.replaced:
            earlier = "an earlier count" if told.replaced == 1 else f"{told.replaced} earlier counts"
            sentences.append(f"It takes the place of {earlier} of the same, which it corrects (I7d).")
    elif count > 1:
        if group.by_number:
            sentences.append("A collector's event number joins reports of it.")
        if not group.by_number or len({m.report.event_key for m in group.members}) > 1:
            within = f"{_metres(same.distance_m)} and {same.period}"
            likelier = "On the average of all pairs they are likelier to be one act than two"
            sentences.append(f"{likelier}, for an accord of {within} (I1b).")
    return [*sentences, *_vaguer(group, "incident", "I2")]


def _episode(told: Told, run: Interval, by: str, accord: Accord) -> str:
    same, count = accord.evidence.same_incident, len(told.group.members)
    if count == 1:
        return f"An episode of 1 report{by} (I1e)."
    start, end = (show(t, accord.time_zone) for t in (run.start, run.end))
    within = f"within {_metres(same.distance_m)} with gaps of at most {same.period}"
    return f"An episode of {count} reports{by} from {start} to {end}: {within}, each of another one (I1e)."


def _vaguer(group: Group, what: str, rule: str) -> list[str]:
    """What supports it, and what it may support itself."""
    sentences = []
    if group.supports:
        one = len(group.supports) == 1
        which = "1 vaguer report fits" if one else f"{len(group.supports)} vaguer reports fit"
        sentences.append(f"{which} this {what} and no other, and so support{'s' if one else ''} it ({rule}).")
    if group.could_be == 1:
        sentences.append(f"It fits an {what} nearby, but not every report of it, and so stays by itself ({rule}).")
    elif group.could_be:
        which = f"which of {group.could_be} {what}s nearby it means"
        sentences.append(f"It is too vague to tell {which}, and so joins none ({rule}).")
    return sentences


def _marked(told: Told) -> list[str]:
    """Which reports are marked and why, one sentence each."""
    marked = [(m.report, mark) for m in told.group.members for mark in told.marks.get(m.id, ())]
    sentences = [f"Marked: the report by {_by(report)}: {mark.says}." for report, mark in marked[:_MOST_NAMED]]
    rest = len(marked) - _MOST_NAMED
    return [*sentences, f"{rest} more marks of reports of it (R7)."] if rest > 0 else sentences


def _by(report: Report) -> str:
    return f"{report.outlet} (row {report.source_row})" if report.source_row else report.outlet or report.origin


def _origin(heard: Heard, told: Told) -> str:
    name = _named(heard.speaker.name, *heard.reports)
    if heard.marked:
        return f"{name} does not count as an origin: what it says is marked (R7)."
    if heard.testimony is None and not heard.speaker.party:
        together = f"{_listed(list(heard.speaker.parties))} together"
        return f"{name} is {together}, and which of them says what is not told: counts zero (I3c)."
    if heard.testimony is None:
        return f"{name} speaks for {heard.speaker.party}, in its own interest or naming nobody: counts zero (I3)."
    if not heard.testimony.claims:
        return f"{name} counts as an origin; it does not say who did it."
    claims, shares = heard.testimony.claims, told.shares[heard.speaker.key]
    said = [f"{party} ({basis.value}, weight {percent(shares[party])})" for party, basis in claims]
    loose = "; it may tell of another act, and adds less (I4h)" if heard.speaker.key in told.loose else ""
    against = heard.speaker.party != "" and any(party == heard.speaker.party for party, _ in claims)
    how = ", against its own interest" if against else ""
    return f"{name} counts as an origin{how}: it names {_listed(said)}{loose}."


def _confirmation(told: Told, accord: Accord) -> str:
    asked = accord.evidence.confirmation
    counting = [h for h in told.heard if h.testimony is not None]
    doubt = ""
    if len(told.corroborating) < len(counting):
        doubt = f" No more than {len(told.corroborating)} of them surely speak of one act (I3l)."
    others = sum(1 for h in counting if not h.speaker.parties)
    word = "Confirmed" if told.confirmed else "Not confirmed"
    rest = f", {others} of them not a party ({asked.not_a_party} asked)" if asked.not_a_party else ""
    origins = f"{len(counting)} independent origin{'' if len(counting) == 1 else 's'}"
    return f"{word}: {origins} ({asked.origins} asked){rest}.{doubt}"


def _attribution(attribution: Attribution) -> str:
    if not attribution.parties:
        return "Attributed to nobody."
    shares = ", ".join(f"{party} {percent(p)}" for party, p in attribution.parties)
    return f"Attributed: {shares}; unattributed {percent(attribution.unattributed)} (I4a)."


def _named(name: str, *reports: Report) -> str:
    behind = sorted({r.origin for r in reports} - {name, ""})
    return f"{name} ({_listed(behind)})" if behind else name


def _listed(words: list[str]) -> str:
    if len(words) > _MOST_NAMED:
        return ", ".join(words[:_MOST_NAMED]) + f" and {len(words) - _MOST_NAMED} more"
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _metres(metres: int) -> str:
    return f"{metres // 1000} km" if metres % 1000 == 0 else f"{metres} m"
