"""The folder of a log, as the command line names it; its files are touched here."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import typer

from foedus.accord.read_accord import ReadAccord
from foedus.basics.instant import Instant
from foedus.basics.problem import Problem
from foedus.cli.exits import Exit
from foedus.cli.key_files import signer_of
from foedus.cli.log_options import stop
from foedus.cli.say import say_problems, tell
from foedus.ledger.check_log import check_log
from foedus.ledger.damage import unreadable
from foedus.ledger.keys import Signer
from foedus.ledger.read_log import CopiedFolder, read_log
from foedus.ledger.store_disk import FolderDisk
from foedus.watch.acts import REGISTRY
from foedus.watch.keeper import Keeper, create, take_up
from foedus.watch.loading import Loaded, load

_OF_A_LOG = ("checkpoint", "journal", "log.vkey")
"""Files by one of which a folder shows that it is meant to hold a log."""

# -- writing -----------------------------------------------------------------------------------------------------------


def create_log(
    folder: Path, found: ReadAccord, files: Mapping[str, bytes], registry_key: str, origin: str, at: Instant,
    policy: str = "",
) -> Keeper:  # fmt: skip
    """Open a new log. policy: of its witnesses, if it has any. Ends the run with the problems of the folder."""
    signer = signer_of(registry_key, REGISTRY)
    return _made(create(_new_folder(folder), found, files, signer, origin, at, policy=policy))


def create_exercise(
    folder: Path, found: ReadAccord, files: Mapping[str, bytes], signer: Signer, origin: str, at: Instant
) -> Keeper:
    """Open the log of an exercise, with a key of the exercise."""
    return _made(create(_new_folder(folder), found, files, signer, origin, at, exercise=True))


def _new_folder(folder: Path) -> FolderDisk:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = "it is a file" if folder.is_file() else error.strerror or "the system gives no reason"
        mend = "name a folder that is not there yet, where you may write"
        stop(Problem("L0310", None, f"there can be no log in {folder}", why, mend), code=Exit.USAGE)
    if any((folder / name).exists() for name in _OF_A_LOG):
        called = f" ({_origin(folder)})" if _origin(folder) else ""
        stop(Problem(
            "C0052", None, f"there is a log in {folder} already{called}",
            "a log is opened once; what it holds is never written over, and a second opening would be a second history",
            f"go on with that log (`foedus status {folder}` tells where it stands), or name a folder that is not there",
        ), code=Exit.USAGE)  # fmt: skip
    return FolderDisk(folder)


def _made(keeper: Keeper | tuple[Problem, ...]) -> Keeper:
    if isinstance(keeper, tuple):
        say_problems(keeper, {})
        raise typer.Exit(Exit.VERIFICATION_FAILED)
    return keeper


def opened_for_writing(folder: Path, registry_key: str, lost_journal: bool = False) -> Keeper:
    """Take a log up: it is looked through first, and every entry made again. Ends with exit 5 if anything differs.
    lost_journal: go on without one from the head that was signed last."""
    disk = FolderDisk(_there(folder))
    return _made(take_up(disk, signer_of(registry_key, REGISTRY), _origin(folder), lost_journal))


def _origin(folder: Path) -> str:
    """The name of the log, from its key line or its head; whether that is right is checked with the rest."""
    for name, end in (("log.vkey", "+"), ("checkpoint", "\n")):
        with suppress(OSError, UnicodeDecodeError):
            return (folder / name).read_text(encoding="utf-8").partition(end)[0]
    return ""


def _there(folder: Path) -> Path:
    if not folder.is_dir():
        what = f"{folder} is no folder" if folder.exists() else f"there is no folder {folder}"
        mend = "name the folder of a log; `foedus open` makes one, `foedus exercise` one to rehearse with"
        stop(Problem("L0310", None, what, "nothing could be read", mend), code=Exit.USAGE)
    return folder


# -- reading -----------------------------------------------------------------------------------------------------------


def looked_at(folder: Path) -> Loaded:
    """A log read without its key, checked and made again. Ends with exit 5 if anything differs."""
    return audited(folder, 0)


def audited(folder: Path, tell_every: int) -> Loaded:
    """The same, telling how far it is every so many entries (0: never)."""
    copied = CopiedFolder(_there(folder))
    if not any((folder / name).exists() for name in _OF_A_LOG):
        why = "it has neither a checkpoint nor the key line of a log"
        mend = "name the folder that holds the file `checkpoint`"
        stop(Problem("L0310", None, f"there is no log in {folder}", why, mend), code=Exit.USAGE)
    checked = check_log(copied)
    log = read_log(copied)
    if not checked.is_whole or isinstance(log, Problem):
        say_problems(checked.problems, {})
        raise typer.Exit(Exit.VERIFICATION_FAILED)

    def told(index: int) -> None:
        if tell_every and index % tell_every == 0 and index:
            tell(f"{index:,} of {log.head.size:,} entries made again")

    try:
        loaded = load(log.entries(), log.blob, told, log.key)
    except OSError as error:  # evidence that is a folder, say; what is not of the log is no fault of it
        file = Path(error.filename or "")
        if not file.is_relative_to(folder):
            raise
        loaded = (unreadable(file.relative_to(folder).as_posix(), error),)
    if isinstance(loaded, tuple):
        say_problems(loaded, {})
        raise typer.Exit(Exit.VERIFICATION_FAILED)
    return loaded
