"""Go and its packages for transparency logs: where they are on this machine, and the two programs made with them."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PACKAGES = "src/golang.org/x/mod/sumdb"
WHERE_DEBIAN_HAS_THEM = "/usr/share/gocode"


@dataclass(frozen=True)
class Programs:
    """The two programs, which consist of Go's packages and of `bench/interop/*.go`, and of nothing of Foedus."""

    check_log: Path
    write_log: Path


def programs(folder: Path) -> Programs | str:
    """Make the programs in a folder; or why that cannot be done here. Nothing is downloaded."""
    go = shutil.which("go")
    if go is None:
        return "there is no Go on this machine (Debian: apt install golang-go golang-golang-x-mod-dev)"
    places = [*os.environ.get("GOPATH", "").split(os.pathsep), WHERE_DEBIAN_HAS_THEM]
    place = next((each for each in places if each and (Path(each) / PACKAGES).is_dir()), None)
    if place is None:
        return "Go is here without golang.org/x/mod (Debian: apt install golang-golang-x-mod-dev; elsewhere set GOPATH)"
    surroundings = {**os.environ, "GOPATH": place, "GO111MODULE": "off", "GOFLAGS": "", "GOPROXY": "off"}
    surroundings.setdefault("GOCACHE", str(folder / "cache"))
    for name in ("check_log", "write_log"):
        made = subprocess.run(
            [go, "build", "-o", str(folder / name), f"{name}.go", "layout.go"],
            cwd=HERE, env=surroundings, capture_output=True, text=True,
        )  # fmt: skip
        assert made.returncode == 0, f"{name}.go cannot be compiled:\n{made.stderr}"
    return Programs(folder / "check_log", folder / "write_log")


def version_of_go() -> str:
    """What Go calls itself."""
    return subprocess.run(["go", "version"], capture_output=True, text=True, check=True).stdout.strip()


def says(program: Path, *arguments: str | Path) -> tuple[bool, str]:
    """Whether a program found all well, and what it printed, in one line."""
    done = subprocess.run([program, *arguments], capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    return done.returncode == 0, "; ".join(done.stdout.splitlines())
