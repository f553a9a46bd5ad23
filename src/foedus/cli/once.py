"""A file that is asked for once and named twice: one of the two would be left unread, and nobody would know (U0024)."""

from __future__ import annotations

from collections import Counter
from typing import Any

import typer
from typer.core import TyperCommand

from foedus.basics.problem import Problem
from foedus.cli.exits import Exit
from foedus.cli.say import say_problems


class Once(TyperCommand):
    """A command that refuses two files where it takes one. Of other options the last one counts, as everywhere."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Ends the run with exit 2 where a file is named twice by an option that takes one."""
        given = self.make_parser(ctx).parse_args(args=list(args))[2]
        files = Counter(
            each.opts[0] for each in given
            if each.param_type_name == "option" and not each.multiple and each.type.name == "path"
        )
        for option, times in files.items():
            if times > 1:
                say_problems([Problem(
                    "U0024", None, f"`{option}` is given {'twice' if times == 2 else f'{times} times'}",
                    "one file is taken by it, and the others would be left unread without a word",
                    "name one file; to compare two, run the command once with each",
                )], {})  # fmt: skip
                raise typer.Exit(Exit.USAGE)
        return super().parse_args(ctx, args)


def at_most_once(app: typer.Typer) -> None:
    """All commands of an app, and of those that hang in it."""
    for command in app.registered_commands:
        if command.cls in (None, TyperCommand):
            command.cls = Once
    for group in app.registered_groups:
        if group.typer_instance is not None:
            at_most_once(group.typer_instance)
