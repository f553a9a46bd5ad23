"""The command `weigh`: whether a guarantee is carrot and stick for everyone."""

from __future__ import annotations

from collections.abc import Callable
from csv import writer
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foedus.accord.model import Accord
from foedus.basics.problem import Problem
from foedus.basics.sections import section_lines
from foedus.basics.wrapping import wrapped
from foedus.cli.accord_commands import AccordFile, Json, load
from foedus.cli.exits import Exit
from foedus.cli.later import later
from foedus.cli.say import as_json, say_problems, say_raw
from foedus.cli.write import must_be_writable, write_whole
from foedus.incentives import export_efg
from foedus.incentives.alternatives import NEUTRAL, UNKNOWN_OFFERS, Alternative, compared, pulls
from foedus.incentives.bounded import with_bound
from foedus.incentives.draws import shares, unknowns
from foedus.incentives.read_stakes import read_stakes
from foedus.incentives.regions import LABELS as REGION_LABELS
from foedus.incentives.regions import Regions, of_text, quorums_of, regions_at
from foedus.incentives.sheet_words import weigh_sheet
from foedus.incentives.stakes import Stakes
from foedus.incentives.template import neutral
from foedus.incentives.weighing import DRAWS, Influence, Weighed, weigh
from foedus.procedure.compiling import compile_procedure
from foedus.procedure.rules import Procedure
from foedus.web.weigh_page import Weighing, weigh_page

if TYPE_CHECKING:
    from foedus.cli import suggests, weigh_rates
