"""Reading an accord from its file: text, zones and checks together, all problems at once."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from foedus.accord.check import check
from foedus.accord.model import Accord
from foedus.accord.parse import parse
from foedus.accord.read_zones import Zones, read_zones
from foedus.basics.problem import Problem, Span, in_order


@dataclass(frozen=True)
class ReadAccord:
    """What became of a file. `accord` and `zones` are there only if there is no error; warnings may be."""

    file: str
    source: str
    accord: Accord | None
    zones: Zones | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the accord from being used."""
        return tuple(p for p in self.problems if p.is_error)


def read_accord(path: Path, display: str | None = None) -> ReadAccord:
    """Read and check an accord. Never raises for what the file holds, nor for a file that cannot be read.

    display: how to name the file in problems; the path as given if None.
    """
    name = display or str(path)
    try:
        source = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _no_text(name, bytes(error.object), error.start)
    except FileNotFoundError:
        return _unreadable(
            name, "A0001", f"there is no file {name}", "nothing could be read", _name_meant(path),
        )  # fmt: skip
    except OSError as error:
        if path.is_dir():
            return _unreadable(
                name, "A0001", "this is a folder, not a file", "an accord is one file of text",
                "name the .accord file in that folder",
            )
        return _unreadable(
            name, "A0001", "the file cannot be read", error.strerror or "the system gives no reason",
            "check the name, and that you may read it",
        )
    if path.suffix in _SUFFIXES_OF_DATA and not re.search(r'^\s*accord\s+"', source, re.MULTILINE):
        return _unreadable(
            name, "A0007", f"{name} is no accord", "its name ends as those of data do, and no line of it begins one",
            "name the accord first, then the reports: `foedus replay peace.accord events.csv`",
        )
    return read_source(source, name, path.parent)


_SUFFIXES_OF_DATA = frozenset({".csv", ".tsv", ".json", ".geojson", ".toml", ".html", ".htm", ".xml", ".kml"})


def _name_meant(path: Path) -> str:
    """A file of nearly that name, if there is one beside it."""
    there: list[str] = []
    with contextlib.suppress(OSError):
        there = sorted(f.name for f in path.parent.iterdir() if f.suffix == ".accord")
    near = get_close_matches(path.name, there, 1, 0.6)
    return f"did you mean {path.with_name(near[0])}?" if near else "check the path and the spelling"


def read_source(source: str, name: str, folder: Path) -> ReadAccord:
    """Read and check an accord given as text; zone files are looked for in `folder`."""
    parsed = parse(source, name, folder)
    problems = list(parsed.problems)
    zones = None
    if parsed.accord is not None:
        zones, of_zones = read_zones(parsed.accord, parsed.doubtful)
        problems += of_zones
        problems += check(parsed.accord, zones, parsed.doubtful, source)
    ordered = in_order(problems)
    sound = not any(p.is_error for p in ordered)
    return ReadAccord(name, source, parsed.accord if sound else None, zones if sound else None, ordered)


def _no_text(name: str, content: bytes, at: int) -> ReadAccord:
    """Bytes that are not UTF-8: another program's file, or text saved with another encoding."""
    before = content[:at]
    line, column = before.count(b"\n") + 1, len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
    if content.startswith(_OF_OTHER_PROGRAMS) or b"\0" in content[:1000]:
        why = "it is a document of another program, a packed file, or text saved as UTF-16"
    else:
        why = f"the letter at line {line}, column {column} is written in another encoding (byte {content[at]:#04x})"
    return _unreadable(
        name, "A0002", "the file is not UTF-8 text", why,
        "open it in the program it was written with and save it as plain text with the encoding UTF-8",
        Span(name, line, column),
    )  # fmt: skip


_OF_OTHER_PROGRAMS = (b"PK", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"\xff\xfe", b"\xfe\xff")
"""First bytes of Word documents (new and old) and other packed files, of PDF, and of UTF-16."""


def _unreadable(name: str, code: str, what: str, why: str, mend: str, at: Span | None = None) -> ReadAccord:
    return ReadAccord(name, "", None, None, (Problem(code, at or Span(name, 1), what, why, mend),))
