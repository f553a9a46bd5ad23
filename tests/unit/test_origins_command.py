"""Who repeats whom, as `foedus origins` draws it: what it draws is what fusion counted, and it reads to the end."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from bench.evidence.ways import accord_of
from bench.evidence.world import make
from typer.testing import CliRunner

from foedus.accord.model import Accord, OneOwner
from foedus.accord.zones import Zones
from foedus.basics.canonical import canonical
from foedus.basics.instant import DAY, FAR_FUTURE, MINUTE
from foedus.cli.app import built
from foedus.incident.fuse import fuse
from foedus.incident.lineage import Ground
from foedus.incident.tracing import Traced, Tracing, flat
from foedus.replay.origins_drawn import Drawing, drawn, totals
from foedus.replay.origins_export import origins_dot, origins_json
from foedus.replay.origins_outlets import outlet_tallies
from foedus.report.model import Basis, Flaw, Report, Unsound
from fusing import START, accord, east, report

app = built()
LIBRARY = Path(__file__).parents[2] / "library"
ENERGY = LIBRARY / "energy_moratorium_2025" / "from_25_march.accord"
EASTER = LIBRARY / "easter_truce_2025" / "easter_truce_2025.accord"
SEEN, ACCUSED, CLAIMED = Basis.SEEN, Basis.ACCUSED, Basis.CLAIMED
LONG = "Two shells fell on the yard behind the old bakery while people queued for bread, a neighbour recalls"


def run(*words: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["origins", *(str(word) for word in words)])
    return done.exit_code, done.stdout, done.stderr


def said(outlet: str, hours_later: float = 0, **more: object) -> Report:
    told: dict[str, object] = {"attachments": (), "published_at": START + DAY + round(hours_later * 60) * MINUTE}
    return report(**{"origin": outlet, "outlet": outlet, **told, **more})  # type: ignore[arg-type]


def traced(*reports: Report, deal: Accord | None = None) -> list[Traced]:
    deal = deal or accord()
    tracing = Tracing(deal, Zones(), reports)
    return [tracing.trace(i) for i in fuse(deal, Zones(), reports, FAR_FUTURE).incidents]


def the_trace(*reports: Report, deal: Accord | None = None) -> Traced:
    [found] = traced(*reports, deal=deal)
    return found


def text_of(*reports: Report, deal: Accord | None = None) -> str:
    """The drawing as one line, so that a wrapped sentence is found."""
    return " ".join(" ".join(drawn(the_trace(*reports, deal=deal), Drawing("UTC"))).split())


# -- what is drawn is what fusion counted ------------------------------------------------------------------------------


def agrees(found: Traced) -> bool:
    names = {o.speaker.name.casefold() for o in found.origins if o.counts}
    every = sorted(told.report.id for told in found.reports)
    return names == {o.casefold() for o in found.incident.origins} and every == sorted(found.incident.reports)


@pytest.mark.parametrize("lineage", ["stated", "found"])
def test_each_report_is_drawn_once_and_the_origins_that_count_are_those_of_the_incident(lineage: str) -> None:
    world = make(7, 30, 6, lineage=lineage)  # type: ignore[arg-type]
    deal, zones = accord_of(world.accord)
    tracing = Tracing(deal, zones, world.reports)
    for incident in fuse(deal, zones, world.reports, FAR_FUTURE).incidents:
        assert agrees(tracing.trace(incident)), incident.id


@pytest.mark.parametrize("path", [ENERGY, EASTER], ids=lambda p: p.stem)
def test_real_counts_and_misquoted_admissions_are_traced_as_they_were_fused(path: Path) -> None:
    code, out, err = run(path, "--json")
    assert code == 0, err
    told = json.loads(out)
    assert len(told["incidents"]) >= 15
    for one in told["incidents"]:
        counting = sorted(o["name"] for o in one["origins"] if o["counts"])
        every = sorted(r["id"] for r in (*(r for o in one["origins"] for r in o["reports"]), *one["apart"]))
        assert (counting, every) == (one["incident"]["origins"], one["incident"]["reports"])


@pytest.mark.slow
def test_a_chain_of_copies_as_long_as_can_be_is_drawn_to_its_end() -> None:
    chain = [said("Wire 0", text=LONG)]
    for n in range(1, 1_200):
        chain.append(said(f"Paper {n}", n / 60, derives_from=(chain[-1].id,)))
    found = the_trace(*chain)
    assert len(flat(found.origins[0].told)) == len(chain)
    assert len(drawn(found, Drawing("UTC", None))) >= len(chain)


# -- who counts and why not --------------------------------------------------------------------------------------------


def test_a_copy_hangs_below_what_it_repeats_with_its_ground_and_how_much_later() -> None:
    first, copy = said("Monitors", text=LONG), said("Gazette", 3, text=LONG)
    third = said("Herald", 5, derives_from=(copy.id,))
    lines = drawn(the_trace(first, copy, third), Drawing("UTC"))
    assert lines[1:5] == [
        "  1. Monitors counts: it does not say who did it",
        "     `- Monitors says it itself; known 2025-03-20 00:00",
        "        `- Gazette repeats Monitors: near-identical text, published later; known 2025-03-20 00:00, 3",
        "           |  hours later",
    ]
    assert lines[5].startswith("           `- Herald repeats Gazette, as it says itself; known 2025-03-20 00:00, 2")
    assert lines[-1] == "  = 3 reports by 3 outlets, 1 origin, which counts; confirmed."


def test_a_party_does_not_count_and_the_drawing_says_what_it_says() -> None:
    told = text_of(said("Herald", origin="AA-MoD", claims=[("BB", ACCUSED)]))
    assert "1. AA does not count: it accuses BB, in its own interest (I3)" in told
    assert "Herald has it from AA-MoD; known" in told and "not confirmed." in told
    told = text_of(said("Herald", origin="AA-MoD"))
    assert "AA does not count: it names nobody as having done it, in its own interest (I3)" in told
    told = text_of(said("Herald", origin="AA-MoD", act="withdraw heavy weapons", claims=[("AA", CLAIMED)]))
    assert "AA does not count: it says that it did what it has to do, in its own interest (I3)" in told


def test_an_admission_counts_because_it_is_against_the_partys_interest() -> None:
    told = text_of(said("Herald", origin="AA-MoD", claims=[("AA", CLAIMED)]))
    assert "1. AA counts: what it says is against its own interest" in told


def test_organs_of_a_party_are_grouped_under_it_and_parties_that_speak_as_one_do_not_count() -> None:
    reports = [said("Herald", origin="AA-MoD"), said("Mirror", origin="AA-FM", place=east(300))]
    assert [o.speaker.name for o in the_trace(*reports).origins] == ["AA"]
    told = text_of(said("Herald", origin="AA-MoD and BB-MoD", claims=[("AA", SEEN)]))
    assert "AA and BB do not count: they speak as one, and which of them says what is not told (I3c)" in told


def test_outlets_of_one_owner_are_one_origin_that_is_said_to_be_a_group() -> None:
    deal = accord()
    deal = replace(deal, evidence=replace(deal.evidence, owners=(OneOwner(("Daily A", "Evening A")),)))
    found = the_trace(report("Daily A"), report("Evening A", 0.5, east(900)), deal=deal)
    assert [(o.owners, o.counts, len(o.told)) for o in found.origins] == [(True, True, 2)]
    assert "Daily A or Evening A, outlets that the accord counts as one origin, counts" in " ".join(
        drawn(found, Drawing("UTC"))
    )


def test_a_marked_report_is_drawn_apart_with_its_reason() -> None:
    below = Flaw(Unsound.COUNT_BELOW_ZERO, "killed: -3")
    told = text_of(report(claims=[("AA", SEEN)]), report("Gazette", place=east(300, 10), flaws=(below,)))
    assert "- Gazette, known 2025-03-20 00:00; nothing follows from it: a count below zero (killed: -3)" in told
    told = text_of(report(flaws=(below,)))
    assert "Monitors does not count: all that it says is marked (R7)" in told


def test_a_misquoted_admission_hangs_below_the_accusation() -> None:
    found = run(EASTER)[1]
    assert "|  `- timeukraineisrael.com is misquoted: an admission with the number that the accuser" in found


def test_a_source_that_is_of_another_incident_is_said_to_be_elsewhere() -> None:
    first = said("Monitors")
    second, third = (said(f"P{n}", n, hours=60, place=east(90_000), derives_from=(first.id, "f" * 64)) for n in (1, 2))
    of_other = next(t for t in traced(first, second, third) if second.id in t.incident.reports)
    assert {told.step.ground for told in of_other.reports} == {Ground.STATED}
    assert "is not among those of this incident" in " ".join(" ".join(drawn(of_other, Drawing("UTC"))).split())


def test_reports_of_one_outlet_that_say_the_same_are_one_line_with_their_number() -> None:
    same = [said("Herald", n, origin="AA-MoD", link=f"https://example.org/{n}") for n in range(3)]
    assert "Herald has it from AA-MoD, 3 reports; known" in text_of(
        *(replace(r, event_key="c:1", collector="c", source_row=f"1-{n}") for n, r in enumerate(same, 1))
    )


def test_an_edition_of_an_outlet_is_no_other_outlet() -> None:
    told = text_of(said("News.example", text=LONG), said("News.example (de)", 3, text="Zwei Granaten"))
    assert "2 reports by 1 outlet, 1 origin, which counts" in told


# -- totals ------------------------------------------------------------------------------------------------------------


def test_outlets_are_counted_by_who_was_first_and_who_repeats() -> None:
    one = [said("Monitors", text=LONG), said("Gazette", 3, text=LONG)]
    two = [said("Gazette", 60, hours=60, place=east(90_000), text="Shelling at the mill")]
    found = traced(*one, *two)
    tallies = {t.outlet: (t.incidents, t.shared, t.first, t.itself, t.repeats) for t in outlet_tallies(found)}
    assert tallies == {"Monitors": (1, 1, 1, 1, 0), "Gazette": (2, 1, 0, 1, 1)}
    assert totals(found) == "In all 2 incidents: 3 reports, 2 origins, of which 2 count; 2 incidents confirmed."


# -- the graph ---------------------------------------------------------------------------------------------------------

_WORD = r'"(?:[^"\\\n]|\\.)*"'
_LINE = re.compile(
    rf"\s*(?:digraph origins \{{|subgraph {_WORD} \{{|\}}|{_WORD} -> {_WORD} \[label={_WORD}\];"
    rf"|{_WORD} \[label={_WORD}, style={_WORD}\];|(?:label|style|rankdir)={_WORD};(?: style={_WORD};)?"
    rf"|(?:node|edge) \[.*\];)"
)


def test_the_graph_is_well_formed_whatever_names_sources_have() -> None:
    evil = 'Paper "A"] }; x -> y \\'
    first = said("Monitors\x1b[2J\nand more", text=LONG)
    text = origins_dot(accord(), traced(first, said(evil, 1, text=LONG)))
    assert text.count("{") - text.count('"A\\"] }') >= 1
    assert [line for line in text.splitlines() if not _LINE.fullmatch(line)] == []
    bare = re.sub(_WORD, "", text)
    assert bare.count("{") == bare.count("}") and bare.count("->") == 1 and "\x1b" not in text


def test_every_arrow_leads_from_a_node_to_a_node() -> None:
    first = said("Monitors")
    apart = said("Gazette", 1, hours=60, place=east(90_000), derives_from=(first.id, "f" * 64))
    [only] = [t for t in traced(first, apart) if apart.id in t.incident.reports]
    text = origins_dot(accord(), [only])
    nodes = set(re.findall(r'^\s*"(\w{64})" \[', text, re.MULTILINE))
    arrows = re.findall(r'^\s*"(\w{64})" -> "(\w{64})"', text, re.MULTILINE)
    assert arrows == [(first.id, apart.id)] and {first.id, apart.id} == nodes


# -- the command -------------------------------------------------------------------------------------------------------


def test_the_json_is_canonical_complete_and_the_same_whatever_the_order_of_reports() -> None:
    reports = [said("Monitors", text=LONG), said("Gazette", 3, text=LONG), said("AA-MoD", 4, claims=[("BB", ACCUSED)])]
    deal = accord()
    text = origins_json(deal, FAR_FUTURE - DAY * 400_000, traced(*reports))
    assert text == origins_json(deal, FAR_FUTURE - DAY * 400_000, traced(*reversed(reports)))
    assert canonical(json.loads(text)).decode() + "\n" == text
    [one] = json.loads(text)["incidents"]
    told = {r["outlet"]: r for o in one["origins"] for r in o["reports"]}
    assert told["Gazette"]["repeats"] == told["Gazette"]["root"] == reports[0].id
    assert told["Gazette"]["weight"] > 0 and told["Gazette"]["reasons"][0].startswith("for it: the same words")
    assert told["Monitors"]["repeats"] is None


def test_the_drawing_keeps_its_width_and_says_what_is_left_out() -> None:
    code, out, err = run(ENERGY, "--limit", 3)
    assert code == 0, err
    assert max(map(len, out.splitlines())) <= 100
    assert "The 3 with the most reports of 22 incidents are drawn" in out and out.count("\n  = ") == 3
    assert "28 more incidents rest on a single report each (`--all` draws them too)." in out
    assert run(ENERGY, "--all", "--limit", 99)[1].count("\n  = ") == 50


def test_an_incident_is_asked_for_by_how_its_id_begins() -> None:
    code, out, _ = run(ENERGY, "--incident", "I-3dc9")
    assert code == 0 and out.count("\n  = ") == 1 and "I-3dc9f79b0730315e  drone strike" in out
    assert run(ENERGY, "--incident", "3DC9")[1] == out
    [one] = json.loads(run(ENERGY, "--incident", "I-3dc9", "--json")[1])["incidents"]
    assert one["incident"]["id"] == "I-3dc9f79b0730315e"


def test_an_unknown_incident_is_told_with_near_ones() -> None:
    code, out, err = run(ENERGY, "--incident", "I-3dc9f79b0730315f")
    assert code == 2 and out == ""
    assert "U0013" in err and "I-3dc9f79b0730315e" in err


def test_of_what_was_known_later_nothing_is_drawn() -> None:
    told = json.loads(run(ENERGY, "--as-known-at", "2025-03-24", "--json")[1])
    times = [r["known_at"] for one in told["incidents"] for o in one["origins"] for r in o["reports"]]
    assert times and max(times) <= told["as_known_at"] == "2025-03-24T21:59:59.999999Z"


def test_what_it_writes_it_writes_whole_and_prints_nothing(tmp_path: Path) -> None:
    code, out, _ = run(EASTER, "-o", tmp_path / "o.txt", "--dot", tmp_path / "o.dot")
    assert code == 0 and out == ""
    assert (tmp_path / "o.txt").read_text(encoding="utf-8") == run(EASTER)[1]
    text = (tmp_path / "o.dot").read_text(encoding="utf-8")
    assert text.startswith("digraph origins {") and text.endswith("}\n")


@pytest.mark.parametrize("words", [("--limit", "-1"), ("--output", EASTER), ("--as-known-at", "soon")])
def test_wrong_usage_ends_before_anything_is_written(words: tuple[object, ...]) -> None:
    code, out, err = run(EASTER, *words)
    assert code == 2 and out == "" and err


def test_a_file_with_a_row_refused_ends_with_one(tmp_path: Path) -> None:
    good = (EASTER.parent / "reports" / "easter_truce.csv").read_text(encoding="utf-8")
    row = good.splitlines()[1].split(",")
    (tmp_path / "t.csv").write_text(good + ",".join(["X-1", "never", *row[2:]]) + "\n", encoding="utf-8")
    code, out, err = run(EASTER, tmp_path / "t.csv")
    assert code == 1 and "Easter truce" in out and "1 row refused" in err


def test_no_reports_at_all_is_a_drawing_of_nothing() -> None:
    assert traced() == []
    assert totals([]).endswith("0 origins, of which none counts; no incident confirmed.")
