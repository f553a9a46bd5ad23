"""The command `weigh`: whether a guarantee is carrot and stick for everyone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import zip_longest
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foedus.accord.model import Accord
from foedus.basics.wrapping import wrapped
from foedus.cli.accord_commands import AccordFile, Json, load, stop_at
from foedus.cli.exits import Exit
from foedus.cli.later import later
from foedus.cli.say import as_json, say_problems, say_raw
from foedus.cli.table_files import Table, must_have_parquet, tables
from foedus.cli.write import must_be_writable, write_bytes, write_whole
from foedus.incentives import export_efg
from foedus.incentives.bounded import with_bound
from foedus.incentives.read_stakes import read_stakes
from foedus.incentives.regions import LABELS as REGION_LABELS
from foedus.incentives.regions import Regions
from foedus.incentives.stakes import Stakes
from foedus.incentives.template import neutral, nothing_promised, weighable
from foedus.incentives.weighing import DRAWS, Influence, Weighed, untold_labels, weigh
from foedus.incentives.whole import alternatives_of, holding_of, pulls_of, regions_of, sheet_of
from foedus.procedure.compiling import compile_procedure
from foedus.procedure.rules import GuaranteeRule, Procedure
from foedus.web.weigh_page import Weighing, weigh_page

if TYPE_CHECKING:
    from foedus.cli import suggests, weigh_rates, whose_rates
else:  # they load the proofs, which only these flags need
    suggests, weigh_rates = later("foedus.cli.suggests"), later("foedus.cli.weigh_rates")
    whose_rates = later("foedus.cli.whose_rates")


def add_to(app: typer.Typer) -> None:
    """Hang the command into the command line."""
    app.command("weigh")(weigh_command)


StakesFile = Annotated[
    Path | None,
    typer.Option("--stakes", metavar="FILE", help="What everybody has at stake; if not given, a neutral template."),
]
RatesFile = Annotated[
    Path | None,
    typer.Option("--rates", metavar="FILE", help="How often bodies and findings err, as for `foedus prove --rates`."),
]
MOST_SEED = 2**63 - 1
"""Far more than anybody needs, and far less than a generator of random numbers takes as its key."""
Draws = Annotated[int, typer.Option("--draws", min=100, max=1_000_000, help="How many draws of the ranges.")]
Seed = Annotated[int, typer.Option("--seed", min=0, max=MOST_SEED, help="Of the draws: the same seed, the same sheet.")]
Tree = Annotated[
    Path | None,
    typer.Option("--efg", metavar="FILE", help="Write the game at the middle of all ranges as a tree, for Gambit."),
]
Page = Annotated[
    Path | None, typer.Option("--page", metavar="FILE", help="Write a page with pictures (HTML), to print.")
]
Csv = Annotated[
    Path | None, typer.Option("--csv", metavar="FILE", help="Write every constraint and design as a table (CSV).")
]
Parquet = Annotated[
    Path | None, typer.Option("--parquet", metavar="FILE", help="Write the same table as Parquet; needs pyarrow.")
]
Suggested = Annotated[
    bool, typer.Option("--suggest", help="Look for the change of the text that makes the worst slack widest.")
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file, print nothing.")]


_COLUMNS: dict[str, type] = {
    "guarantee": str, "kind": str, "name": str, "who": str, "size": int, "consents": int, "share": float,
    "worst": float, "p5": float, "p50": float, "p95": float, "best": float,
}  # fmt: skip


def weigh_command(
    accord: AccordFile, stakes: StakesFile = None, rates: RatesFile = None, draws: Draws = DRAWS, seed: Seed = 1,
    json: Json = False, efg: Tree = None, page: Page = None, csv: Csv = None, parquet: Parquet = None,
    suggest: Suggested = False, output: Output = None,
) -> None:  # fmt: skip
    """Weigh whether each side would sign, keep the peace and honour what it promised, by what one believes."""
    must_be_writable(efg, page, csv, parquet, output, read=[accord, *(each for each in (stakes, rates) if each)])
    must_have_parquet(parquet)
    read, deal = load(accord)
    procedure = compile_procedure(deal)
    held = [with_bound(each, deal) for each in _stakes(stakes, procedure, deal.name)]
    if rates is not None:
        held = [weigh_rates.with_rates(each, deal, rates) for each in held]
        whose_rates.tell_whose(rates, deal, [each.guarantee for each in held])
    found = [weigh(each, seed, draws) for each in held]
    bodies = rates is not None and suggest and weigh_rates.judges(deal, rates)
    offers = [
        suggests.suggestion(read, _of_draft(stakes, rates, each.guarantee.name), seed, draws, bodies=bodies)
        for each in held
    ] if suggest else []  # fmt: skip
    written = [*_files(deal.name, found, [each.name for each in (accord, stakes, rates) if each], efg, page),
               *(tables(_as_table(found), csv, parquet) if csv or parquet else ())]  # fmt: skip
    text = _told_as_json(found, offers) if json else _sheets(deal.name, found, offers)
    for file, content in written:  # all or, where one cannot be made, none
        write_bytes(file, content)
    if output is not None:
        write_whole(output, text)
    else:
        say_raw(text)


def _files(
    name: str, found: list[Weighed], made_from: list[str], efg: Path | None, page: Path | None
) -> Iterator[tuple[Path, bytes]]:
    if efg is not None:
        yield efg, _tree(name, found[0]).encode("utf-8")
    if page is not None:
        made = weigh_page(name, [_weighing(each) for each in found], f"From {' and '.join(made_from)}.")
        yield page, made.encode("utf-8")


def promised(procedure: Procedure, name: str) -> tuple[GuaranteeRule, ...]:
    """The guarantees that can be weighed; ends the run where there is none."""
    found = weighable(procedure)
    if not found:
        say_problems([nothing_promised(name)], {})
        raise typer.Exit(Exit.PROBLEMS)
    return found


def _stakes(file: Path | None, procedure: Procedure, name: str) -> list[Stakes]:
    """Those of the file, or the template of each guarantee; ends the run where there are none."""
    found = promised(procedure, name)
    if file is None:
        return [neutral(each, procedure) for each in found]
    stakes, problems = read_stakes(file, procedure)
    if stakes is None:
        stop_at(file, problems)
    return [stakes]


def _of_draft(file: Path | None, rates: Path | None, name: str) -> Callable[[Accord], Stakes | None]:
    """The stakes of a draft of the text: of the guarantee of that name, by the same files."""
    def of(draft: Accord) -> Stakes | None:
        procedure = compile_procedure(draft)
        guarantee = procedure.guarantee(name)
        if guarantee is None:
            return None
        found = read_stakes(file, procedure)[0] if file is not None else neutral(guarantee, procedure)
        if found is None:
            return None
        found = with_bound(found, draft)
        return weigh_rates.with_rates(found, draft, rates) if rates is not None else found

    return of


def _sheets(name: str, found: list[Weighed], offers: list[suggests.Suggestion | None]) -> str:
    lines = wrapped(name)
    for weighed, offered in zip_longest(found, offers):
        lines += [*([""] if len(lines) > 1 else []), *sheet_of(weighed)]
        lines += suggests.suggestion_lines(offered) if offered is not None else []
    return "\n".join(lines) + "\n"


def _told_as_json(found: list[Weighed], offers: list[suggests.Suggestion | None]) -> str:
    return as_json([
        _as_json(each) | ({"suggested": suggests.suggestion_json(offered)} if offered is not None else {})
        for each, offered in zip_longest(found, offers)
    ])  # fmt: skip


def _weighing(weighed: Weighed) -> Weighing:
    return Weighing(weighed, alternatives_of(weighed), regions_of(weighed), pulls_of(weighed), holding_of(weighed))


def _as_table(found: list[Weighed]) -> Table:
    """A row for each constraint, and for each design and number of consents."""
    rows: list[tuple[str | int | float | None, ...]] = []
    for each in found:
        of = each.stakes.guarantee.name
        for w in each.weights:
            slack = (w.worst, w.low, w.middle, w.high, w.best)
            known_slack = slack if w.share is not None else [None] * 5
            size = w.tested.size or None
            rows.append((of, "constraint", w.tested.label, w.tested.who, size, None, w.share, *known_slack))
        found_of = regions_of(each)
        for name, row in zip(found_of.designs, found_of.shares, strict=True):
            for quorum, held in zip(found_of.quorums, row, strict=True):
                rows.append((of, "design", name, None, None, quorum, known_share(held[-1]), *[None] * 5))
    return Table(_COLUMNS, rows)


def _tree(name: str, weighed: Weighed) -> str:
    """Of the size of breach that the stick holds least for."""
    sizes = [w for w in weighed.weights if w.tested.label == "C2"]
    # One of which it cannot be told how often it holds is told by its worst.
    weakest = min(sizes, key=lambda w: (w.share or 0.0, w.worst)).tested.size if sizes else 1
    title = f"{name}: Article {weighed.stakes.guarantee.article}, a breach of {weakest}, the middle of all ranges"
    return export_efg.efg(export_efg.middle(weighed.stakes, weakest), title)


def _as_json(weighed: Weighed) -> dict[str, object]:
    return {
        "guarantee": weighed.stakes.guarantee.name, "neutral": weighed.stakes.neutral,
        "rates": weighed.stakes.rates or None, "draws": weighed.draws,
        "seed": weighed.seed, "all": weighed.share,
        "all_told": weighed.others, "untold": sorted(untold_labels(weighed.stakes)),
        "hangs_on": [_influence(each) for each in weighed.hangs_on if weighed.share is not None],
        "hangs_by_slack": weighed.hangs_by_slack,
        "constraints": [
            {
                "label": w.tested.label, "who": w.tested.who, "size": w.tested.size, "share": w.share,
                "told": w.share is not None,
                "slack": {"worst": w.worst, "p5": w.low, "p50": w.middle, "p95": w.high, "best": w.best}
                if w.share is not None else None,
                "least_share": w.least, "hangs_on": [_influence(each) for each in w.hangs_on if w.share is not None],
            }
            for w in weighed.weights
        ],
        "hold_outs": [each._asdict() | {"together": each.together} for each in holding_of(weighed).hold_outs],
        "side_payments": [each._asdict() for each in holding_of(weighed).payments],
        "regions": _regions_as_json(regions_of(weighed)),
        "pull_to_war": {name.value: share for name, share in pulls_of(weighed).items()},
        "alternatives": {
            name.value: {label: None if share is None else known_share(share) for label, share in row.items()}
            for name, row in alternatives_of(weighed).items()
        },
    }  # fmt: skip


def _regions_as_json(found: Regions) -> list[dict[str, object]]:
    return [
        {"design": name, "consents": quorum, **dict(zip((*REGION_LABELS, "all"), map(known_share, held), strict=True))}
        for name, row in zip(found.designs, found.shares, strict=True)
        for quorum, held in zip(found.quorums, row, strict=True)
    ]


def known_share(share: float) -> float | None:
    """A share, None where it cannot be told."""
    return None if isnan(share) else float(share)


def _influence(each: Influence) -> dict[str, object]:
    return {"side": each.of.side, "setting": each.of.setting, "total": each.total}
