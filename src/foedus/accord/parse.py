"""Parsing: an accord's text as a typed model, with every fault of the text told at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from foedus.accord.build_articles import Doubtful, build_articles
from foedus.accord.build_head import (
    build_alliances,
    build_bodies,
    build_categories,
    build_evidence,
    build_head,
    build_parties,
    build_zones,
)  # fmt: skip
from foedus.accord.build_procedure import build_requirements
from foedus.accord.faults import MOST_SHOWN, Faults
from foedus.accord.layout import bare_text
from foedus.accord.lines import Line, lines_of
from foedus.accord.model import Accord
from foedus.accord.outline import STRAY, Node, outline
from foedus.accord.structure import tell_structure, time_zone_of
from foedus.accord.values import Values
from foedus.accord.words import Kind
from foedus.basics.problem import Problem, Span, in_order


@dataclass(frozen=True)
class Parsed:
    """What became of a text.

    accord: what could be read, as far as it could; None if nothing could. doubtful: names and addresses that broken
    lines would have declared, so that nobody is told that they do not exist.
    """

    accord: Accord | None
    problems: tuple[Problem, ...]
    doubtful: frozenset[str]


def parse(source: str, name: str, folder: Path) -> Parsed:
    """Parse a text. Never raises for what the text holds; cost linear in its length.

    name: how problems call the file. folder: where its zone files are looked for.
    """
    faults = Faults(name)
    lines = lines_of(source, faults)
    roots = outline(lines, faults)
    if faults.full:
        return Parsed(None, _too_many(faults), frozenset())
    if not roots:
        return Parsed(None, in_order(faults.problems) or (_empty(name),), frozenset())
    doubtful = Doubtful(set(_doubtful_names(roots)))
    accord = _built(lines, roots, faults, doubtful, folder)
    problems = _too_many(faults) if faults.full else in_order(faults.problems)
    nothing = all(node.kind == STRAY for node in roots)
    return Parsed(None if nothing else accord, problems, frozenset(doubtful.names))


def _built(lines: Sequence[Line], roots: Sequence[Node], faults: Faults, doubtful: Doubtful, folder: Path) -> Accord:
    head_line = tell_structure(roots, faults)
    values = Values(faults, time_zone_of(head_line, faults))
    head = build_head(head_line, values)

    def of(*kinds: str) -> list[Node]:
        return [node for node in roots if node.kind in kinds]

    first = roots[0] if head_line is None else head_line
    return Accord(
        name=head.name,
        version=head.version,
        time_zone=values.time_zone or "UTC",
        window_ends=head.window_ends,
        in_force_from=head.in_force_from,
        in_force_until=head.in_force_until,
        grades=head.grades,
        parties=build_parties(of("parties"), values),
        alliances=build_alliances(of("alliance"), values),
        bodies=build_bodies(of("body"), values),
        zones=build_zones(of("zone_file", "zone_where", "zone_within", "zone_union", "zone_area"), values),
        acts=build_categories(of("act"), values),
        objects=build_categories(of("object"), values),
        evidence=build_evidence(of("evidence"), values),
        articles=build_articles(of("article"), values, doubtful),
        requirements=build_requirements(of("require"), values),
        sources=head.sources,
        renewal=head.renewal,
        digest=hashlib.sha256(bare_text(lines).encode("utf-8", "surrogatepass")).hexdigest(),
        folder=folder,
        span=faults.span(first.words),
    )


def _doubtful_names(nodes: Iterable[Node]) -> Iterable[str]:
    """What broken lines might have declared: their names, addresses, and the words that an act or object would have."""
    for node in nodes:
        if node.broken:
            yield from (w.text for w in node.words if w.kind in (Kind.NAME, Kind.MIXED))
            yield from _declared(node)
        yield from _doubtful_names(node.children)


def _declared(node: Node) -> Iterable[str]:
    texts = [word.text for word in node.words]
    match node.kind:
        case "alliance" | "body" | "zone":
            yield from (text[:1].upper() + text[1:] for text in texts[1:2])
        case "party_line":
            yield texts[0][:1].upper() + texts[0][1:]
        case "act" | "object" | "stray":
            yield " ".join(texts[1 : texts.index("is") if "is" in texts else len(texts)])
        case "grades":
            yield from texts[1:]
        case _:
            return


def _too_many(faults: Faults) -> tuple[Problem, ...]:
    shown = in_order(faults.problems)
    last = shown[-1].span or Span(faults.file, 1)
    return (
        *shown,
        Problem(
            "A0006", Span(faults.file, last.line), f"more than {MOST_SHOWN} faults; the rest is not told",
            "so many come from one cause as a rule: another kind of file, or a first line gone wrong",
            "mend the first few and check again",
        ),
    )  # fmt: skip


def _empty(name: str) -> Problem:
    return Problem(
        "A0003", Span(name, 1), "the text says nothing", "there is nothing that could be kept or breached",
        'begin with `accord "Title", version 1`',
    )  # fmt: skip
