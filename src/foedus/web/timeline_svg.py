"""The timeline on both clocks: when it happened above, when it was known below, a line between the two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from foedus.basics.instant import Instant
from foedus.finding.model import Truth
from foedus.incident.model import Incident
from foedus.replay.model import History, Replay
from foedus.replay.words import breach, counted
from foedus.web.axis import LEFT, RIGHT, Axis, axis_over
from foedus.web.hues import hue_of, lanes, party_hue
from foedus.web.importance import by_importance
from foedus.web.markup import text
from foedus.web.words import moment

WIDTH = 960
TOP = 46
"""Room for the axis above the first lane, in drawing units."""
NAME, BARS, GAP = 26, 30, 46
"""Heights in a lane: its name, the bars of one clock, the lines between the clocks."""
ROW = 46
"""Height of a row of findings."""
MOST_ROWS = 12
"""So many kinds of findings get a row; the list below the timeline has them all."""
BIN = 4
"""Width of a bar: incidents that lie closer together add up."""


def timeline_section(replay: Replay, name: str) -> str:
    """The timeline of incidents and findings with a legend. name: makes ids unique on the page."""
    incidents = replay.known.incidents
    if not incidents and not replay.histories:
        return '<p class="note">There is no timeline: nothing is known.</p>'
    axis = axis_over(_instants(replay), replay.accord.time_zone)
    drawn, y = "", TOP
    for hue, what in lanes(replay.accord):
        own = [i for i in incidents if hue_of(i, replay.accord) == hue]
        if own:
            drawn += _lane(own, hue, what, y, axis)
            y += NAME + 2 * BARS + GAP + 16
    rows, height = _rows(replay, y, axis)
    y += height
    label = f"Timeline of {counted(len(incidents), 'incident')} and {counted(len(replay.histories), 'finding')}"
    described = "Each incident twice, when it happened and when it was known; below them the findings."
    svg = (
        f'<svg class="chart timeline" viewBox="0 0 {WIDTH} {y + 10}" role="img" aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{text(label)}</title><desc id="{name}-d">{described}</desc>'
        f"{_ground(replay, axis, y)}{drawn}{rows}</svg>"
    )
    return f'<figure><div class="wide">{svg}</div><figcaption>{_legend(replay)}</figcaption></figure>'


def _instants(replay: Replay) -> list[Instant]:
    accord, at = replay.accord, replay.final.as_known_at
    found = [accord.in_force_from, at]
    if accord.in_force_until is not None and accord.in_force_until <= at:
        found.append(accord.in_force_until)
    found += [i.happened_at.start for i in replay.known.incidents]
    return found + [i.known_at for i in replay.known.incidents]


def _ground(replay: Replay, axis: Axis, bottom: int) -> str:
    accord, at = replay.accord, replay.final.as_known_at
    until = accord.in_force_until if accord.in_force_until is not None else axis.end
    start, end = axis.x(accord.in_force_from), axis.x(until)
    ticks = axis.ticks()
    lines = "".join(f"M{x} {TOP - 8}V{bottom}" for x, _ in ticks)
    labels = "".join(
        f'<text class="tick{" odd" if i % 2 else ""}" x="{x}" y="{TOP - 16}" text-anchor="middle">{text(words)}</text>'
        for i, (x, words) in enumerate(ticks)
    )
    force = f'<rect class="force" x="{start}" y="{TOP - 8}" width="{max(end - start, 1)}" height="{bottom - TOP + 8}"/>'
    said = f"In force from {moment(accord.in_force_from, accord.time_zone)}"
    now = f'<path class="now" d="M{axis.x(at)} {TOP - 8}V{bottom}"><title>As known at the end</title></path>'
    return f'<g><title>{text(said)}</title>{force}</g><path class="grid" d="{lines}"/>{labels}{now}'


# -- incidents ---------------------------------------------------------------------------------------------------------


def _lane(incidents: Sequence[Incident], hue: str, what: str, y: int, axis: Axis) -> str:
    """One party's incidents: bars upwards for when they happened, downwards for when they were known."""
    upper, lower = y + NAME + BARS, y + NAME + BARS + GAP
    confirmed = sum(i.confirmed for i in incidents)
    words = f"{what}: {counted(len(incidents), 'incident')}, {confirmed:,} confirmed"
    return (
        f'<g class="lane {hue}"><g transform="translate({LEFT + 6} {y + 9})">'
        f'<use href="#s-{hue}" class="mark {hue} sure" transform="scale(5)"/></g>'
        f'<text class="name" x="{LEFT + 20}" y="{y + 14}">{text(words)}</text>'
        f"{_links(incidents, upper, lower, axis)}"
        f"{_bars(incidents, lambda i: axis.x(_middle(i)), upper, -1)}"
        f"{_bars(incidents, lambda i: axis.x(i.known_at), lower, 1)}"
        f'<path class="rail" d="M{LEFT} {upper}H{RIGHT}M{LEFT} {lower}H{RIGHT}"/>'
        f'<text class="clock" x="{RIGHT}" y="{upper - 4}" text-anchor="end">happened</text>'
        f'<text class="clock" x="{RIGHT}" y="{lower + 14}" text-anchor="end">known</text></g>'
    )


