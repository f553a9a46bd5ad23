"""Pairing: which finding of one evaluation is the same as which of another, so that each keeps one history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TypeAlias

from foedus.finding.model import Finding, Truth

Group: TypeAlias = tuple[str, str, str]
"""Norm, condition and party ("" for none): only findings of one group can be the same finding."""


Content: TypeAlias = tuple[object, ...]
"""What `content` gives."""

NO_FOREBEARS: Mapping[str, Sequence[str]] = MappingProxyType({})
"""No incident corrects another."""


def group_of(finding: Finding) -> Group:
    """The group of a finding; its truth is left out, so that a finding raised or lowered stays the same one."""
    return (finding.norm, finding.condition, finding.party or "")


def by_group(findings: Iterable[Finding]) -> dict[Group, list[Finding]]:
    """Findings by group, each list in the order given."""
    groups: dict[Group, list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[group_of(finding)].append(finding)
    return groups


def content(finding: Finding) -> Content:
    """What makes a finding another one when it changes: all of it but the instant of asking and the words."""
    # Plain numbers and strings only: a replay asks this of thousands of findings at each of a thousand looks, and
    # hashing an enum or an interval costs more than all the rest.
    episode = finding.episode
    return (
        finding.truth is Truth.BREACHED, finding.grade, episode.start, episode.end, finding.reached_at,
        finding.probability, finding.incidents, finding.least_without, finding.cured_by,
    )  # fmt: skip


def pair(
    old: Sequence[Finding],
    new: Sequence[Finding],
    old_contents: Sequence[Content] | None = None,
    new_contents: Sequence[Content] | None = None,
    *,
    alone: bool = False,
    forebears: Mapping[str, Sequence[str]] = NO_FOREBEARS,
) -> dict[int, int]:
    """For each position in `new`, the position in `old` of the same finding, where there is one.

    Both are of one group. First those with equal content; then those that share most incidents; then those whose
    episodes overlap; then missed duties, which have no incidents and whose deadline may have moved. Each is used
    once. Ties: the earlier position, old before new. Errors: none.
    old_contents, new_contents: what `content` gives for each, where the caller has it already.
    alone: what overlaps and shares no incident is something else, because each incident is looked at by itself (F2e),
    or because the old ones do not stand any more: that a thing was taken back says nothing of another at that time.
    forebears: for an incident those of before that it corrects; it counts as sharing these too.
    """
    pairs = _equal(old_contents or [content(f) for f in old], new_contents or [content(f) for f in new])
    ranks = (_missed,) if alone else (_overlapping, _missed)
    for rank in (partial(_shared, forebears=forebears), *ranks):
        taken = set(pairs.values())
        left_old = [i for i in range(len(old)) if i not in taken]
        left_new = [i for i in range(len(new)) if i not in pairs]
        if not left_old or not left_new:
            break
        for _, of_old, of_new in sorted(rank(old, left_old, new, left_new)):
            if of_new not in pairs and of_old not in taken:
                pairs[of_new] = of_old
                taken.add(of_old)
    return pairs


def _equal(old: Sequence[Content], new: Sequence[Content]) -> dict[int, int]:
    waiting: dict[Content, list[int]] = defaultdict(list)
    for index in range(len(old) - 1, -1, -1):
        waiting[old[index]].append(index)
    return {index: equal.pop() for index, key in enumerate(new) if (equal := waiting.get(key))}


_Ranked: TypeAlias = list[tuple[int, int, int]]
"""(rank, lower is better; position in old; position in new)."""


def _shared(
    old: Sequence[Finding],
    left_old: list[int],
    new: Sequence[Finding],
    left_new: list[int],
    forebears: Mapping[str, Sequence[str]],
) -> _Ranked:
    holders: dict[str, list[int]] = defaultdict(list)
    for index in left_old:
        for incident in old[index].incidents:
            holders[incident].append(index)
    ranked: _Ranked = []
    for index in left_new:
        count: dict[int, int] = defaultdict(int)
        for incident in new[index].incidents:
            for name in (incident, *forebears.get(incident, ())):
                for holder in holders.get(name, ()):
                    count[holder] += 1
        ranked += [(-shared, holder, index) for holder, shared in count.items()]
    return ranked


def _overlapping(old: Sequence[Finding], left_old: list[int], new: Sequence[Finding], left_new: list[int]) -> _Ranked:
    return [
        (abs(old[o].reached_at - new[n].reached_at), o, n)
        for n in left_new
        for o in left_old
        if old[o].episode.overlaps(new[n].episode)
    ]


def _missed(old: Sequence[Finding], left_old: list[int], new: Sequence[Finding], left_new: list[int]) -> _Ranked:
    return [(0, o, n) for n in left_new for o in left_old if not old[o].incidents and not new[n].incidents]


def breaches_not_in(these: Iterable[Finding], others: Iterable[Finding]) -> tuple[Finding, ...]:
    """The breached findings of `these` that no breached finding of `others` of the same group overlaps in time."""
    known = by_group(f for f in others if f.truth is Truth.BREACHED)
    return tuple(
        f
        for f in these
        if f.truth is Truth.BREACHED and not any(o.episode.overlaps(f.episode) for o in known.get(group_of(f), ()))
    )
