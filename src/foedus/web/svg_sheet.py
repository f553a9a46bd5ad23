"""A picture while it is drawn, from the top down: a file by itself, without scripts and fonts."""

from __future__ import annotations

from dataclasses import dataclass, field

from foedus.web.markup import text
from foedus.web.svg_text import FONTS, written

WIDTH = 960
LEFT, RIGHT = 24, 936
"""Margins."""
PAD = 10
"""Room between the rim of a box and its words."""

_STYLE = (
    f"text{{font-family:{FONTS};fill:#000}}.dim{{fill:#444}}.light{{fill:#fff}}"
    ".line{fill:none;stroke:#000;stroke-width:1.4}.silent{stroke-dasharray:5 4}"
    ".step{fill:#fff;stroke:#000;stroke-width:1.6}.fork{fill:#fff;stroke:#000;stroke-width:1}"
    ".ending{fill:#e6e6e6;stroke:#000;stroke-width:1}.award{fill:#fff;stroke:#000;stroke-width:3}"
    ".inner{fill:none;stroke:#000;stroke-width:1}.badge{fill:#000}.panel{fill:#f4f4f4;stroke:#888;stroke-width:1}"
    ".bar{fill:#fff;stroke:#000;stroke-width:1}.grey{fill:#c8c8c8}.tick{stroke:#888;stroke-width:1;fill:none}"
)
_HEAD = (
    '<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" '
    'orient="auto-start-reverse"><path d="M0 0L10 5L0 10z"/></marker></defs>'
)
_HEADED = ' marker-end="url(#head)"'


@dataclass
class Sheet:
    """The picture while it is drawn, from the top down; `y` is where the next thing begins."""

    zone: str
    y: float = 26
    drawn: list[str] = field(default_factory=list)

    def add(self, *svg: str) -> None:
        """Put something that is drawn already on the picture."""
        self.drawn += svg

    def say(self, words: str, size: float = 13.5, bold: bool = False, kind: str = "", x: float = LEFT) -> None:
        """A paragraph over the whole width."""
        block = written(words, RIGHT - x, size, bold)
        self.add(block.at(x, self.y, kind))
        self.y += block.height

    def box(self, x: float, y: float, end: float, bottom: float, kind: str, rounded: int = 5) -> None:
        """A box from (x, y) to (end, bottom)."""
        self.add(
            f'<rect class="{kind}" x="{x:g}" y="{y:.1f}" width="{end - x:g}" height="{bottom - y:.1f}" rx="{rounded}"/>'
        )

    def path(self, d: str, silent: bool = False, head: bool = True) -> None:
        """A line, dashed where it stands for silence, with the head of an arrow."""
        kind = "line silent" if silent else "line"
        self.add(f'<path class="{kind}" d="{d}"{_HEADED if head else ""}/>')

    def picture(self, title: str) -> str:
        """All that was drawn as a file. title: what it is of, for who cannot see it."""
        height = round(self.y + 20)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
            f'role="img" aria-labelledby="t"><title id="t">{text(title)}</title><style>{_STYLE}</style>{_HEAD}'
            f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>' + "\n".join(["", *self.drawn, "</svg>\n"])
        )
