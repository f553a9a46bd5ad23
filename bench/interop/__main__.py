"""Logs of Foedus checked by a program that is not ours, and a log of that program checked by Foedus.

Usage: python -m bench.interop

The other program is Go's own for transparency logs, golang.org/x/mod/sumdb/{note,tlog}, which keeps the checksums of
all Go modules; what is around it here (`*.go` in this folder) reads files and loops. Debian has both as packages:
apt install golang-go golang-golang-x-mod-dev. Nothing is downloaded. It ends with 1 if anything does not fit, with 2
where there is no Go.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.interop import ours_reads_theirs, theirs_reads_ours
from bench.interop.programs import Programs, programs, version_of_go


def main() -> int:
    """Check, a line each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = programs(folder)
        if isinstance(made, str):
            print(f"Not done: {made}", file=sys.stderr)
            return 2
        print(version_of_go())
        try:
            for line in checks(made, folder):
                print(f"well   {line}", flush=True)
        except AssertionError as wrong:
            print(f"WRONG  {wrong}")
            return 1
    return 0


def checks(made: Programs, folder: Path) -> Iterator[str]:
    """All checks, in a folder of their own. Errors: AssertionError at the first that fails."""
    for name in ("small", "large", "theirs"):
        (folder / name).mkdir()
    yield from theirs_reads_ours.small(made, folder / "small")
    yield from theirs_reads_ours.large(made, folder / "large")
    yield from ours_reads_theirs.each_size(made, folder / "theirs")


if __name__ == "__main__":
    sys.exit(main())
