"""The negotiation view in words: who wants what, what all could sign, and what follows otherwise (rules V11-V15)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from foedus.accord.reading_words import listed
from foedus.basics.sections import Line, Section, section_lines
from foedus.basics.wrapping import wrapped
from foedus.incentives.leaving import Effect, Outcome
from foedus.incentives.negotiating import Negotiation
from foedus.incentives.outcome_words import outcome_sections
from foedus.incentives.positions import Change, Choice, Combination, Positions, RedLine, changes_of
from foedus.incentives.sheet_words import UNTOLD, award_words, claim, hangs_words, percent, said, whose_stakes
from foedus.incentives.stakes import NOBODY, Range, Stakes
from foedus.incentives.waiting import Later, Leverage, Outside, Strength
from foedus.incentives.weighing import untold_labels
from foedus.incentives.zone import Clash, Obstacle, Point, Zone, open_options

BEST = "Best of the zone (no other is better for somebody and worse for nobody): whether all would sign"
LEGEND = (
    "1 is what somebody wants most, + what it wants one of, x what it signs in no case; . where nothing is said of it."
)
MANDATES = "If a mandate is disputed (how far it binds is said by the file, and judged by nobody here)"
_MOVED = 0.05
_CHANGED = 0.005
"""A share that changes by less is told as unchanged."""


def negotiation_sheet(found: Negotiation) -> tuple[str, tuple[Section, ...]]:
    """What is supposed, and the sections."""
    parts: list[Section] = [*_demands(found)]
    if found.zone is not None:
        parts.append(Section("Zone of possible agreement", tuple(map(Line, zone_lines(found)))))
        parts += [Section(BEST, tuple(lines)) for lines in [point_lines(found)] if lines]
    parts.append(Section("Who gains leverage by waiting?", tuple(map(Line, waiting_lines(found)))))
    parts.append(Section("If somebody is left out", tuple(
        line for effect in found.effects for line in effect_lines(effect, found.stakes)
    )))  # fmt: skip
    if found.mandates:
        parts.append(Section(MANDATES, tuple(
            line for each in found.mandates for line in effect_lines(each, found.stakes)
        )))  # fmt: skip
    if found.lasting is not None and found.positions.game is not None:
        parts += outcome_sections(found.lasting, found.positions.game)
    parts.append(Section("Whose positions these are", tuple(Line(line) for line in source_lines(found.positions))))
    return supposed(found), tuple(parts)


def negotiation_lines(found: Negotiation) -> list[str]:
    """The sheet in lines, without the name of the accord."""
    said_first, sections = negotiation_sheet(found)
    return [*wrapped(said_first), *section_lines(sections)]


def supposed(found: Negotiation) -> str:
    """What is negotiated, by whose numbers, over how many draws."""
    return (
        f"Negotiated: {award_words(found.stakes.guarantee)}. {whose_stakes(found.stakes)} One period is "
        f"{found.stakes.period}. {found.draws:,} draws, seed {found.seed}."
    )


# -- who wants what ----------------------------------------------------------------------------------------------------


def _demands(found: Negotiation) -> Iterator[Section]:
    positions = found.positions
    parties = positions.parties
    for n, choice in enumerate(positions.choices):
        rows = demand_rows(choice, positions)
        width = max(len(name) for name, _ in rows)
        columns = [max(len(who), 3) for who in parties]
        heads = "  ".join(f"{who:>{wide}}" for who, wide in zip(parties, columns, strict=True))
        lines = [Line(f"{'':{width}}  {heads}".rstrip())] if parties else []
        for name, marks in rows:
            told = "  ".join(f"{mark:>{wide}}" for mark, wide in zip(marks, columns, strict=True))
            lines.append(Line(f"{name:{width}}  {told}".rstrip()))
        lines += [Line(LEGEND)] if parties and not n else []
        lines += [Line(f"{name}: {words}") for name, words in option_words(choice, found)]
        if not any(choice.name in _named(positions, who) for who in parties):
            lines.append(Line("Nobody says anything of it: it is free for whoever drafts."))
        yield Section(choice.about, tuple(lines))
    over = [line for line in positions.red_lines if len(line.forbids) > 1]
    if over:
        yield Section("Red lines over several choices", tuple(
            Line(f"{line.who}: never {red_line_words(line)}.") for line in over
        ))  # fmt: skip


def option_words(choice: Choice, found: Negotiation) -> Iterator[tuple[str, str]]:
    """Of each option that is other words of the text what becomes of those, and what would not hold any more."""
    for option in choice.options:
        for words in edit_words([option.change]):
            yield option.name, words[0].lower() + words[1:]
        for line in found.broken.get((choice.name, option.name), ()):
            yield option.name, f"then what the text requires does not hold any more: {line}."


def demand_rows(choice: Choice, positions: Positions) -> list[tuple[str, list[str]]]:
    """Each option, `(text)` behind the one that the text has, with a mark of each party."""
    return [
        (option.name + (" (text)" if option.name == choice.now else ""),
         [mark(choice, option.name, who, positions) for who in positions.parties])
        for option in choice.options
    ]  # fmt: skip


def mark(choice: Choice, option: str, who: str, positions: Positions) -> str:
    """How somebody stands to an option: its place in the ranking or `+`, and `x` for a red line; `.` for nothing."""
    told = ""
    for demand in positions.demands:
        if (demand.who, demand.choice) == (who, choice.name):
            told += next((str(n) for n, tier in enumerate(demand.tiers, 1) if option in tier), "")
            told += "+" if option in demand.wanted else ""
    crosses = any(
        line.who == who and len(line.forbids) == 1 and line.is_crossed({line.forbids[0][0]: "", choice.name: option})
        for line in positions.red_lines
    )
    return told + ("x" if crosses else "") or "."


def _named(positions: Positions, who: str) -> set[str]:
    """The choices of which somebody says something."""
    wanted = {demand.choice for demand in positions.demands if demand.who == who}
    return wanted | {choice for line in positions.red_lines if line.who == who for choice, _ in line.forbids}


def red_line_words(line: RedLine) -> str:
    """What it forbids: options of one choice, or of several together."""
    parts = [f"{listed([f'`{each}`' for each in options], 'or')} of {choice}" for choice, options in line.forbids]
    return " together with ".join(parts)


# -- the zone ----------------------------------------------------------------------------------------------------------


def zone_lines(found: Negotiation) -> list[str]:
    """The answer in a sentence, what is left of each choice, and how the text as it is stands to it."""
    zone = found.zone
    assert zone is not None, "something is to be settled"
    if zone.clash is not None:
        lines = _empty(zone, zone.clash, found)
    else:
        sure = sum(point.always for point in zone.possible)
        lines = [
            f"Of {_combinations(zone.of)} {_combinations(len(zone.points), bare=True)} no red line. "
            + _signed(len(zone.possible), sure, len(zone.points))
        ]
        left = [f"{name}: {listed([f'`{each}`' for each in options], 'or')}"
                for name, options in open_options(zone, found.positions)]  # fmt: skip
        lines.append(f"What is left of each choice. {'; '.join(left)}.")
    return [*lines, *_as_it_is(zone, found.positions)]


def _combinations(number: int, bare: bool = False) -> str:
    if bare:
        return f"{number:,} crosses" if number == 1 else f"{number:,} cross"
    return f"{number:,} {'combination' if number == 1 else 'combinations'} of options"


def _signed(open_: int, sure: int, points: int) -> str:
    refused = points - open_
    parts = []
    if sure:
        parts.append(f"in {_of(sure, points)} all who must would sign, whatever one believes within the ranges")
    if open_ - sure:
        parts.append(f"in {_of(open_ - sure, points)} it hangs on a guess whether all would")
    if refused:
        parts.append(f"in {_of(refused, points)} somebody would not, whatever one believes")
    text = "; ".join(parts)
    return text[0].upper() + text[1:] + "."


def _of(number: int, points: int) -> str:
    return ("that one" if points == 1 else "all of them") if number == points else f"{number:,} of these"


def _empty(zone: Zone, clash: Clash, found: Negotiation) -> list[str]:
    obstacles = [obstacle_words(each, found.stakes) for each in clash.obstacles]
    lines = [
        f"The zone is empty: of {_combinations(zone.of)} each crosses a red line, or somebody would not sign it "
        f"whatever one believes. {'This alone leaves' if len(obstacles) == 1 else 'A smallest set that leaves'} none: "
        f"{'; '.join(obstacles)}."
    ]  # fmt: skip
    for obstacle, opened in zip(clash.obstacles, clash.opened, strict=True):
        if opened and isinstance(obstacle, RedLine):
            lines.append(f"If {obstacle.who} gave up that line ({red_line_words(obstacle)}), {opened:,} would be left.")
    if not any(clash.opened):
        lines.append("To give up one of them opens none: others stand in the way, too.")
    return lines


def obstacle_words(obstacle: Obstacle, stakes: Stakes) -> str:
    """What stands in the way."""
    if isinstance(obstacle, RedLine):
        return f"{obstacle.who} never signs {red_line_words(obstacle)}"
    tested = obstacle.tested
    return f"it never holds that {_lower(claim(tested, stakes).rstrip('.'))} ({tested.label})"


def _lower(text: str) -> str:
    return text[0].lower() + text[1:] if text.startswith("Each ") else text


def _as_it_is(zone: Zone, positions: Positions) -> Iterator[str]:
    now = positions.as_it_is
    if now is None:
        return
    point, named = zone.at(now), [choice.name for choice in positions.choices]
    if point is None:
        crossed = [line for line in positions.red_lines if line.is_crossed(dict(zip(named, now, strict=True)))]
        told = [f"{line.who}: never {red_line_words(line)}" for line in crossed]
        yield f"The text as it is crosses {'a red line' if len(told) == 1 else 'red lines'}: {'; '.join(told)}."
    elif point.never:
        yield "The text as it is crosses no red line, and somebody would not sign it whatever one believes."
    else:
        yield "The text as it is lies in the zone."


def point_lines(found: Negotiation) -> list[Line]:
    """The combinations of the zone to which no other is preferred by somebody and worse for nobody."""
    assert found.zone is not None, "something is to be settled"
    told = [
        Line(combination_words(point.options, found.positions), sign_words(point),
             (point_words(point, found), *text_words(point.options, found.positions)))
        for point in found.best
    ]  # fmt: skip
    others = len(found.zone.possible) - len(told)
    if others and told:
        told.append(Line(f"{others:,} more in the zone, which `--json` lists.", "+"))
    return told


def combination_words(options: Combination, positions: Positions) -> str:
    """`consents: all 32; time to cure: 7 days`."""
    return "; ".join(f"{choice.name}: {name}" for choice, name in zip(positions.choices, options, strict=True))


def text_words(options: Combination, positions: Positions) -> Iterator[str]:
    """What becomes of the words of the text in a combination."""
    yield from edit_words(changes_of(positions.choices, options))


def edit_words(changes: Iterable[Change]) -> Iterator[str]:
    """What becomes of the words of the text."""
    for change in changes:
        if change.was:
            becomes = f"becomes `{change.becomes}`" if change.becomes else "is left out"
            yield f"In the text `{change.was}` {becomes}."


def sign_words(point: Point) -> str:
    """Whether all sign."""
    if point.always or point.never:
        return "always" if point.always else "never"
    return "all draws" if point.signs == 1 else "no draw" if point.signs == 0 else percent(point.signs)


def point_words(point: Point, found: Negotiation) -> str:
    """Of whose signature it hangs, and how much else holds."""
    doubtful = [each for each in point.signatures if not each.always]
    who = [
        f"{each.tested.who} would sign in {_share(each.share)} of the draws"
        for each in doubtful
    ]  # fmt: skip
    rest = f"All of C1 to C8 that have a meaning hold in {percent(point.share)} of the draws."
    if untold_labels(found.stakes) and 0 < point.share < 1:
        rest = f"Whether all of C1 to C8 hold {UNTOLD}."
    guess = hangs_words(found.guesses.get(point.options, ()), found.stakes)
    return (f"It hangs on a guess{f', most on {guess}' if guess else ''}: {listed(who)}. " if who else "") + rest


# -- waiting -----------------------------------------------------------------------------------------------------------


def waiting_lines(found: Negotiation) -> list[str]:
    """Of every time of which somebody speaks, who then needs the deal less and who is stronger."""
    if not found.later:
        return ["Nobody says what waiting would change (`[waiting]`, `[strength]`): it cannot be told who gains by it."]
    lines = [line for later in found.later for line in _later(later, found.stakes)]
    told = {who for later in found.later for who in later.outside}
    silent = [side.name for side in found.stakes.sides if side.name not in told]
    if silent:
        lines.append(
            f"Of what {listed(silent)} would have without agreement later nobody says anything: of that it cannot be "
            "told whether waiting changes it."
        )
    return lines


def _later(later: Later, stakes: Stakes) -> Iterator[str]:
    if later.periods is None:
        if later.strength is not None:
            yield f"Once the award is made {_strength(later.strength, stakes)}"
        return
    when = f"If they have not signed {later.periods:,} {'period' if later.periods == 1 else 'periods'} from now"
    for who, outside in later.outside.items():
        yield f"{when}, {who} {_outside(outside)}"
    if later.strength is not None:
        fights = later.strength.fights
        yield (
            f"{when}, {_strength(later.strength, stakes)} {stakes.accused.name} would rather fight now than wait until "
            f"then, though it were given all that is disputed, in {percent(fights) if fights else 'none'} of the draws."
        )


def _outside(outside: Outside) -> str:
    signs = (
        f"It would sign in {_share(outside.signs)} of the draws now, in {_share(outside.signs_then)} then."
    )  # fmt: skip
    match outside.leverage:
        case Leverage.GAINS:
            return f"needs the deal less than now and gains leverage by waiting. {signs}"
        case Leverage.LOSES:
            return f"needs the deal more than now and loses leverage by waiting. {signs}"
        case Leverage.SAME:
            return f"has the same without agreement as now: waiting changes nothing for it. {signs}"
        case _:
            return (
                f"needs the deal less than now in {percent(outside.better)} of the draws and more in "
                f"{percent(outside.worse)}: whether it gains leverage hangs on a guess. {signs}"
            )


def _strength(strength: Strength, stakes: Stakes) -> str:
    """The beneficiary's chances in a fight, and so what it can ask for."""
    beneficiary, accused = stakes.beneficiary.name, stakes.accused.name
    how = {
        Leverage.GAINS: f"{beneficiary} is stronger than now and {accused} weaker",
        Leverage.LOSES: f"{beneficiary} is weaker than now and {accused} stronger",
        Leverage.SAME: "both are as strong as now",
        Leverage.OPEN: f"{beneficiary} is stronger than now in {percent(strength.stronger)} of the draws, so that it "
                       "hangs on a guess whether it is",
    }[strength.leverage]  # fmt: skip
    return (
        f"{how}; at most {_shares(strength.most_then)} of what is disputed could {beneficiary} be given before "
        f"{accused} would rather fight, and now {_shares(strength.most)}."
    )


