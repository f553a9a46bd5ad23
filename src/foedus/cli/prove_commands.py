"""The command `prove`: who can block or fake an award, how long it takes, whether what is required holds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foedus.accord.model import Accord
from foedus.basics.instant import Instant
from foedus.basics.problem import Problem
from foedus.basics.sections import section_lines
from foedus.basics.wrapping import wrapped
from foedus.cli.accord_commands import AccordFile, Json, load
from foedus.cli.exits import Exit
from foedus.cli.found_at import found_at
from foedus.cli.later import later
from foedus.cli.say import as_json, say_problems, say_raw
from foedus.cli.write import must_be_writable, write_whole
from foedus.procedure.compiling import compile_procedure
from foedus.prove.decide import Proof, Verdict, prove
from foedus.prove.sheet_words import sheet

if TYPE_CHECKING:
    from foedus.cli import certificates, chances, mends, prove_json, story_telling, whose_rates
    from foedus.prove import chance, chance_words
else:  # what only a flag asks for: a sheet does not wait for it, which would take a fifth of its time (2026-11-26)
    certificates, chances, mends, prove_json, story_telling = (
        later(f"foedus.cli.{name}") for name in ("certificates", "chances", "mends", "prove_json", "story_telling")
    )
    chance_words, whose_rates = later("foedus.prove.chance_words"), later("foedus.cli.whose_rates")



def add_to(app: typer.Typer) -> None:
    """Hang the command into the command line."""
    app.command("prove")(prove_command)


Found = Annotated[
    str,
    typer.Option(
        "--found",
        help="When the breach is found: 2025-06-10 (as it begins) or 2025-06-10T18:00; if not given, as the accord "
        "enters into force.",
    ),
]
Told = Annotated[
    str,
    typer.Option("--story", metavar="NAME", help="Tell one story behind the sheet, with dates; `list` names all."),
]
Drawn = Annotated[bool, typer.Option("--svg", help="Draw the story as swim-lanes (SVG) to print.")]
Played = Annotated[
    Path | None, typer.Option("--exercise", metavar="DIR", help="Write the story as an exercise into this folder.")
]
Mended = Annotated[
    bool, typer.Option("--mend", help="Look for the smallest changes that make hold what is required and false.")
]
RatesFile = Annotated[
    Path | None,
    typer.Option("--rates", metavar="FILE", help="How likely it is, by rates that this file gives (TOML)."),
]
Exported = Annotated[
    Path | None,
    typer.Option("--export", metavar="DIR", help="Write models for UPPAAL, and with --rates for PRISM and Storm."),
]
Certified = Annotated[
    Path | None,
    typer.Option("--certificate", metavar="FILE", help="Write what was proved into a file, for others to check."),
]
CheckedFile = Annotated[
    Path | None,
    typer.Option("--check", metavar="FILE", help="Prove nothing: check such a file, step by step, on the machine."),
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file, print nothing.")]


def prove_command(
    accord: AccordFile, found: Found = "", story: Told = "", svg: Drawn = False, exercise: Played = None,
    mend: Mended = False, rates: RatesFile = None, export: Exported = None, certificate: Certified = None,
    check: CheckedFile = None, json: Json = False, output: Output = None,
) -> None:  # fmt: skip
    """Prove what an accord requires of its procedure: who can block or fake an award, and how long it takes."""
    if check is not None:
        _alone("--check", {
            "--found": found, "--story": story, "--svg": svg, "--exercise": exercise, "--mend": mend,
            "--rates": rates, "--export": export, "--certificate": certificate, "--json": json, "--output": output,
        })  # fmt: skip
        certificates.check_certificate(load(accord)[1], check)
        return
    _together(story, svg, exercise, json, {"--mend": mend, "--rates": rates, "--export": export})
    must_be_writable(certificate, output, read=[accord, *([rates] if rates else [])])
    read, deal = load(accord)
    procedure = compile_procedure(deal)
    at = found_at(found, deal, procedure)
    given = chances.rates_of(rates, procedure) if rates is not None else None
    proofs = _proved(deal, at)
    if rates is not None:
        whose_rates.tell_whose(rates, deal, [proof.guarantee for proof in proofs])
    if certificate is not None:
        certificates.write_certificate(deal, proofs, at, certificate)
    if export is not None:
        chances.export(deal, proofs, given, at, export)
    if exercise is not None:
        story_telling.write_exercise(read, proofs, story, exercise)
        return
    if story:
        text = story_telling.story_text(deal, proofs, story, svg, json)
    else:
        offers = mends.offers(read, proofs, at) if mend else None
        whose = whose_rates.named(rates) if rates else ""
        more = More(offers, chances.chances(proofs, given) if given else None, whose)
        text = _as_json(deal, proofs, at, more) if json else _sheet(deal, proofs, at, more)
    if output is not None:
        write_whole(output, text)
    else:
        say_raw(text)
    if not story and not (_all_kept(proofs) and (not more.chances or chances.all_kept(more.chances))):
        raise typer.Exit(Exit.PROVED_FALSE)


@dataclass(frozen=True, slots=True)
class More:
    """What was asked for beside the sheet; None what was not. rates: the file of rates."""

    mends: tuple[mends.Offer, ...] | None
    chances: tuple[chance.GuaranteeChances, ...] | None
    rates: str


def _all_kept(proofs: tuple[Proof, ...]) -> bool:
    return all(d.verdict is Verdict.KEPT for proof in proofs for d in proof.decisions)


def _proved(deal: Accord, at: Instant) -> tuple[Proof, ...]:
    """What is proved; ends with X0001 where there is nothing that could be."""
    proofs = prove(deal, at)
    if proofs:
        return proofs
    problem = Problem(
        "X0001", None, f"{deal.name} has no award that anything could be proved of",
        "no article both gives a guarantee and says who certifies the breach that it waits for",
        "add an article `On certified ... breach by ..., ... takes effect at once.`, and who certifies the breach",
    )  # fmt: skip
    say_problems([problem], {})
    raise typer.Exit(Exit.PROBLEMS)


def _sheet(deal: Accord, proofs: tuple[Proof, ...], at: Instant, more: More) -> str:
    supposed, sections = sheet(deal, proofs, at)
    if more.chances is not None:
        sections += chance_words.chance_sections(deal, more.chances, more.rates)
    offers = [] if more.mends is None else mends.offers_lines(more.mends)
    return "\n".join([*wrapped(deal.name), *wrapped(supposed), *section_lines(sections), *offers]) + "\n"


def _as_json(deal: Accord, proofs: tuple[Proof, ...], at: Instant, more: More) -> str:
    beside: dict[str, object] = {}
    if more.mends is not None:
        beside["mends"] = mends.offers_as_json(more.mends)
    if more.chances is not None:
        beside["chances"] = chances.chances_as_json(more.chances)
    return as_json({**prove_json.proofs_as_json(deal, proofs, at), **beside})


def _alone(flag: str, others: dict[str, object]) -> None:
    """Say what was given in vain beside a flag; ends the run with exit 2 then."""
    vain = [name for name, given in others.items() if given]
    if vain:
        what, why = f"{flag} and {' and '.join(vain)}", f"{flag} only looks at what was proved before"
        say_problems([Problem("U0006", None, what, why, f"give {flag} alone")], {})
        raise typer.Exit(Exit.USAGE)


def _together(story: str, svg: bool, exercise: Path | None, json: bool, of_sheet: dict[str, object]) -> None:
    """Say what was given in vain; ends the run with exit 2 then."""
    forms = (("--svg", svg), ("--exercise", exercise is not None), ("--json", json and bool(story)))
    vain = [flag for flag, given in forms if given and not story]
    of_the_sheet = [flag for flag, given in of_sheet.items() if given and story]
    two = [*of_the_sheet, *(flag for flag, given in forms if given)]
    if vain:
        what, why, mend = f"{vain[0]} without --story", "it is of one story", "add `--story NAME`; `list` names all"
    elif len(two) > 1 or of_the_sheet:
        what = f"{' and '.join(two)} of one story"
        why = f"one run gives one thing, and {', '.join(f'`{flag}`' for flag in of_sheet)} are of the sheet"
        mend = "give one of `--svg`, `--json` and `--exercise`, or no `--story`"
    else:
        return
    say_problems([Problem("U0006", None, what, why, mend)], {})
    raise typer.Exit(Exit.USAGE)
