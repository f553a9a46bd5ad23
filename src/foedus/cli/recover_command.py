"""`foedus recover`: look through the folder of a log as its writer does, and go on without a journal that is lost."""

from __future__ import annotations

from typing import Annotated

import typer

from foedus.basics.problem import Problem
from foedus.cli.exits import Exit
from foedus.cli.log_folder import opened_for_writing
from foedus.cli.log_options import LogFolder, RegistryKey, stop
from foedus.cli.say import say
from foedus.ledger.journal import JOURNAL


def add_to(app: typer.Typer) -> None:
    """Hang the command into the command line."""
    app.command("recover")(recover)


def recover(
    log: LogFolder,
    registry_key: RegistryKey,
    journal_is_lost: Annotated[
        bool, typer.Option("--journal-is-lost", help="Nothing that was acknowledged is missing: go on without it.")
    ] = False,
) -> None:
    """Look through the folder of a log after a crash or a restored backup, and say from where it goes on.

    With `--journal-is-lost` a log without its journal goes on from the head that was signed last.
    """
    is_there = (log / JOURNAL).exists()
    if journal_is_lost and is_there:
        stop(Problem(
            "U0023", None, "the journal of this log is not lost",
            "it lies in the folder, and what was acknowledged after the last head stands in it alone",
            "leave `--journal-is-lost` away; if the journal is damaged, put the whole folder back from a copy first",
        ), code=Exit.USAGE)  # fmt: skip
    keeper = opened_for_writing(log, registry_key, journal_is_lost)
    try:
        size, torn = keeper.log.size, keeper.log.torn_bytes
        head = keeper.log.published_size
    finally:
        keeper.close()
    how = "without its journal" if not is_there else "every file and every entry holds"
    say(f"The log {keeper.log.origin} goes on from {size:,} entries: {how}.")
    if torn:
        say(f"A last write of {torn} bytes was torn by a crash and is cut off; nobody was told that it was done.")
    if size > head:
        say(f"Of these {size - head} were acknowledged after the last head; the next act signs for them too.")
    if not is_there:
        say(
            "What was acknowledged after that head is not in it. Compare it with the newest head that anybody has seen "
            "(`foedus verify DIR --seen FILE`), and ask all who have sent an act since to send it again."
        )
