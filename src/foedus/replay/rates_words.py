"""Error rates as one page of plain words: what is found, what is found that never was, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from foedus.accord.model import Accord
from foedus.basics.instant import DAY
from foedus.basics.sections import Line, Section, section_lines
from foedus.basics.wrapping import wrapped
from foedus.incident.measured import Between
from foedus.replay.channel_rates import Channels
from foedus.replay.channel_words import channel_lines
from foedus.replay.error_rates import FEWEST_TRIALS, QUANTILES, Cell, ErrorRates, Frontier
from foedus.replay.judged import Bodies, awards, false_awards
from foedus.replay.redrawn import AS_WRITTEN
from foedus.replay.untold import CannotBeTold, Untold
from foedus.replay.violations import Form, Size
from foedus.replay.words import counted

_FORMS = {
    Form.TOGETHER: "together",
    Form.SPREAD: "spread over {spread} days",
    Form.BORDER: "at the border of the zone",
    Form.FEW: "with few witnesses",
    Form.MANY: "with many witnesses",
    Form.KEPT_UP: "kept up over {spread} days",
}


@dataclass(frozen=True)
class Told:
    """What a sheet needs beside the rates. kept: the times and places taken as kept, in words. untold: what the record
    cannot tell; the rates are bounded by it. named: the share of acts whose doer is supposed to be named. spread_days:
    over how many days acts are spread out. channels: the two that tell of acts, if it is two. bodies: how they judge,
    where somebody said so."""

    accord: Accord
    kept: tuple[str, ...]
    untold: tuple[CannotBeTold, ...]
    named: float
    spread_days: int
    channels: Channels | None = None
    bodies: Bodies | None = None

    def cannot(self, what: Untold) -> bool:
        """Whether the record cannot tell it."""
        return any(each.of is what for each in self.untold)


def rates_sheet(rates: ErrorRates, told: Told) -> str:
    """The whole page."""
    sections = [
        Section("Found against who did it: so many of 100, by the number of acts", tuple(_found(rates, told))),
        Section(_broken_title(rates), tuple(_table(rates, told, [(c, c.broken) for c in rates.cells]))),
        Section(_UNFOUND, tuple(_frontier(rates, told, rates.frontier, Untold.DOER))),
        Section(f"{_UNFOUND}, by whomever it was", tuple(_frontier(rates, told, rates.frontier_broken))),
        Section(
            "Two channels, each measured by the other", tuple(channel_lines(told.channels)) if told.channels else ()
        ),
        Section(f"How soon: {_size(rates.asked.breach)} {_first_form(rates, told)}", tuple(_how_soon(rates, told))),
        Section("Findings of breaches that never were", tuple(_false(rates, told))),
        Section(_designs_title(rates, told), tuple(_designs(rates))),
        Section(_made_good_title(rates), tuple(_made_good(rates))),
        Section(_judged_title(rates, told), tuple(_judged(rates, told))),
        Section("What this record cannot tell", tuple(Line(each.said) for each in told.untold)),
        Section("What this rests on", tuple(Line(note) for note in notes(rates, told))),
    ]
    lines = [*wrapped(_heading(rates, told)), *section_lines(s for s in sections if s.lines)]
    return "\n".join(lines) + "\n"


def _heading(rates: ErrorRates, told: Told) -> str:
    aim = rates.aim
    return (
        f"{told.accord.name}: how well a {aim.grade} breach of Article {aim.norm} by {' or '.join(aim.parties)} is "
        f"found. {counted(rates.asked.repetitions, 'violation')} of each size and form were put among the recorded "
        f"reports, each act told as one of {counted(rates.donors, 'recorded act')} was told. Seed {rates.asked.seed}. "
        "Behind each number, in brackets, what it lies between, 95 times in 100."
    )


# -- found -------------------------------------------------------------------------------------------------------------


def _found(rates: ErrorRates, told: Told) -> Iterator[Line]:
    yield from _table(rates, told, [(c, c.found) for c in rates.cells])
    if told.cannot(Untold.DOER):
        yield Line("cannot be told, but that it is no more often than it is found broken: see below.", "so")
        return
    wrong = max((c.wrong.best for c in rates.cells if c.wrong is not None), default=Fraction(0))
    if wrong:
        yield Line(f"At most, of a form and size, found against somebody else: {_of_100(wrong)} of 100.", "wrong")
    anyway = max((c.anyway for c in rates.cells), default=0)
    if anyway:
        yield Line(
            f"Of up to {counted(anyway, 'violation')} of a form and size nothing is learnt, since a breach stood there "
            "without it.", "left out",
        )  # fmt: skip


def _table(rates: ErrorRates, told: Told, cells: Sequence[tuple[Cell, Between | None]]) -> Iterator[Line]:
    """A row for each form, a column for each size; in as many blocks as the width of the page asks for."""
    sizes = list(dict.fromkeys(c.size for c in rates.cells))
    shares = {(c.form, c.size): hundredths(share) for c, share in cells}
    for first in range(0, len(sizes), _COLUMNS):
        some = sizes[first : first + _COLUMNS]
        yield Line("".join(f"{size!s:{_COLUMN}}" for size in some), "acts")
        for form in dict.fromkeys(c.form for c in rates.cells):
            yield Line("".join(f"{shares.get((form, size), '-'):{_COLUMN}}" for size in some), _form(form, told))


_COLUMNS, _COLUMN = 5, 14
_WIDE = 16


def _broken_title(rates: ErrorRates) -> str:
    return f"Found broken ({rates.aim.counted.grade}), by whomever it was: so many of 100"


def _first_form(rates: ErrorRates, told: Told) -> str:
    return _form(rates.cells[0].form, told) if rates.cells else ""


def _designs_title(rates: ErrorRates, told: Told) -> str:
    size = f"{_size(rates.asked.breach)} {_first_form(rates, told)}"
    return f"Other ways to draw the line: found and found broken of 100 violations ({size}), false findings a year"


_UNFOUND = "The largest violation that stays unfound at least every second time (and what it lies between)"


def _frontier(
    rates: ErrorRates, told: Told, frontier: Sequence[Frontier], hangs_on: Untold | None = None
) -> Iterator[Line]:
    if hangs_on is not None and told.cannot(hangs_on):
        yield Line("cannot be told: see below.")
        return
    sizes = [c.size.acts for c in rates.cells if c.size.casualties is None]
    for each in frontier:
        between = f"({each.low or 'none'} to {'more' if each.high == max(sizes) else each.high or 'none'})"
        if each.beyond:
            text = f"{_acts(each.acts)}, and more: no larger one was tried {between}."
        elif each.acts:
            text = f"{_acts(each.acts)} {between}."
        else:
            text = f"none: even {_acts(min(sizes))} is found more often than not {between}."
        yield Line(text, _form(each.form, told))


def _how_soon(rates: ErrorRates, told: Told) -> Iterator[Line]:
    cell = rates.cell(rates.cells[0].form, rates.asked.breach) if rates.cells else None
    if cell is None or cell.found is None:
        return
    if told.cannot(Untold.DELAY):
        yield Line("at the soonest, as the record does not say when reports were known: see below.")
    for delays, found in ((cell.delays, "found"), (cell.broken_delays, "found broken")):
        for share in QUANTILES:
            delay = delays[share]
            if delay is not None:
                which = "half" if share == Fraction(1, 2) else "nine in ten"
                yield Line(
                    f"{which} of those {found}: {_days(delay.best)} after the last act ({_days(delay.low)} to "
                    f"{_days(delay.high)})."
                )
        if found == "found" and cell.found.best and all(delays[share] is None for share in QUANTILES):
            yield Line("too few were found to say how late.")
    if not cell.found.best:
        return
    for days, between in cell.within:
        yield Line(f"within {counted(days, 'day')}: {hundredths(between)} of 100.")
    if cell.late is not None:
        late = rates.asked.late_days
        yield Line(f"late, after more than {counted(late, 'day')}: {hundredths(cell.late)} of 100.")


def _false(rates: ErrorRates, told: Told) -> Iterator[Line]:
    if not rates.designs:
        return
    first, at_most = rates.designs[0], "at most " if told.cannot(Untold.FALSE) else ""
    where = "; ".join(told.kept)
    yield Line(
        f"{counted(first.false_seen, 'finding')} against {' or '.join(rates.aim.parties)} in {_years(rates.years)} "
        f"({where}): {at_most}{_a_year(first.false)}."
    )
    grade = rates.aim.counted.grade
    yield Line(
        f"{grade} breaches by whom is undetermined, which open no guarantee: {first.of_nobody_seen:,}, or "
        f"{at_most}{_a_year(first.of_nobody)}."
    )


def _designs(rates: ErrorRates) -> Iterator[Line]:
    yield Line(f"{'found':{_COLUMN}}{'found broken':{_COLUMN}}{'false a year':{_COLUMN}}by nobody", "design")
    for design in rates.designs:
        told = (hundredths(design.found), hundredths(design.broken), _rate(design.false), _rate(design.of_nobody))
        yield Line("".join(f"{each:{_COLUMN}}" for each in told), design.name)


def _made_good_title(rates: ErrorRates) -> str:
    return (
        f"Time to make good: found and not made good, of 100 violations of {_size(rates.asked.breach)} that stop, of "
        "100 that are kept up (and how many of these are found), and of breaches that never were, a year"
    )


def _made_good(rates: ErrorRates) -> Iterator[Line]:
    given = [(d.name, d.made_good) for d in rates.designs if d.made_good is not None]
    if not given:
        return
    columns = ("they stop", "kept up", "kept up, found")
    yield Line(f"{''.join(f'{each:{_WIDE}}' for each in columns)}never were", "design")
    for name, good in given:
        told = (*map(hundredths, (good.stops, good.kept_up, good.kept_up_found)), _rate(good.false))
        yield Line("".join(f"{each:{_WIDE}}" for each in told), name if name != AS_WRITTEN else f"cure {good.period}")
    if all(good.stops is None or not good.stops.best for _, good in given):
        yield Line(
            "A violation that stops by itself before the time is over has no consequence under any of these.", "so",
        )  # fmt: skip


def _judged_title(rates: ErrorRates, told: Told) -> str:
    file = told.bodies.file if told.bodies is not None else ""
    return (
        f"By how bodies vote as {file} has it, which is assumed: awards of 100 findings that are true, of 100 that are "
        f"not, of 100 violations ({_size(rates.asked.breach)} {_first_form(rates, told)}); awards without a breach, a "
        "year"
    )


def _judged(rates: ErrorRates, told: Told) -> Iterator[Line]:
    if told.bodies is None:
        return
    columns = ("true", "not true", "violations")
    yield Line(f"{''.join(f'{each:{_COLUMN}}' for each in columns)}without a breach", "design")
    for design, judged in zip(rates.designs, told.bodies.judged, strict=True):
        of_all = awards(design, judged)
        shares = [_percents(judged.of_true), _percents(judged.of_false), "-" if of_all is None else _percents(of_all)]
        low, high = map(_number, false_awards(design, judged))
        yield Line(f"{''.join(f'{each:{_COLUMN}}' for each in shares)}{low}-{high}", design.name)


def _percents(share: tuple[Fraction, Fraction]) -> str:
    """`99.7-99.9`, rounded outward to a tenth."""
    low, high = (share[0] * 1000 // 1, -(-share[1] * 1000 // 1))
    return f"{low // 10}.{low % 10}-{high // 10}.{high % 10}"


# -- what it rests on --------------------------------------------------------------------------------------------------


def notes(rates: ErrorRates, told: Told) -> list[str]:
    """What must be known to read the numbers, the gravest first."""
    found: list[str] = []
    if rates.named and not told.named:
        found.append(
            f"Of {rates.named:,} of the {counted(rates.donors, 'recorded act')} somebody who counts says who did it."
        )
    confirmed = f"{rates.confirmed:,} {'is' if rates.confirmed == 1 else 'are'}" if rates.confirmed else "none is"
    found.append(f"Of the {counted(rates.donors, 'recorded act')} {confirmed} confirmed as the accord asks.")
    asked = told.accord.evidence.confirmation.origins
    if told.channels is not None and asked > 1 and not rates.confirmed:
        found.append(
            "Of what two channels tell apart neither confirms the other (I3l). `foedus sensors alerts FIRST SECOND "
            "--together FILE` writes what they tell together as one event (R6h), to be measured instead."
        )
    if told.named:
        found.append(
            f"Supposed and not measured: that of {_of_100(Fraction(told.named))} of 100 acts somebody says who did it, "
            "having seen it."
        )
    found += _assumed(rates, told)
    found += [little.said for little in too_little(rates)]
    if rates.left_out:
        forms = ", ".join(_form(form, told) for form in rates.left_out)
        found.append(f"Not tried, since no day, place or recorded act fits: {forms}.")
    found.append(
        "An act that nobody reports at all is told by no recorded one: of such acts less is found than is said here. "
        "What a party would do to hide an act is not in it either, unless it did so on the record."
    )  # fmt: skip
    return found


def _assumed(rates: ErrorRates, told: Told) -> Iterator[str]:
    """What of the procedure is measured, and what is not."""
    if any(design.made_good is not None for design in rates.designs):
        late = "as late as they may" if rates.asked.votes_at_limit else "at once"
        yield (
            "Measured of a time to make good: whether the breach has stopped by its end, that is, whether of a further "
            f"{rates.aim.counted.grade} breach by the same party any act was known then that lies so near to the end "
            f"as the text counts acts together. Supposed: that members vote {late}, so that the time begins then, and "
            "that the body says that it is made good where nothing more is known."
        )  # fmt: skip
    if told.bodies is not None:
        yield (
            f"How often members of bodies are there and err is as {told.bodies.file} has it, and not measured: each "
            "votes whatever the others do, and all consents are in. What is found is measured; both are multiplied, "
            "end by end."
        )  # fmt: skip


class Little(NamedTuple):
    """Where so little is recorded or tried that an interval is wide, or a guess: what, what follows, and what helps."""

    what: str
    why: str
    mend: str

    @property
    def said(self) -> str:
        """In a sentence or two."""
        return f"{self.what}: {self.why}."


def too_little(rates: ErrorRates) -> list[Little]:
    """What is too little. More repetitions are named only where they would help."""
    found = []
    short = not rates.blocks.are_enough or not rates.kept_blocks.are_enough
    if short:
        found.append(Little(
            f"The record is short, {counted(rates.blocks.days, 'day')} of acts and "
            f"{counted(rates.kept_blocks.days, 'day')} kept, in blocks of {rates.blocks.block} and "
            f"{rates.kept_blocks.block}", "how errors cluster cannot be told from it, and the intervals are wide",
            _LONGER,
        ))  # fmt: skip
    few = min(rates.cells, key=lambda c: c.tried, default=None)
    if few is None or few.tried < FEWEST_TRIALS:
        tried = 0 if few is None else few.tried
        only = f"of {counted(tried, 'trial')} only" if tried else "of no trial, as no act that was that party's fits"
        helps = few is not None and tried and 2 * few.worth >= tried and not short
        found.append(Little(f"Some shares are {only}", "their intervals are wide", _MORE if helps else _LONGER))
    again = [c for c in rates.cells if c.worth < FEWEST_TRIALS <= c.tried]
    if again:
        least = min(again, key=lambda c: c.worth)
        found.append(Little(
            f"{counted(rates.donors, 'recorded act')} tell the {counted(least.tried, 'violation')} of "
            f"{_size(least.size)} {_form(least.form, None)} again and again, which are worth "
            f"{counted(max(1, int(least.worth)), 'independent one')}",
            "the intervals of such shares are as wide as that",
            _LONGER,
        ))  # fmt: skip
    return found


_LONGER = "give reports of a longer time; more `--repetitions` would tell the same acts again, and make nothing surer"
_MORE = "ask for more `--repetitions`, or give reports of a longer time"


# -- words -------------------------------------------------------------------------------------------------------------


def _form(form: Form, told: Told | None) -> str:
    return str(form) if told is None else _FORMS[form].format(spread=told.spread_days)


def _acts(number: int) -> str:
    return counted(number, "act")


def _size(size: Size) -> str:
    dead = "" if size.casualties is None else f" with {counted(size.casualties, 'casualty', 'casualties')}"
    return f"{_acts(size.acts)}{dead}"


def hundredths(share: Between | None) -> str:
    """`40 (25-56)`, rounded outward; a dash where nothing was tried."""
    if share is None:
        return "-"
    low, high = share.low * 100, share.high * 100
    return f"{_of_100(share.best)} ({low.numerator // low.denominator}-{-(-high.numerator // high.denominator)})"


def _rate(a_year: Between) -> str:
    return f"{_number(a_year.best)} ({_number(a_year.low)}-{_number(a_year.high)})"


def _a_year(rate: Between) -> str:
    return f"{_number(rate.best)} a year ({_number(rate.low)} to {_number(rate.high)})"


def _of_100(share: Fraction) -> str:
    return str(int(share * 100 + Fraction(1, 2)))


def _number(value: Fraction) -> str:
    return f"{float(value):.2g}" if value < 10 else f"{float(value):.0f}"


def _days(microseconds: Fraction) -> str:
    hours = microseconds / (DAY // 24)
    return counted(round(hours), "hour") if hours < 48 else counted(round(hours / 24), "day")


def _years(years: Fraction) -> str:
    return f"{float(years):.1f} years" if years >= 1 else counted(round(years * Fraction(1461, 4)), "day")
