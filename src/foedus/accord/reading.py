"""The plain reading: an accord in ordinary English, to be read aloud at the table, with every default said."""

from __future__ import annotations

from itertools import count
from textwrap import fill
from typing import assert_never

from foedus.accord import reading_head as head
from foedus.accord.model import Accord, Article, Certification, Guarantee, Norm, Provision, Ruling
from foedus.accord.reading_norms import norm_paragraphs
from foedus.accord.reading_procedure import (
    certification_paragraphs,
    guarantee_paragraphs,
    requirement_paragraph,
    ruling_paragraphs,
)
from foedus.accord.reading_words import article_of, counted, listed

WIDTH = 100
"""Columns of a line."""


def plain_reading(accord: Accord) -> str:
    """The accord in plain words: numbered paragraphs, wrapped at 100 columns, ending in a line feed.

    It holds for a sound accord, as `read_accord` gives it. The same accord gives the same text.
    """
    numbers = count(1)
    blocks = [f'{accord.name}\nVersion {accord.version}, in plain words', _wrapped(_opening(accord))]
    for title, paragraphs in _sections(accord):
        if paragraphs:
            blocks.append(f"{title}\n{'-' * len(title)}")
            blocks += [_numbered(next(numbers), p) for p in paragraphs]
    return "\n\n".join(blocks) + "\n"


def _opening(accord: Accord) -> str:
    text = (
        "This reading says in ordinary words what the text means, and what is taken for granted where it is silent. "
        "Where the two differ, the text holds."
    )
    if accord.sources:
        text += f" It was written after {listed([f'“{s.title}”' for s in accord.sources])}."
    return text


def _sections(accord: Accord) -> list[tuple[str, list[str]]]:
    sections = [
        ("Time", head.time(accord)),
        ("Who", head.people(accord)),
        ("Where", head.places(accord)),
        ("Words", head.words(accord)),
        ("Evidence", head.evidence(accord)),
    ]
    sections += [(_heading(a), [p for x in a.provisions for p in _provision(accord, x)]) for a in accord.articles]
    sections.append(("What must hold of all this", [requirement_paragraph(accord, r) for r in accord.requirements]))
    sections.append(("What the text leaves open", _open_questions(accord)))
    return sections


def _heading(article: Article) -> str:
    return f"Article {article.number}. {article.title}" if article.title else f"Article {article.number}"


def _provision(accord: Accord, provision: Provision) -> list[str]:
    match provision:
        case Norm():
            return norm_paragraphs(accord, provision)
        case Certification():
            return certification_paragraphs(provision)
        case Ruling():
            return ruling_paragraphs(provision)
        case Guarantee():
            return guarantee_paragraphs(accord, provision)
        case _:
            assert_never(provision)


def _open_questions(accord: Accord) -> list[str]:
    """What no article speaks of, and what follows from that."""
    provisions = [p for a in accord.articles for p in a.provisions]
    certified = {p.grade for p in provisions if isinstance(p, Certification)}
    given = [g for g in accord.grades if any(c.grade == g for n in accord.norms for c in n.conditions)]
    rest = [g for g in given if g not in certified]
    found = []
    if not certified:
        found.append(f"{head.NOT_SAID} who certifies a breach; breaches are found, and nothing more comes of them.")
    elif rest:
        found.append(
            f"{head.NOT_SAID} who certifies {listed([article_of(g) for g in rest], 'or')} breach; such breaches are "
            "found and counted, and no award follows from them alone."
        )
    if not any(isinstance(p, Guarantee) for p in provisions):
        found.append(f"{head.NOT_SAID} that anything takes effect on a breach; nothing does.")
    if certified and not any(isinstance(p, Ruling) for p in provisions):
        found.append(f"{head.NOT_SAID} who decides a challenge; there is none.")
    silent = sum(not n.zone for n in accord.norms if n.conditions)
    if silent:
        verbs = ("names", "holds") if silent == 1 else ("name", "hold")
        which = counted(silent, "sentence").capitalize()
        found.append(f"{which} that can be breached {verbs[0]} no place and {verbs[1]} everywhere.")
    found.append(f"{head.NOT_SAID} that one party's breach frees another from its duties; it does not.")
    return found


def _numbered(number: int, paragraph: str) -> str:
    return _wrapped(paragraph, f"{number:>3}. ", " " * 5)


def _wrapped(text: str, first: str = "", rest: str = "") -> str:
    return fill(
        text, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False, break_long_words=False
    )
