"""The findings, each with its history and its trail: finding, incidents, reports, links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from foedus.incident.model import Incident
from foedus.replay.model import History, Replay, Revision
from foedus.replay.words import breach, counted
from foedus.report.model import Kind, Report
from foedus.web.articles import chip
from foedus.web.hues import hue_of
from foedus.web.importance import by_importance
from foedus.web.markup import bullets, link, paragraphs, short, text, unbroken
from foedus.web.words import (
    attributed_to,
    claims_of,
    delay,
    how_sure,
    moment,
    place_words,
    speaker,
    standing,
    stretch,
    what_happened,
)

MOST_INCIDENTS = 200
"""A finding's trail is complete up to so many incidents; the rest is counted."""
MOST_REVISIONS = 12
"""So many changes of a finding are listed: the first ones and the last."""
MOST_BRIEF = 250
"""So many findings beyond those with a trail are listed in a line each."""
NOTE_LENGTH = 280
"""Characters of a source's own words that are shown."""


@dataclass
class _Page:
    """What one accord's part of the page has shown so far. Owned by one call of `findings_section`."""

    replay: Replay
    name: str
    incidents: Mapping[str, Incident]
    reports: Mapping[str, Report]
    written: set[str] = field(default_factory=set)


def findings_section(replay: Replay, name: str, room: int) -> str:
    """The findings by importance, in at most about `room` characters. name: prefix of the page's ids.

    An incident is told in full once, in the first finding that holds it, and referred to from the others; so whatever
    is left out for want of room comes last and leaves no reference without its target.
    """
    histories = by_importance(replay)
    if not histories:
        return '<p class="note">Nothing was found, and nothing is undetermined.</p>'
    incidents, reports = {i.id: i for i in replay.known.incidents}, {r.id: r for r in replay.reports}
    page, told, used = _Page(replay, name, incidents, reports), "", 0
    for history in histories:
        card = _card(history, page)
        if told and len(told) + len(card) > room:
            break
        told += card
        used += 1
    rest = histories[used:]
    brief = bullets([_brief(h, replay) for h in rest[:MOST_BRIEF]], "brief")
    if rest:
        brief = f"<h4>{counted(len(rest), 'more finding')} without the trail, which is in the JSON</h4>{brief}"
    if len(rest) > MOST_BRIEF:
        brief += f'<p class="note">… and {len(rest) - MOST_BRIEF:,} more, in the JSON.</p>'
    return f'<div class="findings">{told}</div>{brief}'


def _brief(history: History, replay: Replay) -> str:
    finding = history.last or history.first
    zone = replay.accord.time_zone
    return (
        f"{text(breach(finding))}: {text(standing(history))}, {stretch(finding.episode, zone)}, first known "
        f"{moment(history.first_known_at, zone)}"
    )


def _card(history: History, page: _Page) -> str:
    finding, zone = history.last or history.first, page.replay.accord.time_zone
    words = breach(finding)
    head = (
        f'<summary><span class="what">{text(words[0].upper() + words[1:])}</span> {chip(standing(history))} '
        f'<span class="when">reached {moment(finding.reached_at, zone)}, known {moment(history.first_known_at, zone)} '
        f"({delay(history.delay)})</span></summary>"
    )
    facts = [
        ("Episode", stretch(finding.episode, zone)),
        ("Reached", moment(finding.reached_at, zone)),
        ("First known", f"{moment(history.first_known_at, zone)} ({delay(history.delay)})"),
        ("How sure", how_sure(finding)),
        ("Rests on", counted(len(finding.incidents), "incident")),
    ]
    if finding.cured_by:
        facts.append(("Cured", "done later: a cure, not a pardon"))
    listed = "".join(f"<div><dt>{label}</dt><dd>{text(value)}</dd></div>" for label, value in facts)
    return (
        f'<details class="finding" id="{page.name}-{text(history.key)}">{head}<dl class="facts">{unbroken(listed)}</dl>'
        f'<div class="why"><h5>Why</h5>{unbroken(paragraphs(list(finding.explanation)))}</div>'
        f"<h5>How it came to stand</h5>{_revisions(history, page)}<h5>Trail</h5>{_trail(history, page)}"
        f'<p class="key">{text(history.key)}</p></details>'
    )


# -- history -----------------------------------------------------------------------------------------------------------


