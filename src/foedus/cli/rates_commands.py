"""The command `rates`: how often a finding is missed, late, or of what never was, measured on recorded reports."""

from __future__ import annotations

from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from foedus.basics.problem import Problem, Severity
from foedus.cli.accord_commands import AccordFile, Json, load
from foedus.cli.exits import Exit
from foedus.cli.mappings import read_files
from foedus.cli.rates_judged import bodies_of, must_be_told_how_bodies_vote, vote_at_limit, votes_in
from foedus.cli.rates_options import Deal, designs_in, kept_in, or_end, sizes_in, stretch_in
from foedus.cli.replay_commands import beside
from foedus.cli.report_commands import Format, Mapping, RefusedTo, tell_problems
from foedus.cli.say import say_problems, say_raw
from foedus.cli.write import must_be_writable, write_whole
from foedus.procedure.aim import aim_of
from foedus.replay.doubts import dated_early
from foedus.replay.error_rates import Asked, measured
from foedus.replay.error_record import Supposed, record_of
from foedus.replay.false_findings import as_if
from foedus.replay.rates_export import Provenance, as_json, as_toml
from foedus.replay.rates_words import Little, Told, rates_sheet, too_little
from foedus.replay.run import all_reports
from foedus.replay.untold import CannotBeTold, bounded, untold_in
from foedus.replay.violations import FORMS

REPETITIONS = 30
"""Violations of each size and form, if not given: the interval of a share is then some 35 points wide."""


def add_to(app: typer.Typer) -> None:
    """Hang the command into the command line."""
    app.command("rates")(rates_command)


Reports = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[REPORTS]...", help="Files of reports; if none, the folder `reports` beside the accord."),
]
Grade = Annotated[str, typer.Option("--grade", help="Of the finding; if not given, what the guarantee waits for.")]
By = Annotated[str, typer.Option("--by", metavar="PARTY", help="Who breaks it; if not given, as the guarantee says.")]
Sizes = Annotated[
    str, typer.Option("--sizes", metavar="N,N/DEAD,...", help="Numbers of acts, with casualties behind a stroke.")
]
BreachSize = Annotated[str, typer.Option("--breach", metavar="N", help="The size at which designs are compared.")]
DesignTexts = Annotated[
    list[str] | None,
    typer.Option("--design", metavar="TEXT", help="Another way to draw the line: `count 3, window 48 hours`."),
]
Repetitions = Annotated[int, typer.Option("--repetitions", min=1, max=10_000, help="Of each size and form.")]
Seed = Annotated[
    int, typer.Option("--seed", min=0, max=2**63 - 1, help="Of all that is drawn: the same seed, the same figures.")
]
Spread = Annotated[int, typer.Option("--spread", min=2, max=3_650, help="Days over which acts are spread out.")]
Late = Annotated[int, typer.Option("--late", min=1, max=3_650, help="Days after which a finding is late.")]
Block = Annotated[int, typer.Option("--block", min=1, max=3_650, help="Days over which errors cluster at most.")]


def _counted(share: float) -> float:
    """`nan` is between no two numbers and outside none, so that the bounds let it pass."""
    if share != share:
        raise typer.BadParameter("it is no number")
    return share


Named = Annotated[
    float,
    typer.Option(
        "--named", min=0, max=1, callback=_counted, help="Suppose that of so large a share somebody saw who did it."
    ),
]
InForce = Annotated[
    str, typer.Option("--in-force", metavar="FROM..UNTIL", help="As if in force then: 2015-02-15..2017-12-31.")
]
KeptTexts = Annotated[
    list[str] | None,
    typer.Option("--kept", metavar="FROM..UNTIL", help="A time in which the deal was kept. May be repeated."),
]
Placebos = Annotated[
    list[Path] | None,
    typer.Option("--placebo", metavar="ACCORD", help="One of a time or ground where none was broken. May be repeated."),
]
BodiesFile = Annotated[
    Path | None,
    typer.Option("--bodies", metavar="FILE", help="How bodies vote, assumed: `[bodies]` and `[accused]`, as `prove`."),
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write the file of rates (TOML) here.")]


def rates_command(
    accord: AccordFile, reports: Reports = None, grade: Grade = "", by: By = "", sizes: Sizes = "",
    breach: BreachSize = "", design: DesignTexts = None, repetitions: Repetitions = REPETITIONS, seed: Seed = 1,
    spread: Spread = 30, late: Late = 14, block: Block = 30, named: Named = 0.0, in_force: InForce = "",
    kept: KeptTexts = None, placebo: Placebos = None, bodies: BodiesFile = None, json: Json = False,
    output: Output = None, format: Format = "", mapping: Mapping = None, refused: RefusedTo = None,
) -> None:  # fmt: skip
    """Measure how often a breach is missed, found late, found against somebody else, or found though it never was."""
    files = reports or beside(accord)
    others = [*files, *(placebo or []), *([bodies] if bodies else [])]
    must_be_writable(output, refused, read=[accord, *others])
    found, deal = load(accord)
    assert found.zones is not None, "a sound accord has its zones"
    if in_force:
        deal = as_if(deal, stretch_in(in_force, "--in-force", deal.time_zone))
    aim = or_end(aim_of(deal, grade, by))
    votes = votes_in(bodies, deal, aim) if bodies else None
    designs = designs_in(design or [], deal, aim, votes is not None)
    if votes is None:
        must_be_told_how_bodies_vote(designs, deal, aim)
    asked_sizes, of_breach = sizes_in(sizes, breach, aim)
    read = read_files(files, format, mapping or [], deal.time_zone)
    tell_problems(read, refused, each_at_most=2)
    known = all_reports(read, None)
    record = or_end(record_of(deal, found.zones, aim, known, Supposed(seed, spread, named)))
    quiet = kept_in(kept or [], placebo or [], Deal(deal, found.zones, aim, designs), record)
    rates = measured(record, designs, quiet, Asked(
        seed, repetitions, FORMS, asked_sizes, of_breach, block, late, vote_at_limit(votes, deal, aim)
    ))  # fmt: skip
    names = tuple(dict.fromkeys(k.name for k in quiet))
    judged = bodies_of(bodies, designs, aim, votes) if bodies and votes else None
    untold = untold_in(rates, record, not kept and not placebo)
    rates = bounded(rates, untold)
    told = Told(deal, names, untold, named, record.setting.spread_days, record.channels, judged)
    flags = {
        "seed": seed, "repetitions": repetitions, "spread_days": spread, "late_days": late, "block_days": block,
        "named": named, "in_force": in_force, "kept": ", ".join(kept or []),
    }  # fmt: skip
    made_of = Provenance(
        tuple((f.name, sha256(f.read_bytes()).hexdigest()) for f in (accord, *others)),
        {name: str(value) for name, value in flags.items() if value != ""}, f"foedus {version('foedus')}",
    )  # fmt: skip
    if output is not None:
        write_whole(output, as_toml(rates, told, made_of))
    say_raw(as_json(rates, told, made_of) if json else rates_sheet(rates, told))
    early = dated_early(known, deal.time_zone)
    say_problems([*([early] if early else []), *map(_cannot, untold), *map(_little, too_little(rates))], {})
    if any(r.problems and not r.reports for r in read):
        raise typer.Exit(Exit.PROBLEMS)


def _cannot(each: CannotBeTold) -> Problem:
    return Problem("W0112", None, each.what, each.why, each.mend, severity=Severity.WARNING)


def _little(little: Little) -> Problem:
    what = little.what[0].lower() + little.what[1:]
    return Problem("W0103", None, what, little.why, little.mend, severity=Severity.WARNING)
