"""`foedus explain CODE`: the page of a problem."""

from __future__ import annotations

from importlib.resources import files
from typing import Annotated

import typer

from foedus.basics.problem import Problem
from foedus.cli.exits import Exit
from foedus.cli.say import say_problems, say_raw


def add_to(app: typer.Typer) -> None:
    """Hang the command into the command line."""
    app.command("explain")(explain)


def explain(
    code: Annotated[str, typer.Argument(help="The code of a problem, A0205 say. Without one: the list of all.")] = "",
) -> None:
    """Explain a problem: what it means, why it matters, a bad example, how to mend it."""
    pages = {entry.name.removesuffix(".md"): entry for entry in (files("foedus") / "pages").iterdir()}
    if not code:
        titles = (pages[name].read_text(encoding="utf-8").partition("\n")[0].lstrip("# ") for name in sorted(pages))
        say_raw("\n".join(titles))
        return
    wanted = code.strip().upper()
    if wanted not in pages:
        mend = "`foedus explain` without a code lists them all"
        say_problems([Problem("U0005", None, f"no problem has the code {code}", "codes look like A0205", mend)], {})
        raise typer.Exit(Exit.USAGE)
    say_raw(pages[wanted].read_text(encoding="utf-8"))