else:  # they load the proofs, which only these flags need
    suggests, weigh_rates = later("foedus.cli.suggests"), later("foedus.cli.weigh_rates")


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
Draws = Annotated[int, typer.Option("--draws", min=100, max=1_000_000, help="How many draws of the ranges.")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Of the draws: the same seed, the same sheet.")]
Tree = Annotated[
    Path | None,
    typer.Option("--efg", metavar="FILE", help="Write the game at the middle of all ranges as a tree, for Gambit."),
]
Page = Annotated[
    Path | None, typer.Option("--page", metavar="FILE", help="Write a page with pictures (HTML), to print.")
]
Table = Annotated[
    Path | None, typer.Option("--csv", metavar="FILE", help="Write every constraint and design as a table (CSV).")
]
Suggested = Annotated[
    bool, typer.Option("--suggest", help="Look for the change of the text that makes the worst slack widest.")
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file, print nothing.")]


_COLUMNS = ("guarantee", "kind", "name", "who", "size", "consents", "share", "worst", "p5", "p50", "p95", "best")


def weigh_command(
    accord: AccordFile, stakes: StakesFile = None, rates: RatesFile = None, draws: Draws = DRAWS, seed: Seed = 1,
    json: Json = False, efg: Tree = None, page: Page = None, csv: Table = None, suggest: Suggested = False,
    output: Output = None,
) -> None:  # fmt: skip
    """Weigh whether each side would sign, keep the peace and honour what it promised, by what one believes."""
    must_be_writable(efg, page, csv, output, read=[accord, *(each for each in (stakes, rates) if each)])
    read, deal = load(accord)
    procedure = compile_procedure(deal)
    held = [with_bound(each, deal) for each in _stakes(stakes, procedure, deal.name)]
    if rates is not None:
        held = [weigh_rates.with_rates(each, deal, rates) for each in held]
    found = [weigh(each, seed, draws) for each in held]
    if efg is not None:
        write_whole(efg, _tree(deal.name, found[0]))
    if page is not None:
        files = [each.name for each in (accord, stakes, rates) if each]
        write_whole(page, weigh_page(deal.name, [_weighing(each) for each in found], f"From {' and '.join(files)}."))
    if csv is not None:
        write_whole(csv, _as_csv(found))
    text = as_json([_as_json(each) for each in found]) if json else _sheets(deal.name, found)
    if suggest and not json:
        offered = suggests.suggestion_lines(read, _of_draft(stakes, rates, held[0]), seed, bodies=rates is not None)
        text += "\n".join(offered) + "\n"
    if output is not None:
        write_whole(output, text)
    else:
        say_raw(text)


def _stakes(file: Path | None, procedure: Procedure, name: str) -> list[Stakes]:
    """Those of the file, or the template of each guarantee; ends the run where there are none."""
    weighable = [g for g in procedure.guarantees if procedure.certification_of(g.grade) and g.consents]
    if not weighable:
        problem = Problem(
            "W0008", None, f"{name} promises nothing that could be weighed",
            "no article gives a guarantee that a certified breach releases and somebody consents to",
            "add an article `On certified ... breach by ..., ... takes effect at once.`, who consents, who certifies",
        )  # fmt: skip
        say_problems([problem], {})
        raise typer.Exit(Exit.PROBLEMS)
    if file is None:
        return [neutral(each, procedure) for each in weighable]
    stakes, problems = read_stakes(file, procedure)
    if stakes is None:
        try:
            source = file.read_text(encoding="utf-8-sig")
        except (OSError, ValueError):
            source = ""
        say_problems(problems, {str(file): source})
        raise typer.Exit(Exit.PROBLEMS)
    return [stakes]


def _of_draft(file: Path | None, rates: Path | None, first: Stakes) -> Callable[[Accord], Stakes | None]:
    """The stakes of a draft of the text: of the guarantee that was weighed first, by the same files."""
    def of(draft: Accord) -> Stakes | None:
        procedure = compile_procedure(draft)
        guarantee = procedure.guarantee(first.guarantee.name)
        if guarantee is None:
            return None
        found = read_stakes(file, procedure)[0] if file is not None else neutral(guarantee, procedure)
        if found is None:
            return None
        found = with_bound(found, draft)
        return weigh_rates.with_rates(found, draft, rates) if rates is not None else found

    return of


def _sheets(name: str, found: list[Weighed]) -> str:
    lines = wrapped(name)
    for weighed in found:
        supposed, sections = weigh_sheet(weighed, _alternatives(weighed), NEUTRAL, _regions(weighed), _pulls(weighed))
        lines += [*([""] if len(lines) > 1 else []), *wrapped(supposed), *section_lines(sections)]
    return "\n".join(lines) + "\n"


def _alternatives(weighed: Weighed) -> dict[Alternative, dict[str, float | None]]:
    own = shares(weighed.draws, len(unknowns(weighed.stakes)), weighed.seed)
    more = shares(weighed.draws, UNKNOWN_OFFERS, weighed.seed + 2)
    return compared(weighed.stakes, NEUTRAL, own, more)


def _regions(weighed: Weighed) -> Regions:
    stakes = weighed.stakes
    own = shares(weighed.draws, len(unknowns(stakes)), weighed.seed)
    return regions_at(stakes, of_text(stakes), quorums_of(stakes), own, weighed.seed + 3)


def _pulls(weighed: Weighed) -> dict[Alternative, float]:
    return pulls(weighed.stakes, shares(weighed.draws, len(unknowns(weighed.stakes)), weighed.seed))


def _weighing(weighed: Weighed) -> Weighing:
    return Weighing(weighed, _alternatives(weighed), _regions(weighed))


def _as_csv(found: list[Weighed]) -> str:
    """A row for each constraint, and for each design and number of consents."""
    written = StringIO()
    rows = writer(written, lineterminator="\n")
    rows.writerow(_COLUMNS)
    for each in found:
        of = each.stakes.guarantee.name
        for w in each.weights:
            slack = (f"{value:.6g}" for value in (w.worst, w.low, w.middle, w.high, w.best))
            size = w.tested.size or ""
            rows.writerow((of, "constraint", w.tested.label, w.tested.who, size, "", f"{w.share:.6g}", *slack))
        for row in _regions_as_json(_regions(each)):
            rows.writerow((of, "design", row["design"], "", "", row["consents"], f"{row['all']:.6g}", *[""] * 5))
    return written.getvalue()


def _tree(name: str, weighed: Weighed) -> str:
    """Of the size of breach that the stick holds least for."""
    sizes = [w for w in weighed.weights if w.tested.label == "C2"]
    weakest = min(sizes, key=lambda w: (w.share, w.worst)).tested.size if sizes else 1
    title = f"{name}: Article {weighed.stakes.guarantee.article}, a breach of {weakest}, the middle of all ranges"
    return export_efg.efg(export_efg.middle(weighed.stakes, weakest), title)


def _as_json(weighed: Weighed) -> dict[str, object]:
    return {
        "guarantee": weighed.stakes.guarantee.name, "neutral": weighed.stakes.neutral, "draws": weighed.draws,
        "seed": weighed.seed, "all": weighed.share,
        "hangs_on": [_influence(each) for each in weighed.hangs_on],
        "constraints": [
            {
                "label": w.tested.label, "who": w.tested.who, "size": w.tested.size, "share": w.share,
                "slack": {"worst": w.worst, "p5": w.low, "p50": w.middle, "p95": w.high, "best": w.best},
                "least_share": w.least, "hangs_on": [_influence(each) for each in w.hangs_on],
            }
            for w in weighed.weights
        ],
        "regions": _regions_as_json(_regions(weighed)),
        "pull_to_war": {name.value: share for name, share in _pulls(weighed).items()},
        "alternatives": {name.value: dict(row) for name, row in _alternatives(weighed).items()},
    }  # fmt: skip


def _regions_as_json(found: Regions) -> list[dict[str, object]]:
    return [
        {"design": name, "consents": quorum, **dict(zip((*REGION_LABELS, "all"), map(float, held), strict=True))}
        for name, row in zip(found.designs, found.shares, strict=True)
        for quorum, held in zip(found.quorums, row, strict=True)
    ]


def _influence(each: Influence) -> dict[str, object]:
    return {"side": each.of.side, "setting": each.of.setting, "total": each.total}
