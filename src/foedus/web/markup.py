"""Text into HTML: what others wrote stays text, and only links to the web become links."""

from __future__ import annotations

import html
import re

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters, halves of characters, and marks that reverse the direction of what follows: they can make a
name look like another, and some of them may not stand in HTML at all."""

_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_LINK = re.compile(r"https?://[^\s\"'<>\\]+", re.IGNORECASE)


def text(value: object) -> str:
    """A value as HTML text, safe in elements and in quoted attributes."""
    return html.escape(_FORBIDDEN.sub(" ", str(value)), quote=True)


def link(address: str, words: str) -> str:
    """An anchor to an http or https address that says `words`; any other address is shown as text and leads nowhere."""
    if not address:
        return text(words)
    if not _LINK.fullmatch(address):
        return f'{text(words)} <span class="unlinked">{text(address)}</span>'
    return f'<a href="{text(address)}" rel="noopener noreferrer">{text(words)}</a>'


def short(value: str, most: int) -> str:
    """At most so many characters of a text, with an ellipsis where something was left out (not yet escaped)."""
    clean = " ".join(value.split())
    return clean if len(clean) <= most else clean[: most - 1].rstrip() + "…"


def unbroken(prose: str) -> str:
    """HTML prose whose dates are not parted at the end of a line: `2025-` and `03-18` are hard to read apart.

    For what this page itself says only; attributes must hold no dates.
    """
    return _DATE.sub(r'<span class="date">\g<0></span>', prose)


def paragraphs(sentences: tuple[str, ...] | list[str]) -> str:
    """Each sentence a paragraph."""
    return "".join(f"<p>{text(s)}</p>" for s in sentences)


def bullets(items: list[str], kind: str = "") -> str:
    """A list of items that are HTML already; nothing if there are none."""
    if not items:
        return ""
    attribute = f' class="{kind}"' if kind else ""
    return f"<ul{attribute}>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


def table(caption: str, heads: list[str], rows: list[list[str]], kind: str = "") -> str:
    """A table whose cells are HTML already. Each cell repeats its heading: on narrow screens rows become cards."""
    head = "".join(f'<th scope="col">{text(h)}</th>' for h in heads)
    body = "".join(
        "<tr>" + "".join(f'<td data-head="{text(h)}">{cell}</td>' for h, cell in zip(heads, row, strict=True)) + "</tr>"
        for row in rows
    )
    attribute = f' class="{kind}"' if kind else ""
    caption = f"<caption>{text(caption)}</caption>"
    return f"<table{attribute}>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
