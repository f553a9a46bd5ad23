"""Who, where, what and how reports count, out of the outline: everything of an accord before its articles."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lark import Token

from foedus.accord.model import (
    DEFAULT_GRADES,
    STANDARDS,
    Alliance,
    Body,
    Category,
    Confirmation,
    Evidence,
    Granularity,
    OneOwner,
    Party,
    Renewal,
    SameIncident,
    Source,
    Spokesman,
    Standard,
    WindowEnds,
    Zone,
    ZoneArea,
    ZoneFromFile,
    ZoneShape,
    ZoneUnion,
    ZoneWithin,
)  # fmt: skip
from foedus.accord.outline import Node
from foedus.accord.values import Branch, Values, branch_of, branches, joined, leaves, phrases, tokens
from foedus.basics.instant import Instant
from foedus.basics.probability import SURE


@dataclass(frozen=True)
class Head:
    """What the accord line and the lines under it say, defaults filled in."""

    name: str = ""
    version: int = 1
    window_ends: WindowEnds = WindowEnds.EXCLUDE_START
    in_force_from: Instant = 0
    in_force_until: Instant | None = None
    grades: tuple[str, ...] = DEFAULT_GRADES
    sources: tuple[Source, ...] = ()
    renewal: Renewal | None = None


def build_head(node: Node | None, values: Values) -> Head:
    """The head of the accord; of a broken line the default is taken."""
    if node is None:
        return Head()
    head = Head()
    if node.tree is not None:
        title, version = tokens(node.tree)
        head = replace(head, name=values.text(title), version=values.number(version))
    for child in node.children:
        if child.tree is not None:
            head = _with_line(head, child.tree, values)
    return head


def _with_line(head: Head, line: Branch, values: Values) -> Head:
    match line.data:
        case "windows_include":
            return replace(head, window_ends=WindowEnds.INCLUDE_BOTH)
        case "in_force":
            start, *end = (values.moment(b) for b in line.children if not isinstance(b, Token))
            return replace(head, in_force_from=start, in_force_until=end[0] if end else None)
        case "renewal":
            return replace(head, renewal=_renewal(line, values))
        case "grades":
            return replace(head, grades=tuple(str(t) for t in leaves(line)))
        case "source":
            title, *address = (values.text(t) for t in tokens(line))
            found = Source(title, address[0] if address else "", values.span(line))
            return replace(head, sources=(*head.sources, found))
        case _:
            return head


def _renewal(line: Branch, values: Values) -> Renewal | None:
    """The renewal; none if one of its periods cannot be meant, since what stands in for that would be checked too."""
    told = len(values.faults.problems)
    period, notice = (values.period(b) for b in branches(line, "period"))
    return Renewal(period, notice, values.span(line)) if told == len(values.faults.problems) else None


def build_parties(nodes: list[Node], values: Values) -> tuple[Party, ...]:
    """The parties of all `parties` blocks."""
    lines = [c.tree for n in nodes for c in n.children if c.tree is not None]
    return tuple(
        Party(str(t.children[0]), values.text(tokens(t, "STRING")[0]), values.also(t), values.span(t)) for t in lines
    )


def build_alliances(nodes: list[Node], values: Values) -> tuple[Alliance, ...]:
    """The alliances, with the members of all their lines."""
    return tuple(
        Alliance(str(name), values.text(title), members_of(n), values.span(n.tree))
        for n in nodes
        if n.tree is not None
        for name, title in [tokens(n.tree)]
    )


def build_bodies(nodes: list[Node], values: Values) -> tuple[Body, ...]:
    """The bodies, with the members of all their lines."""
    return tuple(
        Body(str(name), values.text(title), members_of(n), values.span(n.tree))
        for n in nodes
        if n.tree is not None
        for name, title in [tokens(n.tree)]
    )


def members_of(node: Node) -> tuple[str, ...]:
    """The members of an alliance or a body."""
    return tuple(str(t) for c in node.children if c.tree is not None for t in leaves(c.tree))


def build_zones(nodes: list[Node], values: Values) -> tuple[Zone, ...]:
    """The zones."""
    lines = [n.tree for n in nodes if n.tree is not None]
    return tuple(Zone(str(t.children[0]), _shape(t, values), values.also(t), values.span(t)) for t in lines)


def _shape(line: Branch, values: Values) -> ZoneShape:
    strings = branch_of(line, "strings")
    match line.data:
        case "zone_file":
            return ZoneFromFile(values.text(tokens(line, "STRING")[0]))
        case "zone_where":
            prop = branch_of(line, "property")
            assert prop is not None and strings is not None
            name = tokens(prop)[0]
            written = values.text(name) if name.type == "STRING" else str(name)
            return ZoneFromFile(values.text(tokens(line, "STRING")[0]), written, values.texts(strings))
        case "zone_within":
            distance = branch_of(line, "distance")
            assert distance is not None
            return ZoneWithin(values.distance(distance), str(tokens(line)[1]))
        case "zone_union":
            zones = branch_of(line, "zone_names")
            assert zones is not None
            return ZoneUnion(tuple(str(t) for t in leaves(zones)))
        case _:
            assert line.data == "zone_area" and strings is not None
            return ZoneArea(values.texts(strings))


def build_categories(nodes: list[Node], values: Values) -> tuple[Category, ...]:
    """Acts, or objects."""
    found = []
    for tree in (n.tree for n in nodes if n.tree is not None):
        name, kinds = tree.children
        assert not isinstance(name, Token) and not isinstance(kinds, Token)
        found.append(Category(joined(name), phrases(kinds), values.span(tree)))
    return tuple(found)


def build_evidence(nodes: list[Node], values: Values) -> Evidence:
    """How reports count; what is not said takes its default."""
    evidence = Evidence()
    for node in nodes:
        if node.tree is not None:
            evidence = replace(evidence, span=values.span(node.tree))
        for child in node.children:
            if child.tree is not None:
                evidence = _with_evidence(evidence, child.tree, values)
    return evidence


def _with_evidence(evidence: Evidence, line: Branch, values: Values) -> Evidence:
    span = values.span(line)
    match line.data:
        case "same_incident" | "same_episode":
            distance, period = branch_of(line, "distance"), branch_of(line, "period")
            assert distance is not None and period is not None
            counted = Granularity.EPISODE if line.data == "same_episode" else Granularity.INCIDENT
            same = SameIncident(values.distance(distance), values.period(period), counted, span)
            return replace(evidence, same_incident=same)
        case "confirmed":
            origins, *others = (values.number(t) for t in tokens(line))
            return replace(evidence, confirmation=Confirmation(origins, others[0] if others else 0, span))
        case "attributed_named" | "attributed_percent":
            return replace(evidence, standard=_standard(line, values))
        case "one_owner":
            outlets = branch_of(line, "strings")
            assert outlets is not None
            return replace(evidence, owners=(*evidence.owners, OneOwner(values.texts(outlets), span)))
        case _:
            assert line.data == "spokesmen"
            origins_, party = branch_of(line, "strings"), tokens(line, "NAME")[0]
            assert origins_ is not None
            found = Spokesman(values.texts(origins_), str(party), span)
            return replace(evidence, spokesmen=(*evidence.spokesmen, found))


def _standard(line: Branch, values: Values) -> Standard:
    span = values.span(line)
    if line.data == "attributed_percent":
        number = tokens(line)[0]
        percent = int(number) if len(number) <= 3 else 0
        if 1 <= percent <= 99:
            return Standard(f"at least {percent} percent", percent * SURE // 100, False, span)
        values.faults.add(
            "A0142", values.span(number), f"a standard of proof of {str(number)[:20]} percent",
            "0 percent proves everything, and reports never reach 100 percent, so nothing would ever be found",
            "write a whole number from 1 to 99: `of at least 90 percent`",
        )
        return Standard(span=span)
    name = joined(line)
    if name not in STANDARDS:
        values.faults.add(
            "A0141", span, f"`{name[:60]}` is no standard of proof known here",
            "how sure somebody must be has to be a number in the end, and this name has none",
            "write one of " + ", ".join(f"`{s}`" for s in STANDARDS) + ", or `of at least 90 percent`",
        )
        return Standard(span=span)
    probability, strictly = STANDARDS[name]
    return Standard(name, probability, strictly, span)
