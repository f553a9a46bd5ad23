"""The commands of `foedus`: one for each question that a user has."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer

from foedus.cli import (
    accord_commands,
    act_commands,
    exercise_commands,
    explain,
    log_commands,
    origins_commands,
    procedure_commands,
    registry_commands,
    replay_commands,
    report_commands,
    sensor_commands,
    witness_commands,
)
from foedus.cli.exits import Exit

app = typer.Typer(
    name="foedus",
    help="Conditional guarantees in peace deals, as text that can be checked and replayed on real reports.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
accord_commands.add_to(app)
app.add_typer(report_commands.app, name="reports")
procedure_commands.add_to(app)
replay_commands.add_to(app)
origins_commands.add_to(app)
app.add_typer(sensor_commands.app, name="sensors")
witness_commands.add_to(app)
explain.add_to(app)
exercise_commands.add_to(app)
registry_commands.add_to(app)
act_commands.add_to(app)
log_commands.add_to(app)


@app.callback(invoke_without_command=True)
def top(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version and stop.", is_eager=True)] = False,
) -> None:
    """Conditional guarantees in peace deals, as text that can be checked and replayed on real reports."""
    if show_version:
        typer.echo(f"foedus {version('foedus')}")
        raise typer.Exit(Exit.FINE)
