"""Two heads of one log held against each other: one continues the other, or the log has shown two histories (L2)."""

from __future__ import annotations

from pathlib import Path

from foedus.basics.problem import Problem
from foedus.cli.exits import Exit
from foedus.cli.log_options import stop
from foedus.ledger.checkpoint import read_checkpoint
from foedus.ledger.malformed import Malformed
from foedus.ledger.merkle import consistency_holds, leaf_hash, root_of
from foedus.ledger.read_log import CopiedFolder, ReadLog, read_log


def continued(folder: Path, seen: Path) -> str:
    """That the log in a folder continues a head that was seen, in a sentence. Ends the run with exit 5 if it does not:
    then both heads, signed by one key, are the proof, and the problem says where they lie."""
    log = read_log(CopiedFolder(folder))
    if isinstance(log, Problem):
        stop(log, code=Exit.VERIFICATION_FAILED)
    try:
        head, _ = read_checkpoint(seen.read_bytes(), log.key)
    except OSError as error:
        why = error.strerror or "the system gives no reason"
        stop(Problem("L0312", None, f"the head in {seen} cannot be read", why, "name a file `checkpoint` of a log"))
    except Malformed as malformed:
        stop(malformed.problem(str(seen)), code=Exit.VERIFICATION_FAILED)
    if head.size > log.head.size:
        stop(Problem(
            "L0313", None, f"the head in {seen} has {head.size:,} entries, and the log here has {log.head.size:,}",
            "this copy is older, or the log was cut back to before what it had shown",
            "get the newest copy from whoever keeps the log; if it is this one, show both heads to everybody",
        ), code=Exit.VERIFICATION_FAILED)  # fmt: skip
    if not _continues(log, head.size, head.root):
        stop(Problem(
            "L0314", None, f"two histories: the head in {seen} and the log in {folder} differ in their first "
            f"{head.size:,} entries", "both heads are signed by the key of the log, so whoever keeps it has shown one "
            "history to some and another to others, or another holds its key",
            f"keep both files ({seen} and {folder / 'checkpoint'}): together they prove it to anybody",
        ), code=Exit.VERIFICATION_FAILED)  # fmt: skip
    return f"The log continues the head in {seen}: its first {head.size:,} entries are the same."


def _continues(log: ReadLog, size: int, root: bytes) -> bool:
    if size == 0:
        return root == root_of(())
    if size == log.head.size:
        return root == log.head.root
    return consistency_holds(size, log.head.size, root, log.head.root, log.consistency(size)) and root == root_of(
        leaf_hash(entry) for entry in log.entries(0, size)
    )
