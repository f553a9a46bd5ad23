"""Law: the probability for many windows at once is the textbook recursion for each, to the last billionth."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from foedus.basics.probability import SURE, at_least
from foedus.finding import fast_chance

trials = st.tuples(
    st.integers(0, 4), st.one_of(st.sampled_from([0, 1, SURE // 2, SURE - 1, SURE]), st.integers(0, SURE))
)


@given(st.integers(0, 9), st.lists(st.lists(trials, max_size=9), max_size=30))
def test_many_windows_have_the_probability_of_each(limit: int, windows: list[list[tuple[int, int]]]) -> None:
    flat = [trial for window in windows for trial in window]
    weight, p = (np.array([t[i] for t in flat], dtype=np.int64) for i in (0, 1))
    offsets = np.append(0, np.cumsum([len(w) for w in windows])).astype(np.int64)
    together = fast_chance.chances(limit, weight, p, offsets)
    assert together.tolist() == [at_least(limit, window) for window in windows]


def test_a_table_too_large_is_taken_in_parts_with_the_same_result(monkeypatch) -> None:
    random = np.random.default_rng(7)
    weight, p = random.integers(1, 3, 600), random.integers(0, SURE, 600)
    offsets = np.arange(0, 601, 20, dtype=np.int64)
    whole = fast_chance.chances(12, weight, p, offsets)
    monkeypatch.setattr(fast_chance, "_CELLS", 40)
    assert fast_chance.chances(12, weight, p, offsets).tolist() == whole.tolist()
    assert 0 < whole.min() < whole.max() < SURE
