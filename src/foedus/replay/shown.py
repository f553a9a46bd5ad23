"""A replay as plain text of at most 100 columns: the verdict first, then what it rests on, down to the links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from textwrap import wrap

from foedus.basics.instant import Instant, Interval
from foedus.basics.place import Area, Nowhere, Place, Point
from foedus.basics.probability import percent
from foedus.finding.model import Finding, Truth
from foedus.incident.model import Incident
from foedus.replay.model import History, Replay
from foedus.replay.support import support_said
from foedus.replay.words import breach, counted, length, tally, when
from foedus.report.model import Report

WIDTH = 100
"""Columns of the text."""
MOST_INCIDENTS = 12
"""How many incidents of a finding are listed; the rest is in the JSON and the CSV, and the text says so."""
MOST_REVISIONS = 12
"""How many changes of a finding are listed; the first ones and the last."""
MOST_TIPS = 10
"""How many tips are listed."""


def verdict_lines(replay: Replay) -> list[str]:
    """The answer in a few sentences: what was breached by whom, known when, and what became of the guarantee."""
    accord = replay.accord
    lines = [_clean(accord.name), "=" * min(len(_clean(accord.name)), WIDTH)]
    lines += _wrapped(
        f"In force from {_show(accord.in_force_from, replay)} "
        + (f"until {_show(accord.in_force_until, replay)}" if accord.in_force_until else "with no end agreed")
        + f", as known on {_show(replay.final.as_known_at, replay)} (times of {accord.time_zone}). "
        f"{counted(len(replay.reports), 'report')}, {counted(len(replay.known.incidents), 'incident')}."
    )
    lines.append("")
    lines += _found_lines(replay)
    said = support_said(replay)
    if said:
        lines += ["", "What the evidence supports:"]
        lines += [line for sentence in said for line in _wrapped(f"- {sentence}", "    ", "  ")]
    for outcome in replay.guarantees:
        what = f"membership of {outcome.guarantee.alliance}" if outcome.guarantee.alliance else outcome.guarantee.effect
        lines += ["", *_wrapped(f"The guarantee of Article {outcome.article} ({what}):")]
        lines += [line for said in outcome.says for line in _wrapped(said, "  ")]
    return lines


def _found_lines(replay: Replay) -> list[str]:
    standing = [h for h in replay.histories if h.last is not None]
    breached = [h for h in standing if h.last and h.last.truth is Truth.BREACHED]
    named = [h for h in breached if h.last and h.last.party]
    unnamed = [h for h in breached if h.last and not h.last.party]
    undetermined = [h.last for h in standing if h.last and h.last.truth is Truth.UNDETERMINED]
    standard = replay.accord.evidence.standard.name
    lines: list[str] = []
    if named:
        lines += _wrapped("Found breached, under the accord's own standard:")
        for words, same in _together(named).items():
            lines += _wrapped(f"- {words}: {_first_of(same, replay)}", "  ", "")
    else:
        lines += _wrapped(
            "No article was found breached by any party under the accord's own standard "
            f"({standard}, {_confirmed_by(replay)})."
        )
    if unnamed:
        lines += _wrapped("Broken, by whom is undetermined (such a finding opens no guarantee):")
        for words, same in _together(unnamed).items():
            lines += _wrapped(f"- {words}: {_first_of(same, replay)}", "  ", "")
    if undetermined:
        lines += _wrapped(f"Undetermined, so nobody's breach: {'; '.join(tally(undetermined))}.")
    withdrawn = sum(h.last is None for h in replay.histories)
    if withdrawn:
        lines += _wrapped(f"{counted(withdrawn, 'finding')} of earlier days no longer stand as such.")
    return lines


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
    lead = "once" if len(histories) == 1 else f"{len(histories):,} times, first"
    return (
        f"{lead} reached {_show(finding.reached_at, replay)}, known as breached since {_show(known_at, replay)} "
        f"({_delay(known_at - finding.reached_at)}), {_how_sure(finding)}, {first.key}"
    )


def _delay(microseconds: int) -> str:
    return f"{length(microseconds)} later" if microseconds >= 60_000_000 else "at once"


def _how_sure(finding: Finding) -> str:
    if not finding.incidents:
        return "by the clock"
    incidents = counted(len(finding.incidents), "incident")
    if finding.truth is Truth.UNDETERMINED:
        return f"{incidents}, {percent(finding.probability)} sure on what is certain"
    return f"{percent(finding.probability)} sure, {incidents}"


def _confirmed_by(replay: Replay) -> str:
    confirmation = replay.accord.evidence.confirmation
    of_them = f", {confirmation.not_a_party} of them not a party" if confirmation.not_a_party else ""
    return f"confirmed by {counted(confirmation.origins, 'independent origin')}{of_them}"


def states_lines(replay: Replay) -> list[str]:
    """How each norm stands for each party it binds, and why, then what came in from which file."""
    lines = ["How each article stands"]
    for state in replay.final.states:
        lines += _wrapped(f"Article {state.norm}, {state.party}: {state.state.value}. {state.why}", "    ", "  ")
    lines += ["", "What came in"]
    for source in replay.sources:
        refused = f", {counted(source.refused, 'row')} refused" if source.refused else ""
        came = f"{source.file} ({source.format}): {counted(source.reports, 'report')}{refused}"
        lines += _wrapped(came, "    ", "  ")
        for note, rows in source.notes:
            lines += _wrapped(f"{note}: {counted(rows, 'row')}", "      ", "    ")
    return lines + [line for note in replay.notes for line in _wrapped(note, "    ", "  ")]


def finding_lines(history: History, replay: Replay) -> list[str]:
    """One finding with its history and its trail: finding, incidents, reports, links."""
    finding = history.last or history.first
    stands = finding.truth.value if history.last else "withdrawn"
    origin, left = finding.least_without
    without = f", without {origin} {percent(left)}" if origin else ""
    lines = _wrapped(f"{history.key}  {stands}: {breach(finding)}")
    lines += _wrapped(
        f"episode {_span(finding.episode, replay)}, reached {_show(finding.reached_at, replay)}; "
        f"first known {_show(history.first_known_at, replay)} ({_delay(history.delay)}); {_how_sure(finding)}{without}",
        "  ",
    )
    for sentence in finding.explanation:
        lines += _wrapped(sentence, "  ")
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
        lines += _wrapped(f"{_show(revision.known_at, replay)}  {revision.what}{because}", "      ", "  ")
    return lines


def _incident_lines(incident: Incident, reports: dict[str, Report], replay: Replay) -> list[str]:
    alleged = f"laid to {', '.join(incident.alleged)}" if incident.alleged else "laid to nobody"
    shares = "".join(f", {party} {percent(p)}" for party, p in incident.attribution.parties)
    lines = _wrapped(
        f"{incident.id}  {' or '.join(incident.acts) or 'act unknown'}, {_span(incident.happened_at, replay)}, "
        f"{_place(incident.place)}; {'confirmed' if incident.confirmed else 'not confirmed'}, {alleged}{shares}",
        "      ", "    ",
    )  # fmt: skip
    for report in sorted((reports[r] for r in incident.reports), key=lambda r: (r.known_at, r.id)):
        lines += _report_lines(report, replay)
    return lines


def _report_lines(report: Report, replay: Replay) -> list[str]:
    who = report.outlet if report.origin == report.outlet else f"{report.origin}, in {report.outlet}"
    says = "; ".join(f"{c.party} {c.basis.value}" for c in report.claims) or "names nobody"
    lines = _wrapped(
        f"known {_show(report.known_at, replay)}  {who}: {report.kind.value} ({says})  {report.id[:12]}",
        "          ", "      ",
    )  # fmt: skip
    return lines + ([f"          {_clean(report.link)}"] if report.link else [])  # a link is never broken in two


def readings_lines(replay: Replay) -> list[str]:
    """What would be found if the same text and the same reports were read otherwise."""
    lines = ["If it were read otherwise"]
    for row in replay.readings:
        change = f"; {row.appear:,} more, {row.vanish:,} fewer" if row.appear or row.vanish else ""
        lines += _wrapped(
            f"{row.what}: {counted(row.breached, 'breach', 'breaches')}, {row.undetermined:,} undetermined{change}",
            "    ", "  ",
        )  # fmt: skip
        lines += [line for words in row.appearing for line in _wrapped(f"+ {words}", "        ", "      ")]
    return lines


def tips_lines(replay: Replay) -> list[str]:
    """Which report would tip what does not stand now."""
    if not replay.tips:
        return ["What would tip it", *_wrapped("No further report was found that would make a breach stand.", "  ")]
    kinds = Counter((t.alone, t.opens_guarantee) for t in replay.tips)
    lines = ["What would tip it", *_wrapped("; ".join(_kinds(*k, n) for k, n in kinds.items()) + ".", "  ")]
    for tip in replay.tips[:MOST_TIPS]:
        lines += _wrapped(f"- {tip.what}", "    ", "  ")
    if len(replay.tips) > MOST_TIPS:
        lines.append(f"  and {len(replay.tips) - MOST_TIPS:,} more, in the JSON")
    return lines


def _kinds(alone: bool, opens_guarantee: bool, number: int) -> str:
    guarantee = ", one that a guarantee waits for" if opens_guarantee else ""
    which = counted(number, "single report") if alone else counted(number, "set", "sets") + " of several reports"
    return f"{which} would make a breach stand{guarantee}"


def _show(at: Instant, replay: Replay) -> str:
    return when(at, replay.accord.time_zone)


def _span(interval: Interval, replay: Replay) -> str:
    start, end = _show(interval.start, replay), _show(interval.end, replay)
    return start if start == end else f"{start} to {end}"


def _place(place: Place) -> str:
    match place:
        case Point():
            radius = f"{place.radius_m / 1000:g} km" if place.radius_m >= 1000 else f"{place.radius_m} m"
            north, east = "N" if place.latitude >= 0 else "S", "E" if place.longitude >= 0 else "W"
            return f"{abs(place.latitude):.4f} {north} {abs(place.longitude):.4f} {east}, within {radius}"
        case Area():
            return place.name
        case Nowhere():
            return "place unknown"


def _clean(text: str) -> str:
    """Without characters that could drive the reader's terminal: what sources write is not to be trusted."""
    return "".join(c if c.isprintable() else " " for c in text)


def _wrapped(text: str, later: str = "", first: str | None = None) -> list[str]:
    """Lines of at most WIDTH columns; `later` before each but the first, `first` before that (default `later`)."""
    lead = later if first is None else first
    joined = _clean(text).replace(" %", "\N{NO-BREAK SPACE}%")  # a number is not parted from its sign
    lines = wrap(joined, WIDTH, initial_indent=lead, subsequent_indent=later, break_on_hyphens=False)
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines] or [lead.rstrip()]
