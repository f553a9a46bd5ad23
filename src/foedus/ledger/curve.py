"""The curve of Ed25519, just enough of it to tell which public keys nobody should be allowed to enrol.

Exact whole numbers, slow and plain; it runs when a key is enrolled, never when a signature is checked.
Source: RFC 8032, 5.1 (curve, encoding, order); the keys of small order are those of its subgroup of eight points.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, PRIME) % PRIME
_ROOT_OF_MINUS_ONE = pow(2, (PRIME - 1) // 4, PRIME)

Point: TypeAlias = tuple[int, int]
"""x and y."""
_Extended: TypeAlias = tuple[int, int, int, int]
"""X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z."""


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


def _added(one: _Extended, other: _Extended) -> _Extended:
    """Two points added, in coordinates that need no division (RFC 8032, 5.1.4); complete, so it doubles as well."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % PRIME
    b = (one[1] + one[0]) * (other[1] + other[0]) % PRIME
    c = 2 * one[3] * other[3] * _D % PRIME
    d = 2 * one[2] * other[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME


def times(factor: int, point: Point) -> Point:
    """A point added to itself so often."""
    result: _Extended = (0, 1, 1, 0)
    power: _Extended = (point[0], point[1], 1, point[0] * point[1] % PRIME)
    while factor:
        if factor & 1:
            result = _added(result, power)
        power = _added(power, power)
        factor >>= 1
    inverse = pow(result[2], -1, PRIME)
    return result[0] * inverse % PRIME, result[1] * inverse % PRIME


@lru_cache(4096)
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
