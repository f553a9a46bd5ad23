"""Why an incident is what it is, in sentences a mediator can check against the reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from foedus.accord.model import Accord
from foedus.basics.instant import MINUTE, Interval, show
from foedus.basics.probability import Nano, percent
from foedus.incident.grouping import Group
from foedus.incident.hearing import Heard
from foedus.incident.marks import Marks, Sort
from foedus.incident.model import Attribution
from foedus.incident.origins import NO_EVIDENCE, Speaker, origins_of
from foedus.incident.said_one import said_one
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
    origins = (_origin(h, told, accord, speaker) for h in told.heard)
    sentences = [*_joined(told, accord), *origins, *_confirmation(told, accord)]
    sentences.append(_attribution(told.attribution))
    sentences += _marked(told)
    for denial in told.group.denials:
        by = speaker(denial.report)
        name = _named(by, (denial.report,), speaker, accord)
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
        return [_episode(told, told.run, by, accord), *_said_one(told), *_vaguer(group, "episode", "I1e")]
    if told.series:
        sentences.append(f"A count of the series {told.series}: it tells no single events apart (I7).")
        if told.replaced:
            earlier = "an earlier count" if told.replaced == 1 else f"{told.replaced} earlier counts"
            sentences.append(f"It takes the place of {earlier} of the same, which it corrects (I7d).")
    elif count > 1:
        sentences += _said_one(told)
        if len({group.unit_of.get(r.id, r.id) for r in _sound(told)}) > 1:
            within = f"{_metres(same.distance_m)} and {same.period}"
            likelier = "Taken together they are likelier to tell of one act than of two"
            sentences.append(f"{likelier}, for an accord of {within} (I1b).")
    return [*sentences, *_vaguer(group, "incident", "I2")]


def _sound(told: Told) -> list[Report]:
    """The reports that had a say in what is one incident: not those of which nothing follows (R7)."""
    marked = {i for i, marks in told.marks.items() if any(mark.sort is Sort.APART for mark in marks)}
    return [m.report for m in told.group.members if m.id not in marked]


def _said_one(told: Told) -> list[str]:
    """What was said of its reports that makes them one; some of it may be a decision that is not among them."""
    if not told.group.by_number or not _sound(told):  # of reports that are all marked nothing follows
        return []
    found = said_one(_sound(told))
    units: dict[str, set[str]] = {}
    for report, unit in told.group.unit_of.items():
        units.setdefault(unit, set()).add(report)
    if found.words and all(any(unit <= one for one in found.sets) for unit in units.values()):
        return list(found.words)
    return [*found.words, "An analyst's decision, or a flood of reports alike, joins reports of it (I1c, I1d)."]


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
        best = "and no other" if rule == "I1e" else "best of all nearby"
        sentences.append(f"{which} this {what} {best}, and so support{'s' if one else ''} it ({rule}).")
    if group.could_be == 1:
        sentences.append(f"It fits an {what} nearby, but not every report of it, and so stays by itself ({rule}).")
    elif group.could_be:
        which = f"which of {group.could_be} {what}s nearby it means"
        sentences.append(f"It is too vague to tell {which}, and so joins none ({rule}).")
    return sentences


def _marked(told: Told) -> list[str]:
    """Which reports are marked and why, one sentence each."""
    marked = [(m.report, mark) for m in told.group.members for mark in told.marks.get(m.id, ())]
    sentences = [
        f"Marked: the report by {_by(report)} [{report.id[:8]}]: {mark.says}." for report, mark in marked[:_MOST_NAMED]
    ]
    rest = len(marked) - _MOST_NAMED
    return [*sentences, f"{rest} more marks of reports of it (R7)."] if rest > 0 else sentences


def _by(report: Report) -> str:
    return f"{report.outlet} (row {report.source_row})" if report.source_row else report.outlet or report.origin


def _origin(heard: Heard, told: Told, accord: Accord, speaker: Callable[[Report], Speaker]) -> str:
    name = _named(heard.speaker, heard.reports, speaker, accord)
    if heard.marked:
        return f"{name} does not count as an origin: what it says is marked (R7)."
    if heard.testimony is None and not heard.speaker.party:
        together = f"{_listed(list(heard.speaker.parties))} together"
        return f"{name} is {together}, and which of them says what is not told: counts zero (I3c)."
    if heard.testimony is None:
        return f"{name} speaks for {heard.speaker.party} and {_own_interest(heard, accord)}: counts zero (I3)."
    if not heard.testimony.claims:
        return f"{name} counts as an origin; it does not say who did it."
    claims, shares = heard.testimony.claims, told.shares[heard.speaker.key]
    said = [f"{party} ({basis.value}, weight {percent(shares[party])})" for party, basis in claims]
    loose = "; it may tell of another act, and adds less (I4h)" if heard.speaker.key in told.loose else ""
    against = heard.speaker.party != "" and any(party == heard.speaker.party for party, _ in claims)
    how = ", against its own interest" if against else ""
    return f"{name} counts as an origin{how}: it names {_listed(said)}{loose}."


def _own_interest(heard: Heard, accord: Accord) -> str:
    """Why what a party says does not count: it names nobody, or others, or tells of a duty that it claims done."""
    origins = origins_of(accord)
    claims = [c for r in heard.reports for c in r.claims if c.basis not in NO_EVIDENCE and c.party.strip()]
    named = sorted({origins.party_or_name(c.party) for c in claims})
    if not named:
        return "names nobody"
    if heard.speaker.party in named:
        return "claims to have done its duty, which is in its own interest"
    return f"names {_listed(named)}, which is in its own interest"


def _confirmation(told: Told, accord: Accord) -> list[str]:
    asked = accord.evidence.confirmation
    counting = [h for h in told.heard if h.testimony is not None]
    doubt = ""
    if len(told.corroborating) < len(counting):
        doubt = f" No more than {len(told.corroborating)} of them surely speak of one act (I3l)."
    others = sum(1 for h in counting if not h.speaker.parties)
    word = "Confirmed" if told.confirmed else "Not confirmed"
    rest = f", {others} of them not a party ({asked.not_a_party} asked)" if asked.not_a_party else ""
    origins = f"{len(counting)} independent origin{'' if len(counting) == 1 else 's'}"
    said = [f"{word}: {origins} ({asked.origins} asked){rest}.{doubt}"]
    together = [h for h in counting if h.speaker.name in told.corroborating]
    outsiders = sum(1 for h in together if not h.speaker.parties)
    if not told.confirmed and len(together) + 1 >= asked.origins and outsiders + 1 >= asked.not_a_party:
        party = " that is no party" if outsiders < asked.not_a_party else ""
        said.append(f"One more independent origin{party}, surely telling of this act (I3l), would confirm it.")
    return said


def _attribution(attribution: Attribution) -> str:
    if not attribution.parties:
        return "Attributed to nobody."
    shares = ", ".join(f"{party} {percent(p)}" for party, p in attribution.parties)
    return f"Attributed: {shares}; unattributed {percent(attribution.unattributed)} (I4a)."


def _named(
    by: Speaker, reports: Sequence[Report], speaker: Callable[[Report], Speaker], accord: Accord
) -> str:  # fmt: skip
    """The origin, with the names under which it speaks and, told from these, who says that it repeats it."""
    own = [r for r in reports if not r.derives_from and speaker(r).key == by.key]
    names = {_claimant(r, by, accord) for r in own} - {by.name, ""}
    again = {r.outlet or r.origin for r in reports if r.derives_from} - {by.name, "", *names}
    said = [_listed(sorted(names))] if names else []
    said += [f"repeated by {_listed(sorted(again))}"] if again else []
    return f"{by.name} ({'; '.join(said)})" if said else by.name


def _claimant(report: Report, by: Speaker, accord: Accord) -> str:
    """Whose words it prints; of another's words in a party's organ also where they stand (I3n)."""
    if not by.parties or report.origin in ("", report.outlet):
        return report.origin
    origins = origins_of(accord)
    others = origins.organ_of(report.outlet) - {*origins.spoken_for(report.origin)}
    return f"{report.origin} as {report.outlet} prints it" if others else report.origin


def _listed(words: list[str]) -> str:
    if len(words) > _MOST_NAMED:
        return ", ".join(words[:_MOST_NAMED]) + f" and {len(words) - _MOST_NAMED} more"
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _metres(metres: int) -> str:
    return f"{metres // 1000} km" if metres % 1000 == 0 else f"{metres} m"
