"""VIINA: events that a program found in news texts. Many rows are talk about strikes, and who did it is its guess.

Each source of a row becomes a report; they share an event key. The classifier's party is hearsay: nobody is quoted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from foedus.report.format import Format
from foedus.report.intake import Intake
from foedus.report.model import UNKNOWN_ACT, Basis, Claim, Kind, Report
from foedus.report.read_words import words_of_data
from foedus.report.row import Row
from foedus.report.vocabulary_of_data import common_act, common_object

_WORDS: Any = words_of_data("viina")
_RADIUS_M = 10_000
"""Places come from a gazetteer of towns; the middle of a town may be some kilometres off."""
_FLAGS = ("0", "1")
_NO_WORD = "no word of the text tells what was done: act unknown"


def read_event(row: Row, intake: Intake) -> Sequence[Report]:
    """One place, day and type: a report for each source whose text it was found in."""
    key = f"viina:{row.needed('event_id_1pd')}"
    day = row.day("date", intake.zone)
    published = row.day("date", "UTC")
    row.not_after(intake.now, day, "date")
    place = row.place("latitude", "longitude", _RADIUS_M)
    claims = tuple(
        Claim(party, Basis.HEARSAY)
        for column, party in _WORDS["parties"].items()
        if row.get(column) and row.one_of(column, _FLAGS) == "1"
    )
    if row.problems:
        return ()
    act = _act(row.get("attack_terms"))
    if act == UNKNOWN_ACT:
        intake.note(_NO_WORD)
    target = _target(row.get("target_classes"))
    sources = [s.strip() for s in row.get("sources_matching").split("|") if s.strip()] or ["VIINA"]
    links = row.get("source_urls").split("|")
    reports = []
    for n, source in enumerate(sources, 1):
        published_at, known_at = intake.known(day, published)
        reports.append(
            Report(
                Kind.EVENT, act, day, known_at, source, source, place, published_at, claims=claims, target=target,
                event_key=key, link=links[n - 1] if len(links) == len(sources) else links[0],
                note=row.get("representative_text"), collector="viina", source_row=f"{row.get('event_id_1pd')}-{n}",
            )
        )  # fmt: skip
    return reports


def _target(classes: str) -> str:
    """The narrowest object that takes in all classes; "" as soon as one of them has no word here."""
    words = [_WORDS["targets"].get(name, "") for name in classes.split("|")]
    return "" if "" in words else common_object(words)


def _act(terms: str) -> str:
    """By the stems of words found in the text: the weapon if one is named, else the general word."""
    found = [term.casefold() for term in terms.split("|")]
    weapons = {act for stem, act in _WORDS["weapons"].items() if stem in found}
    if weapons:
        return common_act(weapons)
    return next((act for stem, act in _WORDS["general"].items() if stem in found), UNKNOWN_ACT)


VIINA = Format(
    "viina", "VIINA 2.0 events found in news texts, one row for each place, day and type",
    frozenset({"event_id_1pd", "date", "sources_matching", "latitude", "longitude"}),
    frozenset({*_WORDS["weapons"].values(), *_WORDS["general"].values()}), read_event, "event_id_1pd",
    local="date",
)  # fmt: skip
