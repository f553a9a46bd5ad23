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

from foedus.basics.instant import DAY, Instant
from foedus.basics.logarithm import MilliNats, milli_nats
from foedus.incident.details import Term, material_of_its_own, shared_details, sums_up
from foedus.incident.misquoted import accusers
from foedus.incident.model import Reading
from foedus.incident.origins import Origins
from foedus.incident.text_likeness import likeness
from foedus.incident.wire_credit import claimant_of, credited_in, imprint, says_itself
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
    """The steps of all reports of an incident, by id, in order of publication."""

    steps: Mapping[str, Step]

    def root(self, report: Report) -> Report:
        """The report whose author found out by itself, as far as is known."""
        step = self.steps.get(report.id)
        return step.root if step else report


def published(report: Report) -> tuple[Instant, str]:
    """When a report came out, for telling which is the later: as its source says, else when we got it; then by id."""
    return report.known_at if report.published_at is None else report.published_at, report.id


def lineage(
    reports: Sequence[Report], origins: Origins, acts: Words, objects: Words, roots: Mapping[str, Report]
) -> Lineage:
    """The lineage of the reports of one incident. Order and repetition do not matter.

    roots: of those that say what they are derived from, the report they repeat in the end, by id.
    Cost: comparisons of each report with at most `MOST_COMPARED` earlier ones.
    """
    ordered = sorted({r.id: r for r in reports}.values(), key=published)
    here = {r.id: r for r in ordered}
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
    said = by_its_word(report, root)
    if said is None:
        return found.told_by_itself(report)
    source = min((d for d in report.derives_from if d in here), default="")
    before = found.steps.get(source)
    if said.ground is not Ground.STATED or before is None:
        return said
    # What its source was found to repeat, it repeats too.
    return Step(report, here[source], before.root, Ground.STATED)


class _Found:
    """The owner of the steps made so far, and of whom a later report is compared with."""

    def __init__(self, origins: Origins, acts: Words, objects: Words) -> None:
        self.steps: dict[str, Step] = {}
        self._origins, self._acts, self._objects = origins, acts, objects
        self._compared: list[Report] = []
        self._by_outlet: dict[str, Report] = {}

    def add(self, step: Step) -> None:
        report = step.report
        self.steps[report.id] = step
        if report.kind is Kind.DENIAL:
            return
        outlet = imprint(report.outlet).carrier.casefold()
        if len(self._compared) < MOST_COMPARED:
            self._compared.append(report)
        if says_itself(report) and not self._parties_of(report):
            self._by_outlet.setdefault(outlet, report)

    def told_by_itself(self, report: Report) -> Step:
        """Of a report that names nobody: the earlier one that it most probably repeats, if any.

        A party says what it says as its own, wherever it has it from; so does whoever denies.
        """
        if report.kind is Kind.DENIAL or self._parties_of(report):
            return Step(report, report, report, Ground.FIRST)
        own = self._by_outlet.get(imprint(report.outlet).carrier.casefold())
        best: tuple[MilliNats, Report, list[Term], Ground] | None = None
        for earlier in self._compared:
            if not self._could_have_read(report, earlier):
                continue
            terms, ground = self._terms(report, earlier)
            score = A_COPY + sum(weight for weight, _ in terms) - IN_DOUBT
            if ground is Ground.DETAILS and material_of_its_own(report, earlier):
                continue
            if max(w for w, _ in terms) < RARE:
                score += IN_DOUBT - COMMON
            if score >= 0 and (best is None or score > best[0]):
                best = score, earlier, terms, ground
        if best is None:
            return self._without_likeness(report, own)
        score, earlier, terms, ground = best
        return Step(report, earlier, self._root(earlier), ground, score, _reasons(terms))

    def _without_likeness(self, report: Report, own: Report | None) -> Step:
        if own is not None:
            return Step(report, own, self._root(own), Ground.OUTLET)
        for earlier in self._compared:
            if published(earlier)[0] < published(report)[0] and sums_up(report, earlier):
                return Step(report, earlier, self._root(earlier), Ground.ROUND_UP)
        return Step(report, report, report, Ground.FIRST)

    def _parties_of(self, report: Report) -> Sequence[str]:
        return self._origins.speaker(report, report, Reading()).parties

    def _root(self, report: Report) -> Report:
        return self.steps[report.id].root

    def _could_have_read(self, report: Report, earlier: Report) -> bool:
        """A party cannot make a witness its echo by dating back: what it says must have reached us in time, too."""
        if earlier.known_at > report.known_at + DAY and self._parties_of(earlier):
            return False
        return published(earlier)[0] <= published(report)[0]

    def _terms(self, report: Report, earlier: Report) -> tuple[list[Term], Ground]:
        terms = list(shared_details(report, earlier, self._acts, self._objects))
        told = {str(n) for r in (report, earlier) for n in (r.number.best, r.casualties.best)}
        text = likeness(report.text, earlier.text, told)
        terms.append(text)
        ground = Ground.TEXT if text[1].endswith("words") and text[0] > 0 else Ground.DETAILS
        names = {imprint(earlier.outlet).carrier, earlier.origin} - {"", imprint(report.outlet).carrier}
        credited = credited_in(report.text or report.note, names) - credited_in(earlier.text, names)
        if credited:
            terms.append((CREDITED, f"it credits {min(credited)}"))
            ground = Ground.CREDIT
        elif not names:
            terms.append((SAME_HANDS, "it is of the same outlet"))
            ground = Ground.OUTLET
        return terms, ground


def _reasons(terms: Sequence[Term]) -> tuple[str, ...]:
    """What speaks for a copy, the strongest first, then what speaks against it."""
    told = sorted((t for t in terms if t[1]), key=lambda t: (-t[0], t[1]))
    return tuple(f"{'for' if w > 0 else 'against'} it: {why} ({w / 1000:+.1f})" for w, why in told if w)
