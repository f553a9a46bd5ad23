"""Writing files whole or not at all, so that an interrupted run leaves nothing half-written."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import typer

from foedus.basics.problem import Problem
from foedus.cli.exits import Exit
from foedus.cli.say import say_problems


def write_whole(path: Path, text: str) -> None:
    """Put `text` into a file beside its final place, then rename it: readers see the old file or the new one.

    Ends the run with a problem (exit 2) where the folder is missing or may not be written.
    """
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """The same of bytes."""
    try:
        _replace(path, content)
    except OSError as error:
        _refuse(path, error.strerror or "the system gives no reason")


def must_be_writable(*paths: Path | None, read: Sequence[Path] = ()) -> None:
    """Tell before the work, not after it, that an output has no folder to be in, or would replace what is read.

    paths: the outputs of a run, None where one is not asked for. read: the files that the run reads.
    Ends the run with exit 2 if one of them cannot be.
    """
    outputs = [path for path in paths if path is not None]
    for number, path in enumerate(outputs):
        folder = path.parent
        if path.is_dir():
            _refuse(path, "it is a folder")
        elif not folder.is_dir():
            _refuse(path, f"there is no folder {folder}")
        elif not os.access(folder, os.W_OK):
            _refuse(path, f"you may not write to the folder {folder}")
        elif path.suffix == ".accord" and not path.exists():
            _refuse_to_replace(path, "its name is that of an accord, and the output is none")
        elif path.suffix == ".accord" or any(_same(path, other) for other in read):
            _refuse_to_replace(path, "the text that it holds would be lost, as the output would take its place")
        elif any(_same(path, other) for other in outputs[:number]):
            _refuse_to_replace(path, "it is named for two outputs, and the second would take the place of the first")


def _same(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, there already or yet to be made."""
    return one.resolve() == other.resolve() or (one.exists() and other.exists() and one.samefile(other))


def _refuse_to_replace(path: Path, why: str) -> NoReturn:
    mend = "name another file for the output; `foedus page report.html a.accord` names the page first, then the accords"
    say_problems([Problem("U0009", None, f"{path} is not written over", why, mend)], {})
    raise typer.Exit(Exit.USAGE)


def _refuse(path: Path, why: str) -> NoReturn:
    mend = "name a file in a folder that exists and that you may write to"
    say_problems([Problem("U0004", None, f"{path} cannot be written", why, mend)], {})
    raise typer.Exit(Exit.USAGE)


def _replace(path: Path, content: bytes) -> None:
    if path.is_dir():
        raise IsADirectoryError(21, "it is a folder")
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise
