"""Throw damaged texts and tables at the parser and at every reader, and tell of any exception or hang.

    python -m bench.fuzz --seconds 600 --seed 1            every target in turn, so many seconds each
    python -m bench.fuzz --seconds 60 --target accord

A damaged input is a sound one with bytes flipped, pieces cut out, doubled, moved or mixed with those of another input,
or with words put in that have broken parsers before. A case that raises, or that takes longer than ten seconds, is
kept in the folder given by --keep and named.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from foedus.accord.check import check
from foedus.accord.format import format_text
from foedus.accord.parse import parse
from foedus.accord.read_accord import read_source
from foedus.accord.reading import plain_reading
from foedus.report.read_reports import read_reports
from foedus.report.show import refused_csv, shown

ROOT = Path(__file__).parents[1]
HANG_S = 10.0
NASTY = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\t", b'"', b"'", b",,,,", b";", b"\n\n", b"\xe2\x80\xae",
    b"9" * 400, b"-1", b"1e309", b"NaN", b"inf",
    b"2025-02-30", b"2025-13-01", b"9999-12-31", b"0001-01-01", b"25:61", b"[" * 300,
    b"{" * 300, b"(" * 300, b"    " * 200, b"within", b"unless", b"breach when", b"Article", b"#", b".", b"\xd0\x96",
    b"1,5",
    b"180.0", b"-90", b"null", b"true", b"999999999999 years", b"0 hours", b"from", b"until", b"every", b"must not",
)  # fmt: skip


class Hang(Exception):
    """A case took too long."""


def _alarm(_signal: int, _frame: object) -> None:
    raise Hang


def damaged(sound: bytes, other: bytes, chance: random.Random) -> bytes:
    """One to eight damages done to a sound input."""
    data = bytearray(sound)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(data) + 1)
        span = min(chance.choice((1, 2, 5, 20, 100, 1000)), max(len(data) - at, 0))
        match chance.randrange(8):
            case 0 if data:
                data[at % len(data)] = chance.randrange(256)
            case 1:
                del data[at : at + span]
            case 2:
                data[at:at] = data[at : at + span]
            case 3:
                data[at:at] = chance.choice(NASTY)
            case 4:
                start = chance.randrange(len(other) + 1)
                data[at : at + span] = other[start : start + span]
            case 5:
                del data[at:]
            case 6:
                lines = bytes(data).split(b"\n")
                chance.shuffle(lines) if chance.random() < 0.2 else lines.insert(0, lines.pop())
                data = bytearray(b"\n".join(lines))
            case _:
                data[at : at + span] = chance.choice(NASTY)
    return bytes(data)


def try_accord(data: bytes, folder: Path) -> None:
    """Parse, check, format and read aloud."""
    text = data.decode("utf-8", "replace")
    parsed = parse(text, "fuzz.accord", folder)
    if parsed.accord is not None:
        check(parsed.accord, None, parsed.doubtful)
    if not any(p.is_error for p in parsed.problems):
        once = format_text(text)
        assert format_text(once) == once, "formatting twice changes something"
    found = read_source(text, "fuzz.accord", folder)
    if found.accord is not None:
        plain_reading(found.accord)


def reader_of(name: str) -> Callable[[bytes, Path], None]:
    """A trial of one reader, through the door that users come in by."""

    def trial(data: bytes, folder: Path) -> None:
        path = folder / name
        path.write_bytes(data)
        read = read_reports(path)
        shown(read, 3)
        refused_csv([read])
        for report in read.reports[:50]:
            assert len(report.id) == 64

    return trial


def mapped(data: bytes, folder: Path) -> None:
    """A table of somebody's own: the first half is the mapping file, the rest the table."""
    mapping, _, table = data.partition(b"=====\n")
    (folder / "map.toml").write_bytes(mapping)
    for name in ("table.csv", "table.geojson"):
        (folder / name).write_bytes(table)
        read = read_reports(folder / name, mapping=folder / "map.toml")
        shown(read, 3)
        refused_csv([read])


