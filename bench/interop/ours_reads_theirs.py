"""A log that a program of Go's packages wrote, read by Foedus, and then continued by it."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.interop.programs import Programs, says
from foedus.ledger.check_log import check_log
from foedus.ledger.checkpoint import read_checkpoint
from foedus.ledger.keys import SeedSigner, VerifierKey, parse_vkey
from foedus.ledger.merkle import Frontier, consistency_holds, inclusion_holds, leaf_hash
from foedus.ledger.read_log import CopiedFolder, ReadLog, read_log
from foedus.ledger.store import Log, Refusal
from foedus.ledger.store_disk import FolderDisk

VERIFIER = Path(__file__).parents[2] / "src/foedus_verify.py"
ORIGIN = "go.example/written"
SIZES = ((1, 1), (70_000, 66_000))
"""How many entries, and how many the older head has."""


def each_size(programs: Programs, folder: Path) -> Iterator[str]:
    """Logs of several sizes."""
    for size, older in SIZES:
        place = folder / str(size)
        well, said = says(programs.write_log, place / "log", ORIGIN, str(size), str(older), place / "aside")
        assert well, said
        yield f"Foedus reads a log of {size:,} entries that Go wrote: {read(place / 'log', place / 'aside')}"
        yield f"it continues that log, and Go reads it: {continued(programs, place / 'log', place / 'aside')}"


def read(folder: Path, aside: Path) -> str:
    """Check it with both programs of Foedus, with the older head and with the proofs that Go made."""
    vkey = (aside / "vkey").read_text(encoding="utf-8")
    alone = subprocess.run(
        [sys.executable, VERIFIER, folder, "--vkey", vkey, "--bytes-only"], capture_output=True, text=True
    )
    assert alone.returncode == 0, alone.stdout + alone.stderr
    key = parse_vkey(vkey)
    checked = check_log(CopiedFolder(folder), key)
    assert checked.is_whole, checked.problems
    log = read_log(CopiedFolder(folder), key)
    assert isinstance(log, ReadLog)
    older, _ = read_checkpoint((aside / "older").read_bytes(), key)
    assert consistency_holds(older.size, log.head.size, older.root, log.head.root, log.consistency(older.size))
    count = proofs_hold(log, aside / "proofs")
    return f"foedus-verify and check_log find all well, it continues its older head, {count} proofs of Go hold"


def proofs_hold(log: ReadLog, file: Path) -> int:
    """Hold the proofs that Go wrote against the root, and against our own, which must be the same."""
    leaves = [leaf_hash(entry) for entry in log.entries()]
    size, root, grown = log.head.size, log.head.root, Frontier()
    lines = file.read_text(encoding="utf-8").splitlines()
    for line in lines:
        kind, digits, *coded = line.split()
        number, proof = int(digits), tuple(base64.b64decode(each) for each in coded)
        if kind == "record":
            assert inclusion_holds(leaves[number], number, size, proof, root) and proof == log.inclusion(number), line
            continue
        for leaf in leaves[grown.size : number]:
            grown.append(leaf)
        assert consistency_holds(number, size, grown.root(), root, proof) and proof == log.consistency(number), line
    return len(lines)


def continued(programs: Programs, folder: Path, aside: Path) -> str:
    """Open the log for writing with the key that Go made, append, and let Go hold the new head against its own."""
    vkey = (aside / "vkey").read_text(encoding="utf-8")
    (aside / "its head").write_bytes((folder / "checkpoint").read_bytes())
    log = Log.open(FolderDisk(folder), signer_of(aside, parse_vkey(vkey)), thorough=True, lost_journal=True)
    assert not isinstance(log, Refusal), log
    log.append([b"by Foedus %d" % n for n in range(1_000)])
    log.publish()
    log.close()
    well, said = says(programs.check_log, folder, vkey, "-older", aside / "its head", "-older", aside / "older")
    assert well, said
    return said


def signer_of(aside: Path, key: VerifierKey) -> SeedSigner:
    """The key pair out of Go's own line for it: PRIVATE, KEY, name, id, and base64 of a type and the secret."""
    _, _, name, _, coded = (aside / "skey").read_text(encoding="utf-8").split("+", 4)
    signer = SeedSigner(name, base64.b64decode(coded)[1:])
    assert signer.public == key.public, "both make the same public key of a secret"
    return signer

