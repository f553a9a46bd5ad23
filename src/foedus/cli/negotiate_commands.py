"""The command `negotiate`: what each wants of the text, what all could sign, and what follows otherwise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foedus.accord.model import Accord
from foedus.basics.wrapping import wrapped
from foedus.cli.accord_commands import AccordFile, Json, load, stop_at
from foedus.cli.later import later
from foedus.cli.negotiate_json import negotiation_json
from foedus.cli.say import as_json, say_raw
from foedus.cli.table_files import Table, must_have_parquet, write_tables
from foedus.cli.weigh_commands import Draws, Output, Parquet, RatesFile, Seed, promised
from foedus.cli.write import must_be_writable, write_whole
from foedus.incentives.bounded import with_bound
from foedus.incentives.drafts import AccordText, Drafts, edits_of
from foedus.incentives.negotiating import Negotiation, negotiate
from foedus.incentives.negotiation_words import negotiation_lines
from foedus.incentives.positions import Positions
from foedus.incentives.read_positions import read_positions
from foedus.incentives.stakes import Stakes
from foedus.incentives.weighing import DRAWS
from foedus.incentives.zone import best_of
from foedus.procedure.compiling import compile_procedure
from foedus.procedure.rules import Procedure
from foedus.web.negotiate_page import negotiate_page

if TYPE_CHECKING:
    from foedus.cli import suggests, weigh_rates, whose_rates
else:  # they load the proofs, which few runs need
    suggests, weigh_rates = later("foedus.cli.suggests"), later("foedus.cli.weigh_rates")
    whose_rates = later("foedus.cli.whose_rates")


def add_to(app: typer.Typer) -> None:
    """Hang the command into the command line."""
    app.command("negotiate")(negotiate_command)


PositionsFile = Annotated[
    Path, typer.Option("--stakes", metavar="FILE", help="Who wants what, and what everybody has at stake (`.stakes`).")
]
Csv = Annotated[
    Path | None, typer.Option("--csv", metavar="FILE", help="Write what comes of each combination as a table (CSV).")
]
Page = Annotated[Path | None, typer.Option("--page", metavar="FILE", help="Write it as a page (HTML), to print.")]


def negotiate_command(
    accord: AccordFile, stakes: PositionsFile, rates: RatesFile = None, draws: Draws = DRAWS, seed: Seed = 1,
    json: Json = False, page: Page = None, csv: Csv = None, parquet: Parquet = None, output: Output = None,
) -> None:  # fmt: skip
    """Show what each wants of the text, what all could sign, who gains by waiting, and which outcomes last."""
    must_be_writable(page, csv, parquet, output, read=[accord, *(each for each in (stakes, rates) if each)])
    must_have_parquet(parquet)
    read, deal = load(accord)
    text = AccordText(read.source, read.file, accord.parent)
    procedure = compile_procedure(deal)
    promised(procedure, deal.name)
    held, positions = _read(stakes, procedure, text)
    held, drafts = with_bound(held, deal), Drafts(text, with_bound)
    if rates is not None:
        held = weigh_rates.with_rates(held, deal, rates)
        whose_rates.tell_whose(rates, deal, [held.guarantee])
        drafts = Drafts(text, lambda of, draft: weigh_rates.with_rates(with_bound(of, draft), draft, rates))
    found = replace(negotiate(held, positions, seed, draws, drafts=drafts), broken=_broken(deal, positions, drafts))
    if page is not None:
        files = [each.name for each in (accord, stakes, rates) if each]
        write_whole(page, negotiate_page(deal.name, found, f"From {' and '.join(files)}."))
    if csv is not None or parquet is not None:
        write_tables(_as_table(found), csv, parquet)
    sheet = [*wrapped(deal.name), *negotiation_lines(found)]
    told = as_json(negotiation_json(found)) if json else "\n".join(sheet) + "\n"
    if output is not None:
        write_whole(output, told)
    else:
        say_raw(told)


def _read(file: Path, procedure: Procedure, text: AccordText) -> tuple[Stakes, Positions]:
    """What is at stake and who wants what; ends the run where the file has a problem."""
    stakes, positions, problems = read_positions(file, procedure, text)
    if stakes is None or positions is None:
        stop_at(file, problems)
    return stakes, positions


def _broken(deal: Accord, positions: Positions, drafts: Drafts) -> dict[tuple[str, str], tuple[str, ...]]:
    """What is required and would not hold with the words of each option alone."""
    found = {}
    for choice in positions.choices:
        for option in choice.options:
            draft = drafts.draft(edits_of([option.change])).accord if option.change.was else None
            if draft is not None:
                found[choice.name, option.name] = tuple(suggests.lost(deal, draft))
    return found


def _as_table(found: Negotiation) -> Table:
    """A row for each combination that crosses no red line."""
    choices = [choice.name for choice in found.positions.choices]
    kinds: dict[str, type] = {f"choice.{name}": str for name in choices} | {
        "always": int, "never": int, "signs": float, "all": float, "undominated": int,
    }  # fmt: skip
    points = found.zone.points if found.zone is not None else ()
    best = best_of(found.zone.possible, found.positions) if found.zone is not None else ()
    return Table(kinds, [
        (*point.options, int(point.always), int(point.never), point.signs, point.share, int(point in best))
        for point in points
    ])  # fmt: skip
