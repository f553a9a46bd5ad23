"""A file's text, whatever its compression and encoding; what is wrong with the file is told, never raised."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

from foedus.basics.problem import Problem, Span
from foedus.report.faults import fault

_GZIP = b"\x1f\x8b"
_CHUNK = 1 << 20
_NOT_UTF_8 = "line not UTF-8, read as Windows-1252"
_CONTROL_SHARE = 10
"""A file of which more than a tenth of the first bytes are control characters is no text."""


_OF_OTHER_PROGRAMS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")
"""First bytes of spreadsheets (new and old) and of PDF: packed, they may hold few control characters."""
_ACCORD = re.compile(rb'^(?:\xef\xbb\xbf)?accord\s+"[^"\n]*", version [0-9]', re.MULTILINE)
_HEAD_BYTES = 20_000
_WEB_PAGES = (b"<!doctype html", b"<html")


@dataclass(frozen=True, slots=True)
class Opened:
    """The text of a file, as far as it could be read."""

    text: str
    problems: tuple[Problem, ...] = ()
    notes: tuple[tuple[str, int], ...] = ()


def read_text(path: Path, shown: str, encoding: str = "") -> Opened:
    """Read a file. gzip is unpacked, of a damaged one what lies before the damage.

    shown: the name for problems. encoding: "" means UTF-8 (UTF-16 or UTF-32 if marked), and Windows-1252 for lines that
    are not.
    """
    span = Span(shown, 1)
    try:
        if path.is_dir():
            return Opened("", (fault("R0003", span, shown),))
        data = path.read_bytes()
    except FileNotFoundError:
        return Opened("", (fault("R0001", span, shown),))
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL in it
        return Opened("", (fault("R0002", span, getattr(error, "strerror", None) or "no such path"),))
    problems: list[Problem] = []
    if data.startswith(_GZIP):
        data, whole = _unpacked(data)
        problems += [] if whole else [fault("R0006", span)]
    elif path.name.endswith(".gz") and data:
        problems.append(fault("R0007", span))
    if not data.strip():
        return Opened("", (*problems, *([] if problems else [fault("R0004", span)])))
    if _is_binary(data):
        return Opened("", (*problems, fault("R0008", span)))
    if data.removeprefix(codecs.BOM_UTF8).lstrip()[:15].lower().startswith(_WEB_PAGES):
        return Opened("", (*problems, fault("R0017", span)))
    if _ACCORD.search(data[:_HEAD_BYTES]):
        return Opened("", (*problems, fault("R0019", span)))
    text, notes = _decoded(data, encoding)
    return Opened(text, tuple(problems), notes)


def _unpacked(data: bytes) -> tuple[bytes, bool]:
    """Everything up to the damage, and whether there was none."""
    parts: list[bytes] = []
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            while part := stream.read1(_CHUNK):
                parts.append(part)
    except (OSError, EOFError, zlib.error):
        # The last line is most probably cut in the middle; a cut number would be read as a smaller one.
        return b"".join(parts).rpartition(b"\n")[0], False
    return b"".join(parts), True


_OF_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


def _is_binary(data: bytes) -> bool:
    if data.startswith((*_OF_UTF_32, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    if data.startswith(_OF_OTHER_PROGRAMS):
        return True
    head = data[:4096]
    return sum(b < 32 and b not in b"\t\n\r\f\x1a" for b in head) * _CONTROL_SHARE > len(head)


def _decoded(data: bytes, encoding: str) -> tuple[str, tuple[tuple[str, int], ...]]:
    if encoding:
        return data.decode(encoding, "replace").removeprefix("\ufeff"), ()
    if data.startswith(_OF_UTF_32):  # asked first: the mark of UTF-16 is the first half of one of them
        return data.decode("utf-32", "replace"), (("read as UTF-32", 1),)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace"), (("read as UTF-16", 1),)
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        lines = [_line(raw) for raw in data.removeprefix(codecs.BOM_UTF8).split(b"\n")]
        return "\n".join(line for line, _ in lines), ((_NOT_UTF_8, sum(odd for _, odd in lines)),)


def _line(raw: bytes) -> tuple[str, bool]:
    try:
        return raw.decode("utf-8"), False
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace"), True
