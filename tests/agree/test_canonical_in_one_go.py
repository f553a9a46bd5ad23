"""Canonical bytes made in one go are those of the definition: first plain, then in order."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum, IntEnum, StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.basics.canonical import canonical, ordered


class Colour(Enum):
    RED = "red"


class Word(StrEnum):
    YES = "yes"


class Digit(IntEnum):
    ONE = 1


class Pair(NamedTuple):
    left: Any
    right: Any


@dataclass(frozen=True)
class Holding:
    zone: Any
    act: Any


@dataclass(frozen=True, slots=True)
class Working:
    what: Any
    how: Any = len


NAMES = st.text(st.characters(codec="utf-8"), max_size=4) | st.text("aZ\ue000\U00010000", max_size=3)
ODD_NAMES = NAMES | st.sampled_from(Word) | st.integers(0, 3) | st.booleans() | st.none()
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1)
ALONE = st.one_of(st.none(), st.booleans(), NUMBERS, NAMES, st.sampled_from([Colour.RED, Word.YES, Digit.ONE]))
VALUES = st.recursive(ALONE, lambda inner: st.one_of(
    st.lists(inner, max_size=4), st.lists(inner, max_size=3).map(tuple), st.builds(Pair, inner, inner),
    st.dictionaries(NAMES, inner, max_size=4), st.dictionaries(ODD_NAMES, inner, max_size=4),
    st.dictionaries(NAMES, inner, max_size=3).map(MappingProxyType), st.frozensets(ALONE, max_size=3),
    st.builds(Holding, inner, inner), st.builds(Working, inner),
))  # fmt: skip


def by_definition(value: Any) -> bytes:
    return json.dumps(ordered(value), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


@given(VALUES)
def test_one_go_gives_the_bytes_of_the_definition(value: Any) -> None:
    assert canonical(value) == by_definition(value)


@pytest.mark.parametrize("value", [0.5, 2**53, -(2**53), [{"a": 1.0}], {"a": (2**60,)}, Holding(1, 2.5)])
def test_fractions_and_numbers_too_large_are_refused_wherever_they_stand(value: Any) -> None:
    with pytest.raises(AssertionError):
        canonical(value)
