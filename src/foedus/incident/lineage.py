"""Who repeats whom among the reports of one incident, and how many independent origins are left (rules I3e-I3i).

A pure function of these reports and of the accord's names: no other report changes it, nor does the order in which
they come. Grades of what is known, the surest first:

- *stated*: a report says so itself: `derives_from`, a claimant behind the outlet, a credited wire;
- *detected*: nobody says so, but the words or the details would hardly be the same by chance, and it came later;
- *group*: two origins belong together, as organs of one party or by the accord's `count as one origin`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from foedus.basics.instant import Instant
from foedus.basics.logarithm import MilliNats, milli_nats
from foedus.incident.details import (
    Term,
    Traits,
    material_of_its_own,
    may_sum_up,
    same_place,
    same_time,
    shared_details,
    shared_details_at_most,
    sums_up,
)
from foedus.incident.misquoted import accusers
from foedus.incident.model import Reading
from foedus.incident.origins import Origins
from foedus.incident.text_likeness import likeness
from foedus.incident.wire_credit import claimant_of, credited_in, folded, imprint, says_itself
from foedus.incident.words import Words
from foedus.report.model import ONE, Kind, Report

A_COPY: MilliNats = milli_nats("0.25")
"""Before anything is compared, one later report in five repeats a given earlier one: odds of one to four."""
IN_DOUBT: MilliNats = milli_nats("0.1")
"""In doubt a report is a copy: two origins are two only if that is ten times as probable. A witness lost
delays an award; a witness that is none can make one."""
RARE: MilliNats = milli_nats(4)
"""A trait four times as likely in a copy as in a second witness. What is true and common (the day, the town, the act)
is shared by witnesses too, and one common trait brings the next with it: their sum is worth less than it seems."""
COMMON: MilliNats = milli_nats(2)
"""Where no trait is rare, being a copy must be twice as probable as being a witness."""
CREDITED: MilliNats = milli_nats(200)
"""A text that credits somebody whose report is at hand: hardly one in two hundred does so and has seen it itself."""
SAME_HANDS: MilliNats = milli_nats(12)
"""An outlet that printed something before goes on about it sooner than it takes up another's words."""
MOST_COMPARED = 64
"""A report is compared with so many earlier ones at most, the first of each outlet first: a flood of reports must not
make this quadratic. Later ones of the same tale have been told to repeat those already."""

_AS_WRITTEN = Reading()


class Ground(StrEnum):
    """Why a report is taken to repeat another, or somebody's words."""

    FIRST = "says it itself"
    STATED = "says what it is derived from"
    NAMED = "names the claimant behind it"
    CREDIT = "credits a wire or another outlet"
    OUTLET = "the same outlet goes on"
    TEXT = "near-identical text, published later"
    DETAILS = "shared rare details, published later"
    ROUND_UP = "a later round-up that knows nothing more"
    MISQUOTED = "the accuser's number printed as the accused's admission"


STATED = frozenset({Ground.STATED, Ground.NAMED, Ground.CREDIT})
DETECTED = frozenset({Ground.OUTLET, Ground.TEXT, Ground.DETAILS, Ground.ROUND_UP, Ground.MISQUOTED})


@dataclass(frozen=True, slots=True)
class Step:
    """A report and what it repeats.

    repeats: the report it repeats in one step, itself if none that is known. root: the one in the end.
    weight: of a detected copy, in milli-nats, what is left above doubt; 0 else. reasons: what it rests on, sentences.
    """

    report: Report
    repeats: Report
    root: Report
    ground: Ground
    weight: MilliNats = 0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lineage:
    """The steps of all reports of an incident, by id, in the order in which we got them."""

    steps: Mapping[str, Step]

    def root(self, report: Report) -> Report:
        """The report whose author found out by itself, as far as is known."""
        step = self.steps.get(report.id)
        return step.root if step else report


def published(report: Report) -> tuple[Instant, str]:
    """When a report came out, for telling which is the later: as its source says, else when we got it; then by id."""
    return report.known_at if report.published_at is None else report.published_at, report.id


