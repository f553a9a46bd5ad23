"""Formatting: the same accord in the one layout that everybody reads, comments kept."""

from __future__ import annotations

from foedus.accord.faults import Faults
from foedus.accord.layout import laid_out
from foedus.accord.lines import lines_of


def format_text(source: str) -> str:
    """The text in its one layout: four spaces a level, declarations lined up, rows broken after commas.

    What it means stays the same, and so do its comments; those inside a sentence of several rows come before it.
    Formatting twice changes nothing more. Errors: none; the text is expected to parse (ask `parse` first), and one
    that does not is laid out as far as it can be understood.
    """
    return laid_out(lines_of(source, Faults("")))
