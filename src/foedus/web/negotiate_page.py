"""The page of a negotiation: who wants what, what all could sign, and what follows otherwise, as one HTML file."""

from __future__ import annotations

import re

from foedus.incentives.lasting import Lasting
from foedus.incentives.leaving import Effect
from foedus.incentives.negotiating import Negotiation
from foedus.incentives.negotiation_words import (
    BEST,
    MANDATES,
    demand_rows,
    effect_lines,
    option_words,
    point_words,
    red_line_words,
    sign_words,
    source_lines,
    supposed,
    text_words,
    waiting_lines,
    zone_lines,
)
from foedus.incentives.outcome_words import MEANINGS, SHORT, departure_words, move_words
from foedus.incentives.positions import Choice, Game, Positions
from foedus.incentives.stakes import Stakes
from foedus.incentives.zone import Zone, open_options
from foedus.web.markup import bullets, table
from foedus.web.markup import text as plain_text
from foedus.web.weigh_page import sheet_page

STANDFIRST = (
    "What does each want of the text, what would it sign in no case, and what is left that all could sign? What "
    "anybody wants is not known to a program: it is told as the file says, with whose view it is. The page advises; it "
    "judges nobody's demand and nobody's mandate."
)
_LEGEND = (
    "1 is what somebody wants most, + what it wants one of, a red line what it signs in no case; a dot stands where "
    "nothing is said."
)
_METHOD = (
    "<p>The <i>zone of possible agreement</i> is every combination of options that crosses no red line and that "
    "somebody might sign on each side: the accused (C1), the beneficiary (C3) and each guarantor (C6) has more of it "
    "than without agreement. <i>Always</i>: whatever one believes within the ranges. A per cent is the share of draws, "
    "and no probability. The rules are V11 to V15 of what an accord means.</p>"
)


def text(words: str) -> str:
    """Words as HTML, names that stand in backquotes in italics."""
    return re.sub(r"`([^`<>]*)`", r"<i>\1</i>", plain_text(words))


def negotiate_page(name: str, found: Negotiation, made_from: str = "") -> str:
    """The page as HTML. The same negotiation, the same bytes; nothing is loaded from anywhere, there is no script."""
    positions = found.positions
    sections = [
        ("What each wants", "".join(_choice(each, found) for each in positions.choices) + _over_several(positions)),
        ("What all could sign", _points(found, found.zone) if found.zone else ""),
        ("Who gains leverage by waiting", bullets([text(line) for line in waiting_lines(found)])),
        ("If somebody is left out", _effects(found.effects, found.stakes)),
        (MANDATES, _effects(found.mandates, found.stakes) if found.mandates else ""),
        ("Which outcomes last, by who only ranks them",
         _outcomes(found.lasting, positions.game) if found.lasting and positions.game else ""),
        ("Whose positions these are", bullets([text(line) for line in source_lines(positions)])),
    ]  # fmt: skip
    told = "".join(f"<section><h3>{heading}</h3>{body}</section>" for heading, body in sections if body)
    lead, *others = zone_lines(found) if found.zone is not None else [""]
    article = (
        f'<article class="accord"><h2>Zone of possible agreement</h2><p class="lead">{text(lead)}</p>'
        f'{bullets([text(line) for line in others])}<p class="meta">{text(supposed(found))}</p>{told}</article>'
    )
    return sheet_page(f"{name}: negotiation", name, STANDFIRST, article, _METHOD, made_from)


def _choice(choice: Choice, found: Negotiation) -> str:
    positions = found.positions
    left = dict(open_options(found.zone, positions))[choice.name] if found.zone is not None else ()
    rows = [
        [f"<b>{text(option.name)}</b>" + (' <span class="chip">the text</span>' if option.name == choice.now else ""),
         *(_mark(mark) for mark in marks), "in the zone" if option.name in left else "–"]
        for option, (_, marks) in zip(choice.options, demand_rows(choice, positions), strict=True)
    ]  # fmt: skip
    note = f'<p class="note">{_LEGEND}</p>' if choice == positions.choices[0] else ""
    heads = ["Option", *positions.parties, "Left"]
    words = [f"<b>{text(name)}</b>: {text(each)}" for name, each in option_words(choice, found)]
    return f"<h4>{text(choice.about)}</h4>{note}" + table(choice.name, heads, rows, "demands") + bullets(words, "note")


def _mark(mark: str) -> str:
    """A red line as a word: a letter alone is overlooked."""
    place = text(mark.removesuffix("x"))
    if not mark.endswith("x"):
        return place if mark != "." else '<span class="note">.</span>'
    return f'{place} <span class="chip breached">red line</span>'


def _over_several(positions: Positions) -> str:
    over = [line for line in positions.red_lines if len(line.forbids) > 1]
    if not over:
        return ""
    told = [f"<b>{text(line.who)}</b>: never {text(red_line_words(line))}." for line in over]
    return f"<h4>Red lines over several choices</h4>{bullets(told)}"


def _points(found: Negotiation, zone: Zone) -> str:
    positions = found.positions
    if not found.best:
        return "<p>Nothing.</p>"
    rows = [
        [*(text(option) for option in point.options), sign_words(point),
         text(" ".join([point_words(point, found), *text_words(point.options, positions)]))]
        for point in found.best
    ]
    others = len(zone.possible) - len(rows)
    more = f'<p class="note">{others:,} more in the zone are left out: to each of them another is preferred by '\
           "somebody and worse for nobody, or it is less sure to be signed.</p>" if others else ""  # fmt: skip
    return table(BEST,
                 [*(choice.name for choice in positions.choices), "All sign", "What else"], rows) + more  # fmt: skip


def _effects(effects: tuple[Effect, ...], stakes: Stakes) -> str:
    told = []
    for effect in effects:
        for line in effect_lines(effect, stakes):
            told.append(text(line.text) + bullets([text(each) for each in line.more], "note"))
    return bullets(told)


def _outcomes(found: Lasting, game: Game) -> str:
    rows = [
        [f"<b>{text(state)}</b>", ", ".join(SHORT[each] for each in found.lasts_in(state)) or "does not last",
         bullets([text(departure_words(each)) for each in found.departures[state]])]
        for state in found.model.states
    ]  # fmt: skip
    return (
        f"<h4>Who can do what</h4>{bullets([text(move_words(option)) for option in game.options])}"
        + table("Outcomes that can come about", ["Outcome", "Lasts", "Who would leave it"], rows)
        + bullets([text(meaning) for meaning in MEANINGS], "note")
    )
