"""Who repeats whom among the reports of one incident, and how many independent origins are left (rules I3e-I3i).

A pure function of these reports and of the accord's names: no other report changes it, nor does the order in which
they come. Grades of what is known, the surest first:

- *stated*: a report says so itself: `derives_from`, a claimant behind the outlet, a credited wire;
- *detected*: nobody says so, but the words or the details would hardly be the same by chance, and it came later;
- *group*: two origins belong together, as organs of one party or by the accord's `count as one origin`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from foedus.basics.instant import DAY, Instant
from foedus.basics.logarithm import MilliNats, milli_nats
from foedus.incident.details import Term, shared_details
from foedus.incident.text_likeness import likeness
from foedus.incident.wire_credit import credited_in, imprint, says_itself
from foedus.incident.words import Words
from foedus.report.model import Kind, Report

A_COPY: MilliNats = milli_nats("0.25")
"""Before anything is compared, one later report in five repeats a given earlier one: odds of one to four."""
IN_DOUBT: MilliNats = milli_nats("0.333333")
"""In doubt a report is a copy: two origins are two only if that is at least three times as probable. A witness lost
delays an award; a witness that is none can make one."""
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
    MISQUOTED = "the accuser's number printed as the accused's admission"


STATED = frozenset({Ground.STATED, Ground.NAMED, Ground.CREDIT})
DETECTED = frozenset({Ground.OUTLET, Ground.TEXT, Ground.DETAILS, Ground.MISQUOTED})


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
    reports: Sequence[Report],
    acts: Words,
    objects: Words,
    stated_root: Callable[[Report], Report],
    parties_of: Callable[[Report], Sequence[str]],
) -> Lineage:
    """The lineage of the reports of one incident. Order and repetition do not matter.

    stated_root: the report that one repeats by its own word, itself if none. parties_of: for whom a report speaks by
    its own word: a party says what it says as its own, wherever it has it from.
    Cost: comparisons of each report with at most `MOST_COMPARED` earlier ones.
    """
    ordered = sorted({r.id: r for r in reports}.values(), key=published)
    here = {r.id: r for r in ordered}
    found = _Found(acts, objects, parties_of)
    for report in ordered:
        root = stated_root(report)
        if root is not report:
            step = _stated(report, root, here, found)
        elif not says_itself(report):
            credit = imprint(report.outlet).wire
            step = Step(report, report, report, Ground.CREDIT if credit else Ground.NAMED)
        elif report.kind is Kind.DENIAL or parties_of(report):
            step = Step(report, report, report, Ground.FIRST)
        else:
            step = found.told_by_itself(report)
        found.add(step)
    return Lineage(found.steps)


def _stated(report: Report, root: Report, here: Mapping[str, Report], found: _Found) -> Step:
    source = min((d for d in report.derives_from if d in here), default="")
    before = found.steps.get(source)
    # What its source was found to repeat, it repeats too.
    return Step(report, here.get(source, root), before.root if before else root, Ground.STATED)


class _Found:
    """The owner of the steps made so far, and of whom a later report is compared with."""

    def __init__(self, acts: Words, objects: Words, parties_of: Callable[[Report], Sequence[str]]) -> None:
        self.steps: dict[str, Step] = {}
        self._acts, self._objects, self._parties_of = acts, objects, parties_of
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
        """Of a report that names nobody: the earlier one that it most probably repeats, if any."""
        own = self._by_outlet.get(imprint(report.outlet).carrier.casefold())
        best: tuple[MilliNats, Report, list[Term], Ground] | None = None
        for earlier in self._compared:
            if not self._could_have_read(report, earlier):
                continue
            terms, ground = self._terms(report, earlier)
            score = A_COPY + sum(weight for weight, _ in terms) - IN_DOUBT
            if score >= 0 and (best is None or score > best[0]):
                best = score, earlier, terms, ground
        if best is None:
            if own is None:
                return Step(report, report, report, Ground.FIRST)
            return Step(report, own, self._root(own), Ground.OUTLET)
        score, earlier, terms, ground = best
        return Step(report, earlier, self._root(earlier), ground, score, _reasons(terms))

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
