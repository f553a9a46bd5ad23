"""Writing files whole or not at all, so that an interrupted run leaves nothing half-written."""

from __future__ import annotations

import contextlib
import os
import tempfile
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
    try:
        _replace(path, text.encode("utf-8"))
    except OSError as error:
        _refuse(path, error.strerror or "the system gives no reason")


def must_be_writable(path: Path | None) -> None:
    """Tell before the work, not after it, that a file has no folder to be in. Ends the run with exit 2 if so."""
    if path is None:
        return
    folder = path.parent
    why = ""
    if path.is_dir():
        why = "it is a folder"
    elif not folder.is_dir():
        why = f"there is no folder {folder}"
    elif not os.access(folder, os.W_OK):
        why = f"you may not write to the folder {folder}"
    if why:
        _refuse(path, why)


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
