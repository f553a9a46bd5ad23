"""The verdict: in a few sentences what was breached, by whom, how sure, known when, because of which reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from foedus.finding.model import Finding, Truth
from foedus.replay.model import GuaranteeOutcome, History, Replay
from foedus.replay.support import in_force, support_said
from foedus.replay.words import counted, tally
from foedus.web.importance import by_importance, together
from foedus.web.markup import bullets, paragraphs, text, unbroken
from foedus.web.words import delay, evidence_asked, how_sure, moment

MOST_KINDS = 8
"""So many kinds of breach the verdict tells one by one."""
MOST_OUTLETS = 4
"""So many outlets it names for each."""


def verdict_section(replay: Replay, name: str) -> str:
    """What was found, the figures it rests on, and what became of each guarantee. name: prefix of the page's ids."""
    standing = [h for h in by_importance(replay) if h.last is not None]
    breached = [h for h in standing if h.last and h.last.truth is Truth.BREACHED]
    named = [h for h in breached if h.last and h.last.party]
    unnamed = [h for h in breached if h.last and not h.last.party]
    open_ones = [h.last for h in standing if h.last and h.last.truth is Truth.UNDETERMINED]
    asked = evidence_asked(replay.accord)
    if named:
        said = "<p class=\"lead\">Found breached, by the accord's own standard:</p>"
        said += _kinds(named, replay, name)
    elif unnamed:
        said = '<p class="lead">The accord was broken; by whom is undetermined.</p>'
    else:
        said = '<p class="lead">No article was found breached by any party.</p>'
    said += f"<p>What the accord asks: {text(asked)}.</p>"
    if unnamed:
        also = "Also broken, by whom is undetermined" if named else "No party was found to have done it"
        said += f"<p>{also}; such a finding opens no guarantee:</p>"
        said += _kinds(unnamed, replay, name)
    if open_ones:
        said += f"<p>Undetermined, so nobody's breach: {text(_listed(open_ones))}.</p>"
    gone = sum(h.last is None for h in replay.histories)
    if gone:
        stand = "stands" if gone == 1 else "stand"
        said += f"<p>{counted(gone, 'finding')} of earlier days no longer {stand} as such.</p>"
    supports = support_said(replay)
    if supports:
        said += "<h3>What the evidence supports</h3>" + bullets([text(s) for s in supports], "supports")
    figures = _figures(replay, len(breached), len(open_ones))
    return f'<div class="verdict">{unbroken(said)}</div>{figures}{unbroken(_guarantees(replay))}'


def _listed(findings: Sequence[Finding]) -> str:
    words = tally(findings)
    more = f"; and {counted(len(words) - MOST_KINDS, 'other kind')}" if len(words) > MOST_KINDS else ""
    return "; ".join(words[:MOST_KINDS]) + more


def _kinds(histories: Sequence[History], replay: Replay, name: str) -> str:
    groups = together(histories)
    items = [_kind(words, same, replay, name) for words, same in list(groups.items())[:MOST_KINDS]]
    rest = sum(len(same) for same in list(groups.values())[MOST_KINDS:])
    if rest:
        items.append(f"and {counted(rest, 'finding')} of {counted(len(groups) - MOST_KINDS, 'other kind')}, below")
    return bullets(items, "kinds")


def _kind(words: str, same: Sequence[History], replay: Replay, name: str) -> str:
    zone = replay.accord.time_zone
    first = min(same, key=lambda h: (h.first_breached_at or h.first_known_at, h.key))
    finding = first.last or first.first
    known_at = first.first_breached_at or first.first_known_at
    times = "" if len(same) == 1 else f", {len(same):,} times"
    lead = "Reached" if len(same) == 1 else "First reached"
    return (
        f"<b>{text(words[0].upper() + words[1:])}</b>{times}. {lead} {moment(finding.reached_at, zone)}, known as "
        f"breached since {moment(known_at, zone)} ({delay(known_at - finding.reached_at)}); {text(how_sure(finding))}. "
        f'{text(_because(same, replay))} <a href="#{name}-{text(first.key)}">The trail</a>'
    )


def _because(histories: Sequence[History], replay: Replay) -> str:
    ids = {i for h in histories if h.last for i in h.last.incidents}
    incidents = [i for i in replay.known.incidents if i.id in ids]
    if not incidents:
        return "Because nothing came in that says it was done."
    members = {r for i in incidents for r in i.reports}
    reports = [r for r in replay.reports if r.id in members]
    outlets = Counter(r.outlet for r in reports)
    leading = [outlet for outlet, _ in sorted(outlets.items(), key=lambda item: (-item[1], item[0]))]
    others = f" and {counted(len(leading) - MOST_OUTLETS, 'other')}" if len(leading) > MOST_OUTLETS else ""
    return (
        f"Because of {counted(len(reports), 'report')} about {counted(len(incidents), 'incident')}, by "
        f"{', '.join(leading[:MOST_OUTLETS])}{others}."
    )


def _figures(replay: Replay, breached: int, undetermined: int) -> str:
    incidents = in_force(replay)
    figures = [
        (len(replay.reports), "report", "reports"),
        (len(incidents), "incident in force", "incidents in the time in force"),
        (sum(i.confirmed for i in incidents), "of them confirmed", "of them confirmed"),
        (breached, "breach stands", "breaches stand"),
        (undetermined, "undetermined finding", "undetermined findings"),
    ]
    cells = "".join(f"<div><dt>{one if n == 1 else many}</dt><dd>{n:,}</dd></div>" for n, one, many in figures)
    return f'<dl class="figures">{cells}</dl>'


def _guarantees(replay: Replay) -> str:
    if not replay.guarantees:
        return '<p class="note">The accord has no guarantee that a breach could open.</p>'
    return "".join(_guarantee(outcome, replay) for outcome in replay.guarantees)


def _guarantee(outcome: GuaranteeOutcome, replay: Replay) -> str:
    guarantee = outcome.guarantee
    what = f"membership of {guarantee.alliance}" if guarantee.alliance else guarantee.effect
    if outcome.found_at is None:
        answer = "What it waits for was not found."
    else:
        at = moment(outcome.found_at, replay.accord.time_zone)
        answer = f"What it waits for was found on {at}" + (
            " and still stands." if outcome.stands else ", and no longer stands."
        )
    return (
        f'<section class="guarantee"><h3>Would the guarantee have fired?</h3>'
        f'<p class="waits">Article {text(outcome.article)}: '
        f"on a certified {text(guarantee.grade)} breach by {text(guarantee.by)}, {text(what)} for "
        f'{text(guarantee.beneficiary)}.</p><p class="lead">{answer}</p>{paragraphs(list(outcome.says))}</section>'
    )