def _middle(incident: Incident) -> Instant:
    return (incident.happened_at.start + incident.happened_at.end) // 2


def _links(incidents: Sequence[Incident], upper: int, lower: int, axis: Axis) -> str:
    pairs = Counter((axis.x(_middle(i)), axis.x(i.known_at)) for i in incidents)
    drawn = {"one": "", "few": "", "many": ""}
    for (above, below), number in sorted(pairs.items()):
        drawn["one" if number == 1 else "few" if number <= 5 else "many"] += f"M{above} {upper}L{below} {lower}"
    return "".join(f'<path class="link {kind}" d="{d}"/>' for kind, d in drawn.items() if d)


def _bars(incidents: Sequence[Incident], where: Callable[[Incident], int], rail: int, direction: int) -> str:
    """Bars from the rail, confirmed ones first and filled, the others hollow beyond them."""
    every = Counter(where(i) // BIN * BIN for i in incidents)
    sure = Counter(where(i) // BIN * BIN for i in incidents if i.confirmed)
    unit = min(BARS / max(every.values()), 8)
    filled, hollow = "", ""
    for x, number in sorted(every.items()):
        length = round(sure[x] * unit * direction, 1)
        rest = round((number - sure[x]) * unit * direction, 1)
        if length:
            filled += f"M{x} {rail}v{length:g}h3.4v{-length:g}z"
        if rest:
            hollow += f"M{x} {rail + length:g}v{rest:g}h3.4v{-rest:g}z"
    return "".join(f'<path class="bar {kind}" d="{d}"/>' for kind, d in (("hollow", hollow), ("sure", filled)) if d)


# -- findings ----------------------------------------------------------------------------------------------------------


def _rows(replay: Replay, y: int, axis: Axis) -> tuple[str, int]:
    kinds: dict[tuple[str, str], list[History]] = {}
    for history in by_importance(replay):
        finding = history.last or history.first
        kind = "withdrawn" if history.last is None else finding.truth.value
        kinds.setdefault((breach(finding), kind), []).append(history)
    if not kinds:
        return "", 0
    drawn = f'<text class="name" x="{LEFT}" y="{y + 18}">Findings</text>'
    y += 30
    for (words, kind), histories in list(kinds.items())[:MOST_ROWS]:
        drawn += _row(words, kind, histories, y, axis, replay)
        y += ROW
    rest = sum(len(h) for h in list(kinds.values())[MOST_ROWS:])
    if rest:
        words = f"and {counted(rest, 'more finding')} of other kinds"
        drawn += f'<text class="clock" x="{LEFT}" y="{y + 12}">{words}</text>'
    height = 30 + ROW * min(len(kinds), MOST_ROWS) + (24 if rest else 0)
    return drawn, height


def _row(words: str, kind: str, histories: list[History], y: int, axis: Axis, replay: Replay) -> str:
    bars, waits, marks = "", "", ""
    seen: set[tuple[int, int, int]] = set()
    for history in histories:
        finding = history.last or history.first
        first = history.first_breached_at if finding.truth is Truth.BREACHED else None
        known = axis.x(history.first_known_at if first is None else first)
        start, end = axis.x(finding.episode.start), axis.x(finding.episode.end)
        if (start, end, known) in seen:
            continue
        seen.add((start, end, known))
        bars += f"M{start} {y + 20}v9h{max(end - start, 3)}v-9z"
        waits += f"M{axis.x(finding.reached_at)} {y + 29}L{known} {y + 37}"
        marks += f"M{known} {y + 33}l4 7h-8z"
    hue = party_hue((histories[0].last or histories[0].first).party, replay.accord)
    many = f" ({len(histories):,})" if len(histories) > 1 else ""
    return (
        f'<g class="row {hue} {kind}"><text class="name" x="{LEFT}" y="{y + 14}">{text(words)}{many}: {kind}</text>'
        f'<path class="wait" d="{waits}"/><path class="episode" d="{bars}"/><path class="known" d="{marks}"/></g>'
    )


def _legend(replay: Replay) -> str:
    accord = replay.accord
    until = f" until {moment(accord.in_force_until, accord.time_zone)}" if accord.in_force_until is not None else ""
    return (
        "<p>Bars above a pair of lines: when it happened. Bars below: when it was known. A line between them is an "
        "incident; the more it leans, the later it was known. Filled: confirmed; hollow: not confirmed. "
        "A count of many events is drawn as one, a long stretch of time at its middle. Findings: the bar is the "
        "episode, the triangle when it was first known.</p>"
        f"<p>Shaded: in force from {text(moment(accord.in_force_from, accord.time_zone))}{text(until)}. "
        f"Dashed: the end of what was known, {text(moment(replay.final.as_known_at, accord.time_zone))}. "
        f"Times of {text(accord.time_zone)}.</p>"
    )
