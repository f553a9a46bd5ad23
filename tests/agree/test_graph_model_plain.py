"""The four stabilities beside a plain definition, for three decision makers, sequences of answers one by one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.incentives.graph_model import GraphModel, Stability, answer, departures, is_stable, stable

WHO = ("a", "b", "c")


@st.composite
def models(draw: st.DrawFn, most: int = 5) -> GraphModel:
    """Three who can move as they like between a few states, and rank them with ties."""
    states = tuple(f"s{n}" for n in range(draw(st.integers(2, most))))
    moves = {
        who: {s: frozenset(draw(st.sets(st.sampled_from(states), max_size=3))) - {s} for s in states} for who in WHO
    }
    ranks = {who: {s: draw(st.integers(0, 4)) for s in states} for who in WHO}
    return GraphModel(states, moves, ranks)


def sequences(model: GraphModel, others: tuple[str, ...], start: str, improving: bool) -> Iterator[str]:
    """Where every legal sequence of the others ends: nobody moves twice in a row. A sequence that comes a second time
    to a state by the same mover goes on as it did the first time, so that none longer than all pairs is needed."""
    longest = len(model.states) * len(others)
    stack: list[tuple[str, str, int, frozenset[tuple[str, str]]]] = [(start, "", 0, frozenset())]
    while stack:
        here, last, length, been = stack.pop()
        if length:
            yield here
        if length == longest:
            continue
        for mover in others:
            if mover == last:
                continue
            for after in model.moves[mover][here]:
                pays = model.ranks[mover][after] < model.ranks[mover][here]
                if (pays or not improving) and (after, mover) not in been:
                    stack.append((after, mover, length + 1, been | {(after, mover)}))


def stays(model: GraphModel, who: str, state: str, stability: Stability) -> bool:
    """As Fang, Hipel and Kilgour define it, written out."""
    others = tuple(each for each in WHO if each != who)
    rank = model.ranks[who]

    def better(than: str, at: str) -> bool:
        return rank[at] < rank[than]

    improvements = [to for to in model.moves[who][state] if better(state, to)]
    match stability:
        case Stability.NASH:
            return not improvements
        case Stability.GENERAL:
            return all(any(not better(state, end) for end in set(sequences(model, others, to, False)))
                       for to in improvements)  # fmt: skip
        case Stability.SYMMETRIC:
            return all(
                any(not better(state, end) and all(not better(state, again) for again in model.moves[who][end])
                    for end in set(sequences(model, others, to, False)))
                for to in improvements
            )  # fmt: skip
        case _:
            return all(any(not better(state, end) for end in set(sequences(model, others, to, True)))
                       for to in improvements)  # fmt: skip


@pytest.mark.parametrize("stability", list(Stability))
@settings(deadline=None, max_examples=150)
@given(model=models(most=4))
def test_three_decision_makers_stay_where_the_definition_says(stability: Stability, model: GraphModel) -> None:
    for state in model.states:
        for who in WHO:
            assert is_stable(model, who, state, stability) == stays(model, who, state, stability), (who, state)
        assert (state in stable(model, stability)) == all(stays(model, who, state, stability) for who in WHO)


@settings(deadline=None, max_examples=150)
@given(models())
def test_an_answer_that_is_told_is_one(model: GraphModel) -> None:
    """Each step is a move of somebody else, none twice in a row, and where it ends is no better than where it began."""
    for state in model.states:
        for who in WHO:
            for to in model.moves[who][state]:
                for stability in (Stability.GENERAL, Stability.SYMMETRIC, Stability.SEQUENTIAL):
                    steps = answer(model, who, state, to, stability)
                    if steps is None:
                        assert model.ranks[who][to] >= model.ranks[who][state] or to in departures(
                            model, who, state, stability
                        )
                        continue
                    here, last = to, who
                    for step in steps:
                        assert step.who not in (who, last) and step.to in model.moves[step.who][here]
                        assert stability is not Stability.SEQUENTIAL or (
                            model.ranks[step.who][step.to] < model.ranks[step.who][here]
                        )
                        here, last = step.to, step.who
                    assert model.ranks[who][here] >= model.ranks[who][state]
