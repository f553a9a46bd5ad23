"""The outline of a text: every line parsed where it stands, with the lines that hang under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from lark import Token, Tree

from foedus.accord.diagnose import diagnose
from foedus.accord.diagnose_prose import ARTICLE_WORDS
from foedus.accord.faults import Faults
from foedus.accord.lines import Line, ends_in_comma
from foedus.accord.syntax import END, parse_words
from foedus.accord.words import Kind, Word

STRAY = "stray"
"""The kind of a line of which nothing can be said; what hangs under it is not looked at."""
CHILDREN: Mapping[str, str] = {
    "accord": "head_line", "parties": "party_line", "alliance": "members_line", "body": "members_line",
    "evidence": "evidence_line", "article": "sentence", "require": "requirement", "norm": "norm_line",
    "certification": "certification_line", "ruling": "ruling_line", "guarantee": "guarantee_line",
}
"""Kind of line to the start rule for the lines under it; other kinds have none."""
_BLOCKS = ("accord", "parties", "alliance", "body", "zone", "act", "object", "evidence", "article", "require")
_HEADS = {
    "time": "time_zone", "windows": "windows", "in": "in_force", "renewed": "renewal", "grades": "grades",
    "source": "source",
}  # fmt: skip


@dataclass
class Node:
    """A line and what hangs under it. `tree` is None if the line is broken; `kind` is then what it was meant as.

    Built by `outline` alone, which is still adding children; everybody else only reads it.
    """

    words: tuple[Word, ...]
    kind: str
    tree: Tree[Token] | None
    children: list[Node] = field(default_factory=list)
    told: bool = False

    @property
    def broken(self) -> bool:
        """Whether this line, not counting those under it, could not be read."""
        return self.tree is None


def outline(lines: Sequence[Line], faults: Faults) -> tuple[Node, ...]:
    """The nodes at the margin, with all that hangs under them. Every broken line is told of once."""
    roots: list[Node] = []
    above: list[Node] = []
    for line in lines:
        if not line.words:
            continue
        if faults.full:
            break
        del above[line.level :]
        node = _node(line, above[-1] if above else None, faults)
        if not above:
            roots.append(node)
        elif above[-1].kind in CHILDREN:  # what hangs under lines that take none is told of and left out
            above[-1].children.append(node)
        above.append(node)
    return tuple(roots)


def _node(line: Line, parent: Node | None, faults: Faults) -> Node:
    start = "top_line" if parent is None else CHILDREN.get(parent.kind)
    if start is None:
        assert parent is not None
        _tell_childless(line, parent, faults)
        return Node(line.words, STRAY, None, told=True)
    if line.stray:
        return Node(line.words, _guess(start, line.words), None)
    tree = _parsed(line, start, faults)
    if tree is None:
        return Node(line.words, _guess(start, line.words), None)
    return Node(line.words, str(tree.data), tree)


def _parsed(line: Line, start: str, faults: Faults) -> Tree[Token] | None:
    found = parse_words(line.words, start)
    if isinstance(found, Tree):
        return found
    last = line.words[-1]
    if found.index == len(line.words) and "DOT" in found.expected and not ends_in_comma(line):
        faults.add(
            "A0107", last, "a sentence of an article ends with a full stop",
            "without it nobody can tell whether words were lost", f"write `{last.text}.`",
        )
        whole = parse_words((*line.words, Word(Kind.MARK, ".", last.line, last.end_column)), start)
        assert isinstance(whole, Tree), "the full stop was expected"
        return whole
    diagnose(line.words, found, start, faults)
    if last.text == "." and found.index == len(line.words) - 1 and END in found.expected:
        whole = parse_words(line.words[:-1], start)
        return whole if isinstance(whole, Tree) else None
    return None


def _tell_childless(line: Line, parent: Node, faults: Faults) -> None:
    if not parent.told and not parent.broken:
        faults.add(
            "A0105", line.words, f"the line above, `{parent.words[0].text} ...`, takes no lines under it",
            "what is indented belongs to the line above it, and this one has nothing to say about that line",
            "indent it as the line it belongs with; four spaces for each level",
            (faults.span(parent.words),),
        )
    parent.told = True


def _guess(start: str, words: tuple[Word, ...]) -> str:
    """What a broken line was meant as, so that the lines under it can still be read."""
    first, texts = words[0].text.casefold(), [w.text for w in words]
    match start:
        case "top_line":
            if first in ARTICLE_WORDS:
                return "article"
            close = get_close_matches(first[:40], _BLOCKS, 1, 0.6)
            return close[0] if close else STRAY
        case "head_line":
            return _HEADS.get(first, STRAY)
        case "sentence" if "certifies" in texts or "certify" in texts:
            return "certification"
        case "sentence" if "decides" in texts:
            return "ruling"
        case "sentence" if first == "on":
            return "guarantee"
        case "sentence":
            return "norm"
        case "norm_line" if first == "unless":
            return "exception"
        case _:
            return start

