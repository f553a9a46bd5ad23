"""The sheet in words: whether it is carrot and stick for everyone, and on what that hangs (rules V1-V7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isnan

import numpy as np

from foedus.accord.reading_words import listed
from foedus.basics.probability import decimal
from foedus.basics.sections import Line, Section
from foedus.incentives.alternatives import LABELS, Alternative, Offers
from foedus.incentives.draws import Unknown
from foedus.incentives.regions import Regions
from foedus.incentives.stakes import ACCUSED, BENEFICIARY, GUARANTOR, Setting, Side, Source, Stakes
from foedus.incentives.weighing import Influence, Tested, Weighed, Weight
from foedus.procedure.rules import GuaranteeRule

_TELLING = 0.15
"""A number is named if at least so much hangs on it."""
_MOST_NAMED = 3
_OF_ALL = ("", "errors", "strength")
_OF_DEAL: Mapping[str, str] = {
    "patience": "what a period later is worth now", "prior": "how often a breach happens at all",
    "false": "how often a breach is found though all comply",
    "blamed": "how often a staged breach is laid to the other side",
    "exposed": "how often a staged breach is laid to who staged it",
    "certified_true": "how surely a true finding is certified",
    "certified_false": "how often a false finding is certified", "found": "how surely a breach is found",
    "violations": "what a breach brings it", "wins": "who would win if it came to fighting now",
    "wins_later": "who would win once the award is made", "cost": "what fighting costs",
}  # fmt: skip
WHAT: Mapping[Alternative, str] = {
    Alternative.ON_BREACH: "the accord as it is: the award on a certified breach",
    Alternative.NOW: "the award now, whatever anybody does",
    Alternative.NEVER: "no award at all",
    Alternative.DATED: "the award on a date, whatever anybody does until then",
    Alternative.PLEDGE: "the pledge of one guarantor, nothing being deposited",
    Alternative.MORE_EYES: "the accord, with peacekeepers who find more of the breaches",
}


def weigh_sheet(
    weighed: Weighed, alternatives: Mapping[Alternative, Mapping[str, float | None]], offers: Offers, found: Regions,
    pulled: Mapping[Alternative, float], held: Section,
) -> tuple[str, tuple[Section, ...]]:
    """What is supposed, and the sections. held: of who can hold out."""
    return supposed(weighed), (
        _verdict(weighed), *_constraints(weighed), held, *_regions(found), _compared(alternatives, offers),
        *pull_sections(pulled), *source_sections(weighed.stakes),
    )  # fmt: skip


def supposed(weighed: Weighed) -> str:
    """What was weighed, by whose numbers, over how many draws."""
    stakes = weighed.stakes
    return (
        f"Weighed: {award_words(stakes.guarantee)}. {whose_stakes(stakes)}{_bounded(stakes)} One period is "
        f"{stakes.period}. A slack is by how much something holds, below 0 by how much it fails, in periods of the "
        f"deal; it is told from its 5th to its 95th percentile. {weighed.draws:,} draws, seed {weighed.seed}."
    )


def award_words(guarantee: GuaranteeRule) -> str:
    """What is promised to whom, and what releases it."""
    award = f"membership of {guarantee.alliance}" if guarantee.alliance else guarantee.effect
    return (
        f"Article {guarantee.article}, {award} for {guarantee.beneficiary} on a certified {guarantee.grade} breach by "
        f"{guarantee.by}"
    )


def whose_stakes(stakes: Stakes) -> str:
    """Whether the numbers are anybody's, and of which of them too little was measured."""
    if stakes.neutral:
        whose = (
            f"The stakes are a neutral template, nobody's estimate{' but for the rates' * bool(stakes.rates)}: ranges "
            "wide enough for opposed opinions, each side's unit its own (0 what it has without agreement, 1 what it "
            "has while the deal holds)."
        )
    else:
        whose = "The stakes are those of the file, each anywhere in its range."
    return whose + f" {stakes.rates}".rstrip() + _untold_words(stakes)


def _untold_words(stakes: Stakes) -> str:
    """Of which sizes it was measured too little, and what is left open of them; nothing where there is none."""
    unknown = [row for row in stakes.errors.found if not row.told]
    if not unknown:
        return ""
    sizes = [f"{row.size} ({100 * row.chance.low:.0f} to {100 * row.chance.high:.0f} of 100)" for row in unknown]
    return (
        f" How surely a breach of {listed(sizes)} {'act' if [r.size for r in unknown] == [1] else 'acts'} is found was "
        "measured too little: what hangs on it cannot be told from these rates."
    )


