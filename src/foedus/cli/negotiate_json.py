"""The negotiation view for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from foedus.incentives.lasting import Departure, Lasting
from foedus.incentives.leaving import Effect, Outcome
from foedus.incentives.negotiating import Negotiation
from foedus.incentives.negotiation_words import combination_words, obstacle_words
from foedus.incentives.positions import Choice, Game, Positions, RedLine
from foedus.incentives.stakes import NOBODY, Source
from foedus.incentives.waiting import Later
from foedus.incentives.weighing import Influence
from foedus.incentives.zone import Point, Zone, best_of, open_options


def negotiation_json(found: Negotiation) -> dict[str, object]:
    """Everything that the sheet tells, and every combination that crosses no red line."""
    positions = found.positions
    return {
        "guarantee": found.stakes.guarantee.name, "neutral": found.stakes.neutral, "draws": found.draws,
        "seed": found.seed, "choices": [_choice(each, found) for each in positions.choices],
        "red_lines": [_line(each) for each in positions.red_lines],
        "zone": _zone(found.zone, found) if found.zone is not None else None,
        "waiting": [_later(each) for each in found.later],
        "left_out": [_effect(each) for each in found.effects],
        "mandates": [_effect(each) for each in found.mandates],
        "outcomes": _lasting(found.lasting, positions.game) if found.lasting and positions.game else None,
    }  # fmt: skip


def _source(of: Source) -> dict[str, str]:
    return {"says": of.says, "source": of.source}


def _choice(choice: Choice, found: Negotiation) -> dict[str, object]:
    return {
        "name": choice.name, "about": choice.about, "now": choice.now or None,
        "options": [
            {"name": each.name, "value": each.value, "was": each.change.was or None,
             "becomes": each.change.becomes if each.change.was else None,
             "breaks": list(found.broken.get((choice.name, each.name), ()))}
            for each in choice.options
        ],
        "demands": [
            {"who": each.who, "ranking": [list(tier) for tier in each.tiers], "wants": list(each.wanted),
             **_source(each.source)}
            for each in found.positions.demands if each.choice == choice.name
        ],
    }  # fmt: skip


def _line(line: RedLine) -> dict[str, object]:
    return {"who": line.who, "never": {choice: list(names) for choice, names in line.forbids}, **_source(line.source)}


def _zone(zone: Zone, found: Negotiation) -> dict[str, object]:
    best = best_of(zone.possible, found.positions)
    as_it_is = zone.at(found.positions.as_it_is)
    return {
        "combinations": zone.of, "empty": zone.clash is not None,
        "crossed": list(zone.crossed),
        "options_left": {name: list(options) for name, options in open_options(zone, found.positions)},
        "points": [
            _point(each, found.positions, each in best, found.guesses.get(each.options, ())) for each in zone.points
        ],
        "text_as_it_is": None if found.positions.as_it_is is None
        else "crosses a red line" if as_it_is is None else "never signed" if as_it_is.never else "in the zone",
        "clash": None if zone.clash is None else [
            {"obstacle": obstacle_words(each, found.stakes), "opened": opened,
             **(_line(each) if isinstance(each, RedLine)
                else {"constraint": each.tested.label, "who": each.tested.who})}
            for each, opened in zip(zone.clash.obstacles, zone.clash.opened, strict=True)
        ],
    }  # fmt: skip


def _point(point: Point, positions: Positions, best: bool, guess: Sequence[Influence]) -> dict[str, object]:
    return {
        "options": dict(zip((each.name for each in positions.choices), point.options, strict=True)),
        "words": combination_words(point.options, positions), "always": point.always, "never": point.never,
        "signs": point.signs, "all": point.share, "undominated": best,
        "hangs_on": [{"side": each.of.side, "setting": each.of.setting, "total": each.total} for each in guess],
        "signatures": [
            {"label": each.tested.label, "who": each.tested.who, "share": each.share, "worst": each.ends.worst,
             "best": each.ends.best}
            for each in point.signatures
        ],
    }  # fmt: skip


def _outcome(of: Outcome | None) -> dict[str, object] | None:
    if of is None:
        return None
    return {
        "award_stands": dict(zip(("p5", "p50", "p95"), of.stands, strict=True)), "all": of.share,
        "constraints": [
            {"label": tested.label, "who": tested.who, "size": tested.size, "share": held.share, "p50": held.middle}
            for tested, held in of.held.items()
        ],
    }  # fmt: skip


def _effect(of: Effect) -> dict[str, object]:
    told: dict[str, object] = {"who": of.who, "one_of": of.one_of}
    if of.mandate is not None:
        told |= {"binds": [of.mandate.binds.low, of.mandate.binds.high], **_source(of.mandate.source)}
    told |= {"before": _outcome(of.before), "after": _outcome(of.after)}
    return told if of.mandate is not None else told | {"text_as_it_is": _outcome(of.missing)}


def _later(of: Later) -> dict[str, object]:
    strength: dict[str, Any] | None = None
    if of.strength is not None:
        strength = {
            "beneficiary": of.strength.leverage.value, "stronger": of.strength.stronger,
            "most": list(of.strength.most), "most_then": list(of.strength.most_then), "fights_now": of.strength.fights,
        }  # fmt: skip
    return {
        "periods": of.periods, "once_awarded": of.periods is None,
        **_source(of.waiting.source if of.waiting is not None else NOBODY),
        "outside": {
            who: {"leverage": each.leverage.value, "better": each.better, "worse": each.worse, "signs": each.signs,
                  "signs_then": each.signs_then}
            for who, each in of.outside.items()
        },
        "strength": strength,
    }  # fmt: skip


def _lasting(found: Lasting, game: Game) -> dict[str, object]:
    return {
        "moves": [{"by": each.owner, "name": each.name, "way": each.way.value} for each in game.options],
        "stable": {each.name.lower(): list(states) for each, states in found.stable.items()},
        "departures": [_departure(each) for row in found.departures.values() for each in row],
    }


def _departure(of: Departure) -> dict[str, object]:
    return {
        "who": of.who, "from": of.origin, "to": of.to, "stays": sorted(each.name.lower() for each in of.deterred),
        "answer": [step._asdict() for step in of.answer] if of.answer is not None else None,
        "credible": [step._asdict() for step in of.credible] if of.credible is not None else None,
    }  # fmt: skip