def received(report: Report) -> tuple[Instant, Instant, str]:
    """The order in which reports can repeat each other: when we got it, and only then when it says that it came out.

    What a source says of that is never trusted (T1): a page dated back would make echoes of all that it copied.
    """
    return report.known_at, *published(report)


def lineage(
    reports: Sequence[Report], origins: Origins, acts: Words, objects: Words, roots: Mapping[str, Report]
) -> Lineage:
    """The lineage of the reports of one incident. Order and repetition do not matter.

    roots: of those that say what they are derived from, the report they repeat in the end, by id.
    Cost: comparisons of each report with at most `MOST_COMPARED` earlier ones.
    """
    here = {r.id: r for r in reports}
    ordered = sorted(here.values(), key=received)
    misquoted = accusers(ordered, origins, roots)
    found = _Found(origins, acts, objects)
    for report in ordered:
        if report.id in misquoted:
            found.add(misquotation(report, misquoted[report.id]))
        else:
            found.add(_step(report, roots.get(report.id, report), here, found))
    return Lineage(found.steps)


def misquotation(report: Report, accusation: Report) -> Step:
    """The step of an admission that is the accuser's number (I3j): it counts as the accuser's claim."""
    number = accusation.number.best if accusation.number != ONE else accusation.casualties.best
    reason = f"{claimant_of(accusation)} had published {number:,} as an accusation, in {accusation.outlet}, no later"
    return Step(report, accusation, accusation, Ground.MISQUOTED, reasons=(reason,))


def by_its_word(report: Report, root: Report) -> Step | None:
    """The step of a report that says itself whose words it prints, None if it does not."""
    if root is not report:
        return Step(report, root, root, Ground.STATED)
    if says_itself(report):
        return None
    named = report.origin and report.origin != report.outlet
    return Step(report, report, report, Ground.NAMED if named else Ground.CREDIT)


def _step(report: Report, root: Report, here: Mapping[str, Report], found: _Found) -> Step:
    if root is report:
        return by_its_word(report, report) or found.told_by_itself(report)
    source = min([d for d in report.derives_from if d in here], default="")
    before = found.steps.get(source)
    if before is None:
        return Step(report, root, root, Ground.STATED)
    # What its source was found to repeat, it repeats too.
    return Step(report, before.report, before.root, Ground.STATED)