def _shares(of: Range) -> str:
    low, high = (min(max(end, 0.0), 1.0) for end in of)
    return percent(low) if percent(low) == percent(high) else f"{percent(low)} to {percent(high)}"


def _share(share: float) -> str:
    return "all" if share == 1 else "none" if share == 0 else percent(share)


# -- leaving out, and mandates -----------------------------------------------------------------------------------------


def effect_lines(effect: Effect, stakes: Stakes) -> Iterator[Line]:
    """What the award's chance and the constraints come to."""
    if effect.mandate is not None:
        yield _mandate_line(effect, stakes)
        return
    if effect.missing is None:
        yield Line(
            f"Without {effect.who}, what the others have while the deal holds is what they have without agreement: "
            f"nothing that it promised counts. {_all(effect)}", more=tuple(_moved(effect.before, effect.after, stakes)),
        )  # fmt: skip
        return
    one = f"one of the {effect.one_of} of {effect.who}" if effect.one_of > 1 else effect.who
    stands = effect.missing.stands
    yield Line(
        f"Without {one}, the text as it is: the award "
        + ("never stands, since that consent is asked." if not stands[2] else f"stands with chance {_chance(stands)}.")
        + f" If the text asks it no longer, the award's chance goes {_from_to(effect)}. {_all(effect)}",
        more=tuple(_moved(effect.before, effect.after, stakes)),
    )


