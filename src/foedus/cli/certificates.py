"""Proof certificates at the command line: written beside a sheet, and checked without the prover."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from foedus.accord.model import Accord
from foedus.accord.redline_lines import requirement_text
from foedus.basics.instant import Instant, show
from foedus.basics.problem import Problem
from foedus.basics.wrapping import wrapped
from foedus.cli.exits import Exit
from foedus.cli.say import say, say_problems
from foedus.cli.write import write_whole
from foedus.prove.certificate import certificate
from foedus.prove.decide import Proof
from foedus.prove.game import TooLarge
from foedus.recheck.claims import Certificate, Checked, Shows, Smallest, check
from foedus.recheck.play import Asks
from foedus.recheck.read_certificate import read_certificate

MARKS = {Shows.KEPT: "kept", Shows.FALSE: "FALSE", Shows.NOTHING: "not shown"}


def write_certificate(deal: Accord, proofs: Sequence[Proof], at: Instant, path: Path) -> None:
    """Write the certificate of what was proved. Ends with X0033 where it is too large to be worked out."""
    try:
        content = certificate(deal, proofs, at)
    except TooLarge:
        problem = Problem(
            "X0033", None, "no certificate was written",
            "to certify all of it, more states would have to be looked at than are looked at for one question",
            "see on the sheet what makes it large; what is decided there stands",
        )  # fmt: skip
        say_problems([problem], {})
        raise typer.Exit(Exit.PROBLEMS) from None
    write_whole(path, content.decode("utf-8") + "\n")


def check_certificate(deal: Accord, path: Path) -> None:
    """Check a certificate and say what it shows. Ends with exit 3 if a requirement is shown to be false, with exit 1 if
    something is not shown, or the file is no certificate of this text."""
    given = read_certificate(path)
    if isinstance(given, Problem):
        say_problems([given], {})
        raise typer.Exit(Exit.PROBLEMS)
    if given.accord != deal.digest:
        problem = Problem(
            "X0031", None, f"{path} is a certificate of another text",
            f"it is of the accord {given.accord[:16]}..., and this one is {deal.digest[:16]}...; one changed word "
            "makes another text, of which other things may hold",
            "give the accord that was proved, or prove this one: `foedus prove ACCORD --certificate FILE`",
        )  # fmt: skip
        say_problems([problem], {})
        raise typer.Exit(Exit.PROBLEMS)
    surely_over = deal.final_end
    if given.found_at < deal.in_force_from or (surely_over is not None and given.found_at >= surely_over):
        problem = Problem(
            "X0030", None, f"{path} supposes a breach found outside the time in force",
            f"it says that one is found {show(given.found_at, deal.time_zone)}, when nobody is bound by the accord",
            "prove it of a date in the time in force: `foedus prove ACCORD --found WHEN --certificate FILE`",
        )  # fmt: skip
        say_problems([problem], {})
        raise typer.Exit(Exit.PROBLEMS)
    checked = check(deal, given)
    for line in _lines(deal, given, checked):
        say(line)
    _end(path, checked)


def _lines(deal: Accord, given: Certificate, checked: Sequence[Checked]) -> list[str]:
    found = show(given.found_at, deal.time_zone)
    lines = [
        *wrapped(deal.name),
        *wrapped(f"Proved for a breach found {found}. Every step was made again on the machine, and the prover was not "
                 "used."), "", "Required",
    ]  # fmt: skip
    for requirement in deal.requirements:
        here = [each for each in checked if each.requirement is requirement]
        lines += _line(_overall(here), requirement_text(requirement))
        lines += [f"             {_of(each)}{each.why}" for each in here if each.why]
    if not deal.requirements:
        lines.append("  - Nothing is required: there is no `require` in the text.")
    sets = [(each, each.of) for each in checked if each.of is not None]
    lines += ["", "The smallest coalitions"] if sets else []
    for each, smallest in sets:
        lines += _line(each.shows, _of(each) + _told(smallest), shown=True)
        lines += [f"             {each.why}"] if each.why else []
    return lines


def _line(shows: Shows, text: str, shown: bool = False) -> list[str]:
    mark = "shown" if shown and shows is Shows.KEPT else MARKS[shows]
    return wrapped(text, " " * 13, f"  {mark:9}  ")


def _of(each: Checked) -> str:
    return f"Article {each.guarantee}: "


def _overall(here: Sequence[Checked]) -> Shows:
    found = {each.shows for each in here}
    return next((shows for shows in (Shows.FALSE, Shows.NOTHING) if shows in found), Shows.KEPT)


def _told(smallest: Smallest) -> str:
    what = "keep the award from a true breach" if smallest.asks is Asks.BLOCK else "bring it about without a breach"
    when = ", also with what they do before it is found" if smallest.beforehand else ""
    sets = [
        ("{" + ", ".join(sorted(each.names)) + "}" if each.names else "the accused alone")
        + ("" if each.sure else ", at least if others are slow") for each in smallest.coalitions
    ]  # fmt: skip
    return f"to {what}{when}: {'; '.join(sets) or 'none'}"


def _end(path: Path, checked: Sequence[Checked]) -> None:
    missing = [each for each in checked if each.shows is Shows.NOTHING]
    if missing:
        problem = Problem(
            "X0032", None, f"{path} does not show {len(missing)} of the {len(checked)} things that it should",
            f"the first: {missing[0].why}",
            "prove the accord again, and compare: a certificate that was changed, or that a faulty prover wrote, does "
            "not pass",
        )  # fmt: skip
        say_problems([problem], {})
        raise typer.Exit(Exit.PROBLEMS)
    if any(each.shows is Shows.FALSE for each in checked):
        raise typer.Exit(Exit.PROVED_FALSE)