def _revisions(history: History, page: _Page) -> str:
    changes = list(history.revisions)
    left_out = len(changes) - MOST_REVISIONS
    items = [_revision(r, page) for r in (changes if left_out <= 0 else changes[: MOST_REVISIONS - 1])]
    if left_out > 0:
        items += [f"… {counted(left_out, 'change')} in between, in the JSON", _revision(changes[-1], page)]
    return bullets(items, "history")


def _revision(revision: Revision, page: _Page) -> str:
    because = [page.reports[r] for r in revision.because if r in page.reports]
    speakers = sorted({speaker(r) for r in because})
    if not revision.because:
        why = "by the clock"
    else:
        others = f" and {counted(len(speakers) - 3, 'other')}" if len(speakers) > 3 else ""
        named = f": {'; '.join(speakers[:3])}{others}" if speakers else ""
        why = f"because of {counted(len(revision.because), 'report')}{named}"
    at = moment(revision.known_at, page.replay.accord.time_zone)
    return f'<span class="at">{at}</span> {text(revision.what)} <span class="because">({text(why)})</span>'


# -- trail -------------------------------------------------------------------------------------------------------------


def _trail(history: History, page: _Page) -> str:
    finding = history.last or history.first
    if not finding.incidents:
        return '<p class="note">No incident: the deadline passed and nothing came in that says it was done.</p>'
    found = [page.incidents[i] for i in finding.incidents if i in page.incidents]
    found.sort(key=lambda i: (i.happened_at.start, i.happened_at.end, i.id))
    told = "".join(_incident(i, page) for i in found[:MOST_INCIDENTS])
    notes = []
    if len(found) > MOST_INCIDENTS:
        notes.append(f"… and {len(found) - MOST_INCIDENTS:,} more incidents, in the JSON.")
    gone = len(finding.incidents) - len(found)
    if gone:
        notes.append(f"{counted(gone, 'incident')} of then no longer exist as such: their reports were fused anew.")
    return f'<div class="trail">{told}</div>' + "".join(f'<p class="note">{text(n)}</p>' for n in notes)


def _incident(incident: Incident, page: _Page) -> str:
    zone, hue = page.replay.accord.time_zone, hue_of(incident, page.replay.accord)
    sure = "confirmed" if incident.confirmed else "not confirmed"
    words = what_happened(incident)
    head = f"{stretch(incident.happened_at, zone)} <b>{text(words)}</b>, {text(place_words(incident.place))}; {sure}"
    anchor = f"{page.name}-{text(incident.id)}"
    if incident.id in page.written:
        return f'<p class="again">{head}. <a href="#{anchor}">Its reports are above</a></p>'
    page.written.add(incident.id)
    reports = sorted((page.reports[r] for r in incident.reports if r in page.reports), key=lambda r: (r.known_at, r.id))
    counts = ", ".join(incident.origins) or "no origin"
    said = attributed_to(incident)
    origins = f"Origins that count: {counts}. {counted(incident.outlets, 'outlet')}."
    return (
        f'<details class="incident {hue}" id="{anchor}"><summary>{head} · {counted(len(reports), "report")}</summary>'
        f"<p>{text(said[0].upper() + said[1:])}. {text(origins)}</p>"
        f'<div class="how">{paragraphs(list(incident.explanation))}</div>'
        f'{bullets([_report(r, page) for r in reports], "reports")}<p class="key">{text(incident.id)}</p></details>'
    )


def _report(report: Report, page: _Page) -> str:
    zone = page.replay.accord.time_zone
    kind = "" if report.kind is Kind.EVENT else f"{report.kind.value}; "
    graded = f"; graded {report.reliability}{report.credibility}" if report.reliability + report.credibility else ""
    published = moment(report.published_at, zone) if report.published_at is not None else "not given"
    note = f" <q>{text(short(report.note, NOTE_LENGTH))}</q>" if report.note else ""
    source = f" · {link(report.link, 'link')}" if report.link else ""
    row = f" · {text(report.collector)} {text(report.source_row)}" if report.collector or report.source_row else ""
    return (
        f"<b>{text(speaker(report))}</b>: {text(kind + report.act)}; {text(claims_of(report))}{text(graded)}.{note} "
        f'<span class="clocks">Published {published}, known {moment(report.known_at, zone)}{source}{row} · '
        f"{report.id[:12]}</span>"
    )
