"""A chain of chances as a model of PRISM, to be worked out by other programs: PRISM, Storm (Q7).

The members of a body vote one after the other, each with its own chances, and where the count leads is read off the
chain, that is off the machine. A chain without intervals and without a choice of the accused is a DTMC, else an MDP:
each corner of an interval, and each thing that the accused may do, is a choice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby

from foedus.basics.instant import Instant, iso
from foedus.procedure.path_walk import Place
from foedus.prove.chain import Ballot, Chain, Final, Fork, Knot

_RESET = "(asked'=0) & (right'=0) & (wrong'=0)"
AWARD = "award"


def prism_model(found: Chain, accord: str) -> str:
    """The model, as the text of a `.prism` file. accord: its name, for the header."""
    size = max((len(knot.members) for knot in found.knots if isinstance(knot, Ballot)), default=0)
    lines = [f"// {line}".rstrip() for line in _header(found, accord)]
    lines += ["", "dtmc" if _is_chance_alone(found) else "mdp", "", "module breach"]
    lines.append(f"    s : [0..{max(1, len(found.knots) - 1)}] init 0;")
    lines += [f"    {name} : [0..{max(1, size)}] init 0;" for name in ("asked", "right", "wrong")]
    for number, knot in enumerate(found.knots):
        lines += ["", f"    // {number}: {_title(knot)}", *(f"    {line}" for line in _commands(number, knot))]
    lines += ["endmodule", ""]
    awards = [(n, k.awarded_at) for n, k in enumerate(found.knots) if isinstance(k, Final) and k.awarded_at is not None]
    lines.append(f'label "{AWARD}" = {_any_of(n for n, _ in awards)};')
    for place, by in enumerate(found.award_instants, 1):
        lines.append(f'label "{award_label(place)}" = {_any_of(n for n, at in awards if at <= by)};')
    return "\n".join(lines) + "\n"


def prism_properties(found: Chain) -> str:
    """What to ask of the model, as the text of a `.props` file: the chance of an award by each instant, and at all."""
    asks = ["P=?"] if _is_chance_alone(found) else ["Pmin=?", "Pmax=?"]
    lines = [f'// Label "{award_label(1)}" and on: the award has come by the instant that is told beside it.']
    for place, by in enumerate(found.award_instants, 1):
        lines += ["", f"// {place}: by {_after(found, by)}"]
        lines += [f'{ask} [ F "{award_label(place)}" ];' for ask in asks]
    lines += ["", "// at all", *(f'{ask} [ F "{AWARD}" ];' for ask in asks)]
    return "\n".join(lines) + "\n"


def award_label(place: int) -> str:
    """The label of the award by the instant of a place, from 1, among those at which one can come."""
    return f"{AWARD}_{place}"


def _is_chance_alone(found: Chain) -> bool:
    return not any(
        (isinstance(knot, Fork) and (knot.odds is None or not knot.odds.is_known))
        or (isinstance(knot, Ballot) and any(len(some) > 1 for some in (*knot.members, *knot.leads.values())))
        for knot in found.knots
    )


def _header(found: Chain, accord: str) -> Iterator[str]:
    case = "a true breach" if found.is_true else "a breach that never was"
    breach = found.breach
    yield f"{accord}: what can come of {case}"
    yield f"({breach.grade}, Article {breach.norm}, by {breach.party}; guarantee {found.guarantee.name}),"
    yield f"found on {iso(found.found_at)}, all consents being deposited and staying in."
    yield ""
    yield "Made by running the procedure of the accord; each s is a state of it. In a vote, members are asked one after"
    yield "the other: `right` counts those who vote for what is right, `wrong` those who vote against it."
    if not _is_chance_alone(found):
        yield "Choices are corners of intervals of rates, and what an accused may do whose rate is `worst`. Where there"
        yield "are both, Pmin and Pmax also let the accused choose for the least and the most."


def _title(knot: Knot) -> str:
    place = _place(knot.place)
    match knot:
        case Ballot():
            return f"{place}: {knot.body} votes on {iso(knot.at)}"
        case Fork():
            return f"{place}: the accused {knot.doing}, or does not"
        case Final(awarded_at=None):
            return f"{place}: no award"
        case Final():
            return f"{place}: award on {iso(knot.awarded_at or 0)}"


def _place(place: Place) -> str:
    return place.stage.value + (f" after challenge {place.challenges}" if place.challenges else "")


def _after(found: Chain, at: Instant) -> str:
    minutes = Fraction(at - found.found_at, 60_000_000)
    more = "" if minutes.denominator == 1 else " and a moment"
    return f"{iso(at)}, {int(minutes):,} minutes{more} after the finding"


def _any_of(numbers: Iterator[int]) -> str:
    return " | ".join(f"s={number}" for number in numbers) or "false"


# -- commands ----------------------------------------------------------------------------------------------------------


def _commands(number: int, knot: Knot) -> Iterator[str]:
    match knot:
        case Final():
            yield f"[] s={number} -> true;"
        case Fork(odds=None):
            yield from (f"[] s={number} -> (s'={n});" for n in (*knot.does, knot.lets))
        case Fork(odds=odds):
            assert odds is not None
            for p in odds.ends:
                split = _split([(p, f"(s'={knot.does[0]})"), (1 - p, f"(s'={knot.lets})")])
                yield f"[] s={number} -> {split};"
        case Ballot():
            yield from _votes(number, knot)


def _votes(number: int, knot: Ballot) -> Iterator[str]:
    place = 0
    for corners, same in groupby(knot.members):
        first, place = place, place + len(list(same))
        for right, wrong, silent in corners:
            each = [
                (right, "(asked'=asked+1) & (right'=right+1)"), (wrong, "(asked'=asked+1) & (wrong'=wrong+1)"),
                (silent, "(asked'=asked+1)"),
            ]  # fmt: skip
            yield f"[] s={number} & asked>={first} & asked<{place} -> {_split(each)};"
    targets: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for counts, ends in knot.leads.items():
        for end in ends:
            targets[end].add(counts)
    for end, of_it in sorted(targets.items()):
        for condition in _conditions(of_it, len(knot.members)):
            yield f"[] s={number} & asked={len(knot.members)}{condition} -> (s'={end}) & {_RESET};"


def _split(each: list[tuple[Fraction, str]]) -> str:
    some = [(p, update) for p, update in each if p]
    return some[0][1] if len(some) == 1 else " + ".join(f"{_literal(p)} : {u}" for p, u in some)


def _literal(p: Fraction) -> str:
    """A number in digits, exactly; one that has no end in digits as a quotient. Whole numbers end in `.0`: Storm reads
    others as of 64 bits."""
    twos, fives = (_power(p.denominator, base) for base in (2, 5))
    if 2**twos * 5**fives != p.denominator:
        return f"{p.numerator}.0/{p.denominator}.0"
    places = max(twos, fives, 1)
    digits = str(p.numerator * 10**places // p.denominator).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}"


def _power(number: int, base: int) -> int:
    power = 0
    while number % base == 0:
        number, power = number // base, power + 1
    return power


def _conditions(counts: set[tuple[int, int]], size: int) -> Iterator[str]:
    """Conditions that together hold for these counts of right and wrong votes and for no others that there can be."""
    rows = {right: tuple(_runs({w for r, w in counts if r == right}, size - right)) for right in range(size + 1)}
    for runs, same in groupby(range(size + 1), key=lambda right: rows[right]):
        rights = list(same)
        for low, high in runs:
            parts = [f"right>={rights[0]}"] if rights[0] else []
            parts += [f"right<={rights[-1]}"] if rights[-1] < size else []
            parts += ([f"wrong>={low}"] if low else []) + ([] if high is None else [f"wrong<={high}"])
            yield "".join(f" & {part}" for part in parts)


def _runs(numbers: set[int], top: int) -> Iterator[tuple[int, int | None]]:
    """Stretches of whole numbers from 0 to `top` without a gap; None: up to the top."""
    for low in sorted(n for n in numbers if n - 1 not in numbers):
        high = next(n for n in range(low, top + 1) if n + 1 not in numbers)
        yield low, None if high == top else high
