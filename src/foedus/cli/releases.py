"""Later releases of files of reports, as the command line names them: `--then NEW@2023-05-01`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import typer

from foedus.basics.instant import Instant, from_local
from foedus.basics.problem import Problem
from foedus.cli.clock import now
from foedus.cli.exits import Exit
from foedus.cli.mappings import Mappings, mappings_of, read_files
from foedus.cli.say import say_problems
from foedus.report.model import ReadReports
from foedus.report.read_reports import Tabled, formats, tabled
from foedus.report.read_revisions import read_releases, revisions_in

_KNOWN = frozenset(name for name, _ in formats())
_REVISED = "ucdp-ged"
"""The format whose revisions are printed as a table."""
_THEN = re.compile(r"(?:(?P<old>[^=]+)=)?(?P<new>.+)@(?P<day>[^@]+)")


@dataclass(frozen=True)
class Then:
    """A later release: of which file (None: the only one it fits), where it is, and from when on it was known."""

    old: Path | None
    new: Path
    known_at: Instant


def thens(texts: Sequence[str], files: Sequence[Path]) -> list[Then]:
    """`[OLD=]NEW@DATE` as releases, by date. Problems: U0012, and the command ends with exit 2."""
    found = []
    for text in texts:
        parts = _THEN.fullmatch(text)
        day = day_of_release(parts["day"]) if parts else None
        if parts is None or day is None:
            refuse(f"`--then {text}` does not name a file and the date of its release")
            raise AssertionError("unreachable")
        named = [f for f in files if parts["old"] in (str(f), f.name)] if parts["old"] else []
        if parts["old"] and len(named) != 1:
            refuse(f"`--then {text}`: {parts['old']} is no single file of those given")
        found.append(Then(named[0] if named else None, Path(parts["new"]), day))
    return sorted(found, key=lambda t: (t.known_at, str(t.new)))


def day_of_release(text: str) -> Instant | None:
    """The end (UTC) of a day of publication (R5), None if the text is no date."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return from_local(datetime(day.year, day.month, day.day) + timedelta(days=1), "UTC") - 1


def refuse(what: str) -> None:
    """Say what is wrong with a `--then`, and end."""
    why = "what a later release takes back and corrects counts from its date on"
    mend = "write `--then NEW.csv@2023-05-01`, with several files of reports `--then OLD.csv=NEW.csv@2023-05-01`"
    say_problems([Problem("U0012", None, what, why, mend)], {})
    raise typer.Exit(Exit.USAGE)


def read_with_releases(
    files: Sequence[Path], format: str, mapping: Sequence[str], then: Sequence[str], zone: str
) -> list[ReadReports]:
    """Files of reports with the later releases of them: `then` as `--then` names them, `mapping` as `--mapping`."""
    later = thens(then, files)
    read = read_files(files, format, mapping, zone)
    return with_releases(files, read, later, mappings_of(mapping, files), zone) if later else read


def with_releases(
    files: Sequence[Path], read: Sequence[ReadReports], later: Sequence[Then], mappings: Mappings, zone: str
) -> list[ReadReports]:
    """What was read, with the later releases of it. Each release is compared with the one before it."""
    found, latest = list(read), dict(enumerate(files))
    standing: dict[int, ReadReports] = {}
    for then in later:
        index = _of_which(then, files, read)
        mapping = mappings.own.get(files[index], None if read[index].format in _KNOWN else mappings.other)
        held = standing.get(index)
        releases = read_releases(latest[index], then.new, then.known_at, None, mapping, zone, now(), held)
        standing[index] = replace(found[index], reports=releases.change.standing)
        if revisions_in(then.new) is None:
            latest[index] = then.new
        elif held is None:  # the file given may itself be the later release
            found[index] = replace(found[index], reports=releases.earlier.reports)
        found.append(releases.later)
    return found


def _of_which(then: Then, files: Sequence[Path], read: Sequence[ReadReports]) -> int:
    """The file of which this is a later release: the one named, the only one, or the only one of its format."""
    if then.old is not None:
        return files.index(then.old)
    if len(files) == 1:
        return 0
    table = None if revisions_in(then.new) is not None else tabled(then.new)
    format = _REVISED if table is None else table.used.name if isinstance(table, Tabled) else ""
    fitting = [n for n, r in enumerate(read) if (r.format == format if format else r.format not in _KNOWN)]
    if len(fitting) != 1:
        refuse(f"it is not clear of which of the {len(files)} files {then.new} is a later release")
    return fitting[0]
