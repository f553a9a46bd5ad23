"""The tree over all entries: roots, and proofs that an entry is in it or that it only ever grew (rule L1).

Source: RFC 6962, 2.1 (hashes, inclusion and consistency proofs); the order of hashes in proofs is theirs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

HashAt: TypeAlias = Callable[[int, int], bytes]
"""(level, index): the hash over the 2**level entries from index * 2**level on, all of which are in the tree."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry; its first byte keeps it apart from that of a node."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two neighbours."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """A tree that only grows, as the hashes of its complete parts, largest first: what it takes to go on and to give
    the root. Mutable; owned by whoever builds it. Cost: one or two hashes an entry."""

    def __init__(self, size: int = 0, parts: Iterable[bytes] = ()) -> None:
        """size, parts: of a tree that is there already; parts has a hash for each bit that is set in size."""
        self.size, self._parts = size, list(parts)
        assert len(self._parts) == size.bit_count(), "one complete part for each bit of the size"

    @property
    def parts(self) -> tuple[bytes, ...]:
        """The hashes of the complete parts, largest first."""
        return tuple(self._parts)

    def append(self, leaf: bytes) -> None:
        """Put the hash of the next entry behind the last."""
        parts, size, sha256 = self._parts, self.size, hashlib.sha256
        while size & 1:
            leaf = sha256(b"\x01" + parts.pop() + leaf).digest()
            size >>= 1
        parts.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The root over all entries so far."""
        if not self._parts:
            return EMPTY_ROOT
        root = self._parts[-1]
        for part in reversed(self._parts[:-1]):
            root = node_hash(part, root)
        return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over the hashes of all entries."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


# -- making proofs -----------------------------------------------------------------------------------------------------


def inclusion_proof(index: int, size: int, hash_at: HashAt) -> tuple[bytes, ...]:
    """The hashes that lead from an entry to the root of the first `size` entries, the nearest first.

    Errors: AssertionError unless 0 <= index < size. Cost: O(log(size)) lookups, more where the tree is not complete.
    """
    assert 0 <= index < size, "only what is in the tree can be proved to be in it"
    return tuple(_path(index, 0, size, hash_at))


def consistency_proof(old: int, new: int, hash_at: HashAt) -> tuple[bytes, ...]:
    """The hashes that show that the first `new` entries begin with the first `old`; none where the two are equal.

    Errors: AssertionError unless 0 < old <= new.
    """
    assert 0 < old <= new, "consistency is of a tree with entries and of one that is no smaller"
    return tuple(_subproof(old, 0, new, hash_at, whole=True))


def _split(size: int) -> int:
    """The largest power of two below a size of at least two."""
    return 1 << ((size - 1).bit_length() - 1)


def _root_between(start: int, end: int, hash_at: HashAt) -> bytes:
    size = end - start
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return hash_at(level, start >> level)
    middle = start + _split(size)
    return node_hash(_root_between(start, middle, hash_at), _root_between(middle, end, hash_at))


def _path(index: int, start: int, end: int, hash_at: HashAt) -> list[bytes]:
    if end - start == 1:
        return []
    middle = start + _split(end - start)
    if index < middle:
        return [*_path(index, start, middle, hash_at), _root_between(middle, end, hash_at)]
    return [*_path(index, middle, end, hash_at), _root_between(start, middle, hash_at)]


def _subproof(old: int, start: int, end: int, hash_at: HashAt, whole: bool) -> list[bytes]:
    if old == end:
        return [] if whole else [_root_between(start, end, hash_at)]
    middle = start + _split(end - start)
    if old <= middle:
        return [*_subproof(old, start, middle, hash_at, whole), _root_between(middle, end, hash_at)]
    return [*_subproof(old, middle, end, hash_at, whole=False), _root_between(start, middle, hash_at)]


# -- checking proofs ---------------------------------------------------------------------------------------------------


def inclusion_holds(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether a proof leads from the hash of an entry to a root. Any input; wrong lengths are no proof."""
    if not 0 <= index < size or len(leaf) != HASH_BYTES or len(root) != HASH_BYTES:
        return False
    node, last, made = index, size - 1, leaf
    for sibling in proof:
        if last == 0 or len(sibling) != HASH_BYTES:
            return False
        if node & 1 or node == last:
            made = node_hash(sibling, made)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            made = node_hash(made, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and made == root


def consistency_holds(old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a proof shows that one tree begins with another.

    From a tree without entries nothing is proved, so that is refused. Two equal sizes need equal roots and no proof.
    """
    if not 0 < old_size <= new_size:
        return False
    if old_size == new_size:
        return not proof and old_root == new_root
    steps = list(proof) if old_size & (old_size - 1) else [old_root, *proof]
    if not steps or any(len(step) != HASH_BYTES for step in steps):
        return False
    node, last = old_size - 1, new_size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old_made = new_made = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old_made, new_made = node_hash(step, old_made), node_hash(step, new_made)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new_made = node_hash(new_made, step)
        node, last = node >> 1, last >> 1
    return last == 0 and old_made == old_root and new_made == new_root
