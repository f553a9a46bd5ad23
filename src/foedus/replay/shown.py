"""A replay as plain text of at most 100 columns: the verdict first, then what it rests on, down to the links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from foedus.basics.instant import MINUTE, Instant
from foedus.basics.place import Area, Nowhere, Place, Point
from foedus.basics.probability import percent
from foedus.basics.wrapping import WIDTH, clean, wrapped
from foedus.finding.model import Finding, Truth
from foedus.incident.model import Incident
from foedus.replay.model import History, Replay
from foedus.replay.support import support_said
from foedus.replay.words import UNLESS_RENEWED, breach, counted, length, moment, stretch, tally, when
from foedus.report.model import Basis, Kind, Report

MOST_INCIDENTS = 12
"""How many incidents of a finding are listed; the rest is in the JSON and the CSV, and the text says so."""
MOST_REVISIONS = 12
"""How many changes of a finding are listed; the first ones and the last."""
MOST_REPORTS = 6
"""How many reports of an incident are listed, the earliest known first."""
MOST_TIPS = 10
"""How many tips are listed."""


def verdict_lines(replay: Replay) -> list[str]:
    """The answer in a few sentences: what was breached by whom, known when, and what became of the guarantee."""
    accord = replay.accord
    lines = [clean(accord.name), "=" * min(len(clean(accord.name)), WIDTH)]
    until = accord.in_force_until
    lines += wrapped(
        f"In force from {_show(accord.in_force_from, replay)} "
        + (f"until {_show(until, replay)}" if until else "with no end agreed")
        + f" ({accord.time_zone}). As known {moment(replay.final.as_known_at, accord.time_zone)}: "
        f"{counted(len(replay.reports), 'report')}, {counted(len(replay.known.incidents), 'incident')}."
    )
    lines += wrapped(UNLESS_RENEWED) if accord.renewal is not None else []
    lines.append("")
    lines += _found_lines(replay)
    supports = support_said(replay)
    if supports:
        lines += ["", "What the evidence supports:"]
        lines += [line for said in supports for line in wrapped(f"- {said}", "  ", "")]
    for outcome in replay.guarantees:
        what = f"membership of {outcome.guarantee.alliance}" if outcome.guarantee.alliance else outcome.guarantee.effect
        lines += ["", *wrapped(f"The guarantee of Article {outcome.article} ({what}):")]
        lines += [line for said in outcome.says for line in wrapped(said, "  ")]
    return lines


def _found_lines(replay: Replay) -> list[str]:
    standing = [h for h in replay.histories if h.last is not None]
    breached = [h for h in standing if h.last and h.last.truth is Truth.BREACHED]
    named = [h for h in breached if h.last and h.last.party]
    unnamed = [h for h in breached if h.last and not h.last.party]
    undetermined = [h.last for h in standing if h.last and h.last.truth is Truth.UNDETERMINED]
    lines: list[str] = []
    if named:
        lines += wrapped(f"Found breached, under the accord's own standard ({_standard(replay)}):")
        lines += _breach_lines(named, replay)
    else:
        lines += wrapped(
            f"No article was found breached by any party under the accord's own standard ({_standard(replay)})."
        )
    if unnamed:
        lines += wrapped("Broken, by whom is undetermined; such a finding opens no guarantee:")
        lines += _breach_lines(unnamed, replay)
    if undetermined:
        told = "; ".join(tally(sorted(undetermined, key=lambda f: _weight(f, replay))))
        lines += wrapped(f"Undetermined, so nobody's breach: {told}.")
    withdrawn = sum(h.last is None for h in replay.histories)
    if withdrawn:
        stands = "stands" if withdrawn == 1 else "stand"
        lines += wrapped(f"{counted(withdrawn, 'earlier finding')} no longer {stands} as such.")
    return lines


def _weight(finding: Finding, replay: Replay) -> tuple[int, list[str], str]:
    """The gravest first, then by article and party."""
    return -replay.accord.grades.index(finding.grade), finding.norm.split("."), finding.party or "~"


def _breach_lines(histories: Sequence[History], replay: Replay) -> list[str]:
    ordered = sorted(histories, key=lambda h: _weight(h.last or h.first, replay))
    said = [f"- {words}: {_first_of(same, replay)}" for words, same in _together(ordered).items()]
    return [line for words in said for line in wrapped(words, "  ", "")]


def _together(histories: Iterable[History]) -> dict[str, list[History]]:
    groups: dict[str, list[History]] = {}
    for history in histories:
        assert history.last is not None, "only what stands is put together"
        groups.setdefault(breach(history.last), []).append(history)
    return groups


def _first_of(histories: Sequence[History], replay: Replay) -> str:
    first = min(histories, key=lambda h: (h.first_breached_at or h.first_known_at, h.key))
    finding = first.last or first.first
    known_at = first.first_breached_at or first.first_known_at
    lead = "once" if len(histories) == 1 else f"{len(histories):,} times; the first"
    return f"{lead} reached {_known(finding, known_at, replay)}; {_how_sure(finding)} ({first.key})"


def _known(finding: Finding, known_at: Instant, replay: Replay) -> str:
    """When it was reached and when that was known, after `reached`."""
    zone, delay = replay.accord.time_zone, known_at - finding.reached_at
    if delay < MINUTE:
        return f"{moment(finding.reached_at, zone)} and known at once"
    return f"{moment(finding.reached_at, zone)}, known {moment(known_at, zone)}, {length(delay)} later"


def _how_sure(finding: Finding) -> str:
    """What a finding rests on, and how sure it is; for nobody known the sentence below it says what is sure."""
    if not finding.incidents:
        return "by the clock"
    incidents = counted(len(finding.incidents), "incident")
    if finding.truth is Truth.UNDETERMINED:
        sure = f"{percent(finding.probability)} sure on what is certain" if finding.probability else "none certain"
        return f"{incidents}, {sure}"
    return f"{incidents}, {percent(finding.probability)} sure" if finding.party else incidents


def _standard(replay: Replay) -> str:
    evidence = replay.accord.evidence
    confirmation, outside = evidence.confirmation, ""
    if confirmation.not_a_party:
        outside = (
            " that is not a party"
            if confirmation.origins == 1
            else (f", at least {confirmation.not_a_party} of them not a party")
        )
    origins = counted(confirmation.origins, "independent origin")
    return f"{evidence.standard.name}, confirmed by {origins}{outside}"


def states_lines(replay: Replay) -> list[str]:
    """How each norm stands for each party it binds, and why, then what came in from which file."""
    lines = ["How each article stands"]
    for state in replay.final.states:
        lines += wrapped(f"Article {state.norm}, {state.party}: {state.state.value}. {state.why}", "    ", "  ")
    lines += ["", "What came in"]
    for source in replay.sources:
        refused = f", {counted(source.refused, 'row')} refused" if source.refused else ""
        came = f"{source.file} ({source.format}): {counted(source.reports, 'report')}{refused}"
        lines += wrapped(came, "    ", "  ")
        for problem in source.problems:
            lines += wrapped(f"not read as it should be: {problem}", "      ", "    ")
        for note, rows in source.notes:
            lines += wrapped(f"{note}: {counted(rows, 'row')}", "      ", "    ")
    return lines + [line for note in replay.notes for line in wrapped(note, "    ", "  ")]


def finding_lines(history: History, replay: Replay) -> list[str]:
    """One finding with its history and its trail: finding, incidents, reports, links."""
    finding = history.last or history.first
    stands = finding.truth.value if history.last else "withdrawn"
    lines = wrapped(f"{history.key}  {stands}: {breach(finding)}")
    known = moment(history.first_known_at, replay.accord.time_zone)
    late = f"{length(history.delay)} after it was reached" if history.delay >= MINUTE else "as it was reached"
    lines += wrapped(f"First known {known}, {late}; {_how_sure(finding)}.", "  ")
    for sentence in finding.explanation:
        lines += wrapped(sentence, "  ")
    lines += _history_lines(history, replay)
    incidents = {i.id: i for i in replay.known.incidents}
    found = [incidents[i] for i in finding.incidents if i in incidents]
    found.sort(key=lambda i: (i.happened_at.start, i.happened_at.end, i.id))
    reports = {r.id: r for r in replay.reports}
    for incident in found[:MOST_INCIDENTS]:
        lines += _incident_lines(incident, reports, replay)
    if len(found) > MOST_INCIDENTS:
        lines.append(f"  and {counted(len(found) - MOST_INCIDENTS, 'more incident')}, in the JSON and the CSV")
    return lines


def _history_lines(history: History, replay: Replay) -> list[str]:
    revisions = history.revisions
    lines: list[str] = []
    for index, revision in enumerate(revisions):
        if MOST_REVISIONS - 2 <= index < len(revisions) - 1:
            if index == MOST_REVISIONS - 2:
                lines.append(f"  ... {counted(len(revisions) - MOST_REVISIONS + 1, 'more change')} in between")
            continue
        because = f" (because of {counted(len(revision.because), 'report')})" if revision.because else " (by the clock)"
        at = moment(revision.known_at, replay.accord.time_zone)
        lines += wrapped(f"{at[0].upper()}{at[1:]}: {revision.what}{because}", "      ", "  ")
    return lines


def _incident_lines(incident: Incident, reports: dict[str, Report], replay: Replay) -> list[str]:
    alleged = f"laid to {', '.join(incident.alleged)}" if incident.alleged else "laid to nobody"
    shares = ", ".join(f"{party} {percent(p)}" for party, p in incident.attribution.parties)
    sure = f", attributed to {shares}" if shares else ", attributed to nobody" if incident.alleged else ""
    act = " or ".join(incident.acts) or "act not given"
    on = f" on {' or '.join(incident.targets)}" if incident.targets else ""
    lines = wrapped(
        f"{incident.id}  {act}{on}, {stretch(incident.happened_at, replay.accord.time_zone)}, "
        f"{place_said(incident.place)}; {'confirmed' if incident.confirmed else 'not confirmed'}, {alleged}{sure}",
        "      ", "    ",
    )  # fmt: skip
    members = sorted((reports[r] for r in incident.reports), key=lambda r: (r.known_at, r.id))
    for report in members[:MOST_REPORTS]:
        lines += _report_lines(report, replay)
    if len(members) > MOST_REPORTS:
        lines.append(f"      and {counted(len(members) - MOST_REPORTS, 'more report')}, in the JSON and the CSV")
    return lines


def _report_lines(report: Report, replay: Replay) -> list[str]:
    who = report.outlet if report.origin == report.outlet else f"{report.origin}, in {report.outlet}"
    kind = "" if report.kind is Kind.EVENT else f"{report.kind.value}, "
    says = ", ".join(_SAID[c.basis].format(c.party) for c in report.claims) or "names nobody"
    known = moment(report.known_at, replay.accord.time_zone)
    lines = wrapped(f"known {known}  {who}: {kind}{says}  {report.id[:12]}", "          ", "      ")
    return lines + ([f"          {clean(report.link)}"] if report.link else [])  # a link is never broken in two


_SAID = {
    Basis.SEEN: "saw {} do it", Basis.SENSOR: "a sensor shows that {} did it", Basis.BEARING: "a bearing points to {}",
    Basis.CRATER: "a crater points to {}", Basis.CLAIMED: "{} says that it did it", Basis.ACCUSED: "accuses {}",
    Basis.DENIED: "{} denies it", Basis.HEARSAY: "heard that {} did it", Basis.ANNOUNCED: "{} announces it",
}  # fmt: skip
"""What each basis says of a party."""


def readings_lines(replay: Replay) -> list[str]:
    """What would be found if the same text and the same reports were read otherwise."""
    lines = ["If it were read otherwise"]
    own = replay.readings[0] if replay.readings else None
    for row in replay.readings:
        change = [f"{n:,} {word}" for n, word in ((row.appear, "more"), (row.vanish, "fewer")) if n]
        if not change and own and row.breached != own.breached:
            change = ["at the same times, joined or parted otherwise"]
        found = counted(row.breached - row.by_nobody, "breach by a party", "breaches by a party")
        found += f", {row.by_nobody:,} by whom is undetermined" if row.by_nobody else ""
        found += f"; {counted(row.undetermined, 'more that may be one', 'more that may be')}"
        lines += wrapped("; ".join([f"{row.what}: {found}", *change]), "    ", "  ")
        lines += [line for words in row.appearing for line in wrapped(f"+ {words}", "        ", "      ")]
        lines += [line for words in row.vanishing for line in wrapped(f"- {words}", "        ", "      ")]
    return lines


def tips_lines(replay: Replay) -> list[str]:
    """Which report would tip what does not stand now."""
    if not replay.tips:
        return ["What would tip it", *wrapped("No further report was found that would make a breach stand.", "  ")]
    kinds = Counter((t.alone, t.opens_guarantee) for t in replay.tips)
    lines = [
        "What would tip it",
        *wrapped(". ".join(_kinds(*k, n) for k, n in kinds.items()) + ". For example:", "  "),
    ]
    for tip in replay.tips[:MOST_TIPS]:
        lines += wrapped(f"- {tip.what}", "    ", "  ")
    if len(replay.tips) > MOST_TIPS:
        lines.append(f"  and {len(replay.tips) - MOST_TIPS:,} more, in the JSON")
    return lines


def _kinds(alone: bool, opens_guarantee: bool, number: int) -> str:
    """So many reports, or sets of them: what makes a breach stand, in words that fit behind one another."""
    guarantee = " that a guarantee waits for" if opens_guarantee else ""
    if alone:
        which = "One report by itself" if number == 1 else f"Each of {number:,} reports by itself"
    else:
        which = "one set of several reports" if number == 1 else f"each of {number:,} sets of several reports"
    return f"{which[0].upper()}{which[1:]} would make a breach{guarantee} stand"


def _show(at: Instant, replay: Replay) -> str:
    return when(at, replay.accord.time_zone)


def place_said(place: Place) -> str:
    """Where something was: a point with how exact it is, a name, or that it is not known."""
    match place:
        case Point():
            radius = f"{place.radius_m / 1000:,g} km" if place.radius_m >= 1000 else f"{place.radius_m} m"
            north, east = "N" if place.latitude >= 0 else "S", "E" if place.longitude >= 0 else "W"
            return f"{abs(place.latitude):.4f} {north} {abs(place.longitude):.4f} {east}, within {radius}"
        case Area():
            return place.name
        case Nowhere():
            return "place unknown"
