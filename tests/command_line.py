"""The command line run as its entry runs it, in this process: what it prints, where, and its exit code."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from foedus.cli.main import main


@dataclass(frozen=True)
class Run:
    """A run that is over."""

    returncode: int
    stdout: str
    stderr: str


def foedus(*arguments: str | Path, cwd: Path | None = None) -> Run:
    """Run the command line as a user does who sees 100 columns and no colours."""
    out, err = io.StringIO(), io.StringIO()
    settings = {"COLUMNS": "100", "NO_COLOR": "1"}
    code: object = 0
    with (
        mock.patch.object(sys, "argv", ["foedus", *map(str, arguments)]), mock.patch.dict(os.environ, settings),
        contextlib.chdir(cwd or Path.cwd()), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err),
    ):  # fmt: skip
        try:
            main()
        except SystemExit as end:
            code = end.code
    return Run(code if isinstance(code, int) else 0, out.getvalue(), err.getvalue())