def _bounded(stakes: Stakes) -> str:
    below = ""
    if stakes.below:
        none_named = any(v.size < stakes.least for v in stakes.accused.violations)
        below = (
            f" By the text fewer than {stakes.least:,} acts are no {stakes.guarantee.grade} breach and release "
            f"nothing: what {listed([f'{size:,}' for size in stakes.below], 'or')} bring, nobody loses by it, "
            + ("and of larger ones the file names none." if none_named else "and that is not asked here.")
        )
    if stakes.false_bound is None:
        return below
    return below + (
        f" The text finds a {stakes.guarantee.grade} breach by a party that complies with a chance of at most "
        f"{decimal(stakes.false_bound)} in its whole time, so no more than that is believed of a period."
    )


# -- the answer --------------------------------------------------------------------------------------------------------


def _verdict(weighed: Weighed) -> Section:
    return Section("Carrot and stick for everyone?", tuple(map(Line, verdict_lines(weighed))))


def verdict_lines(weighed: Weighed) -> list[str]:
    """The answer in a sentence; then what holds whatever one believes, what binds, and on what the rest hangs."""
    stakes = weighed.stakes
    always = [w for w in weighed.weights if w.always]
    never = [w for w in weighed.weights if w.never]
    untold = [w for w in weighed.weights if w.share is None]
    open_ = [w for w in weighed.weights if not w.always and not w.never and w.share is not None]
    if never:
        text = f"It is not carrot and stick for everyone: within the ranges nothing makes {_those(never, stakes)} hold."
    elif untold and weighed.others:
        text = (
            f"Whether it is carrot and stick for everyone cannot be told from these rates: {_those(untold, stakes)} "
            f"{'hangs' if len(untold) == 1 else 'hang'} on how surely a breach is found, and they leave that open. "
            f"The others hold at once in {_of_draws(weighed.others, weighed.draws)}."
        )
    elif open_:
        weakest = min(open_, key=share_of)
        share = share_of(weakest)
        text = (
            f"It is carrot and stick for everyone in {_of_draws(weighed.others, weighed.draws)}. "
            f"The weakest place is {weakest.tested.label}: that {_within(weakest.tested, stakes)} holds in "
            + ("all of them, and not whatever one believes." if share == 1 else "none of them." if share == 0 else
               f"{'only ' if share < 0.99 else ''}{percent(share)} of them.")
        )  # fmt: skip
    else:
        text = "It is carrot and stick for everyone, whatever one believes within the ranges."
    lines = [text]
    if untold and (never or not weighed.others):
        lines.append(f"Of {_those(untold, stakes)} it {UNTOLD} how often they hold.")
    if always and len(always) < len(weighed.weights):
        lines.append(f"Whatever one believes within the ranges: {_those(always, stakes)}.")
    if not untold:
        lines.append(f"What binds: {binding_words(weighed)}.")
    if open_ and weighed.hangs_on and weighed.share is not None:
        what = "By how much all hold at once, or fail to," if weighed.hangs_by_slack else "Whether all hold at once"
        lines.append(f"{what} hangs most on {hangs_words(weighed.hangs_on, stakes)}.")
    return lines


def _of_draws(share: float, draws: int) -> str:
    return f"all {draws:,} draws" if share == 1 else f"{percent(share) if share else 'none'} of the draws"


def _those(weights: Sequence[Weight], stakes: Stakes) -> str:
    """Constraints by label and in words, with the sizes of breaches where it is not so of all."""
    sizes: dict[tuple[str, str], list[int]] = {}
    for w in weights:
        sizes.setdefault((w.tested.label, w.tested.who), []).append(w.tested.size)
    told = []
    for (label, who), own in sizes.items():
        side = next(side for side in stakes.sides if side.name == who)
        some = f": a breach of {listed([f'{size:,}' for size in own], 'or')} {'act' if own == [1] else 'acts'}"
        of_some = own[0] > 0 and len(own) < len(side.violations)
        told.append(f"{label} ({_short_claim(label, side)}{some if of_some else ''})")
    return listed(told)


def binding_words(weighed: Weighed) -> str:
    """Whose slack is the smallest, in what share of the draws: the few constraints of which it most often is."""
    least: dict[tuple[str, str], float] = {}
    for w in weighed.weights:
        key = w.tested.label, w.tested.who
        least[key] = least.get(key, 0.0) + w.least
    first = sorted(least.items(), key=lambda each: -each[1])[:_MOST_NAMED]
    told: list[str] = []
    for (label, who), share in first:
        if share >= _BINDING or not told:
            side = next(side for side in weighed.stakes.sides if side.name == who)
            of = f"{label} ({_short_claim(label, side)})"
            told.append(f"in {_of_draws(min(share, 1.0), weighed.draws)} the smallest slack is that of {of}" if not told
                        else f"in {percent(share)} that of {of}")  # fmt: skip
    return listed(told)


_BINDING = 0.05
"""A constraint binds somewhere if its slack is the smallest in so large a share of the draws."""


