"""Rates of bodies and of the accused as the tables of a file of rates, as `read_rates` reads them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from foedus.prove.rates import AccusedRates, BodyRates, MemberRates, Odds, Rates


def tables_of(rates: Rates) -> str:
    """The tables of bodies and of the accused, one line each."""
    lines = [line for name, body in rates.bodies.items() for line in _body(name, body)]
    return "\n".join([*lines, *(_accused(rates.accused) if rates.accused is not None else ())])


def _body(name: str, body: BodyRates) -> Iterator[str]:
    """What most members have stands for all, and of the others what they have themselves."""
    usual = Counter(body.members.values()).most_common(1)[0][0]
    yield f"[bodies.{_key(name)}]"
    yield f'votes = "{body.votes}"'
    yield from _member(usual)
    for member, own in body.members.items():
        if own != usual:
            yield f"[bodies.{_key(name)}.members.{_key(member)}]"
            yield from _member(own)


def _member(rates: MemberRates) -> Iterator[str]:
    for name, odds in rates._asdict().items():
        yield f"{name} = {_odds(odds)}"


def _accused(rates: AccusedRates) -> Iterator[str]:
    yield "[accused]"
    yield f'challenges = "{rates.challenges}"'
    for name in ("challenges_true", "challenges_false", "makes_good_true", "makes_good_false"):
        odds: Odds | None = getattr(rates, name)
        yield f'{name} = "worst"' if odds is None else f"{name} = {_odds(odds)}"


def _odds(odds: Odds) -> str:
    low, high = float(odds.low), float(odds.high)
    return repr(low) if odds.is_known else f"[{low!r}, {high!r}]"


def _key(name: str) -> str:
    bare = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if bare else json.dumps(name, ensure_ascii=False)
