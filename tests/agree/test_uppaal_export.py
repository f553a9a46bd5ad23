"""The automaton for UPPAAL has the form that its documents ask for, and its clocks say what the machine says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

from foedus.accord.model import Accord
from foedus.accord.read_accord import read_accord
from foedus.basics.instant import HOUR, MINUTE
from foedus.procedure.compiling import compile_procedure
from foedus.procedure.path_walk import Walk, walk
from foedus.prove.export_uppaal import uppaal_model
from foedus.prove.inquiry import Inquiry
from prove_values import accord

LIBRARY = Path(__file__).parents[2] / "library"
ORDER = {
    "nta": ("declaration", "template", "system", "queries"),
    "template": ("name", "declaration", "location", "init", "transition"),
    "location": ("name", "label"),
    "transition": ("source", "target", "label"),
    "query": ("formula", "comment"),
}
"""Children in the order of the flat system format, of those that are written."""


@dataclass(frozen=True)
class Automaton:
    """names: of locations by id. waits: invariants on `here`. edges: (source, target, sign, number)."""

    names: dict[str, str]
    waits: dict[str, int]
    edges: list[tuple[str, str, str, int]]
    queries: list[str]
    start: str

    def entries(self) -> dict[str, tuple[int, int]]:
        """When each location can be come to, at the earliest and at the latest: `here` is set back on each edge, so
        between the two it can be any time."""
        found = {self.start: (0, 0)}
        changed = True
        while changed:
            changed = False
            for source, target, sign, number in self.edges:
                if source not in found:
                    continue
                (early, late), wait = found[source], self.waits[source]
                low, high = (number, wait) if sign == ">=" else (0, min(number, wait))
                assert low <= high, "an edge that can never be taken"
                before = found.get(target, (early + low, late + high))
                now = (min(before[0], early + low), max(before[1], late + high))
                changed |= now != found.get(target)
                found[target] = now
        return {self.names[place]: times for place, times in found.items()}


def read_automaton(text: str) -> Automaton:
    root = ElementTree.fromstring(text)
    for node in root.iter():
        if node.tag in ORDER:
            places = [ORDER[node.tag].index(child.tag) for child in node]
            assert places == sorted(places), f"<{node.tag}> has its parts in another order"
    assert root.tag == "nta" and "flat-1_6.dtd" in text.splitlines()[1]
    locations = {node.attrib["id"]: node for node in root.iter("location")}
    assert len(locations) == len(list(root.iter("location"))), "an id is there once"
    names = {key: node.findtext("name") or "" for key, node in locations.items()}
    assert all(re.fullmatch(r"[a-z_]\w*", name) for name in names.values()) and len(set(names.values())) == len(names)
    waits, edges = {}, []
    for key, node in locations.items():
        for label in node.findall("label"):
            found = re.fullmatch(r"here <= (\d+)", label.text or "")
            assert found and label.attrib["kind"] == "invariant"
            waits[key] = int(found[1])
    for node in root.iter("transition"):
        labels = {label.attrib["kind"]: label.text or "" for label in node.findall("label")}
        found = re.fullmatch(r"here (<=|>=) (\d+)", labels["guard"])
        assert found and labels["assignment"] == "here = 0" and labels["comments"]
        source, target = (node.find(end).attrib["ref"] for end in ("source", "target"))  # type: ignore[union-attr]
        assert {source, target} <= locations.keys()
        edges.append((source, target, found[1], int(found[2])))
    start = root.find("template/init")
    assert start is not None
    queries = [node.text or "" for node in root.iter("formula")]
    return Automaton(names, waits, edges, queries, start.attrib["ref"])


def holds(automaton: Automaton, query: str) -> bool:
    """Whether a query of the forms that are written holds."""
    times = automaton.entries()
    names = re.findall(r"breach\.(?!here)(\w+)", query)
    assert set(names) <= set(automaton.names.values())
    if query.startswith("A<>"):
        over = {name for key, name in automaton.names.items() if key not in automaton.waits}
        left = {source for source, _, sign, wait in automaton.edges if sign == ">=" and automaton.waits[source] >= wait}
        return over <= set(names) and left == automaton.waits.keys()
    bound = re.search(r"since (<=|>=) (\d+)$", query)
    some = [times[name] for name in names if name in times]
    if bound is None:
        return bool(some)
    sign, number = bound[1], int(bound[2])
    if query.startswith("E<>"):
        return any(early <= number if sign == "<=" else late >= number for early, late in some)
    return all(late <= number if sign == "<=" else early >= number for early, late in some)


def walks(deal: Accord) -> list[Walk]:
    procedure = compile_procedure(deal)
    found = []
    for guarantee in procedure.guarantees:
        for breach in Inquiry(deal, procedure, guarantee, deal.in_force_from).breaches:
            each = walk(procedure, breach, deal.in_force_from)
            assert each is not None
            found.append(each)
    return found


SMALL = [
    accord(), accord(challenges="", silence="refusal"), accord(challenges="3 times", unruled="upholds"),
    accord(cure="the accused may cure a breach within 36 hours", window="90 minutes"),
]  # fmt: skip
FILES = sorted((*LIBRARY.glob("known_answers/*.accord"), *LIBRARY.glob("conditional_accession/cond*.accord")))


def libraries() -> list[Accord]:
    return [deal for path in FILES if (deal := read_accord(path).accord) is not None]


def test_a_case_can_come_to_each_place_exactly_when_the_machine_says() -> None:
    deals = [*SMALL, *libraries()]
    assert len(deals) > 10 and len(FILES) > 6
    for deal in deals:
        for found in walks(deal):
            text = uppaal_model(found, deal.name)
            automaton = read_automaton(text)
            unit = HOUR if "is an hour" in text else MINUTE
            said = [((n.earliest - found.found_at) // unit, (n.latest - found.found_at) // unit) for n in found.nodes]
            assert [automaton.entries()[name] for name in automaton.names.values()] == said, deal.name


def test_every_query_holds_and_one_about_a_sooner_or_later_certificate_would_not() -> None:
    for deal in [*SMALL, *libraries()]:
        for found in walks(deal):
            automaton = read_automaton(uppaal_model(found, deal.name))
            assert automaton.queries and [query for query in automaton.queries if not holds(automaton, query)] == []
            for query in automaton.queries:
                bound = re.search(r"since (<=|>=) (\d+)$", query)
                if bound and query.startswith("A[]"):
                    tighter = int(bound[2]) + (1 if bound[1] == ">=" else -1)
                    assert not holds(automaton, query[: bound.start(2)] + str(max(0, tighter))) or tighter < 0


@pytest.mark.parametrize("n", range(len(SMALL)))
def test_the_same_accord_gives_the_same_bytes(n: int) -> None:
    first, second = (uppaal_model(walks(SMALL[n])[0], "A & B <of\n two lines>") for _ in range(2))
    assert first == second and "A &amp; B &lt;of two lines&gt;" in first
