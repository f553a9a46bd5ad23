"""Corrections as plain text: when, which event, what it said and says, which incidents and findings changed (R8a)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from foedus.basics.wrapping import wrapped
from foedus.replay.corrections import KEPT, NO_EFFECT, Correction, Corrections, IncidentChange, Look
from foedus.replay.model import History, Replay
from foedus.replay.words import breach, counted, moment
from foedus.report.differences import Difference

MOST_FINDINGS = 20
"""How many findings are told under one event; the JSON has them all."""


def changes_lines(corrected: Corrections, replay: Replay) -> list[str]:
    """Which findings changed, when, and because of which retraction or correction."""
    lines = ["What retractions and corrections changed"]
    if not corrected.each:
        return [*lines, *wrapped("No report takes back or corrects another.", "  ")]
    histories = {h.key: h for h in replay.histories}
    for look in corrected.looks:
        these = [c for c in corrected.each if c.known_at == look.known_at]
        lines += ["", *_look_lines(look, these, replay)]
        lines += _without_effect([c.event for c in these if c.kind == NO_EFFECT])
        for correction in these:
            lines += _event_lines(correction, histories) if correction.kind != NO_EFFECT else []
    return lines


def _look_lines(look: Look, these: Sequence[Correction], replay: Replay) -> list[str]:
    kinds = Counter(c.kind for c in these)
    told = ", ".join(f"{number:,} {kind}" for kind, number in sorted(kinds.items()))
    sentence = f"Known {moment(look.known_at, replay.accord.time_zone)}: {counted(look.events, 'event')} ({told}). "
    changes = {f.key: f.change for c in these for f in c.findings if f.change != KEPT}
    how = Counter(changes.values())
    by_kind = ", ".join(f"{number:,} {change}" for change, number in sorted(how.items()))
    sentence += f"{counted(look.changed, 'finding')} changed{f' ({by_kind})' if by_kind else ''}, "
    return wrapped(sentence + f"{look.untouched:,} stayed as they were.")


def _without_effect(events: Sequence[str]) -> list[str]:
    if not events:
        return []
    what = "what they name is not known, or not their own to change (R3a)"
    return wrapped(f"Without effect, because {what}: {', '.join(events)}", "    ", "  ")


def _event_lines(correction: Correction, histories: dict[str, History]) -> list[str]:
    by = f" ({correction.collector})" if correction.collector else ""
    lines = wrapped(f"{correction.event}{by}: {correction.kind}", "    ", "  ")
    lines += [line for d in correction.differences for line in wrapped(_said(d), "      ", "    ")]
    lines += [line for i in correction.incidents for line in wrapped(_incident(i), "      ", "    ")]
    told = [f for f in correction.findings if f.key in histories]
    for change in told[:MOST_FINDINGS]:
        history = histories[change.key]
        finding = history.last or history.first
        lines += wrapped(f"{change.key} {breach(finding)}: {change.what}", "      ", "    ")
    if len(told) > MOST_FINDINGS:
        lines.append(f"    and {counted(len(told) - MOST_FINDINGS, 'more finding')}, in the JSON")
    return lines + ([] if told else ["    no finding hangs on it"])


def _said(difference: Difference) -> str:
    return f"{difference.field}: {difference.new or 'nothing'}, before {difference.old or 'nothing'}"


def _incident(change: IncidentChange) -> str:
    if not change.before:
        return f"incident {change.after} is new"
    if not change.after:
        return f"incident {change.before} is gone"
    name = change.before if change.before == change.after else f"{change.before} is now {change.after}"
    told = "; ".join(_said(d) for d in change.what)
    return f"incident {name}" + (f": {told}" if told else ", as it was")