def _mandate_line(effect: Effect, stakes: Stakes) -> Line:
    assert effect.mandate is not None, "it is of a mandate"
    binds, whose = effect.mandate.binds, said(effect.mandate.source)
    share = f"{binds.low:g}" if binds.is_known else f"{binds.low:g} to {binds.high:g}"
    each = f"each of the {effect.one_of} of {effect.who}" if effect.one_of > 1 else effect.who
    what = (
        "the others' peace is discounted by that"
        if effect.who in (stakes.accused.name, stakes.beneficiary.name)
        else f"the award's chance goes {_from_to(effect)}"
    )  # fmt: skip
    return Line(
        f"What {each} promised binds with a chance of {share} ({whose}): {what}. {_all(effect)}",
        more=tuple(_moved(effect.before, effect.after, stakes)),
    )


def _from_to(effect: Effect) -> str:
    before, after = effect.before.stands, effect.after.stands
    return f"from {_chance(before)} to {_chance(after)}"


def _chance(stands: tuple[float, float, float]) -> str:
    low, middle, high = stands
    return f"{middle:.2f}" if f"{low:.2f}" == f"{high:.2f}" else f"{middle:.2f} ({low:.2f} to {high:.2f})"


def _all(effect: Effect) -> str:
    before, after = effect.before.share, effect.after.share
    if abs(before - after) < _CHANGED:
        return f"All constraints that remain hold in {_share(after)} of the draws, as before."
    return f"All constraints that remain hold in {_share(after)} of the draws, before in {_share(before)}."


