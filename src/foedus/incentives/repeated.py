"""Keeping a deal by the shadow of the future when what was done is seen in a blur only (A6-A8).

A prisoners' dilemma in which both cooperating is worth 2, defecting alone 3 (and -1 to the other), both defecting 0; a
good signal comes with chance `good` if both cooperate, `after_one` if one defects. Source: Mailath and Samuelson,
"Repeated Games and Reputations" (2006), section 7.2; Green and Porter, Econometrica 52 (1984) 87-100, for punishments
that end. Derived again.
"""

from __future__ import annotations

COOPERATING, TEMPTED = 2.0, 3.0


def grim_slack(patience: float, good: float, after_one: float) -> float:
    """Whether cooperation until the first bad signal, and never again, is an equilibrium: where it is not negative."""
    return patience * (TEMPTED * good - COOPERATING * after_one) - (TEMPTED - COOPERATING)


def grim_value(patience: float, good: float) -> float:
    """What it is worth, per period: punishment comes by chance, too, and is for good."""
    return COOPERATING * (1 - patience) / (1 - patience * good)


def best_symmetric_value(good: float, after_one: float) -> float:
    """The most that any strongly symmetric equilibrium is worth, however patient the players (bang-bang; Abreu, Pearce
    and Stacchetti 1990): punishing only as often as deters costs the false alarms that it takes."""
    return (TEMPTED * good - COOPERATING * after_one - (TEMPTED - COOPERATING)) / (good - after_one)


def punished_for(patience: float, good: float, after_one: float, periods: int) -> float | None:
    """What cooperation is worth where a bad signal brings so many periods of defection and then a new start; None where
    that deters nobody, so that it is no equilibrium."""
    back = patience ** (periods + 1)
    value = COOPERATING * (1 - patience) / (1 - patience * good - back * (1 - good))
    lost = patience * value - back * value
    gained = (1 - patience) * (TEMPTED - COOPERATING)
    return value if gained <= (good - after_one) * lost else None


def shortest_punishment(patience: float, good: float, after_one: float, most: int = 1_000) -> int | None:
    """The fewest periods of punishment that deter; None if none up to `most` do."""
    return next((n for n in range(1, most + 1) if punished_for(patience, good, after_one, n) is not None), None)
