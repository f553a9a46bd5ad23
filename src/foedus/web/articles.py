"""How each article stands for each party it binds, and the accord's own words."""

from __future__ import annotations

from foedus.accord.model import Accord, Norm
from foedus.accord.reading import plain_reading
from foedus.finding.model import NormState, Truth
from foedus.replay.model import Replay
from foedus.replay.words import counted
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
    unnamed = _unnamed(norm, replay)
    if not states and not unnamed:
        return words + '<p class="note">It binds no party whose keeping of it is followed here.</p>'
    rows = [[_party(s.party, replay), chip(s.state.value), text(s.why)] for s in states] + unnamed
    return words + table(f"How Article {norm.address} stands", ["Party", "State", "Why"], rows, "states")


def _unnamed(norm: Norm, replay: Replay) -> list[list[str]]:
    """A row for what was broken by nobody knows whom: without it each party's own state would read as peace."""
    breaches = [f for f in replay.final.findings if f.truth is Truth.BREACHED and f.norm == norm.address]
    number = sum(f.party is None for f in breaches)
    if not number:
        return []
    why = f"{counted(number, 'finding')} that it was broken; none of them reaches the standard for any party."
    return [["By whom is undetermined", chip("breached"), why]]


def _party(name: str, replay: Replay) -> str:
    titles = {p.name: p.title for p in replay.accord.parties}
    return f'<span class="party {party_hue(name, replay.accord)}">{text(titles.get(name) or name)}</span>'


def chip(state: str) -> str:
    """A state as a small label; its look says how sure it is, never whose side anybody is on."""
    return f'<span class="chip {state.replace(" ", "-")}">{text(state)}</span>'


def reading_section(accord: Accord) -> str:
    """The accord's plain reading, closed at first: its headings and numbered paragraphs."""
    told = ""
    for block in plain_reading(accord).split("\n\n"):
        lines = block.splitlines()
        if len(lines) == 2 and lines[1] and not lines[1].strip("-"):
            told += f"<h5>{text(lines[0])}</h5>"
        else:
            told += f"<p>{text(' '.join(line.strip() for line in lines))}</p>"
    return f'<details class="reading"><summary>The whole accord in plain words</summary>{told}</details>'


def sources_of_text(replay: Replay) -> str:
    """Where the text of the deal was published."""
    sources = replay.accord.sources
    if not sources:
        return '<p class="note">The accord names no source of its text.</p>'
    return bullets([link(s.address, s.title) for s in sources])
