"""Circles in what refers to what: which things lead back to themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set


def circles(refers_to: Mapping[int, Set[int]]) -> dict[int, int]:
    """For each thing the number of its circle; two things have the same number if each leads to the other.

    A thing in no circle has a number of its own. What is referred to but no key is left out. Cost: O(references).
    Source: Tarjan (1972), SIAM J. Comput. 1, 146-160; without recursion.
    """
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    found: dict[int, int] = {}
    open_: list[int] = []
    for root in sorted(refers_to):
        path: list[tuple[int, Iterator[int]]] = [] if root in order else [(root, iter(sorted(refers_to[root])))]
        while path:
            n, others = path[-1]
            if n not in order:
                order[n] = low[n] = len(order)
                open_.append(n)
            other = next((o for o in others if o in refers_to and o not in found), None)
            if other is None:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[n])
                if low[n] == order[n]:
                    _close(n, open_, found)
            elif other in order:
                low[n] = min(low[n], order[other])
            else:
                path.append((other, iter(sorted(refers_to[other]))))
    return found


def _close(first: int, open_: list[int], found: dict[int, int]) -> None:
    """Everything opened since `first`, itself included, is one circle."""
    while True:
        n = open_.pop()
        found[n] = first
        if n == first:
            return
