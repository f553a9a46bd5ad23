"""What is said to be one, as units that are grouped as one report is (rules I1c, I1d)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from foedus.incident.blocks import Blocks
from foedus.incident.columns import Ints


@dataclass(frozen=True)
class Ties:
    """What is said about rows: rows that are one, rows that are two, and which report each one repeats."""

    one: tuple[tuple[int, int], ...] = ()
    two: tuple[tuple[int, int], ...] = ()


def units_of(affirming: Ints, bundled: Ints, blocks: Blocks, ties: Ties) -> dict[int, list[int]]:
    """What is said to be one, by the row that speaks for it; the others by themselves."""
    here = affirming.tolist()
    inside = set(here)
    home = {r: int(bundled[r]) for r in here if bundled[r] != r}
    joined = [(a, b) for a, b in (*ties.one, *home.items()) if a in inside and b in inside]
    if not joined:
        return {r: [r] for r in here}
    sightings = blocks.columns.sightings
    if ties.two:  # then it matters which pair comes first, and that must not be who came first
        joined.sort(key=lambda pair: sorted(sightings[r].id for r in pair))
    home_of, units = _joined(joined, ties.two)
    found = {r: [r] for r in here if r not in home_of}
    for members in units.values():
        speaking = own_words(members, blocks) or members
        found[min(speaking, key=lambda r: (sightings[r].level, sightings[r].exactness, sightings[r].id))] = members
    return found


def _joined(
    pairs: list[tuple[int, int]], two: tuple[tuple[int, int], ...]
) -> tuple[dict[int, int], dict[int, list[int]]]:
    """(home of each row of the pairs, rows by home) after joining all that does not bring two together that are two."""
    never: dict[int, set[int]] = defaultdict(set)
    for a, b in two:
        never[a].add(b)
        never[b].add(a)
    home = {r: r for pair in pairs for r in pair}
    units = {r: [r] for r in home}
    for a, b in pairs:
        x, y = home[a], home[b]
        if x != y:
            x, y = (x, y) if len(units[x]) >= len(units[y]) else (y, x)
            if not any(home.get(other) == x for r in units[y] for other in never.get(r, ())):
                for r in units[y]:
                    home[r] = x
                units[x] += units.pop(y)
    return home, units


def own_words(rows: list[int], blocks: Blocks) -> list[int]:
    """Those of some rows that do not say that they repeat another one of them."""
    if not any(blocks.sighting(r).report.derives_from for r in rows):
        return rows
    ids = {blocks.sighting(r).id for r in rows}
    return [r for r in rows if ids.isdisjoint(blocks.sighting(r).report.derives_from)]
