"""Chances at the command line: worked out from a file of rates, told after the sheet, written out as models (Q7)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from foedus.accord.model import Accord
from foedus.basics.instant import Instant, iso
from foedus.basics.problem import Problem
from foedus.cli.exits import Exit
from foedus.cli.say import say, say_problems
from foedus.cli.write import write_whole
from foedus.procedure.path_walk import walk
from foedus.procedure.rules import Procedure
from foedus.prove.chance import GuaranteeChances, Judged, chances_of
from foedus.prove.decide import Proof, Verdict
from foedus.prove.export_prism import prism_model, prism_properties
from foedus.prove.export_uppaal import uppaal_model
from foedus.prove.game import TooLarge
from foedus.prove.inquiry import Inquiry
from foedus.prove.rates import Odds, Rates
from foedus.prove.read_rates import read_rates


def rates_of(path: Path, procedure: Procedure, measured_will_do: bool = False) -> Rates:
    """The rates of a file; ends with exit 1 and its problems if it has any."""
    rates, problems = read_rates(path, procedure, measured_will_do)
    if rates is None:
        try:
            source = path.read_text(encoding="utf-8-sig")
        except (OSError, ValueError):
            source = ""
        say_problems(problems, {str(path): source})
        raise typer.Exit(Exit.PROBLEMS)
    return rates


def chances(proofs: Sequence[Proof], rates: Rates) -> tuple[GuaranteeChances, ...]:
    """Of each guarantee. Ends with X0026 where there is too much to look at."""
    return chances_in([proof.inquiry for proof in proofs], rates)


def chances_in(inquiries: Sequence[Inquiry], rates: Rates) -> tuple[GuaranteeChances, ...]:
    """The same where nothing else is asked."""
    try:
        return tuple(chances_of(inquiry, rates) for inquiry in inquiries)
    except TooLarge:
        problem = Problem(
            "X0026", None, "the chances were not worked out",
            "more places of the procedure would have to be looked at than are looked at for one question",
            "fewer challenges, or rates that are the same for all members of a body, make fewer places",
        )  # fmt: skip
        say_problems([problem], {})
        raise typer.Exit(Exit.PROBLEMS) from None


def all_kept(found: Sequence[GuaranteeChances]) -> bool:
    """Whether all that the file asks for holds."""
    return all(j is None or j.verdict is Verdict.KEPT for each in found for j in (each.within, each.below))


def chances_as_json(found: Sequence[GuaranteeChances]) -> list[dict[str, Any]]:
    """For another program: each chance as its bounds, exact as a quotient and as a decimal number."""
    return [
        {
            "guarantee": each.guarantee.name,
            "award_within": None if each.period is None else {"period": str(each.period), **_judged(each.within)},
            "breaches": [
                {
                    "of": course.breach.norm,
                    "award_by": [{"at": iso(at), **_odds(odds)} for at, odds in course.awards],
                    "ends": [{"as": "award" if stage is None else stage.value, **_odds(o)} for stage, o in course.ends],
                    "false_finding_awarded": _odds(course.of_false),
                }
                for course in each.courses
            ],
            "false_finding_awarded": _odds(each.of_false),
            "years": None if each.years is None else float(each.years),
            "false_award_in_lifetime": None if each.in_lifetime is None else _odds(each.in_lifetime),
            "false_award_below": None if each.below is None else _judged(each.below),
        }
        for each in found
    ]


def _judged(judged: Judged | None) -> dict[str, Any]:
    if judged is None:
        return {}
    return {"asked": float(judged.limit), "verdict": judged.verdict.value, **_odds(judged.odds)}


def _odds(odds: Odds) -> dict[str, Any]:
    return {"low": float(odds.low), "high": float(odds.high)}


# -- models ------------------------------------------------------------------------------------------------------------


def export(deal: Accord, proofs: Sequence[Proof], rates: Rates | None, at: Instant, folder: Path) -> None:
    """Write models of every guarantee and course into a folder, which is made if it is not there: timed automata, and
    where there are rates the chains of chances with what to ask of them. Ends with U0004 where nothing can be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        mend = "name a folder that you may write to"
        why = error.strerror or "the system gives no reason"
        say_problems([Problem("U0004", None, f"{folder} cannot be made", why, mend)], {})
        raise typer.Exit(Exit.USAGE) from None
    files = _models(deal, proofs, rates, at)
    for name, text in files.items():
        write_whole(folder / name, text)
    without = "" if rates is not None else " (for PRISM and Storm give `--rates FILE` too)"
    say(f"Written into {folder}: {', '.join(files)}{without}.")


def _models(deal: Accord, proofs: Sequence[Proof], rates: Rates | None, at: Instant) -> dict[str, str]:
    files: dict[str, str] = {}
    for proof in proofs:
        for breach in proof.inquiry.breaches:
            stem = f"{proof.guarantee.name.replace('#', '.')}-breach-of-{breach.norm}"
            laid_out = walk(proof.inquiry.procedure, breach, at)
            if laid_out is not None:
                files[f"{stem}.xml"] = uppaal_model(laid_out, deal.name)
        for course in chances([proof], rates)[0].courses if rates is not None else ():
            stem = f"{proof.guarantee.name.replace('#', '.')}-breach-of-{course.breach.norm}"
            for word, found in (("true", course.true), ("false", course.false)):
                files[f"{stem}-{word}.prism"] = prism_model(found, deal.name)
                files[f"{stem}-{word}.props"] = prism_properties(found)
    return files
