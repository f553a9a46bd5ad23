"""Rates of a file for `weigh`: how often bodies certify what is true and what is not, worked out as for `prove` (Q7).
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import typer

from foedus.accord.model import Accord
from foedus.accord.reading_words import listed
from foedus.basics.instant import Period, Unit
from foedus.basics.problem import Problem
from foedus.cli.chances import chances, rates_of
from foedus.cli.exits import Exit
from foedus.cli.say import say_problems
from foedus.cli.whose_rates import measured_of
from foedus.incentives.read_measured import Measured, found_by_size
from foedus.incentives.stakes import Design, Errors, Range, Source, Stakes
from foedus.procedure.compiling import compile_procedure
from foedus.prove.chance import GuaranteeChances
from foedus.prove.decide import prove
from foedus.prove.rates import Odds, Rates

_YEARS = {
    Unit.MINUTE: Fraction(1, 525_600), Unit.HOUR: Fraction(1, 8_760), Unit.DAY: Fraction(1, 365),
    Unit.WEEK: Fraction(7, 365), Unit.MONTH: Fraction(1, 12), Unit.YEAR: Fraction(1),
}  # fmt: skip


def with_rates(stakes: Stakes, deal: Accord, file: Path) -> Stakes:
    """The stakes with what the file says of bodies, of the accused, and of findings that never were; in every design.
    Ends with exit 1 where the file has a problem, or gives no chance of this guarantee."""
    rates = rates_of(file, compile_procedure(deal))
    found = {each.guarantee.name: each for each in chances(prove(deal, deal.in_force_from), rates)}
    here = found.get(stakes.guarantee.name)
    if here is None:
        problem = Problem(
            "W0009", None, f"{file} says nothing of the award of Article {stakes.guarantee.article}",
            "no breach can open that guarantee, so that no rate of a body bears on it",
            "leave `--rates` out, or weigh another guarantee",
        )  # fmt: skip
        say_problems([problem], {})
        raise typer.Exit(Exit.PROBLEMS)
    of_file = measured_of(file)
    measured = found_by_size(of_file.rows)
    if measured:  # of a design, too, unless it says itself how surely it finds
        guessed = stakes.errors.found
        stakes = replace(
            stakes, errors=replace(stakes.errors, found=measured),
            designs=tuple(
                Design(d.name, replace(d.errors, found=measured)) if d.errors.found == guessed else d
                for d in stakes.designs
            ),
        )  # fmt: skip
    designs = tuple(Design(d.name, _with(d.errors, here, rates, stakes.period, file, own=True)) for d in stakes.designs)
    return replace(
        stakes, errors=_with(stakes.errors, here, rates, stakes.period, file), designs=designs,
        rates=_whose(of_file, rates, file),
    )  # fmt: skip


def _whose(measured: Measured, rates: Rates, file: Path) -> str:
    """Of which numbers the file speaks, and who measured what."""
    own = ["how often a breach is found though all comply"] if rates.false_per_year is not None else []
    own += ["how surely a breach is found"] if measured.rows else []
    judged = "how bodies judge" + (" and what the accused does" if rates.accused is not None else "")
    if measured.origin is None:
        return f"As {file.name} has it, and nobody is said to have measured: {listed([*own, judged])}."
    by = f"measured by `foedus rates` for {measured.origin.words}"
    found = f"As {file.name} has it, {by}: {listed(own)}. " if own else ""
    left_out = " Rows of a number of casualties are left out: sizes here are numbers of acts." * bool(measured.left_out)
    return f"{found}As {file.name} has it, and nobody is said to have measured: {judged}.{left_out}"


def _with(
    errors: Errors, here: GuaranteeChances, rates: Rates, period: Period, file: Path, own: bool = False
) -> Errors:
    """own: of a design, whose findings that never were are its own."""
    true = [odds for course in here.courses for stage, odds in course.ends if stage is None]
    false = errors.false if own or rates.false_per_year is None else _in_a_period(rates.false_per_year, period)
    return replace(
        errors, false=false,
        certified_true=Range(*(float(f(odds[i] for odds in true)) for i, f in enumerate((min, max)))) if true
        else errors.certified_true,
        certified_false=Range(float(here.of_false.low), float(here.of_false.high)),
        source=Source(f"of bodies and the accused as {file.name} has it", errors.source.says),
    )  # fmt: skip


def _in_a_period(per_year: Odds, period: Period) -> Range:
    """The chance of one or more in a period, between bounds that need no exponential: x / (1 + x) <= 1 - e^-x <= x."""
    years = period.count * _YEARS[period.unit]
    low, high = per_year.low * years, per_year.high * years
    return Range(float(low / (1 + low)), float(min(high, Fraction(1))))