def _moved(before: Outcome, after: Outcome, stakes: Stakes) -> Iterator[str]:
    """The constraints that hold in more or fewer draws than before, and whose signature has more or less behind it."""
    for tested, now in after.held.items():
        was = before.held.get(tested)
        signs = tested.label in ("C1", "C3", "C6")
        if was is not None and (
            abs(was.share - now.share) >= _CHANGED or (signs and abs(was.middle - now.middle) >= _MOVED)
        ):
            shares = f"In {_share(was.share)} of the draws, " + (
                "as before" if abs(was.share - now.share) < _CHANGED else f"then in {_share(now.share)}"
            )
            slacks = f"middle slack {_slack(was.middle)}, then {_slack(now.middle)}"
            yield f"{tested.label} {claim(tested, stakes)} {shares}; {slacks}."


def _slack(value: float) -> str:
    return f"{value + 0.0:.2f}" if abs(value) < 10 else f"{value:,.0f}"


# -- whose positions these are -----------------------------------------------------------------------------------------


def source_lines(positions: Positions) -> list[str]:
    """Of each who wants something whose view that is; a choice apart only where somebody else says so."""
    found: Mapping[str, list[str]] = {who: [] for who in positions.parties}
    for demand in positions.demands:
        found[demand.who].append(said(demand.source))
    for line in positions.red_lines:
        found[line.who].append(said(line.source))
    lines = [f"{who}: {listed([*dict.fromkeys(views)])}" for who, views in found.items()]
    if positions.game is not None:
        only = [who for who in positions.game.preferred if who not in found]
        lines += [f"{who}: {said(positions.game.sources.get(who, NOBODY))}" for who in only]
    lines += [f"{each.periods} periods from now: {said(each.source)}" for each in positions.waiting]
    return lines or ["Nobody's: nothing is said of who wants what."]
