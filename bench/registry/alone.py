"""A program of Foedus on one folder, in a process that holds nothing else, so that its memory is known.

Usage: python -m bench.registry.alone verify|audit FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"


def check(program: str, folder: str) -> int:
    """Its exit code; the peak of the memory on the last line that is printed."""
    if program == "verify":
        sys.path.insert(0, str(SOURCE))
        import foedus_verify

        code = foedus_verify.main([folder])
    else:
        code = audit(folder)
    # Not from getrusage, which counts what the parent had before it became this program.
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    print(next(line.split(":")[1].strip() for line in status.splitlines() if line.startswith("VmHWM")))
    return code


def audit(folder: str) -> int:
    """What `foedus audit` does."""
    from foedus.cli.main import main

    sys.argv = ["foedus", "audit", "--json", folder]
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


if __name__ == "__main__":
    sys.exit(check(*sys.argv[1:]))
