"""The curve of Ed25519, just enough of it to tell which public keys nobody should be allowed to enrol.

Exact whole numbers, slow and plain; it runs when a key is enrolled, never when a signature is checked.
Source: RFC 8032, 5.1 (curve, encoding, order); the keys of small order are those of its subgroup of eight points.
"""

from __future__ import annotations

from typing import TypeAlias

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, PRIME) % PRIME
_ROOT_OF_MINUS_ONE = pow(2, (PRIME - 1) // 4, PRIME)

Point: TypeAlias = tuple[int, int]


def decoded(content: bytes) -> Point | None:
    """The point that 32 bytes stand for, None if they stand for none; y must be below the prime (canonical)."""
    if len(content) != 32:
        return None
    whole = int.from_bytes(content, "little")
    sign, y = whole >> 255, whole & ((1 << 255) - 1)
    if y >= PRIME:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if (x * x - square) % PRIME:
        x = x * _ROOT_OF_MINUS_ONE % PRIME
    if (x * x - square) % PRIME or (x == 0 and sign):
        return None
    return (PRIME - x if x & 1 != sign else x), y


def _added(one: Point, other: Point) -> Point:
    (x1, y1), (x2, y2) = one, other
    product = _D * x1 * x2 * y1 * y2 % PRIME
    x = (x1 * y2 + x2 * y1) * pow(1 + product, -1, PRIME) % PRIME
    y = (y1 * y2 + x1 * x2) * pow(1 - product, -1, PRIME) % PRIME
    return x, y


def times(factor: int, point: Point) -> Point:
    """A point added to itself so often."""
    result: Point = (0, 1)
    while factor:
        if factor & 1:
            result = _added(result, point)
        point = _added(point, point)
        factor >>= 1
    return result


def fault_of_public_key(content: bytes) -> str | None:
    """Why 32 bytes are no public key that anyone should enrol; None if they are a good one.

    Good is a point of the large subgroup, written in the one way: with others one signature can hold for several
    messages or keys, and verifiers disagree about them.
    """
    if len(content) != 32:
        return f"a public key has 32 bytes, and this one has {len(content)}"
    point = decoded(content)
    if point is None:
        return "these bytes are no point of the curve, or not written in the one way"
    if times(8, point) == (0, 1):
        return "this point has a small order, so nobody holds a secret key for it alone"
    if times(ORDER, point) != (0, 1):
        return "this point has a part of small order, so verifiers can disagree about its signatures"
    return None
