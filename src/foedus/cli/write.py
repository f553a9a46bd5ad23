"""Writing files whole or not at all, so that an interrupted run leaves nothing half-written."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

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
        why = error.strerror or "the system gives no reason"
        problem = Problem(
            "U0004",
            None,
            f"{path} cannot be written",
            why,
            "name a file in a folder that exists and that you may write to",
        )
        say_problems([problem], {})
        raise typer.Exit(Exit.USAGE) from error


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