def _short_claim(label: str, side: Side) -> str:
    who = each_of(side)
    match label:
        case "C1" | "C3" | "C6":
            return f"{who} signs"
        case "C2" | "C5":
            return f"{who} keeps it"
        case "C4":
            return f"{who} stages no breach"
        case "C7":
            return f"{who} honours its consent"
        case _:
            return f"{who} does not provoke after the award"


def each_of(side: Side) -> str:
    """Who it is: a party, or each of the guarantors that are alike."""
    return f"each of the {len(side.members)} of {side.name}" if len(side.members) > 1 else side.name


def _constraints(weighed: Weighed) -> Iterator[Section]:
    stakes = weighed.stakes
    named = _to_be_explained(weighed)
    parts = (
        ("The carrot: would they sign?", ("C1", "C3", "C6")),
        ("The stick: would they keep it?", ("C2", "C5")),
        ("Would anybody provoke, or fake a breach?", ("C4", "C8")),
        ("Would the guarantors stand by it?", ("C7",)),
    )
    for title, labels in parts:
        own = [weight for weight in weighed.weights if weight.tested.label in labels]
        if own:
            yield Section(title, tuple(_line(weight, stakes, weight in named) for weight in own))


def _to_be_explained(weighed: Weighed) -> list[Weight]:
    """Of each label and side the weakest: on what it hangs is told once."""
    weakest: dict[tuple[str, str], Weight] = {}
    for weight in weighed.weights:
        if weight.share is None:
            continue
        key = weight.tested.label, weight.tested.who
        if key not in weakest or (weight.share, weight.worst) < (share_of(weakest[key]), weakest[key].worst):
            weakest[key] = weight
    return [*weakest.values()]


def _line(weight: Weight, stakes: Stakes, explained: bool) -> Line:
    if weight.share is None:
        return Line(f"{weight.tested.label} {claim(weight.tested, stakes)}", UNTOLD)
    slack = f"Slack {_number(weight.low)} to {_number(weight.high)}, at the worst {_number(weight.worst)}."
    if weight.worst == weight.best:
        slack = f"Slack {_number(weight.worst)}."
    hangs = hangs_words(weight.hangs_on, stakes) if explained and not weight.always and not weight.never else ""
    return Line(
        f"{weight.tested.label} {claim(weight.tested, stakes)}",
        mark(weight),
        (slack + (f" Hangs on {hangs}." if hangs else ""),) if explained else (),
    )  # fmt: skip


UNTOLD = "cannot be told from these rates"


def share_of(weight: Weight) -> float:
    """Of the draws in which it holds. It can be told."""
    assert weight.share is not None, "who asks has looked"
    return weight.share


def mark(weight: Weight) -> str:
    """In how many draws it holds. In all of them is not `always`, where it fails somewhere in the ranges."""
    if weight.always or weight.never:
        return "always" if weight.always else "never"
    share = share_of(weight)
    return "all draws" if share == 1 else "no draw" if share == 0 else percent(share)


def _within(tested: Tested, stakes: Stakes) -> str:
    """A claim as a part of a sentence; a name that it begins with stays as it is."""
    said = claim(tested, stakes).rstrip(".")
    begins_with_name = tested.label in ("C1", "C3", "C6", "C7") and not said.startswith("Each of the ")
    return said if begins_with_name else said[0].lower() + said[1:]


def claim(tested: Tested, stakes: Stakes) -> str:
    """What a constraint says, as a sentence."""
    who = tested.who
    side = next(side for side in stakes.sides if side.name == who)
    each = each_of(side)
    match tested.label:
        case "C1" | "C3" | "C6":
            text = f"{each} is better off with the deal than without."
        case "C2" | "C5":
            acts = f"{tested.size:,} {'act' if tested.size == 1 else 'acts'}"
            text = f"a breach of {acts} costs {who} more than it brings."
        case "C4":
            text = f"staging a breach costs {who} more than it brings."
        case "C7":
            text = f"{each} would rather honour its consent than take it back."
        case _:
            text = f"once the award is made, provoking costs {who} more than it brings."
    return text[0].upper() + text[1:]


def hangs_words(influences: Sequence[Influence], stakes: Stakes) -> str:
    """The few numbers on which most hangs; nothing where none has much."""
    named = [each for each in influences[:_MOST_NAMED] if each.total >= _TELLING]
    return listed([
        f"{_what(each.of, stakes)} ({each.of.side + ', ' if each.of.side not in _OF_ALL else ''}{percent(each.total)})"
        for each in named
    ])  # fmt: skip


def number_words(unknown: Unknown, stakes: Stakes) -> str:
    """A number of the stakes in words: whose it is, and what."""
    words = _what(unknown, stakes)
    return f"{words} ({unknown.side})" if unknown.side not in _OF_ALL else words


