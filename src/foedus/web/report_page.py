"""The report page: one HTML file about one or more replays that needs no network, now or in twenty years."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from foedus.accord.zones import Zones
from foedus.finding.model import Truth
from foedus.replay.model import Replay
from foedus.replay.words import UNLESS_RENEWED, counted
from foedus.web.articles import articles_section, reading_section, sources_of_text
from foedus.web.hues import SYMBOLS
from foedus.web.map_svg import map_section
from foedus.web.markup import text, unbroken
from foedus.web.read_land import read_packaged
from foedus.web.tables import method_section, readings_section, sources_section, tips_section
from foedus.web.timeline_svg import timeline_section
from foedus.web.trail import findings_section
from foedus.web.verdict import verdict_section
from foedus.web.words import moment

STANDFIRST = (
    "The text of a deal, taken at its word and replayed on recorded reports: what was breached, by whom, how sure that "
    "is, since when it was known, because of which reports, and whether the guarantee would have fired."
)
ROOM = 2_000_000
"""Characters that the trails of all findings may take together, so that a page stays under 3 MB. The rest of a page
with five accords and 3,000 incidents takes under 0.5 MB."""


@dataclass(frozen=True)
class PageItem:
    """A replay and the zones of its accord, which the map draws."""

    replay: Replay
    zones: Zones


def report_page(items: Sequence[PageItem], title: str, made_from: str = "") -> str:
    """The page as HTML text. made_from: a line at its foot saying which files and version it was made from.

    The same replays give the same bytes. What users and sources wrote is escaped; nothing is loaded from anywhere.
    """
    style, script = read_packaged("page.css"), read_packaged("page.js")
    names = [f"a{index}" for index in range(len(items))]
    rooms = fair_shares([len(findings_section(i.replay, n, ROOM)) for i, n in zip(items, names, strict=True)], ROOM)
    parts = "".join(_item(i, n, room) for i, n, room in zip(items, names, rooms, strict=True))
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; "
        "form-action 'none'"
    )
    made = f"<p>{text(made_from)}</p>" if made_from else ""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">'
        f"<title>{text(title)}</title><style>{style}</style></head><body>{SYMBOLS}"
        f'<a class="skip" href="#main">To the verdict</a><header class="page"><h1>{text(title)}</h1>'
        f'<p class="standfirst">{STANDFIRST}</p>'
        f'{_contents(items, names)}</header><main id="main">{parts}'
        f'<section class="method"><h2 id="method">How to read this page</h2>{method_section()}</section></main>'
        f'<footer><p>Coastline: Natural Earth, public domain. Made with Foedus.</p>{made}</footer>'
        f"<script>{script}</script></body></html>\n"
    )


def fair_shares(needs: Sequence[int], total: int) -> list[int]:
    """Room for each so that small needs are met whole and the large ones share the rest evenly."""
    shares, left = [0] * len(needs), total
    for rank, index in enumerate(sorted(range(len(needs)), key=lambda i: needs[i])):
        shares[index] = min(needs[index], left // (len(needs) - rank))
        left -= shares[index]
    return shares


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode("utf-8")).digest()).decode("ascii")


def _contents(items: Sequence[PageItem], names: Sequence[str]) -> str:
    if len(items) < 2:
        return ""
    rows = "".join(
        f'<li><a href="#{name}">{text(item.replay.accord.name)}</a> <span>{_in_short(item.replay)}</span></li>'
        for item, name in zip(items, names, strict=True)
    )
    return f'<nav aria-label="Accords on this page"><ol>{rows}</ol></nav>'


def _in_short(replay: Replay) -> str:
    breached = sum(f.truth is Truth.BREACHED for f in replay.final.findings)
    undetermined = len(replay.final.findings) - breached
    found = counted(breached, "breach", "breaches") if breached else "no breach"
    return f"{found} found, {undetermined:,} undetermined"


def _item(item: PageItem, name: str, room: int) -> str:
    replay, accord = item.replay, item.replay.accord
    zone = accord.time_zone
    until = "with no end agreed" if accord.in_force_until is None else f"until {moment(accord.in_force_until, zone)}"
    renewed = f" {UNLESS_RENEWED}" if accord.renewal is not None else ""
    sections = [
        ("Where", map_section(replay, item.zones.shapes, f"{name}-map")),
        ("When it happened, when it was known", timeline_section(replay, f"{name}-time")),
        ("How each article stands", articles_section(replay) + reading_section(accord)),
        ("Findings", _filter(len(replay.histories)) + findings_section(replay, name, room)),
        ("If it were read otherwise", readings_section(replay)),
        ("What would tip it", tips_section(replay)),
        ("Where the reports came from", sources_section(replay)),
        ("The text of the deal", sources_of_text(replay) + _digest(accord.digest)),
    ]
    told = "".join(f"<section><h3>{heading}</h3>{body}</section>" for heading, body in sections)
    meta = (
        f"Version {accord.version}. In force from {moment(accord.in_force_from, zone)} {until}.{renewed} As known on "
        f"{moment(replay.final.as_known_at, zone)}. All times are those of {text(zone)}."
    )
    return (
        f'<article class="accord" id="{name}"><header><h2>{text(accord.name)}</h2>'
        f'<p class="meta">{unbroken(meta)}</p></header>'
        f"{verdict_section(replay, name)}{told}</article>"
    )


def _digest(digest: str) -> str:
    return f'<p class="key">SHA-256 of the accord, formatted and without comments: {text(digest)}</p>' if digest else ""


def _filter(findings: int) -> str:
    if findings < 2:
        return ""
    return (
        '<div class="filter" hidden><label>Show findings with <input type="search" autocomplete="off"></label> '
        '<button type="button">Open all shown</button> <output></output></div>'
    )
