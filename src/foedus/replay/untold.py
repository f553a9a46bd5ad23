"""What a record cannot tell: then no number is made up, but the interval is as wide as what is known leaves it.

A finding against who did it is also a finding that the deal was broken. So where no source says who did anything, how
often the former is made lies somewhere between never and as often as the latter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from foedus.basics.instant import calendar_day
from foedus.incident.measured import Between
from foedus.replay.channel_rates import outlets_of
from foedus.replay.doubts import published_too_early
from foedus.replay.error_rates import Cell, ErrorRates, OfDesign, OfSize, Standing
from foedus.replay.error_record import Record
from foedus.replay.words import counted
from foedus.report.model import Report

NOTHING = Fraction(0)
ALL = Fraction(1)
DATED_SHARE = Fraction(1, 2)
"""Where fewer of the recorded acts have a report that tells when it was known, and not just the day of the event, how
soon they are known is a convention of the reader (R5) and no measurement (a judgement)."""


class Untold(StrEnum):
    """What may be untold."""

    DOER = "who did it"
    DELAY = "how soon"
    FALSE = "what never was"
    UNREPORTED = "what nobody reports"


@dataclass(frozen=True)
class CannotBeTold:
    """One thing that this record cannot tell."""

    of: Untold
    what: str
    why: str
    mend: str

    @property
    def said(self) -> str:
        """In a sentence or two."""
        return f"{self.what[0].upper()}{self.what[1:]}: {self.why}. To mend it, {self.mend}."


def untold_in(rates: ErrorRates, record: Record, supposed: bool) -> tuple[CannotBeTold, ...]:
    """What this record cannot tell. supposed: nobody has said when the deal was kept."""
    donors, zone = record.donors, record.setting.time_zone
    dated = sum(any(_is_dated(r, zone) for r in d.reports) for d in donors)
    outlets = outlets_of(donors)
    found = (
        _doer(rates) if not rates.named and not record.setting.named else None,
        _delay(len(donors) - dated, len(donors)) if dated < DATED_SHARE * len(donors) else None,
        _false() if supposed else None,
        _unreported(outlets[0]) if len(outlets) == 1 else None,
    )
    return tuple(each for each in found if each is not None)


def _is_dated(report: Report, zone: str) -> bool:
    """Whether it tells when it was known: not where the end of the event or of its day only stands for that (R5)."""
    if report.published_at is not None:
        return not published_too_early(report, zone)
    end = report.happened_at.end
    return report.known_at not in (end, calendar_day(end, "UTC").end)


def bounded(rates: ErrorRates, untold: Sequence[CannotBeTold]) -> ErrorRates:
    """The rates with intervals as wide as what is untold leaves them."""
    of = frozenset(each.of for each in untold)
    return replace(
        rates, cells=tuple(_cell(c, of) for c in rates.cells), designs=tuple(_design(d, of) for d in rates.designs),
        frontier=() if Untold.DOER in of else rates.frontier,
    )  # fmt: skip


def _cell(cell: Cell, untold: frozenset[Untold]) -> Cell:
    if Untold.DOER not in untold or cell.found is None:
        return cell
    any_of = _up_to(cell.broken)
    return replace(
        cell, found=any_of, late=any_of, wrong=any_of, delays=dict.fromkeys(cell.delays),
        within=tuple((days, any_of) for days, _ in cell.within), standing=_standing(cell.standing, any_of),
    )  # fmt: skip


def _design(design: OfDesign, untold: frozenset[Untold]) -> OfDesign:
    if Untold.DOER in untold and design.found is not None:
        any_of = _up_to(design.broken)
        design = replace(design, found=any_of, sizes=tuple(map(_of_size, design.sizes)))
        if (good := design.made_good) is not None:
            design = replace(design, made_good=replace(good, stops=any_of, kept_up=_ANYTHING, kept_up_found=_ANYTHING))
    if Untold.FALSE in untold:
        false, of_nobody = (replace(each, low=NOTHING) for each in (design.false, design.of_nobody))
        design = replace(design, false=false, of_nobody=of_nobody)
        if (good := design.made_good) is not None:
            design = replace(design, made_good=replace(good, false=replace(good.false, low=NOTHING)))
    return design


def _of_size(of: OfSize) -> OfSize:
    if of.found is None:
        return of
    any_of = _up_to(of.broken)
    return replace(
        of, found=any_of, within=tuple((days, any_of) for days, _ in of.within),
        standing=_standing(of.standing, any_of),
    )  # fmt: skip


def _standing(standing: Standing | None, any_of: Between) -> Standing | None:
    if standing is None:
        return None
    return Standing(any_of, tuple((days, any_of) for days, _ in standing.within))


def _up_to(share: Between | None) -> Between:
    return Between(NOTHING, NOTHING, ALL if share is None else share.high)


_ANYTHING = Between(NOTHING, NOTHING, ALL)


# -- in words ----------------------------------------------------------------------------------------------------------


def _doer(rates: ErrorRates) -> CannotBeTold:
    return CannotBeTold(
        Untold.DOER, "this record cannot tell how often a breach is found against who did it",
        f"of none of the {counted(rates.donors, 'recorded act')} does anybody who counts say who did it, so that "
        "nothing is ever found against a party, however much it does; what can be found is that the deal was broken, "
        "by whom is undetermined, which opens no guarantee",
        "give reports that name the doer, or suppose with `--named 0.5` that somebody who saw it names the doer of "
        "every second act; until then the figure lies between never and as often as it is found broken",
    )  # fmt: skip


def _delay(undated: int, donors: int) -> CannotBeTold:
    return CannotBeTold(
        Untold.DELAY, "this record cannot tell how soon a breach is found, only at the soonest",
        f"of {undated:,} of the {counted(donors, 'recorded act')} no report says when it was published, or only the "
        "day of the event itself; what stands for it is then a convention (R5), and anybody knew of it later",
        "give the day or hour on which each report was really known",
    )  # fmt: skip


def _false() -> CannotBeTold:
    return CannotBeTold(
        Untold.FALSE, "this record cannot tell how often a breach is found that never was, only at most",
        "nobody has said when the deal was kept, so all of the time in force is taken so; as far as it was broken, "
        "what was found there was true",
        "name with `--kept FROM..UNTIL` a time in which nobody broke it, or with `--placebo ACCORD` a time or ground "
        "where nothing can have been broken",
    )  # fmt: skip


def _unreported(outlet: str) -> CannotBeTold:
    return CannotBeTold(
        Untold.UNREPORTED, "this record cannot tell how many acts nobody reports",
        f"all that is recorded is told by {outlet} alone, and one source tells nothing of what it misses",
        "give the reports of a second source of the same time and place, so that each is measured by the other; until "
        "then take what is found as the share of what is reported",
    )  # fmt: skip
