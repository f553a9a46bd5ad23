"""Text in drawings: how wide it is at most, where it is broken, when it is written smaller; so that none overlaps."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from foedus.web.markup import short, text

FONTS = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
LINE = 1.28
"""Height of a line, in sizes of its letters."""
SMALLEST = 10.5
"""Letters are never written smaller than this, in drawing units; a word that is still too wide is broken."""
_LONG = 0.6
"""A word that takes more of a line than this may be broken after its hyphens."""
_BOLD = 1.16
_WIDTHS = {
    32: "ijlI'", 35: " .,:;|/\\", 43: "-()[]frt!J", 56: "\"csz?`", 64: "kvyFLTYPEexa*{}", 68: "bdghnopquSK$_0123456789",
    71: "ABRVXZC", 79: "DGHNUOQ&", 86: "w+<>=#^~", 108: "mMW%@æœÆŒ",
}  # fmt: skip
"""Hundredths of a size that a letter takes in the widest of the common fonts (DejaVu Sans, rounded up); in the others
it takes less, so that what fits by this table fits everywhere."""
_OF = {letter: hundredths for hundredths, letters in _WIDTHS.items() for letter in letters}


@dataclass(frozen=True, slots=True)
class Written:
    """Lines of one size. blank: room without any words."""

    lines: tuple[str, ...]
    size: float
    bold: bool = False
    blank: float = 0

    @property
    def height(self) -> float:
        """From the top of the first line to the bottom of the last."""
        return self.blank + len(self.lines) * self.size * LINE

    @property
    def width(self) -> float:
        """Of the widest line."""
        return max((width(line, self.size, self.bold) for line in self.lines), default=0)

    def at(self, x: float, y: float, kind: str = "", anchor: str = "") -> str:
        """The lines as SVG, the top of the first at y."""
        attributes = (f' class="{kind}"' if kind else "") + (f' text-anchor="{anchor}"' if anchor else "")
        weight = ' font-weight="bold"' if self.bold else ""
        return "".join(
            f'<text x="{x:g}" y="{y + (n * LINE + 1) * self.size:.1f}" font-size="{self.size:g}"{weight}{attributes}>'
            f"{text(line)}</text>"
            for n, line in enumerate(self.lines)
        )


def gap(height: float) -> Written:
    """Room between two blocks."""
    return Written((), 0, blank=height)


def width(words: str, size: float, bold: bool = False) -> float:
    """How wide words are at most, in drawing units."""
    return sum(_letter(c) for c in words) / 100 * size * (_BOLD if bold else 1)


@lru_cache(maxsize=4096)
def _letter(letter: str) -> int:
    if letter in _OF:
        return _OF[letter]
    if unicodedata.combining(letter):
        return 0
    bare = unicodedata.normalize("NFD", letter)[0]
    if bare in _OF:
        return _OF[bare]
    return 115 if unicodedata.east_asian_width(letter) in "WF" or letter.isupper() else 98


def written(words: str, most: float, size: float, bold: bool = False) -> Written:
    """Words in lines no wider than `most`: long words broken after hyphens, written smaller where one is still wider,
    and broken anywhere where that is not enough."""
    clean = short(words, 4_000)
    while size > SMALLEST and any(width(p, size, bold) > most for p, _ in _parts(clean, most, size, bold)):
        size = max(size - 0.5, SMALLEST)
    lines: list[str] = []
    for part, glued in _parts(clean, most, size, bold):
        for n, piece in enumerate(_pieces(part, most, size, bold)):
            joined = f"{lines[-1]}{'' if glued or n else ' '}{piece}" if lines else piece
            if lines and width(joined, size, bold) <= most:
                lines[-1] = joined
            else:
                lines.append(piece)
    return Written(tuple(lines), size, bold)


def _parts(words: str, most: float, size: float, bold: bool) -> list[tuple[str, bool]]:
    """(part, whether it belongs to the one before without a blank)."""
    found = []
    for word in words.split():
        if width(word, size, bold) <= most * _LONG:
            found.append((word, False))
        else:
            found += [(part, n > 0) for n, part in enumerate(re.findall("[^-]*-+|[^-]+", word))]
    return found


def _pieces(word: str, most: float, size: float, bold: bool) -> list[str]:
    """A word, or where it is too wide its parts."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, size, bold) > most:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def stacked(x: float, y: float, blocks: Sequence[Written], kind: str = "", anchor: str = "") -> tuple[str, float]:
    """Blocks one below the other; the SVG and the y below the last."""
    drawn = ""
    for block in blocks:
        drawn += block.at(x, y, kind, anchor)
        y += block.height
    return drawn, y
