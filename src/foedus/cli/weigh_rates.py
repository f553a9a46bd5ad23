"""Rates of a file for `weigh`: how often bodies certify what is true and what is not, worked out as for `prove` (Q7).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import typer

from foedus.accord.model import Accord
from foedus.accord.reading_words import listed
from foedus.basics.instant import Period, Unit
from foedus.basics.problem import Problem
from foedus.cli.chances import chances_in, rates_of
from foedus.cli.exits import Exit
from foedus.cli.rates_judged import without_making_good
from foedus.cli.say import say_problems
from foedus.cli.whose_rates import measured_of
from foedus.incentives.bounded import of_breaches
from foedus.incentives.read_measured import Measured, found_by_size
from foedus.incentives.stakes import Design, Errors, Range, Source, Stakes
from foedus.procedure.aim import aim_of
from foedus.procedure.compiling import compile_procedure
from foedus.prove.chance import GuaranteeChances
from foedus.prove.inquiry import Inquiry
from foedus.prove.rates import Odds, Rates
from foedus.replay.redrawn import design_of
from foedus.replay.turned_procedure import certification_of

_YEARS = {
    Unit.MINUTE: Fraction(1, 525_600), Unit.HOUR: Fraction(1, 8_760), Unit.DAY: Fraction(1, 365),
    Unit.WEEK: Fraction(7, 365), Unit.MONTH: Fraction(1, 12), Unit.YEAR: Fraction(1),
}  # fmt: skip


def with_rates(stakes: Stakes, deal: Accord, file: Path) -> Stakes:
    """The stakes with what the file says of bodies, of the accused, and of findings that never were; in every design.
    Where it has only what `foedus rates` measured, how bodies judge is left as it is. Ends with exit 1 where the file
    has a problem, or gives no chance of this guarantee."""
    rates = rates_of(file, compile_procedure(deal), measured_will_do=True)
    of_file = _with_detected(measured_of(file), rates)
    here = None
    if rates.judged:
        here = _judged(stakes, deal, without_making_good(rates) if of_file.says_what_is_made_good else rates, file)
    if of_file.false_standing is not None:
        rates = replace(rates, false_per_year=_odds(of_file.false_standing))
    days = stakes.period.count * _YEARS[stakes.period.unit] * 365
    measured = found_by_size(of_file.rows, days)
    if measured:  # of a design, too, unless it says itself how surely it finds
        guessed = stakes.errors.found
        stakes = replace(
            stakes, errors=of_breaches(replace(stakes.errors, found=measured), stakes.least),
            designs=tuple(
                d._replace(errors=replace(d.errors, found=measured)) if d.errors.found == guessed else d
                for d in stakes.designs
            ),
        )  # fmt: skip
    designs = tuple(
        d._replace(errors=_with(d.errors, here, rates, stakes.period, file, own=True)) for d in stakes.designs
    )
    designs += tuple(
        d._replace(errors=_with(d.errors, _judged_under(words, deal, stakes, rates) or here, rates, stakes.period, file,
                                own=True))
        for words, d in _designs(of_file, stakes, days)
    )  # fmt: skip
    return replace(
        stakes, errors=_with(stakes.errors, here, rates, stakes.period, file), designs=designs,
        rates=_whose(of_file, rates, file),
    )  # fmt: skip


def judges(deal: Accord, file: Path) -> bool:
    """Whether the file says how bodies judge."""
    return rates_of(file, compile_procedure(deal), measured_will_do=True).judged


def _judged(stakes: Stakes, deal: Accord, rates: Rates, file: Path) -> GuaranteeChances:
    """How surely the procedure lets the award follow. Ends with exit 1 where no breach can open the guarantee."""
    here = _chances(deal, stakes.guarantee.name, rates)
    if here is None:
        problem = Problem(
            "W0009", None, f"{file} says nothing of the award of Article {stakes.guarantee.article}",
            "no breach can open that guarantee, so that no rate of a body bears on it",
            "leave `--rates` out, or weigh another guarantee",
        )  # fmt: skip
        say_problems([problem], {})
        raise typer.Exit(Exit.PROBLEMS)
    return here


def _chances(accord: Accord, name: str, rates: Rates) -> GuaranteeChances | None:
    """Of a guarantee; None where no breach can open it."""
    procedure = compile_procedure(accord)
    guarantee = procedure.guarantee(name)
    if guarantee is None or procedure.certification_of(guarantee.grade) is None:
        return None
    inquiry = Inquiry(accord, procedure, guarantee, accord.in_force_from)
    return chances_in([inquiry], rates)[0] if inquiry.breaches else None


def _judged_under(words: str, deal: Accord, stakes: Stakes, rates: Rates) -> GuaranteeChances | None:
    """Of a design that says otherwise how what is found is judged; None for any other. What is made good is measured.
    """
    aim = aim_of(deal, stakes.guarantee.grade, stakes.guarantee.by)
    made = words if isinstance(aim, Problem) or not rates.judged else design_of(words, deal, aim)
    if isinstance(made, str | Problem) or isinstance(aim, Problem):
        return None
    if certification_of(made.accord, aim.grade) == certification_of(deal, aim.grade):
        return None
    return _chances(made.accord, stakes.guarantee.name, without_making_good(rates))


def _odds(per_year: Range) -> Odds:
    return Odds(Fraction(per_year.low), Fraction(per_year.high))


def _with_detected(measured: Measured, rates: Rates) -> Measured:
    """How soon a breach of the size at which designs are compared is found stands in `[findings]`, too: for a file that
    does not say it of each size."""
    if not measured.rows or not all(each.within.unit in _IN_DAYS for each in rates.detected):
        return measured
    first = measured.rows[0].form
    within = tuple(
        (each.within.count * _IN_DAYS[each.within.unit], Range(float(odds.low), float(odds.high)))
        for each in rates.detected for odds in (each.probability,)
    )
    return replace(measured, rows=tuple(
        row._replace(within=within) if (row.acts, row.form, row.within) == (measured.breach, first, ()) else row
        for row in measured.rows
    ))  # fmt: skip


_IN_DAYS = {Unit.DAY: 1, Unit.WEEK: 7}


def _designs(measured: Measured, stakes: Stakes, days: Fraction) -> Iterator[tuple[str, Design]]:
    """The designs that were compared, by the words that make them, each in the one form in which it was tried, the text
    as it is among them."""
    for each in measured.designs:
        form = each.rows[0].form if each.rows else ""
        name = f"{each.name} ({form})" if form else each.name
        if all(name != own.name for own in stakes.designs):
            false = _in_a_period(_odds(each.false_per_year), stakes.period)
            found = found_by_size(each.rows, days) or stakes.errors.found
            yield each.name, Design(name, replace(stakes.errors, false=false, found=found))


def _whose(measured: Measured, rates: Rates, file: Path) -> str:
    """Of which numbers the file speaks, and who measured what."""
    own = ["how often a breach is found though all comply"] if rates.false_per_year is not None else []
    own += ["how surely a breach is found"] if measured.rows else []
    own += ["other ways to draw the line"] if measured.designs else []
    judged = ["how bodies judge" + (" and what the accused does" if rates.accused is not None else "")] * rates.judged
    said = f"As {file.name} has it, and nobody is said to have measured: "
    if measured.origin is None:
        found = f"{said}{listed([*own, *judged])}."
    else:
        by = f"As {file.name} has it, measured by `foedus rates` for {measured.origin.words}: {listed(own)}. "
        found = f"{by if own else ''}{f'{said}{judged[0]}.' if judged else ''}".rstrip()
    if not judged:
        found += " It says nothing of bodies: how they judge is left as it is believed otherwise."
    if any(not row.within for row in measured.rows):
        found += " It does not say of every size how soon a breach is found: whenever that is, it counts."
    if measured.says_what_is_made_good:
        found += " How often a breach is made good in time was measured too, and stands for what the file says of that."
    if measured.left_out:
        found += " Rows of a number of casualties are left out: sizes here are numbers of acts."
    return found


def _with(
    errors: Errors, here: GuaranteeChances | None, rates: Rates, period: Period, file: Path, own: bool = False
) -> Errors:
    """here: None where the file says nothing of bodies. own: of a design, whose findings that never were are its own.
    """
    false = errors.false if own or rates.false_per_year is None else _in_a_period(rates.false_per_year, period)
    if here is None:
        return replace(errors, false=false, source=Source(f"as {file.name} has it", errors.source.says))
    true = [odds for course in here.courses for stage, odds in course.ends if stage is None]
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
