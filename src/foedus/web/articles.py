"""How each article stands for each party it binds, and the accord's own words."""

from __future__ import annotations

from foedus.accord.model import Norm
from foedus.finding.model import NormState
from foedus.replay.model import Replay
from foedus.web.hues import party_hue
from foedus.web.markup import bullets, link, table, text
from foedus.web.words import condition_words, sentence


def articles_section(replay: Replay) -> str:
    """A table for each sentence that binds: its words, its conditions, its state for each party and why."""
    accord = replay.accord
    states: dict[str, list[NormState]] = {}
    for state in replay.final.states:
        states.setdefault(state.norm, []).append(state)
    said = ""
    for article in accord.articles:
        norms = [p for p in article.provisions if isinstance(p, Norm)]
        if not norms:
            continue
        heading = f"Article {text(article.number)}" + (f" · {text(article.title)}" if article.title else "")
        said += f'<section class="article"><h4>{heading}</h4>'
        said += "".join(_norm(norm, states.get(norm.address, []), replay) for norm in norms) + "</section>"
    return said


def _norm(norm: Norm, states: list[NormState], replay: Replay) -> str:
    words = f'<blockquote><p>{text(sentence(norm, replay.accord.time_zone))}</p>'
    words += bullets([text(condition_words(c)) for c in norm.conditions]) + "</blockquote>"
    if not states:
        return words + '<p class="note">It binds no party whose keeping of it is followed here.</p>'
    rows = [[_party(s.party, replay), chip(s.state.value), text(s.why)] for s in states]
    return words + table(f"How Article {norm.address} stands", ["Party", "State", "Why"], rows, "states")


def _party(name: str, replay: Replay) -> str:
    titles = {p.name: p.title for p in replay.accord.parties}
    return f'<span class="party {party_hue(name, replay.accord)}">{text(titles.get(name) or name)}</span>'


def chip(state: str) -> str:
    """A state as a small label; its look says how sure it is, never whose side anybody is on."""
    return f'<span class="chip {state.replace(" ", "-")}">{text(state)}</span>'


def sources_of_text(replay: Replay) -> str:
    """Where the text of the deal was published."""
    sources = replay.accord.sources
    if not sources:
        return '<p class="note">The accord names no source of its text.</p>'
    return bullets([link(s.address, s.title) for s in sources])
