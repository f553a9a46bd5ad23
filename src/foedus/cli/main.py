"""The command line `foedus`: one command for each question that a user has."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from typing import Annotated

import typer

from foedus.cli import accord_commands, explain, replay_commands, report_commands
from foedus.cli.exits import Exit
from foedus.cli.say import err

app = typer.Typer(
    name="foedus",
    help="Conditional guarantees in peace deals, as text that can be checked and replayed on real reports.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)
accord_commands.add_to(app)
app.add_typer(report_commands.app, name="reports")
replay_commands.add_to(app)
explain.add_to(app)


@app.callback(invoke_without_command=True)
def top(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version and stop.", is_eager=True)] = False,
) -> None:
    """Conditional guarantees in peace deals, as text that can be checked and replayed on real reports."""
    if show_version:
        typer.echo(f"foedus {version('foedus')}")
        raise typer.Exit(Exit.FINE)


def main() -> None:
    """Run the command line; whatever happens, the user sees a sentence and a script an exit code."""
    try:
        app()
    except KeyboardInterrupt:
        err.print("\nInterrupted. Nothing was half-written.")
        sys.exit(Exit.INTERRUPTED)
    except BrokenPipeError:  # the reader of our output, `head` say, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Exit.FINE)
    except MemoryError:
        err.print("The machine has not enough memory for this. Try fewer reports at a time.")
        sys.exit(Exit.PROBLEMS)
    except Exception as error:
        if os.environ.get("FOEDUS_TRACEBACK"):
            raise
        err.print(
            f"This is a fault of Foedus, not of what you wrote ({type(error).__name__}: {error}).\n"
            "Nothing was written. Please report it with the command you gave; with FOEDUS_TRACEBACK=1 it tells where."
        )
        sys.exit(Exit.BUG)
