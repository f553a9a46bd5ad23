"""Where the words, boxes and lines of a picture lie, for tests that nothing runs into anything else."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from typing import NamedTuple
from xml.etree import ElementTree

from foedus.web.svg_sheet import WIDTH
from foedus.web.svg_text import width


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float
    words: str = ""

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right - 0.5 and other.left < self.right - 0.5
            and self.top < other.bottom - 0.5 and other.top < self.bottom - 0.5
        )  # fmt: skip

    def holds(self, other: Box) -> bool:
        return (
            self.left <= other.left and other.right <= self.right
            and self.top <= other.top and other.bottom <= self.bottom
        )  # fmt: skip


SPACE = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[Box]:
    """Where each line of words is, by the widest of the fonts; its letters from their tops to their tails."""
    found = []
    for element in ElementTree.fromstring(svg).iter(f"{SPACE}text"):
        words, size = element.text or "", float(element.attrib["font-size"])
        wide = width(words, size, element.attrib.get("font-weight") == "bold")
        shift = {"middle": wide / 2, "end": wide}.get(element.attrib.get("text-anchor", ""), 0.0)
        x, y = float(element.attrib["x"]) - shift, float(element.attrib["y"])
        found.append(Box(x, y - 0.76 * size, x + wide, y + 0.24 * size, words))
    return found


def rectangles(svg: str) -> list[Box]:
    found = []
    for element in ElementTree.fromstring(svg).iter(f"{SPACE}rect"):
        x, y, wide, high = (float(element.attrib.get(k, "0")) for k in ("x", "y", "width", "height"))
        found.append(Box(x, y, x + wide, y + high))
    return found


def lines(svg: str) -> list[Box]:
    """Each straight piece of each line."""
    found = []
    for element in ElementTree.fromstring(svg).iter(f"{SPACE}path"):
        if "line" not in element.attrib.get("class", ""):
            continue
        points: list[tuple[float, float]] = []
        for letter, numbers in re.findall(r"([MHVhv])([-\d. ]+)", element.attrib["d"]):
            values = [float(n) for n in numbers.split()]
            x, y = points[-1] if points else (0.0, 0.0)
            moved = {"H": (values[0], y), "V": (x, values[0]), "h": (x + values[0], y), "v": (x, y + values[0])}
            points.append((values[0], values[1]) if letter == "M" else moved[letter])
        found += [Box(min(a, c), min(b, d), max(a, c), max(b, d)) for (a, b), (c, d) in pairwise(points)]
    return found


def nothing_collides(svg: str) -> None:
    """No words run into others, over an edge, or over a line."""
    words, height = texts(svg), rectangles(svg)[0].bottom
    assert [(a.words, b.words) for a, b in combinations(words, 2) if a.meets(b)] == []
    assert [w.words for w in words if not Box(0, 0, WIDTH, height).holds(w)] == []
    over = [(w.words, r) for w in words for r in rectangles(svg) if w.meets(r) and not r.holds(w)]
    assert over == []
    thin = [Box(p.left - 1, p.top - 1, p.right + 1, p.bottom + 1) for p in lines(svg)]
    assert [w.words for w in words for line in thin if w.meets(line)] == []
