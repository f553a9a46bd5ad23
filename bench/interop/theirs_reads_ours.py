"""Logs that Foedus wrote, read by a program of Go's packages; and a bit turned in them, which it must notice."""

from __future__ import annotations

import base64
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.interop.programs import Programs, says
from foedus.ledger.check_log import check_log
from foedus.ledger.cosignature import cosign
from foedus.ledger.keys import SeedSigner
from foedus.ledger.note import parse_note
from foedus.ledger.read_log import CopiedFolder
from foedus.ledger.store import Log, Refusal
from foedus.ledger.store_disk import FolderDisk

EXERCISE = Path(__file__).parents[2] / "library/conditional_accession/exercises/award_by_silence.exercise"
SIGNER = SeedSigner("foedus.example/interop", bytes(range(32)))
WITNESS = SeedSigner("witness.example/one", bytes(range(1, 33)))
SIZE = 70_000
"""Tiles on three levels, on each a partial one: 70,000 is 273 times 256 and 112, and 273 is 256 and 17."""
OLDER = (1, 300, 65_536, 69_999)
PROOFS = 200
TURNED = 120
"""Bits turned in the log of the exercise, by a seed."""


def small(programs: Programs, folder: Path) -> Iterator[str]:
    """The log of an exercise, from its opening to the award."""
    play = "import sys; from foedus.cli.main import main; sys.argv[0] = 'foedus'; main()"
    told = subprocess.run(
        [sys.executable, "-c", play, "exercise", EXERCISE, "--log", folder], capture_output=True, text=True
    )
    assert told.returncode == 0, told.stderr
    key = (folder / "log.vkey").read_text(encoding="utf-8").strip()
    well, said = says(programs.check_log, folder, key)
    assert well, said
    yield f"Go reads the log of {EXERCISE.name}: {said}"
    yield all_noticed(programs, folder, key, turned_bits(folder, TURNED))


def large(programs: Programs, folder: Path) -> Iterator[str]:
    """A log with tiles on three levels, full and partial, proofs by Foedus, and a witness."""
    older = make_large(folder / "log", folder)
    key = (folder / "log/log.vkey").read_text(encoding="utf-8").strip()
    arguments = [each for name in older for each in ("-older", str(name))]
    well, said = says(programs.check_log, folder / "log", key, *arguments, "-proofs", folder / "proofs")
    assert well, said
    yield f"Go reads a log of {SIZE:,} entries with the line of a witness under its head: {said}"
    yield all_noticed(programs, folder / "log", key, [(name, 3) for name in one_of_each_kind(folder / "log")])
    yield missing_noticed(programs, folder / "log", key)


def make_large(folder: Path, aside: Path) -> list[Path]:
    """Make the log; files of its older heads. Puts `proofs` beside it."""
    folder.mkdir()
    log = Log.create(FolderDisk(folder), SIGNER, b"opening")
    assert not isinstance(log, Refusal)
    older = []
    for size in (*OLDER, SIZE):
        log.append([b"%d entry " % n * (n % 90) for n in range(log.size, size)])
        log.publish()
        if size in OLDER:
            older.append(aside / f"older-{size}")
            older[-1].write_bytes(log.checkpoint)
    log.add_cosignatures([cosign(parse_note(log.checkpoint).text, WITNESS, 1_800_000_000)], SIZE)
    with (aside / "proofs").open("w", encoding="utf-8") as file:
        for n in range(0, SIZE, SIZE // PROOFS):
            file.write(stated("record", n, log.inclusion(n)))
            file.write(stated("tree", n + 1, log.consistency(n + 1)))
    log.close()
    return older


def stated(kind: str, number: int, proof: tuple[bytes, ...]) -> str:
    """A line of a file of proofs (layout.go)."""
    return " ".join([kind, str(number), *(base64.b64encode(each).decode() for each in proof)]) + "\n"


def required(folder: Path) -> list[str]:
    """The files that a head of tlog-tiles commits to."""
    return sorted(name for name in CopiedFolder(folder).names() if name == "checkpoint" or name.startswith("tile/"))


def one_of_each_kind(folder: Path) -> list[str]:
    """The head, and of each level a full tile or bundle and a partial one, as far as there are such."""
    kinds = {(name.split("/")[1] if "/" in name else "", ".p/" in name): name for name in required(folder)}
    return sorted(kinds.values())


def turned_bits(folder: Path, count: int) -> list[tuple[str, int]]:
    """Bits to turn, as (file, number of the bit), evenly over all that there are, and some in the head for certain.

    Not among them: the last letter of a signature in base64, two of whose six bits mean nothing. Go does not look at
    these, so a change of the letter can pass there; Foedus refuses all but one spelling.
    """
    chance = random.Random(17)
    sizes = {name: 8 * (folder / name).stat().st_size for name in required(folder)}
    weighed = chance.choices(list(sizes), list(sizes.values()), k=count * 3 // 4)
    names = [*weighed, *["checkpoint"] * (count - len(weighed))]
    found = [(name, chance.randrange(sizes[name])) for name in names]
    letter = (folder / "checkpoint").read_bytes().rindex(b"=") - 1
    return [(name, bit) for name, bit in found if name != "checkpoint" or bit // 8 != letter]


def all_noticed(programs: Programs, folder: Path, key: str, bits: list[tuple[str, int]]) -> str:
    """Turn one bit after the other, and see to it that Go and Foedus notice each."""
    for name, bit in bits:
        content = (folder / name).read_bytes()
        changed = bytearray(content)
        changed[bit // 8] ^= 1 << bit % 8
        (folder / name).write_bytes(changed)
        assert not says(programs.check_log, folder, key)[0], f"Go did not notice that bit {bit} of {name} was turned"
        assert not check_log(CopiedFolder(folder)).is_whole, f"bit {bit} of {name} was turned unnoticed"
        (folder / name).write_bytes(content)
    files = len({name for name, _ in bits})
    return f"a bit turned, {len(bits)} times in {files} files: Go and Foedus notice each"


def missing_noticed(programs: Programs, folder: Path, key: str) -> str:
    """Take one file of each kind away."""
    names = one_of_each_kind(folder)
    for name in names:
        shutil.move(folder / name, folder / "aside")
        assert not says(programs.check_log, folder, key)[0], f"Go did not notice that {name} is missing"
        shutil.move(folder / "aside", folder / name)
    return f"a file missing, {len(names)} times, one of each kind: Go notices each"
