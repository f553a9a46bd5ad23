"""Text in lines of one width, for terminals and plain files."""

from __future__ import annotations

from textwrap import wrap

WIDTH = 100
"""Columns of the text."""


def clean(text: str) -> str:
    """Without characters that could drive the reader's terminal: what sources write is not to be trusted."""
    return "".join(c if c.isprintable() else " " for c in text)


def wrapped(text: str, later: str = "", first: str | None = None) -> list[str]:
    """Lines of at most WIDTH columns; `later` before each but the first, `first` before that (default `later`)."""
    lead = later if first is None else first
    joined = clean(text).replace(" %", "\N{NO-BREAK SPACE}%")  # a number is not parted from its sign
    lines = wrap(joined, WIDTH, initial_indent=lead, subsequent_indent=later, break_on_hyphens=False)
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines] or [lead.rstrip()]
