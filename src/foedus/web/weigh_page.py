"""The page of what was weighed: one HTML file with its pictures, to print and to hand round a table."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from math import isnan
from typing import NamedTuple

from foedus.incentives.alternatives import LABELS, NEUTRAL, Alternative
from foedus.incentives.holding_out import Holding
from foedus.incentives.holding_words import holding_section
from foedus.incentives.regions import Regions
from foedus.incentives.sheet_words import (
    ALL_OF_ROW,
    SHORT,
    UNTOLD,
    WHAT,
    claim,
    mark,
    pull_sections,
    source_sections,
    supposed,
    verdict_lines,
    whole_percent,
)
from foedus.incentives.weighing import Weighed, Weight
from foedus.web.markup import bullets, table, text
from foedus.web.read_land import read_packaged
from foedus.web.weigh_svg import frontier_svg, regions_svg, slacks_svg, tornado_svg

STANDFIRST = (
    "Would each side sign, keep the peace, refrain from provoking and faking, and honour what it promised? What "
    "anybody wants is not known to a program: every number is a range, and what is told is what holds across all of it "
    "and what hangs on a guess."
)
_WORDS: Mapping[str, str] = {
    "C1": "the accused is better off with the deal", "C2": "a breach does not pay the accused",
    "C3": "the beneficiary is better off with the deal", "C4": "staging a breach does not pay",
    "C5": "a breach does not pay the beneficiary", "C6": "each guarantor is better off with the deal",
    "C7": "each guarantor would rather honour its consent", "C8": "provoking after the award does not pay",
}  # fmt: skip


_METHOD = (
    "<p>The share of draws is no probability that peace holds. It says how much of the room for doubt lies on which "
    "side. <i>Always</i> and <i>never</i> hold whatever one believes within the ranges; they are worked out of these. "
    "The rules are V1 to V10 of what an accord means; a file of stakes says whose numbers are used.</p>"
)


class Weighing(NamedTuple):
    """All that the page tells of one guarantee."""

    weighed: Weighed
    alternatives: Mapping[Alternative, Mapping[str, float | None]]
    regions: Regions
    pulled: Mapping[Alternative, float]
    held: Holding


def weigh_page(name: str, found: Sequence[Weighing], made_from: str = "") -> str:
    """The page as HTML. The same weighing, the same bytes; nothing is loaded from anywhere, and there is no script."""
    body = "".join(_article(each) for each in found)
    return sheet_page(f"{name}: carrot and stick", name, STANDFIRST, body, _METHOD, made_from)


def sheet_page(title: str, name: str, standfirst: str, body: str, method: str, made_from: str) -> str:
    """A page without script that loads nothing. body, method: HTML already, the others are text."""
    style = read_packaged("page.css")
    policy = f"default-src 'none'; style-src '{_hash(style)}'; base-uri 'none'; form-action 'none'"
    made = f"<p>{text(made_from)}</p>" if made_from else ""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">'
        f"<title>{text(title)}</title><style>{style}</style></head><body>"
        f'<header class="page"><h1>{text(name)}</h1><p class="standfirst">{standfirst}</p></header><main id="main">'
        f'{body}<section class="method"><h2 id="method">How to read this page</h2>{method}</section></main>'
        f"<footer><p>Made with Foedus.</p>{made}</footer></body></html>\n"
    )


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode("utf-8")).digest()).decode("ascii")


def _article(each: Weighing) -> str:
    weighed = each.weighed
    lead, *others = verdict_lines(weighed)
    sections = [
        ("How far each constraint holds", _figure(slacks_svg(weighed), (
            "Slack in periods of the deal: right of the line at 0 a constraint holds, left of it it does not. Bars go "
            "from the 5th to the 95th percentile of the draws, the dot is the middle; the share of draws in which it "
            "holds stands at the right.")) + _constraints(weighed)),
        ("How large a breach must be to pay", _figure(frontier_svg(weighed), (
            "The share of draws in which a breach of a size costs its author more than it brings. Where a line is "
            "lowest lies the breach that tempts most."))),
        ("Other thresholds, ways to consent and numbers of consents", _regions(each.regions)),
        ("What to find out first", _figure(tornado_svg(weighed), (
            f"How much of {_HANGING[weighed.hangs_by_slack]} is decided by one number, together with others (total "
            "index of Sobol).")) if weighed.share is not None else ""),
        ("What else could be promised", _alternatives(each.alternatives)),
    ]  # fmt: skip
    sections += [
        (section.title, bullets([_prose(line.text) for line in section.lines]))
        for section in (
            holding_section(each.held, weighed.stakes), *pull_sections(each.pulled), *source_sections(weighed.stakes),
        )
    ]
    told = "".join(f"<section><h3>{text(heading)}</h3>{body}</section>" for heading, body in sections if body)
    return (
        f'<article class="accord"><h2>Carrot and stick for everyone?</h2><p class="lead">{_prose(lead)}</p>'
        f'{bullets([_prose(line) for line in others])}<p class="meta">{text(supposed(weighed))}</p>{told}</article>'
    )


_HANGING = ("whether all hold at once", "the least slack of all, since all hold, or fail to, in nearly all draws,")


def _prose(words: str) -> str:
    """Words in which `> 99 %` is not parted at the end of a line."""
    return text(re.sub(r"(?<=[<>]) (?=\d)|(?<=\d) (?=%)", "\N{NO-BREAK SPACE}", words))


def _regions(found: Regions) -> str:
    if not found.quorums:
        return ""
    unknown = f"; ?: {UNTOLD}" if any(isnan(share) for share in found.shares[..., -1].flat) else ""
    return _figure(regions_svg(found), f"The share of draws in which all constraints hold at once{unknown}.")


def _figure(svg: str, caption: str) -> str:
    return f'<figure><div class="wide">{svg}</div><figcaption>{text(caption)}</figcaption></figure>'


def _constraints(weighed: Weighed) -> str:
    rows = [
        [text(w.tested.label), text(claim(w.tested, weighed.stakes)), _mark(w),
         *(_UNTOLD if w.share is None else f"{each:,.2f}" for each in (w.worst, w.low, w.middle, w.high))]
        for w in weighed.weights
    ]  # fmt: skip
    return table("Every constraint", ["", "It holds that", "In", "Worst", "5 %", "Middle", "95 %"], rows, "slacks")


def _mark(weight: Weight) -> str:
    if weight.share is None:
        return UNTOLD
    if weight.always or weight.never or weight.share in (0, 1):
        return mark(weight)
    return f"{100 * min(max(weight.share, 0.001), 0.999):.1f} %"


_UNTOLD = "?"


def _alternatives(found: Mapping[Alternative, Mapping[str, float | None]]) -> str:
    rows = [
        [f"<b>{text(SHORT[alternative])}</b>: {text(WHAT[alternative])}"
         + (f", in {NEUTRAL.dated} periods" if alternative is Alternative.DATED else ""),
         *(_cell(shares[label]) for label in LABELS), _cell(shares["all"])]
        for alternative, shares in found.items()
    ]  # fmt: skip
    return table("Share of draws in which each holds, in per cent", ["", *LABELS, "all"], rows, "shares") + bullets(
        [f"<b>{label}</b>: {text(words)}" for label, words in (*_WORDS.items(), ("all", ALL_OF_ROW))], "note"
    )


def _cell(share: float | None) -> str:
    if share is None or isnan(share):
        return "–" if share is None else _UNTOLD
    return text(whole_percent(share))
