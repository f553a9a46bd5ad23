"""Which outcomes last, in words: who can do what, and who would leave what (rule V15)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from foedus.accord.reading_words import listed
from foedus.basics.sections import Line, Section
from foedus.incentives.graph_model import Option, Stability, Step, Way
from foedus.incentives.lasting import Departure, Lasting
from foedus.incentives.positions import Game

SHORT = {
    Stability.NASH: "Nash", Stability.GENERAL: "GMR", Stability.SYMMETRIC: "SMR", Stability.SEQUENTIAL: "SEQ",
}  # fmt: skip
MEANINGS = (
    "Nash: nobody has anything better to go over to.",
    "GMR, general metarationality: whoever goes over can be brought by the others to what is no better for it.",
    "SMR, symmetric metarationality: and it cannot get out of that again.",
    "SEQ, sequential stability: by moves each of which pays who makes it.",
)
_WAY = {
    Way.BOTH: "", Way.TAKEN_ONLY: ", which cannot be taken back", Way.GIVEN_UP_ONLY: ", which can only be given up",
}  # fmt: skip


def outcome_sections(found: Lasting, game: Game) -> Iterator[Section]:
    """Who can do what; each outcome with the senses in which it lasts; who would leave the others."""
    yield Section("Who can do what", tuple(Line(move_words(option)) for option in game.options))
    lines = [
        Line(state, ", ".join(SHORT[each] for each in found.lasts_in(state)) or "does not last",
             tuple(departure_words(each) for each in found.departures[state]))
        for state in found.model.states
    ]  # fmt: skip
    yield Section("Which outcomes last, by who only ranks them", tuple(lines))
    yield Section("In what sense they last", tuple(map(Line, MEANINGS)))


def move_words(option: Option) -> str:
    """Whose option it is, and whether it can be taken back."""
    return f"{option.owner}: {option.name}{_WAY[option.way]}"


def departure_words(departure: Departure) -> str:
    """Who would go where, and what keeps it or does not."""
    who, to = departure.who, departure.to
    lead = f"{who} would rather have `{to}`, and can bring it about"
    if departure.answer is None:
        return f"{lead}: nobody can bring it from there to what is no better for it."
    how = _steps(departure.answer)
    if departure.credible is not None:
        pays = _steps(departure.credible)
        if departure.escapes:
            return f"{lead}; {pays}, which pays who does it, but {who} would get out of that again."
        return f"{lead}; but {pays}, which pays who does it, and {who} is no better off than where it was."
    if departure.escapes:
        return f"{lead}; {how}, but {who} would get out of that again, and it would not pay who does it."
    return f"{lead}; {how}, if they would: it would not pay all who must do it."


def _steps(steps: Sequence[Step]) -> str:
    return listed([f"{step.who} can answer with `{step.to}`" for step in steps[:1]]
                  + [f"{step.who} then with `{step.to}`" for step in steps[1:]])  # fmt: skip
