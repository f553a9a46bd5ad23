"""The lineage of incidents for other programs: canonical JSON, and a graph as Graphviz reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from foedus.accord.model import Accord
from foedus.basics.canonical import canonical, plain
from foedus.basics.instant import Instant, iso
from foedus.incident.tracing import Origin, Told, Traced, flat
from foedus.incident.wire_credit import claimant_of
from foedus.replay.export import incident_told
from foedus.replay.origins_drawn import ground_said, known_said
from foedus.replay.origins_outlets import UNNAMED, outlet_tallies
from foedus.replay.shown import place_said
from foedus.replay.words import stretch
from foedus.report.model import Report


def origins_json(accord: Accord, at: Instant, traced: Sequence[Traced]) -> str:
    """These incidents with their origins as one line of canonical JSON (RFC 8785); the same reports, the same bytes.

    Each report stands once, under its origin (or under `apart`, where it is marked), a source before its copies, and
    names what it repeats by id. Weights are whole milli-nats, instants RFC 3339 in UTC.
    """
    asked = accord.evidence.confirmation
    whole = {
        "accord": {"name": accord.name, "version": accord.version, "digest": accord.digest},
        "as_known_at": iso(at),
        "confirmed_by": {"origins": asked.origins, "not_a_party": asked.not_a_party},
        "incidents": [
            {
                "incident": incident_told(t.incident),
                "origins": [_origin(o) for o in t.origins],
                "apart": [_report(told) for told in t.apart],
            }
            for t in traced
        ],
        "outlets": plain(outlet_tallies(traced)),
    }
    return canonical(whole).decode("utf-8") + "\n"


def _origin(origin: Origin) -> dict[str, Any]:
    return {
        "name": origin.speaker.name, "parties": list(origin.speaker.parties), "one_owner": origin.owners,
        "counts": origin.counts, "why": origin.why, "reports": [_report(told) for told in flat(origin.told)],
    }  # fmt: skip


def _report(told: Told) -> dict[str, Any]:
    step, report = told.step, told.report
    return {
        "id": report.id, "outlet": report.outlet, "claimant": claimant_of(report), "kind": report.kind.value,
        "known_at": iso(report.known_at),
        "published_at": None if report.published_at is None else iso(report.published_at),
        "repeats": step.repeats.id if step.repeats.id != report.id else None, "root": step.root.id,
        "source_in_incident": told.source is None, "ground": step.ground.value, "weight": step.weight,
        "reasons": list(step.reasons), "marks": [mark.says for mark in told.marks], "link": report.link,
    }  # fmt: skip


def origins_dot(accord: Accord, traced: Sequence[Traced]) -> str:
    """The same as a graph for Graphviz: a box for each incident, in it one for each origin, and an arrow from each
    report to what repeats it. What does not count is dashed; what is not of the incident is dotted."""
    lines = ["digraph origins {", '  rankdir="LR";', '  node [shape="box", fontsize="10"];', '  edge [fontsize="9"];']
    drawn = {told.report.id for one in traced for told in one.reports}
    outside: dict[str, Report] = {}
    for number, one in enumerate(traced):
        what = " or ".join(one.incident.acts) or "act not given"
        when = stretch(one.incident.happened_at, accord.time_zone)
        label = f"{one.incident.id}\n{what}\n{when}\n{place_said(one.incident.place)}"
        lines += [f"  subgraph {_quoted(f'cluster_{number}')} {{", f"    label={_quoted(label)};"]
        for place, origin in enumerate(one.origins):
            lines += _cluster(origin, f"cluster_{number}_{place}", accord.time_zone)
        lines += [f"    {_node(told, accord.time_zone, 'dotted')}" for told in one.apart]
        lines.append("  }")
        for told in one.reports:
            step = told.step
            if step.repeats.id != told.report.id:
                said = f"{_quoted(step.repeats.id)} -> {_quoted(told.report.id)}"
                lines.append(f"  {said} [label={_quoted(step.ground.value)}];")
                if step.repeats.id not in drawn:
                    outside[step.repeats.id] = step.repeats
    for id, report in sorted(outside.items()):
        lines.append(f'  {_quoted(id)} [label={_quoted(report.outlet or UNNAMED)}, style="dotted"];')
    return "\n".join([*lines, "}"]) + "\n"


def _cluster(origin: Origin, name: str, zone: str) -> list[str]:
    style = "solid" if origin.counts else "dashed"
    label = f"{origin.speaker.name}: {'counts' if origin.counts else 'does not count'}"
    lines = [f"    subgraph {_quoted(name)} {{", f'      label={_quoted(label)}; style="{style}";']
    return [*lines, *(f"      {_node(told, zone, style)}" for told in flat(origin.told)), "    }"]


def _node(told: Told, zone: str, style: str) -> str:
    label = f"{told.report.outlet or UNNAMED}\n{ground_said(told.step)}\nknown {known_said(told.report.known_at, zone)}"
    return f'{_quoted(told.report.id)} [label={_quoted(label)}, style="{style}"];'


def _quoted(text: str) -> str:
    """A string as Graphviz has it. What sources write can neither end it nor drive a terminal."""
    lines = ("".join(c if c.isprintable() else " " for c in line) for line in text.split("\n"))
    return '"' + "\\n".join(line.replace("\\", "\\\\").replace('"', '\\"') for line in lines) + '"'