class _Found:
    """The owner of the steps made so far, and of whom a later report is compared with."""

    def __init__(self, origins: Origins, acts: Words, objects: Words) -> None:
        self.steps: dict[str, Step] = {}
        self._origins, self._acts, self._objects = origins, acts, objects
        self._compared: list[Report] = []
        self._traits: list[Traits] = []
        self._made: dict[str, Traits] = {}
        self._laters: dict[str, _Later] = {}
        self._by_outlet: dict[str, Report] = {}

    def add(self, step: Step) -> None:
        """A step more; its report reached us no earlier than those before."""
        report = step.report
        self.steps[report.id] = step
        if report.kind is not Kind.DENIAL and len(self._compared) < MOST_COMPARED:
            self._compared.append(report)

    def told_by_itself(self, report: Report) -> Step:
        """Of a report that names nobody: the earlier one that it most probably repeats, if any.

        A party says what it says as its own, wherever it has it from; so does whoever denies.
        """
        if report.kind is Kind.DENIAL or self._parties_of(report):
            return Step(report, report, report, Ground.FIRST)
        own = self._by_outlet.setdefault(imprint(report.outlet).carrier.casefold(), report)
        if not self._compared:
            return Step(report, report, report, Ground.FIRST)
        later = self._made[report.id] = _Later(report)
        best, out = None, published(report)
        for earlier in self._compared_traits():
            least = 0 if best is None else best[0] + 1
            if published(earlier.report) <= out:
                best = self._likely(later, earlier, least) or best
            elif not self._parties_of(earlier.report):  # a party makes no echo of what is said to have come out before
                best = self._dated_back(later, earlier.report, least) or best
        if best is None:
            return self._without_likeness(report, own)
        score, source, terms, ground = best
        return Step(report, source, self._root(source), ground, score, _reasons(terms))

    def _dated_back(self, back: _Later, known: Report, least: MilliNats) -> _Likely | None:
        """Of a report that is said to have come out before one that we knew earlier: they are weighed as they say, and
        the one that we had is no copy. So to date back makes no witness an echo, and nothing a second origin."""
        later = self._laters.setdefault(known.id, _Later(known))
        found = self._likely(later, back, least)
        return found and (found[0], known, *found[2:])

    def _compared_traits(self) -> Sequence[Traits]:
        """The traits of all to compare with. Those that come last are often compared with nothing, and need none."""
        for report in self._compared[len(self._traits) :]:
            self._traits.append(self._made.get(report.id) or Traits(report))
        return self._traits

    def _without_likeness(self, report: Report, own: Report) -> Step:
        if own is not report:
            return Step(report, own, self._root(own), Ground.OUTLET)
        for earlier in self._compared if may_sum_up(report) else ():
            if published(earlier)[0] < published(report)[0] and sums_up(report, earlier):
                return Step(report, earlier, self._root(earlier), Ground.ROUND_UP)
        return Step(report, report, report, Ground.FIRST)

    def _parties_of(self, report: Report) -> Sequence[str]:
        return self._origins.speaker(report, report, _AS_WRITTEN).parties

    def _root(self, report: Report) -> Report:
        return self.steps[report.id].root

    def _likely(self, later: _Later, earlier: Traits, least: MilliNats) -> _Likely | None:
        """The earlier report and what speaks for its being repeated, None if that is less than `least`.

        Mostly texts, times and places say enough: whatever the details were, they could not make up for it.
        """
        credit, ground = _credit(later, earlier)
        text = likeness(later.text, earlier.text, later.report, earlier.report)
        time, place = same_time(later, earlier), same_place(later, earlier)
        likely = A_COPY - IN_DOUBT + credit[0] + text[0] + time[0] + place[0]
        largest = max(credit[0], text[0], time[0], place[0])
        if likely + later.most + (_UNLESS_RARE if largest < RARE and later.largest < RARE else 0) < least:
            return None
        if ground is Ground.DETAILS:
            if text[0] > 0 and text[1].endswith("words"):
                ground = Ground.TEXT
            elif material_of_its_own(later.report, earlier.report):
                return None  # it brings a picture, a log or another attachment that the earlier has not
        details = shared_details(later.report, earlier.report, self._acts, self._objects)
        weights = [weight for weight, _ in details]
        score = likely + sum(weights) + (_UNLESS_RARE if max(largest, *weights) < RARE else 0)
        return (score, earlier.report, [credit, text, time, place, *details], ground) if score >= least else None


_UNLESS_RARE = IN_DOUBT - COMMON


class _Later(Traits):
    """A report that may be a copy. most, largest: sum and largest of what its details may come to. printed: its words,
    as names are looked for in them."""

    __slots__ = ("largest", "most", "printed")

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self.most, self.largest = shared_details_at_most(report)
        self.printed = folded(report.text or report.note)


_Likely: TypeAlias = tuple[MilliNats, Report, list[Term], Ground]
"""How probable it is, in milli-nats above doubt, that a report repeats another; which; what it rests on."""


def _credit(later: _Later, earlier: Traits) -> tuple[Term, Ground]:
    """Whom the later report credits, or that it is of the same outlet."""
    names = earlier.names
    if later.carrier in names or "" in names:
        names = [name for name in names if name not in (later.carrier, "")]
        if not names:
            return _SAME_OUTLET
    there = [name for name in names if name.casefold() in later.printed]
    if there:
        report, other = later.report, earlier.report
        credited = credited_in(report.text or report.note, there) - credited_in(other.text, there)
        if credited:
            return (CREDITED, f"it credits {min(credited)}"), Ground.CREDIT
    return _CREDITS_NOBODY


_SAME_OUTLET = (SAME_HANDS, "it is of the same outlet"), Ground.OUTLET
_CREDITS_NOBODY = (0, ""), Ground.DETAILS


def _reasons(terms: Sequence[Term]) -> tuple[str, ...]:
    """What speaks for a copy, the strongest first, then what speaks against it."""
    told = sorted((t for t in terms if t[1]), key=lambda t: (-t[0], t[1]))
    return tuple(f"{'for' if w > 0 else 'against'} it: {why} ({w / 1000:+.1f})" for w, why in told if w)
