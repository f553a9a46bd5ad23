"""Marks for a grouping of reports against the truth. Pure: maps in, numbers out.

`found` and `truth` give each report its group, over the same reports; the groups' own names do not matter.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

BINS = 10
"""Of the calibration error: equally wide, of the stated probability; the last one holds 1 too."""

Groups = Mapping[str, Hashable]


@dataclass(frozen=True, slots=True)
class Score:
    """Precision and recall, each 0..1; 1 where there was nothing to get wrong."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        whole = self.precision + self.recall
        return 2 * self.precision * self.recall / whole if whole else 0.0


@dataclass(frozen=True, slots=True)
class Corroboration:
    """Of the incidents said to have two independent origins or more, how many have fewer in truth."""

    said: int
    wrong: int

    @property
    def false_share(self) -> float:
        """Wrong by said; 0 where nothing was said."""
        return self.wrong / self.said if self.said else 0.0


@dataclass(frozen=True, slots=True)
class Attributed:
    """How good attributions are. error: of calibration. All but `abstained` are over those that name one."""

    error: float
    brier: float
    accuracy: float
    abstained: float


def b_cubed(found: Groups, truth: Groups) -> Score:
    """For each report the share of its found group that is of its incident, and of its incident that is in its group.

    Source: Bagga and Baldwin 1998; the mean over reports.
    """
    both, in_found, in_truth = _counts(found, truth)
    precision = sum(n * n / in_found[f] for (f, _), n in both.items())
    recall = sum(n * n / in_truth[t] for (_, t), n in both.items())
    return Score(precision / len(truth), recall / len(truth)) if truth else Score(1.0, 1.0)


def pairs(found: Groups, truth: Groups) -> Score:
    """Of the pairs put together those that belong together, and of those that belong together those put together."""
    both, in_found, in_truth = _counts(found, truth)
    right, put, belong = (sum(n * (n - 1) // 2 for n in c.values()) for c in (both, in_found, in_truth))
    return Score(right / put if put else 1.0, right / belong if belong else 1.0)


def count_ratio(found: Groups, truth: Groups) -> float:
    """Groups found for each true incident: above 1 where incidents were torn apart."""
    return len({found[r] for r in truth}) / len(set(truth.values()))


def majority(found: Groups, truth: Mapping[str, int]) -> dict[Hashable, int]:
    """The incident of most of a found group's reports; of equals the one with the lowest number."""
    inside: dict[Hashable, Counter[int]] = defaultdict(Counter)
    for report, incident in truth.items():
        inside[found[report]][incident] += 1
    return {f: min(counts, key=lambda t, c=counts: (-c[t], t)) for f, counts in inside.items()}


def corroboration(
    origins: Mapping[Hashable, int], found: Groups, truth: Mapping[str, int], voice_of: Mapping[str, str]
) -> Corroboration:
    """Which incidents said to have at least two independent origins have not.

    origins: how many each found group is said to have. voice_of: who found out what a report tells, "" for nobody. A
    group is wrong where its reports that are of its majority incident come from fewer than two voices: neither copies
    nor reports of another incident that got into the group make a second witness.
    """
    main = majority(found, truth)
    voices: dict[Hashable, set[str]] = defaultdict(set)
    for report, incident in truth.items():
        if main[found[report]] == incident and voice_of[report]:
            voices[found[report]].add(voice_of[report])
    said = [f for f in main if origins.get(f, 0) >= 2]
    return Corroboration(len(said), sum(len(voices[f]) < 2 for f in said))


def attribution(
    stated: Mapping[Hashable, tuple[str, float] | None],
    found: Groups,
    truth: Mapping[str, int],
    culprit: Mapping[int, str],
) -> Attributed:
    """How well the stated probabilities of the most probable parties hold. None: the group's attribution abstains.

    Right is the culprit of the majority incident; where nothing happened every party named is wrong.
    """
    told = answers(stated, found, truth, culprit)
    return attributed(told, len({found[r] for r in truth}))


def answers(
    stated: Mapping[Hashable, tuple[str, float] | None],
    found: Groups,
    truth: Mapping[str, int],
    culprit: Mapping[int, str],
) -> list[tuple[float, bool]]:
    """For each group that names somebody how probable, and whether rightly, in the order of its incidents."""
    main = majority(found, truth)
    named = sorted((main[f], s) for f in main if (s := stated.get(f)) is not None)
    return [(p, party == culprit[incident]) for incident, (party, p) in named]


def attributed(told: Sequence[tuple[float, bool]], groups: int) -> Attributed:
    """The marks of answers, of so many groups in all."""
    if not told:
        return Attributed(0.0, 0.0, 0.0, 1.0)
    brier = sum((p - right) ** 2 for p, right in told) / len(told)
    accuracy = sum(right for _, right in told) / len(told)
    return Attributed(calibration_error(told), brier, accuracy, 1 - len(told) / groups)


def error_by_chance(told: Sequence[tuple[float, bool]]) -> float:
    """The calibration error to be expected of as many answers of the same probabilities that are perfectly calibrated:
    by the normal approximation of each bin's share of right ones."""
    variance: dict[int, float] = defaultdict(float)
    for p, _ in told:
        variance[min(int(p * BINS), BINS - 1)] += p * (1 - p)
    return sum(math.sqrt(2 * v / math.pi) for v in variance.values()) / len(told) if told else 0.0


def calibration_error(told: Sequence[tuple[float, bool]]) -> float:
    """How far, on average over what was told, a bin's mean stated probability is from its share of right ones."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for p, right in told:
        bins[min(int(p * BINS), BINS - 1)].append((p, right))
    return sum(abs(sum(p for p, _ in b) - sum(r for _, r in b)) for b in bins.values()) / len(told)


def wrong_pairs(found: Groups, truth: Groups) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(put together wrongly, torn apart wrongly), each pair and each list in order. Quadratic: for small tables."""
    reports = sorted(truth)
    joined, torn = [], []
    for k, one in enumerate(reports):
        for other in reports[k + 1 :]:
            together, belong = found[one] == found[other], truth[one] == truth[other]
            if together != belong:
                (joined if together else torn).append((one, other))
    return joined, torn


def _counts(
    found: Groups, truth: Groups
) -> tuple[Counter[tuple[Hashable, Hashable]], Counter[Hashable], Counter[Hashable]]:
    def of(keys: Iterable[Hashable]) -> Counter[Hashable]:
        return Counter(keys)

    return Counter((found[r], truth[r]) for r in truth), of(found[r] for r in truth), of(truth.values())
