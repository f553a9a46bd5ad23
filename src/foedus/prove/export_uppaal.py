"""The ways of a breach as a timed automaton of UPPAAL: places, how long a case can wait there, who moves it on (P2).

Made of the walk that `foedus procedure` shows, which the machine itself made. One clock counts from where a case came
to a place, another from the finding. Time is whole hours where all limits are, else minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import gcd
from xml.sax.saxutils import escape

from foedus.basics.instant import HOUR, MINUTE, iso
from foedus.procedure.path_walk import Doing, Edge, Place, Walk
from foedus.procedure.state import Stage

_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    "<!DOCTYPE nta PUBLIC '-//Uppaal Team//DTD Flat System 1.6//EN' "
    "'http://www.it.uu.se/research/group/darts/uppaal/flat-1_6.dtd'>\n"
)
_APART = 200
"""Between two places as they are drawn."""


@dataclass(frozen=True, slots=True)
class _Automaton:
    """A walk in whole units of time. waits: how long a case can stay in each place, come to on the longest way."""

    walk: Walk
    unit: int
    waits: dict[Place, int]

    def name(self, place: Place) -> str:
        """The name of a place as UPPAAL can read it."""
        word = place.stage.value.replace(" ", "_")
        return f"{word}_{place.challenges}" if place.challenges else word


def uppaal_model(walk: Walk, accord: str) -> str:
    """The automaton with its queries, as the text of an `.xml` file. accord: its name, for the header.

    A calendar day at a clock change is taken as long as it is on the longest way.
    """
    lengths = {n.place: n.limit - n.latest for n in walk.nodes if n.limit is not None}
    unit = HOUR if gcd(*lengths.values()) % HOUR == 0 else MINUTE
    made = _Automaton(walk, unit, {place: -(-length // unit) for place, length in lengths.items()})
    lines = ["<nta>", "  <declaration>", *(escape(line) for line in _declared(made, accord)), "  </declaration>"]
    lines += ["  <template>", "    <name>Breach</name>", "    <declaration>clock here;</declaration>"]
    lines += [line for n, place in enumerate(_places(made)) for line in _location(made, n, place)]
    lines += ['    <init ref="id0"/>', *(line for edge in walk.edges for line in _transition(made, edge))]
    lines += ["  </template>", "  <system>breach = Breach();", "system breach;</system>", "  <queries>"]
    for formula, comment in _queries(made):
        lines += ["    <query>", f"      <formula>{escape(formula)}</formula>"]
        lines += [f"      <comment>{escape(comment)}</comment>", "    </query>"]
    return _HEAD + "\n".join([*lines, "  </queries>", "</nta>"]) + "\n"


def _declared(made: _Automaton, accord: str) -> Iterator[str]:
    breach, walk = made.walk.breach, made.walk
    one_line = " ".join(accord.split())
    yield f"// {one_line}: the ways of a {breach.grade} breach of Article {breach.norm} by {breach.party},"
    yield f"// found on {iso(walk.found_at)}; one unit of time is {'an hour' if made.unit == HOUR else 'a minute'}."
    if walk.certified is not None:
        yield f"// Certified on {iso(walk.certified[0])} at the earliest, on {iso(walk.certified[1])} at the latest."
    for release in walk.releases:
        yield f"// With its certificate the award of guarantee {release.guarantee}, if all consents are deposited."
    yield "clock since; // since the finding"


def _places(made: _Automaton) -> list[Place]:
    return [node.place for node in made.walk.nodes]


def _location(made: _Automaton, number: int, place: Place) -> Iterator[str]:
    x, y = number * _APART, (place.challenges % 2) * _APART
    yield f'    <location id="id{number}" x="{x}" y="{y}">'
    yield f'      <name x="{x - 40}" y="{y - 32}">{made.name(place)}</name>'
    if place in made.waits:
        yield f'      <label kind="invariant" x="{x - 40}" y="{y + 16}">here &lt;= {made.waits[place]}</label>'
    yield "    </location>"


def _transition(made: _Automaton, edge: Edge) -> Iterator[str]:
    places = _places(made)
    source, target = places.index(edge.source), places.index(edge.target)
    x, y = (source + target) * _APART // 2, (list(Doing).index(edge.doing) - 4) * 24
    wait, waits_on = made.waits[edge.source], edge.doing is Doing.SILENCE
    what = " ".join(part for part in (edge.who, edge.doing.value, f"(Article {edge.article})" if edge.article else ""))
    yield "    <transition>"
    yield f'      <source ref="id{source}"/>'
    yield f'      <target ref="id{target}"/>'
    yield f'      <label kind="guard" x="{x}" y="{y}">here {"&gt;=" if waits_on else "&lt;="} {wait}</label>'
    yield f'      <label kind="assignment" x="{x}" y="{y + 12}">here = 0</label>'
    yield f'      <label kind="comments">{escape(" ".join(what.split()))}</label>'
    yield "    </transition>"


def _queries(made: _Automaton) -> Iterator[tuple[str, str]]:
    """Formulas that all hold, each with what it says."""
    ends = [place for place in _places(made) if place not in made.waits]
    certified = [f"breach.{made.name(place)}" for place in ends if place.stage is Stage.CERTIFIED]
    yield f"A<> {' or '.join(f'breach.{made.name(place)}' for place in ends)}", "Every way comes to an end."
    for place in ends:
        yield f"E<> breach.{made.name(place)}", f"A case can end as {place.stage.value}."
    if certified:
        there = f"({' or '.join(certified)})"
        early, late = _instants(made)
        earliest, latest = (
            pick(times[place] for place in ends if place.stage is Stage.CERTIFIED)
            for pick, times in ((min, early), (max, late))
        )
        comes = f"{there} and breach.here == 0"  # the clocks run on after it
        yield f"E<> {comes} and since <= {earliest}", "A certificate can come so early,"
        yield f"A[] ({comes}) imply since >= {earliest}", "and no earlier."
        yield f"E<> {comes} and since >= {latest}", "A certificate can come so late,"
        yield f"A[] ({comes}) imply since <= {latest}", "and no later."


def _instants(made: _Automaton) -> tuple[dict[Place, int], dict[Place, int]]:
    """When a case can come to each place, at the earliest and at the latest, in units from the finding."""
    places = _places(made)
    early, late = {places[0]: 0}, {places[0]: 0}
    for edge in made.walk.edges:  # in the order of their sources, and no way leads back
        wait = made.waits[edge.source]
        soon = early[edge.source] + (wait if edge.doing is Doing.SILENCE else 0)
        early[edge.target] = min(soon, early.get(edge.target, soon))
        late[edge.target] = max(late[edge.source] + wait, late.get(edge.target, 0))
    return early, late
