"""The commands of `foedus`: one for each question that a user has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.metadata import version
from types import MappingProxyType
from typing import Annotated

import typer

from foedus.cli.exits import Exit
from foedus.cli.once import at_most_once

HOMES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "accord_commands": ("check", "format", "read", "compare"),
    "report_commands": ("reports",),
    "procedure_commands": ("procedure",),
    "prove_commands": ("prove",),
    "weigh_commands": ("weigh",),
    "negotiate_commands": ("negotiate",),
    "rates_commands": ("rates",),
    "replay_commands": ("replay", "page"),
    "origins_commands": ("origins",),
    "sensor_commands": ("sensors",),
    "explain": ("explain",),
    "exercise_commands": ("exercise",),
    "registry_commands": (
        "open", "key", "submit", "enrol", "revoke", "report", "standing", "membership", "tick",
    ),
    "act_commands": (
        "deposit", "withdraw", "attest", "cure", "waive", "challenge", "decide", "object", "review",
    ),
    "log_commands": ("status", "award", "audit", "verify"),
    "recover_command": ("recover",),
    "witness_commands": ("witness",),
})  # fmt: skip
"""Which commands are in which module. A run loads the module of its command alone: all of them take a second."""


def built(words: Sequence[str] | None = None) -> typer.Typer:
    """The command line. words: of one run, whose first that is no flag names its command; None: with all commands."""
    app = typer.Typer(
        name="foedus",
        help="Conditional guarantees in peace deals, as text that can be checked, replayed, and carried out.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for home in _homes(words):
        import_module(f"foedus.cli.{home}").add_to(app)
    at_most_once(app)
    app.callback(invoke_without_command=True)(top)
    return app


def _homes(words: Sequence[str] | None) -> Sequence[str]:
    if words == ["--version"]:
        return ()
    first = next((word for word in words or () if not word.startswith("-")), "")
    return [home for home, commands in HOMES.items() if first in commands] or list(HOMES)


def top(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version and stop.", is_eager=True)] = False,
) -> None:
    """Conditional guarantees in peace deals, as text that can be checked, replayed, and carried out."""
    if show_version:
        typer.echo(f"foedus {version('foedus')}")
        raise typer.Exit(Exit.FINE)
