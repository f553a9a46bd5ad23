"""How many durable entries a second, and how long one waits: the log beside a plain file and SQLite."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier, Thread

from bench.ledger.ways import Foedus, FoedusPublishing, GroupedFile, PlainFile, Sqlite, Way

ENTRY_BYTES = 800
CLIENTS = (1, 16, 128)
WAYS: dict[str, type[Way]] = {
    "plain file, a sync an entry": PlainFile,
    "plain file, group commit": GroupedFile,
    "SQLite WAL, FULL": Sqlite,
    "Foedus": Foedus,
    "Foedus, a checkpoint a second": FoedusPublishing,
}


@dataclass(frozen=True)
class Measured:
    """One run. Latencies in microseconds."""

    a_second: float
    p50: float
    p99: float


def measure(folder: Path, rounds: int, seconds: float) -> Iterator[str]:
    """The rows of a table, every way in every round, one after the other."""
    for clients in CLIENTS:
        runs: dict[str, list[Measured]] = {name: [] for name in WAYS}
        for _ in range(rounds):
            for name, way in WAYS.items():
                runs[name].append(run(way, folder, clients, seconds))
        best = max(median(runs[name], "a_second") for name in WAYS if name.startswith("plain"))
        for name, each in runs.items():
            rate = median(each, "a_second")
            yield (
                f"| {clients} | {name} | {rate:,.0f} | {rate / best:.2f} | "
                f"{median(each, 'p50'):,.0f} | {median(each, 'p99'):,.0f} |"
            )


def run(kind: type[Way], folder: Path, clients: int, seconds: float) -> Measured:
    """One way with so many clients, each of which appends again as soon as it was told that it is done."""
    waited: list[list[float]] = [[] for _ in range(clients)]
    entry = b"x" * ENTRY_BYTES
    together = Barrier(clients + 1)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        way = kind(Path(place))

        def client(times: list[float]) -> None:
            together.wait()
            now = start = time.perf_counter()
            while now - start < seconds:
                way.append(entry)
                before, now = now, time.perf_counter()
                times.append(now - before)

        threads = [Thread(target=client, args=(times,)) for times in waited]
        for thread in threads:
            thread.start()
        together.wait()
        start = time.perf_counter()
        for thread in threads:
            thread.join()
        took = time.perf_counter() - start
        way.close()
    every = sorted(each * 1e6 for times in waited for each in times)
    return Measured(len(every) / took, every[len(every) // 2], every[len(every) * 99 // 100])


def median(runs: list[Measured], what: str) -> float:
    return statistics.median(getattr(each, what) for each in runs)
