"""The words of a text as compared: case, punctuation and spacing do not matter."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
"""Letters and figures; a number keeps its inner points and commas, so that 1,700 is one word."""


def words_of_text(text: str) -> list[str]:
    """The words in their order, folded."""
    return _WORD.findall(text.casefold())