def _what(unknown: Unknown, stakes: Stakes) -> str:
    if unknown.side in _OF_ALL or unknown.setting == "violations":
        return _OF_DEAL[unknown.setting]
    return _settings_of(unknown.side, stakes)[unknown.setting].words


def _settings_of(name: str, stakes: Stakes) -> Mapping[str, Setting]:
    if name == stakes.accused.name:
        return ACCUSED
    return BENEFICIARY if name == stakes.beneficiary.name else GUARANTOR


# -- other thresholds and quorums --------------------------------------------------------------------------------------


def _regions(found: Regions) -> Iterator[Section]:
    if not found.quorums:
        return
    width = max(len(name) for name in found.designs)
    lines = [Line(f"{'consents needed':{width}}  " + "  ".join(f"{quorum:>4}" for quorum in found.quorums))]
    for name, row in zip(found.designs, found.shares, strict=True):
        lines.append(Line(f"{name:{width}}  " + "  ".join(_cell(float(share[-1])) for share in row)))
    if np.isnan(found.shares[..., -1]).any():
        lines.append(Line(f"?: {UNTOLD}"))
    yield Section(
        "Share of draws in which all hold, by how the line is drawn or consent given, and how many must consent",
        tuple(lines),
    )


# -- what else could be promised ---------------------------------------------------------------------------------------


def _compared(
    alternatives: Mapping[Alternative, Mapping[str, float | None]], offers: Offers
) -> Section:
    lines = [Line("".join(f"{label:>6}" for label in (*LABELS, "all")))]
    for alternative, shares in alternatives.items():
        row = "".join(f"  {_cell(shares[label])}" for label in (*LABELS, "all"))
        lines.append(Line(row, SHORT[alternative]))
    if any(share is not None and isnan(share) for shares in alternatives.values() for share in shares.values()):
        lines.append(Line(f"?: {UNTOLD}"))
    lines += [
        Line(WHAT[a] + (f", in {offers.dated} periods" if a is Alternative.DATED else ""), SHORT[a])
        for a in alternatives
    ]
    lines.append(Line(ALL_OF_ROW, "all"))
    return Section(
        "What else could be promised: share of draws in which each holds, - where it has no meaning", tuple(lines)
    )


ALL_OF_ROW = "all constraints that have a share in the same row hold at once; those that have no meaning do not count"
SHORT: Mapping[Alternative, str] = {
    Alternative.ON_BREACH: "on breach", Alternative.NOW: "now", Alternative.NEVER: "never",
    Alternative.DATED: "dated", Alternative.PLEDGE: "one pledge", Alternative.MORE_EYES: "peacekeepers",
}  # fmt: skip


def _cell(share: float | None) -> str:
    if share is None or isnan(share):
        return "   -" if share is None else "   ?"
    return f"{whole_percent(share):>4}"


def pull_sections(pulled: Mapping[Alternative, float]) -> Iterator[Section]:
    """Whether the promise itself pulls to war; nothing where nobody says what fighting would bring (V9)."""
    if pulled:
        yield Section("Does the promise itself pull to war? (a side that will be weaker may rather fight now)", tuple(
            Line(f"{SHORT[alternative]}: in {percent(share)} of the draws no division of what is disputed would hold "
                 "the accused back" if share else f"{SHORT[alternative]}: in none of the draws")
            for alternative, share in pulled.items()
        ))  # fmt: skip


# -- whose numbers these are -------------------------------------------------------------------------------------------


def source_sections(stakes: Stakes) -> Iterator[Section]:
    """Whose numbers were used; nothing where they are the template, nobody's."""
    if stakes.neutral:
        return
    lines = [_whose(side) for side in stakes.sides]
    lines.append(Line(f"How often evidence errs: {said(stakes.errors.source)}"))
    yield Section("Whose numbers these are", tuple(lines))


def _whose(side: Side) -> Line:
    return Line(f"{side.name}: {said(side.source)}")


def said(whose: Source) -> str:
    """Who says so, and where."""
    return ", ".join(each for each in whose if each) or "nobody is named"


def percent(share: float) -> str:
    """A share as whole per cent; what is not quite none or all is told as that."""
    if 0 < share < 0.01:
        return "< 1 %"
    if 0.99 < share < 1:
        return "> 99 %"
    return f"{100 * share:.0f} %"


def whole_percent(share: float) -> str:
    """The same for a table: `>99` and `<1` for what is not quite all or none."""
    return percent(share).removesuffix(" %").replace(" ", "")


def _number(value: float) -> str:
    """Two digits, whole from ten on."""
    if abs(value) >= 10:
        return f"{value:,.0f}"
    return f"{value + 0.0:.1f}" if abs(value) >= 1 else f"{value + 0.0:.2f}"
