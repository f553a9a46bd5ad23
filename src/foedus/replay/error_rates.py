"""Error rates from replay: how often a finding is missed, late, against the wrong party, or of what never was.

Labelled violations are put among recorded reports, many times, of many sizes and forms; recorded reports of times when
the deal was kept, or of places where there was none, tell how often a breach is found that never was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from operator import attrgetter

from foedus.accord.zones import Zones
from foedus.basics.instant import DAY, Instant, Interval, Period
from foedus.incident.measured import Between
from foedus.procedure.aim import Aim
from foedus.replay.chance import Chance
from foedus.replay.clustered import Blocks, blocks_of, quantile_between, rate_between, share_between, worth_of
from foedus.replay.coverage import Coverage
from foedus.replay.error_record import Record
from foedus.replay.false_findings import FalseFinding, false_findings
from foedus.replay.making_good import MakingGood, making_good
from foedus.replay.trials import Court, Design, Outcome
from foedus.replay.violations import Form, Size, chosen_donors, committed, fitting, length_days
from foedus.report.model import Report

QUANTILES = (Fraction(1, 2), Fraction(9, 10))
PERIODS_DAYS = (1, 7, 14, 30, 90)
"""Within how many days findings are counted."""
NEAR_DAYS = 4
"""A recorded act so near to a violation in time does not lend it its reports: told twice there, it could be taken for
one. Places known by name only are told apart over no more than four days (I1a)."""
FEWEST_TRIALS = 20
"""With fewer trials an interval covers nearly half of what there is (a judgement)."""


@dataclass(frozen=True)
class Asked:
    """What is to be measured. breach: the size at which designs are compared, and of which it is told how soon it is
    found. late_days: a finding that comes later than so is late. block_days: errors so far apart are independent.
    votes_at_limit: members of the certifying body vote as late as they may, so that the time in which a breach can be
    made good begins as late; else when it is found."""

    seed: int
    repetitions: int
    forms: tuple[Form, ...]
    sizes: tuple[Size, ...]
    breach: Size
    block_days: int = 30
    late_days: int = 14
    votes_at_limit: bool = False


@dataclass(frozen=True)
class Kept:
    """A time and ground of which it is held that nobody broke the deal there. name: as it is told.

    stretch: in which the accords are taken as in force. covered: the days of it of which there are reports. gaps: when
    a channel was not at work; what is found on a day of one is not counted, as that day is none kept (R4b).
    """

    name: str
    zones: Zones
    designs: tuple[Design, ...]
    aim: Aim
    stretch: Interval
    covered: Coverage
    gaps: tuple[Interval, ...] = ()

    def counts(self, at: Instant) -> bool:
        """Whether what is found then counts."""
        return not self.gaps or self.covered.has(at)


@dataclass(frozen=True)
class Standing:
    """Of all tried, those found and not made good in the time that the text gives for that. share: found at any time;
    within: by days, as of `Cell`."""

    share: Between | None
    within: tuple[tuple[int, Between], ...]


@dataclass(frozen=True)
class Cell:
    """What became of violations of one form and size. tried: those from which something is learnt; anyway: the others,
    in whose time a breach stands without them. worth: as many as are independent, since recorded acts are told again
    and again. found, late, broken, wrong: shares; late and within: of all tried. standing: None where the text gives no
    time to make a breach good."""

    form: Form
    size: Size
    tried: int
    anyway: int
    worth: Fraction
    found: Between | None
    late: Between | None
    wrong: Between | None
    broken: Between | None
    delays: Mapping[Fraction, Between | None]
    broken_delays: Mapping[Fraction, Between | None]
    within: tuple[tuple[int, Between], ...]
    standing: Standing | None = None


@dataclass(frozen=True)
class OfSize:
    """What is found of violations of one size in the first form, under one design. The fields are those of `Cell`."""

    size: Size
    tried: int
    worth: Fraction
    found: Between | None
    broken: Between | None
    within: tuple[tuple[int, Between], ...]
    standing: Standing | None = None


@dataclass(frozen=True)
class MadeGood:
    """What comes of a time in which a breach can be made good. false: findings a year of breaches that never were, and
    that are not made good. kept_up: of the size at which designs are compared, kept up, the share that is found and not
    made good; kept_up_found: that is found. stops: the same share of those that stop by themselves."""

    period: Period
    false: Between
    false_seen: int
    stops: Between | None
    kept_up: Between | None
    kept_up_found: Between | None
    kept_up_tried: int


@dataclass(frozen=True)
class OfDesign:
    """What one way to draw the line costs and brings. false: findings of breaches that never were, a year; of_nobody:
    the same of those by whom is undetermined. found, broken: of the size at which designs are compared. made_good: None
    where the text gives no time for that."""

    name: str
    false: Between
    false_seen: int
    of_nobody: Between
    of_nobody_seen: int
    found: Between | None
    broken: Between | None
    sizes: tuple[OfSize, ...]
    made_good: MadeGood | None = None


@dataclass(frozen=True)
class Frontier:
    """The largest violation of a form that stays unfound at least every second time, by the number of its acts; 0 if
    the smallest tried does not. beyond: it is the largest tried. low: the largest that does so for certain, by the
    intervals of the shares; high: the largest that may."""

    form: Form
    acts: int
    beyond: bool
    low: int
    high: int


@dataclass(frozen=True)
class ErrorRates:
    """All that was measured. years: of the time in which the deal was kept. designs: the first is the text as it is.

    frontier: of what is found against who did it; frontier_broken: of what is found broken, by whomever it was.
    donors: recorded acts by which violations were told; confirmed: those confirmed as the accord asks; named: those of
    which somebody who counts says who did it.
    """

    aim: Aim
    asked: Asked
    cells: tuple[Cell, ...]
    designs: tuple[OfDesign, ...]
    frontier: tuple[Frontier, ...]
    frontier_broken: tuple[Frontier, ...]
    years: Fraction
    donors: int
    confirmed: int
    named: int
    left_out: tuple[Form, ...]
    blocks: Blocks
    kept_blocks: Blocks
    false_found: tuple[FalseFinding, ...]

    def cell(self, form: Form, size: Size) -> Cell | None:
        """The cell of a form and size."""
        return next((c for c in self.cells if (c.form, c.size) == (form, size)), None)


def measured(record: Record, designs: Sequence[Design], kept: Sequence[Kept], asked: Asked) -> ErrorRates:
    """Everything that is asked. The first design is the text as it is. Deterministic for a seed."""
    first = record.donors[0].first_day
    span = max((d.first_day - first).days for d in record.donors) + 1
    blocks = blocks_of(span, asked.block_days, asked.seed)
    aim = record.setting.aim
    good = tuple(making_good(d.accord, aim, asked.votes_at_limit) for d in designs)
    plain, all_designs = (Court(record.world, aim, some, asked.votes_at_limit) for some in (designs[:1], designs))
    cells: list[Cell] = []
    by_design: list[list[_Trial]] = [[] for _ in designs]
    sizes: list[list[OfSize]] = [[] for _ in designs]
    forms = tuple(f for f in asked.forms if _can_be(record, f))
    for form in forms:
        for size in asked.sizes:
            compared = form is forms[0]
            trials = list(_trials(record, all_designs if compared else plain, form, size, asked))
            cells.append(_cell(form, size, [t[0] for t in trials], blocks, asked, good[0] is not None))
            if compared:
                own = [[t[n] for t in trials] for n in range(len(designs))]
                for known, of_design, each in zip(sizes, own, good, strict=True):
                    known.append(_of_size(size, of_design, blocks, each is not None))
                by_design = own if size == asked.breach else by_design
    false = _false(kept, record.world.reports, good)
    kept_blocks = blocks_of(sum(k.covered.days for k in kept), asked.block_days, asked.seed)
    kept_up = _kept_up(record, designs, good, asked)
    of_designs = tuple(
        _of_design(d.name, by_party, kept_blocks, by_design[n], blocks, sizes[n], _made_good(
            good[n], _days(false, n, kept, True, standing=True), kept_blocks, by_design[n], kept_up.get(n, ()), blocks,
        ))
        for n, d in enumerate(designs)
        for by_party in ([_days(false, n, kept, each) for each in (True, False)],)
    )  # fmt: skip
    named = sum(any(d.incident.attribution.parties) for d in record.donors)
    return ErrorRates(
        aim, asked, tuple(cells), of_designs, tuple(_frontier(forms, [(c, c.found) for c in cells])),
        tuple(_frontier(forms, [(c, c.broken) for c in cells])),
        Fraction(kept_blocks.days * 4, 1461), len(record.donors),
        sum(d.incident.confirmed for d in record.donors), named,
        tuple(f for f in asked.forms if f not in forms), blocks, kept_blocks,
        tuple(f for of_kept in false for f in of_kept[0]),
    )  # fmt: skip


# -- violations --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Trial:
    """An outcome, and the day of the record that its acts are told as. told_as: the recorded acts, by id."""

    day: int
    told_as: tuple[str, ...]
    outcome: Outcome


def _can_be(record: Record, form: Form) -> bool:
    fits = bool(record.covered.first_days(length_days(form, record.setting)))
    ground = form is not Form.BORDER or bool(record.setting.places.at_border)
    return fits and ground and bool(fitting(record.donors, form, Size(1)))


def _trials(record: Record, court: Court, form: Form, size: Size, asked: Asked) -> Iterator[list[_Trial]]:
    """The same days, donors and places for every size, so that sizes are compared and not draws."""
    setting, parties = record.setting, record.setting.aim.parties
    donors = fitting(record.donors, form, size)
    most = max(s.acts for s in asked.sizes)
    length = length_days(form, setting)
    choices = record.covered.first_days(length)
    for n in range(asked.repetitions if donors else 0):
        party = parties[n % len(parties)]
        first_day = choices[int((n + Chance(asked.seed, "day", n).share()) * len(choices) / asked.repetitions)]
        barred = (first_day - timedelta(days=NEAR_DAYS), first_day + timedelta(days=length + NEAR_DAYS))
        middle, told_as = chosen_donors(donors, party, most, barred, Chance(asked.seed, "donors", n, form))
        if middle is None:
            continue  # no recorded act of another time can have been that party's
        violation = committed(setting, form, size, party, first_day, told_as, (asked.seed, n, form))
        day = (middle.first_day - record.donors[0].first_day).days
        ids = tuple(d.incident.id for d in told_as[: size.acts])
        yield [_Trial(day, ids, outcome) for outcome in court.tried(violation)]


def _kept_up(
    record: Record, designs: Sequence[Design], good: Sequence[MakingGood | None], asked: Asked
) -> dict[int, list[_Trial]]:
    """Violations that do not stop, by number of design: of those only under which it matters whether one does."""
    numbers = [n for n, each in enumerate(good) if each is not None]
    if not numbers or not _can_be(record, Form.KEPT_UP):
        return {}
    court = Court(record.world, record.setting.aim, [designs[n] for n in numbers], asked.votes_at_limit)
    trials = list(_trials(record, court, Form.KEPT_UP, asked.breach, asked))
    return {n: [t[place] for t in trials] for place, n in enumerate(numbers)}


def _cell(
    form: Form, size: Size, trials: Sequence[_Trial], blocks: Blocks, asked: Asked, can_be_made_good: bool
) -> Cell:
    told = [t for t in trials if not t.outcome.anyway]
    late, delays = asked.late_days * DAY, [t.outcome.delay for t in told]

    def share(hits: Sequence[bool]) -> Between | None:
        return _share(told, hits, blocks)

    broken = [(t, t.outcome.broken_delay) for t in trials if not t.outcome.broken_in_any_case]
    return Cell(
        form, size, len(told), len(trials) - len(told), worth_of(t.told_as for t in told),
        share([delay is not None for delay in delays]),
        share([delay is not None and delay > late for delay in delays]),
        share([t.outcome.wrong for t in told]), _broken(trials, blocks),
        _quantiles(list(zip(told, delays, strict=True)), blocks), _quantiles(broken, blocks),
        _within(told, blocks), _standing(told, blocks) if can_be_made_good else None,
    )  # fmt: skip


def _of_size(size: Size, trials: Sequence[_Trial], blocks: Blocks, can_be_made_good: bool) -> OfSize:
    told = [t for t in trials if not t.outcome.anyway]
    found = _share(told, [t.outcome.delay is not None for t in told], blocks)
    standing = _standing(told, blocks) if can_be_made_good else None
    worth = worth_of(t.told_as for t in told)
    return OfSize(size, len(told), worth, found, _broken(trials, blocks), _within(told, blocks), standing)


def _standing(told: Sequence[_Trial], blocks: Blocks) -> Standing:
    return Standing(_share(told, [t.outcome.stands for t in told], blocks), _within(told, blocks, standing=True))


def _within(
    told: Sequence[_Trial], blocks: Blocks, standing: bool = False
) -> tuple[tuple[int, Between], ...]:
    """By days, the share of those tried that were found within so many. standing: and not made good."""
    delays = [t.outcome.delay if t.outcome.stands or not standing else None for t in told]
    found = (
        (d, _share(told, [delay is not None and delay <= d * DAY for delay in delays], blocks)) for d in PERIODS_DAYS
    )
    return tuple((d, share) for d, share in found if share is not None)


def _share(trials: Sequence[_Trial], hits: Sequence[bool], blocks: Blocks) -> Between | None:
    days = [(t.day, hit) for t, hit in zip(trials, hits, strict=True)]
    return share_between(days, blocks, worth_of(t.told_as for t in trials))


def _broken(trials: Sequence[_Trial], blocks: Blocks) -> Between | None:
    """The share found broken by whoever it was: against a party, or by whom is undetermined."""
    told = [t for t in trials if not t.outcome.broken_in_any_case]
    return _share(told, [t.outcome.broken_delay is not None for t in told], blocks)


def _quantiles(
    delays: Sequence[tuple[_Trial, int | None]], blocks: Blocks
) -> Mapping[Fraction, Between | None]:  # fmt: skip
    """Of the delays of those that were found."""
    found = [(t, delay) for t, delay in delays if delay is not None]
    worth, days = worth_of(t.told_as for t, _ in found), [(t.day, delay) for t, delay in found]
    return {q: quantile_between(days, q, blocks, worth) for q in QUANTILES}


def _frontier(forms: Sequence[Form], shares: Sequence[tuple[Cell, Between | None]]) -> Iterator[Frontier]:
    for form in forms:
        own = {
            cell.size.acts: share for cell, share in shares
            if cell.form is form and cell.size.casualties is None and share is not None
        }  # fmt: skip
        if own:
            largest, low, high = (
                max((acts for acts, each in own.items() if end(each) <= Fraction(1, 2)), default=0)
                for end in map(attrgetter, ("best", "high", "low"))
            )
            yield Frontier(form, largest, largest == max(own), low, high)


# -- breaches that never were ------------------------------------------------------------------------------------------


def _false(
    kept: Sequence[Kept], reports: Sequence[Report], good: Sequence[MakingGood | None]
) -> list[list[list[FalseFinding]]]:
    """By what was kept, then by design. good: of each design of the deal, for which placebos stand."""
    found = [false_findings(k.zones, k.aim, k.designs, k.stretch, reports, good) for k in kept]
    assert all(len(each) == len(good) for each in found), "each is asked about under every design"
    return found


def _days(
    false: Sequence[Sequence[Sequence[FalseFinding]]], design: int, kept: Sequence[Kept], of_party: bool,
    standing: bool = False,
) -> list[int]:  # fmt: skip
    """The day of each false finding, all kept times put one behind the other. standing: of those not made good."""
    days, before = [], 0
    for of_kept, each in zip(false, kept, strict=True):
        of_design = (f for f in of_kept[design] if not (standing and f.made_good))
        some = [f for f in of_design if (f.party is not None) is of_party]
        days += [before + each.covered.number_of(f.reached_at) for f in some if each.counts(f.reached_at)]
        before += each.covered.days
    return days


def _of_design(
    name: str, false: Sequence[Sequence[int]], kept_blocks: Blocks, trials: Sequence[_Trial], blocks: Blocks,
    sizes: Sequence[OfSize], made_good: MadeGood | None,
) -> OfDesign:
    """false: the days of findings against a party, and of those by whom is undetermined."""
    told = [t for t in trials if not t.outcome.anyway]
    found = _share(told, [t.outcome.found_at is not None for t in told], blocks)
    against, nobody = false
    return OfDesign(
        name, rate_between(against, kept_blocks), len(against), rate_between(nobody, kept_blocks), len(nobody), found,
        _broken(trials, blocks), tuple(sizes), made_good,
    )  # fmt: skip


def _made_good(
    good: MakingGood | None, false: Sequence[int], kept_blocks: Blocks, stops: Sequence[_Trial],
    kept_up: Sequence[_Trial], blocks: Blocks,
) -> MadeGood | None:  # fmt: skip
    """false: the days of findings against a party that are not made good."""
    if good is None:
        return None
    told, going_on = ([t for t in some if not t.outcome.anyway] for some in (stops, kept_up))
    return MadeGood(
        good.period, rate_between(false, kept_blocks), len(false),
        _share(told, [t.outcome.stands for t in told], blocks),
        _share(going_on, [t.outcome.stands for t in going_on], blocks),
        _share(going_on, [t.outcome.found_at is not None for t in going_on], blocks), len(going_on),
    )  # fmt: skip