def corpus() -> Iterator[tuple[str, list[bytes], Callable[[bytes, Path], None]]]:
    """Targets: name, sound inputs, trial."""
    accords = [
        p.read_bytes() for p in sorted(ROOT.glob("library/**/*.accord")) + sorted(ROOT.glob("tests/good/*.accord"))
    ]
    yield "accord", accords, try_accord
    events = ROOT / "tests" / "data" / "ucdp_ged" / "ukraine.csv"
    rows = list(csv.DictReader(events.read_text(encoding="utf-8").splitlines()))[:15]
    page = {"TotalCount": len(rows), "TotalPages": 1, "PreviousPageUrl": "", "NextPageUrl": "", "Result": rows}
    yield "interface/ucdp.json", [json.dumps(page).encode()], reader_of("ucdp.json")
    bad = ROOT / "tests" / "bad" / "reports"
    own = [
        (bad / f"{name}.toml").read_bytes() + b"=====\n" + (bad / f"{name}{suffix}").read_bytes()
        for name, suffix in (("R0105", ".csv"), ("R0124", ".geojson"), ("R0125", ".geojson"), ("R0211", ".csv"))
    ]
    yield "mapped/own", own, mapped
    tables = sorted(ROOT.glob("library/*/reports/*")) + sorted(ROOT.glob("tests/data/**/*"))
    for path in tables:
        if path.suffix not in (".csv", ".json", ".geojson", ".gz"):
            continue
        data = path.read_bytes()
        plain = gzip.decompress(data) if path.suffix == ".gz" else data
        head = b"\n".join(plain.split(b"\n")[:60])[:60_000] if path.suffix != ".geojson" else plain[:60_000]
        name = path.name.removesuffix(".gz")
        if path.parent.name == "reports" and "ucdp" in name:  # the sound rows are fuzzed from the small sample
            yield f"{path.parent.name}/{path.name}", [gzip.compress(head, mtime=0)], reader_of(path.name)
            continue
        yield f"{path.parent.name}/{name}", [head], reader_of(name)
        if path.suffix == ".gz":
            yield f"{path.parent.name}/{path.name}", [gzip.compress(head, mtime=0)], reader_of(path.name)


def run(
    name: str, sound: list[bytes], trial: Callable[[bytes, Path], None], seconds: float, seed: int, keep: Path
) -> int:
    """Try one target for so many seconds; the number of cases that failed."""
    chance = random.Random(f"{seed} {name}")
    stop = time.monotonic() + seconds
    cases = failed = 0
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < stop:
            data = damaged(chance.choice(sound), chance.choice(sound), chance)
            signal.setitimer(signal.ITIMER_REAL, HANG_S)
            begun = time.monotonic()
            try:
                trial(data, Path(folder))
            except Exception as error:
                failed += 1
                case = keep / f"{name.replace('/', '_')}.{cases}"
                keep.mkdir(parents=True, exist_ok=True)
                case.write_bytes(data)
                last = traceback.extract_tb(error.__traceback__)[-1]
                print(f"  {case.name}: {type(error).__name__} {str(error)[:100]} at {last.filename}:{last.lineno}")
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
            slowest = max(slowest, time.monotonic() - begun)
            cases += 1
    print(f"{name}: {cases:,} cases in {seconds:.0f} s, slowest {slowest:.2f} s, {failed} failed", flush=True)
    return failed


def main() -> int:
    """Run the targets; exit 1 if any case failed."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=600)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--target", default="")
    options.add_argument("--keep", type=Path, default=Path("out/fuzz"))
    given = options.parse_args()
    signal.signal(signal.SIGALRM, _alarm)
    targets = [t for t in corpus() if given.target in t[0]]
    return 1 if sum(run(*t, given.seconds, given.seed, given.keep) for t in targets) else 0


if __name__ == "__main__":
    sys.exit(main())
