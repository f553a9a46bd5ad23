"""Logs to measure on, of the conditional accession: with everybody enrolled and 32 consents deposited."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foedus.accord.read_accord import read_accord
from foedus.basics.instant import DAY, HOUR, MINUTE, Instant, Interval, from_local
from foedus.basics.place import Point
from foedus.ledger.keys import SeedSigner
from foedus.ledger.store_disk import FolderDisk
from foedus.report.model import Kind as ReportKind
from foedus.report.model import Report
from foedus.report.read_reports import read_reports
from foedus.watch.acts import REGISTRY, Act, Kind
from foedus.watch.handing import Handed, body_of
from foedus.watch.keeper import Keeper, create
from foedus.watch.opening import origin_of, paths_of
from foedus.watch.registry import Done
from foedus.watch.rehearsal import Played, Rehearsal, seed_of
from foedus.watch.scenario import Scenario, read_scenario
from foedus.watch.signing import registry_s_own
from foedus.watch.world import World

ACCORD = Path(__file__).parents[2] / "library/conditional_accession/conditional_accession.accord"
EXERCISES = ACCORD.parent / "exercises"
HEADING = 'exercise "measured"\naccord ../conditional_accession.accord\nkeys from "measured"\n\n'
DEPOSITED = f"{HEADING}2025-06-01 10:00  every member of NATO deposits\n"
MADE, REPORTS_IN_A_LINE = "made/", 40
"""`reports from made/7` in a scenario hands in as many made reports."""
EACH = 20
ENTRIES_AT_ONCE = 1_000
PUBLISHED_EVERY = 20_000
A_TENTH_OF_A_DEGREE = 100_000


@dataclass(frozen=True)
class Opened:
    """A log open for writing, and who plays on it."""

    scenario: Scenario
    keeper: Keeper
    rehearsal: Rehearsal


def opened(folder: Path, text: str) -> Opened:
    """Open the log of a scenario in an empty folder."""
    scenario, problems = read_scenario(text, "measured")
    assert scenario is not None, problems
    found = read_accord(ACCORD, ACCORD.name)
    assert found.accord is not None
    paths = paths_of(found.accord, ACCORD.name)
    assert isinstance(paths, tuple)
    files = {path: (ACCORD.parent / path).read_bytes() for path in paths}
    at = from_local(scenario.lines[0].moment, found.accord.time_zone)
    signer = SeedSigner(REGISTRY, seed_of(scenario, REGISTRY))
    keeper = create(FolderDisk(folder), found, files, signer, origin_of(found.accord, True), at, exercise=True)
    assert isinstance(keeper, Keeper), keeper
    return Opened(scenario, keeper, Rehearsal(scenario, keeper.loaded.registry, keeper.loaded.world, handed))


def handed(name: str, _mapping: str, at: Instant) -> Handed:
    """The reports of a file beside the exercises, or made ones."""
    if name.startswith(MADE):
        return reports_at(at, REPORTS_IN_A_LINE, int(name.removeprefix(MADE)))
    read = read_reports(EXERCISES / name, now=at)
    assert not read.problems and not read.refused
    return Handed(read.reports, read.acts)


def played(log: Opened) -> Iterator[Played]:
    """All acts of the scenario, none of which is refused, enrolments first."""
    for one in (*log.rehearsal.enrol_all(log.scenario.lines[0]), *log.rehearsal.play()):
        assert isinstance(one.done, Done), one.done
        yield one


@dataclass(frozen=True)
class Mix:
    """Of what a long log consists after the deposits: so many entries of reports (`EACH` in each), so many notes of
    standing; all others only let time pass, a minute each. All are signed by the registry."""

    reports: int
    standings: int

    def kind(self, number: int, entries: int) -> Kind:
        """What the entry of this number is, of so many; each kind is spread evenly."""
        for kind, count in ((Kind.REPORTS, self.reports), (Kind.STANDING, self.standings)):
            if number * count // entries != (number + 1) * count // entries:
                return kind
        return Kind.TIME


def make_long(folder: Path, size: int, mix: Mix, tell: Callable[[str], None] = lambda _: None) -> None:
    """Fill a log in an empty folder up to so many entries."""
    log, world = deposited(folder)
    registry, signer = log.keeper.loaded.registry, SeedSigner(REGISTRY, seed_of(log.scenario, REGISTRY))
    start, store = log.keeper.log.size, log.keeper.log
    waiting: list[bytes] = []
    for number in range(size - start):
        at = world.state.at + MINUTE
        kind = mix.kind(number, size - start)
        given = reports_at(at, EACH, number) if kind is Kind.REPORTS else None
        subject, body = said(kind, number, given)
        sequence = world.sequences[REGISTRY] + 1
        act = Act(registry.procedure.accord, REGISTRY, kind, subject, body, sequence, at, at + DAY, world.log)
        signed = registry_s_own(act, signer)
        own = frozenset((signer.public, made.signature) for made in signed.signatures)  # no need to look at them again
        done = registry.step(world, signed, at, given, own)
        assert isinstance(done, Done), done
        world = done.world
        waiting.append(done.content)
        if len(waiting) == ENTRIES_AT_ONCE or number == size - start - 1:
            store.append(waiting)
            waiting = []
        if store.size - store.published_size >= PUBLISHED_EVERY:
            store.publish()
            tell(f"{store.size:,} of {size:,} entries written")
    store.publish()
    store.close()


def deposited(folder: Path) -> tuple[Opened, World]:
    """A log with everybody enrolled and all consents in, and its world."""
    log = opened(folder, DEPOSITED)
    for one in played(log):
        assert isinstance(one.done, Done)
        log.keeper.keep(one.done, one.blobs)
    return log, log.rehearsal.world


def said(kind: Kind, number: int, given: Handed | None) -> tuple[str, dict[str, Any]]:
    """Subject and body of an act."""
    if given is not None:
        subject, body, blob = body_of(given.reports, given.declared)
        assert blob is None, "so few and so short reports stand in the entry"
        return subject, body
    if kind is Kind.STANDING:
        return "HU", {"matter": "ratification pending", "says": f"reading {number}", "source": "exercise"}
    return "time", {}


def reports_at(at: Instant, count: int, number: int) -> Handed:
    """Short reports, two of each shelling by two outlets, in places of the theatre; who did it none says."""
    reports = []
    for nth in range(count):
        place = number * 7 + nth // 2
        point = Point(
            36_000_000 + place % 17 * A_TENTH_OF_A_DEGREE, 48_000_000 + place % 13 * A_TENTH_OF_A_DEGREE, 500
        )
        happened = Interval(at - 2 * HOUR + nth // 2 * MINUTE, at - 2 * HOUR + nth // 2 * MINUTE)
        outlet = f"Outlet {nth % 2 + 1}"
        said = f"Impacts were heard and smoke was seen, the crew of {outlet} says from place {place}."
        reports.append(Report(
            ReportKind.EVENT, "shelling", happened, 0, outlet, outlet, point, at, source_row=f"{number}-{nth}",
            text=said,
        ))  # fmt: skip
    return Handed(tuple(reports), frozenset({"shelling"}))
