"""The first entry of a log: the accord that it is of, with all that the accord reads, and whose key keeps it (L1)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import PurePosixPath
from posixpath import normpath

from foedus.accord.model import Accord, ZoneFromFile
from foedus.basics.instant import DAY, Instant
from foedus.basics.problem import Problem
from foedus.watch.acts import REGISTRY, Act, Kind

_MEMBERS = {
    "accord_file": str, "exercise": bool, "files": dict, "origin": str, "policy": str, "registry_key": str,
    "software": str,
}  # fmt: skip
_LONGEST_PATH, _LONGEST_NAME = 1_024, 256
"""Bytes from which on some system could not hold a path, or a name in it, so that not everybody could read the log."""
_NOT_IN_ORIGIN = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Opening:
    """What the first entry says. files: SHA-256 by path, the text itself among them; blobs of the log. origin: name of
    the log. policy: of its witnesses, "" if it has none. exercise: whether it is none but an exercise."""

    accord_file: str
    files: Mapping[str, str]
    origin: str
    registry_key: str
    policy: str
    exercise: bool


def origin_of(accord: Accord, exercise: bool) -> str:
    """A name for the log of an accord: its own in small letters, and the beginning of its digest."""
    name = _NOT_IN_ORIGIN.sub("-", accord.name.lower()).strip("-")[:60] or "accord"
    return f"{'exercise/' if exercise else ''}{name}-{accord.digest[:8]}"


def paths_of(accord: Accord, file: str) -> tuple[str, ...] | Problem:
    """The files that an accord consists of, below its folder: its text, then its zones.

    Errors: a problem where a path has `.` or `..` in it, as a copy of the log would not find it there.
    """
    paths = [file, *(z.shape.path for z in accord.zones if isinstance(z.shape, ZoneFromFile))]
    for path in paths:
        if not _is_below(path):
            return Problem(
                "C0073", None, f'the path of the zone file "{path}" is not written in the plain way',
                "the log keeps a copy of all that the accord reads, each file under its path, and a path with `.`, "
                "`..` or `//` in it leads elsewhere in another folder",
                f'write "{normpath(path)}" in the accord',
            )  # fmt: skip
    return tuple(dict.fromkeys(paths))


def opening_act(accord: Accord, opening: Opening, at: Instant) -> Act:
    """The act that opens a log."""
    body = {
        "accord_file": opening.accord_file, "exercise": opening.exercise, "files": dict(opening.files),
        "origin": opening.origin, "policy": opening.policy, "registry_key": opening.registry_key,
        "software": version("foedus"),
    }  # fmt: skip
    return Act(accord.digest, REGISTRY, Kind.OPENING, accord.digest, body, 1, at, at + DAY)


def opening_of(act: Act) -> Opening | Problem:
    """What an opening says; a problem if it is none."""
    body = act.body
    if act.kind is not Kind.OPENING or act.actor != REGISTRY or act.sequence != 1 or act.subject != act.accord:
        return _malformed("the first entry is no opening by the registry")
    if set(body) != set(_MEMBERS) or not all(isinstance(body[name], kind) for name, kind in _MEMBERS.items()):
        return _malformed("its body has other members than an opening must")
    files = body["files"]
    if body["accord_file"] not in files or not all(isinstance(v, str) and len(v) == 64 for v in files.values()):
        return _malformed("it does not name the files of the accord by their hashes")
    if not all(_is_below(path) for path in files):
        return _malformed("it names a file that would lie outside the folder of the accord, or that none can hold")
    if any(parent.as_posix() in files for path in files for parent in PurePosixPath(path).parents):
        return _malformed("it names a file that would lie within another file")
    return Opening(
        body["accord_file"], files, body["origin"], body["registry_key"], body["policy"], body["exercise"]
    )  # fmt: skip


def _is_below(path: str) -> bool:
    """Whether a path leads to a place below a folder and nowhere else."""
    parts = path.split("/")
    plain = "\\" not in path and "\0" not in path and all(p not in ("", ".", "..") for p in parts)
    return plain and len(path.encode()) < _LONGEST_PATH and all(len(p.encode()) < _LONGEST_NAME for p in parts)


def _malformed(why: str) -> Problem:
    return Problem(
        "L0301", None, "entry 0 does not open a log of Foedus", why,
        "see that the folder is the one that you mean; if it is, get a copy from somebody else and compare: this is "
        "the log of something else, or was changed",
    )  # fmt: skip


def digests(contents: Mapping[str, bytes]) -> dict[str, str]:
    """The hash of each file, by path."""
    return {path: hashlib.sha256(content).hexdigest() for path, content in sorted(contents.items())}
