"""Which mapping file explains which file of reports, as the command line says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import typer

from foedus.basics.problem import Problem, Severity
from foedus.cli.clock import now
from foedus.cli.exits import Exit
from foedus.cli.say import say_problems
from foedus.report.model import ReadReports
from foedus.report.read_reports import read_reports


@dataclass(frozen=True)
class Mappings:
    """own: mappings of single files. other: the one of all files whose format is not known by itself, if any."""

    own: Mapping[Path, Path]
    other: Path | None = None


def read_files(files: Sequence[Path], format: str, texts: Sequence[str], zone: str) -> list[ReadReports]:
    """Read files of reports, each with its mapping. A bare mapping that no file needed is told as a warning."""
    mappings = mappings_of(texts, files)
    read: list[ReadReports] = []
    used = False
    for file in files:
        own = mappings.own.get(file)
        found = read_reports(file, (format or None) if own is None else None, own, zone=zone, now=now())
        if own is None and mappings.other is not None and not found.format:
            found = read_reports(file, None, mappings.other, zone=zone, now=now())
            used = True
        read.append(found)
    if mappings.other is not None and not used and read:
        read[-1] = replace(read[-1], problems=(*read[-1].problems, _unused(mappings.other, read)))
    return read


def mappings_of(texts: Sequence[str], files: Sequence[Path]) -> Mappings:
    """`FILE=MAPPING` explains that file only, a bare `MAPPING` the files of no known format.

    A file is named by its path as given, or by its name alone. Problems: U0007, and the command ends with exit 2.
    """
    own: dict[Path, Path] = {}
    bare: list[Path] = []
    for text in texts:
        name, mapping = _cut(text, files)
        meant = {file for file in files if name in (str(file), file.name)} if mapping else set()
        if not mapping and ("=" not in text or Path(text).exists()):
            bare.append(Path(text))
        elif len(meant) == 1 and not meant & own.keys():
            own[meant.pop()] = Path(mapping)
        else:
            _refuse(f"`--mapping {text}` names no single file of those given, or one that has its mapping")
    if len(bare) > 1:
        _refuse("two mappings are given without a file, and only one can be for all the others")
    return Mappings(own, bare[0] if bare else None)


def _cut(text: str, files: Sequence[Path]) -> tuple[str, str]:
    """(file, mapping) at the first `=` behind the name of a file given, for names may hold one; ("", "") if none is."""
    names = {name for file in files for name in (str(file), file.name)}
    cuts = [n for n, letter in enumerate(text) if letter == "=" and text[:n] in names and text[n + 1 :]]
    return (text[: cuts[0]], text[cuts[0] + 1 :]) if cuts else ("", "")


def _refuse(what: str) -> None:
    why = "a table read by the mapping of another would say something else"
    mend = "write `--mapping FILE=MAPPING` once for each file, FILE as it is given to the command"
    say_problems([Problem("U0007", None, what, why, mend)], {})
    raise typer.Exit(Exit.USAGE)


def _unused(mapping: Path, read: Sequence[ReadReports]) -> Problem:
    known = ", ".join(dict.fromkeys(found.format for found in read))
    return Problem(
        "U0008", None, f"the mapping {mapping} was used for no file: the format is known ({known})",
        "a known format is read as it is known to be; a mapping is for tables that nobody knows",
        "leave the mapping out, or write `--mapping FILE=MAPPING` to read that file by it all the same",
        severity=Severity.WARNING,
    )  # fmt: skip
