"""Rows of one's own table that take back, correct or copy other rows of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from foedus.incident.force import in_force, known_by
from foedus.report.model import Basis, Claim, Kind, ReadReports
from foedus.report.read_reports import KEPT, read_reports
from foedus.report.show import in_words

HEADING = "id,what,start,act,outlet,published,party,takes back,corrects,copies\n"
MAPPING = """
[columns]
id = "id"
kind = "what"
start = "start"
act = "act"
outlet = "outlet"
published = "published"
party = "party"
retracts = "takes back"
supersedes = "corrects"
derives_from = "copies"

[kinds]
e = "event"
r = "retraction"
d = "denial"
a = "announcement"
s = "status"
n = "aggregate"
"""


def read(folder: Path, *rows: str, mapping: str = MAPPING, heading: str = HEADING) -> ReadReports:
    (folder / "t.csv").write_text(heading + "\n".join(rows) + "\n", encoding="utf-8")
    (folder / "m.toml").write_text(mapping, encoding="utf-8")
    return read_reports(folder / "t.csv", mapping=folder / "m.toml")


def row(id: str, what: str = "e", back: str = "", corrects: str = "", copies: str = "", party: str = "") -> str:
    cells = (id, what, "2025-03-18", "shelling", f"Radio {id}", "2025-03-20", party, back, corrects, copies)
    return ",".join(f'"{cell}"' for cell in cells)


def codes(found: ReadReports) -> dict[int, list[str]]:
    return {refused.row: [p.code for p in refused.problems] for refused in found.refused}


def test_a_row_names_earlier_and_later_rows_and_the_order_of_the_file_stays(tmp_path: Path) -> None:
    found = read(tmp_path, row("1", corrects="3"), row("2", "r", back="1; 3"), row("3"), row("4", copies="2|3"))
    one, two, three, four = found.reports
    assert [r.source_row for r in found.reports] == ["1", "2", "3", "4"]
    assert one.supersedes == (three.id,)
    assert two.retracts == (one.id, three.id) and two.kind is Kind.RETRACTION
    assert four.derives_from == (two.id, three.id)
    assert len({r.id for r in found.reports}) == 4


def test_an_id_with_a_comma_in_it_is_found_whole(tmp_path: Path) -> None:
    told, taken_back = read(tmp_path, row("7,b"), row("8", "r", back="7,b")).reports
    assert taken_back.retracts == (told.id,)


def flaws(found: ReadReports) -> dict[str, list[tuple[str, str]]]:
    return {r.source_row: [(f.kind.value, f.cell) for f in r.flaws] for r in found.reports if r.flaws}


def test_a_row_that_names_an_id_that_no_row_has_is_kept_with_a_flaw_and_what_builds_on_it_is_whole(
    tmp_path: Path,
) -> None:
    found = read(tmp_path, row("1"), row("2", corrects="9"), row("3", "r", back="2"))
    assert not found.refused and [p.code for p in found.problems] == ["R0129"]
    assert flaws(found) == {"2": [("names a row that is not there", "corrects: 9")]}
    assert found.reports[1].supersedes == () and found.reports[2].retracts == (found.reports[1].id,)


def test_a_refused_row_is_one_that_is_not_there(tmp_path: Path) -> None:
    found = read(tmp_path, row("1").replace("2025-03-18", "soon"), row("2", "r", back="1"))
    assert codes(found) == {1: ["R0102"]} and list(flaws(found)) == ["2"]


def test_a_retraction_of_what_is_not_there_does_not_become_one_of_its_whole_event(tmp_path: Path) -> None:
    mapping = MAPPING.replace('id = "id"', 'id = "id"\nevent = "party"')
    found = read(tmp_path, row("1", party="E"), row("2", "r", back="9", party="E"), mapping=mapping)
    at = max(r.known_at for r in found.reports)
    assert found.reports[0].id in in_force(known_by(found.reports, at))


def test_rows_in_a_circle_are_kept_without_the_references_of_the_circle(tmp_path: Path) -> None:
    found = read(tmp_path, row("1", copies="2"), row("2", copies="3"), row("3", copies="1"), row("4", copies="1;4"))
    assert not found.refused and [p.code for p in found.problems] == ["R0130"]
    assert flaws(found) == {n: [("refers to itself in a circle", f"copies: {o}")] for n, o in ("12", "23", "31", "44")}
    assert [r.derives_from for r in found.reports] == [(), (), (), (found.reports[0].id,)]


def test_a_circle_of_thousands_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, *(row(str(n), copies=str((n + 1) % 3000)) for n in range(3000)))
    assert len(flaws(found)) == 3000 and dict(found.notes)[KEPT["R0130"]] == 3000


def test_a_second_text_of_an_id_that_corrects_the_id_corrects_the_other_text(tmp_path: Path) -> None:
    first, second = read(tmp_path, row("7"), row("7", corrects="7").replace("shelling", "raid")).reports
    assert second.supersedes == (first.id,) and not second.flaws


def test_a_chain_of_thousands_of_corrections_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, *(row(str(n), corrects=str(n + 1)) for n in range(3000)), row("3000"))
    assert not found.refused and len(found.reports) == 3001


def test_the_words_of_the_table_become_kinds_and_the_party_is_the_one_that_speaks(tmp_path: Path) -> None:
    found = read(tmp_path, row("1", "d", party="A"), row("2", "a", party="A"), row("3", "s"), row("4", "", party="A"))
    assert [r.kind for r in found.reports] == [Kind.DENIAL, Kind.ANNOUNCEMENT, Kind.STATUS, Kind.EVENT]
    assert [r.claims for r in found.reports] == [
        (Claim("A", Basis.DENIED),), (Claim("A", Basis.ANNOUNCED),), (), (Claim("A", Basis.ACCUSED),),
    ]  # fmt: skip


def test_a_word_for_a_kind_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    assert codes(read(tmp_path, row("1", "q"))) == {1: ["R0211"]}
    assert codes(read(tmp_path, row("1", "rumour"), mapping=MAPPING.partition("[kinds]")[0])) == {1: ["R0120"]}


def test_without_a_table_of_kinds_the_column_holds_our_words(tmp_path: Path) -> None:
    found = read(tmp_path, row("1", "access denied"), mapping=MAPPING.partition("[kinds]")[0])
    assert [r.kind for r in found.reports] == [Kind.ACCESS_DENIED]


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        (MAPPING.replace('id = "id"', ""), "R0204"),
        (MAPPING.replace('"denial"', '"rumour"'), "R0208"),
        (MAPPING + '[constants]\npublished = "soon"\n', "R0208"),
    ],
)
def test_a_mapping_that_cannot_work_says_so(tmp_path: Path, mapping: str, code: str) -> None:
    assert [p.code for p in read(tmp_path, row("1"), mapping=mapping).problems] == [code]


def test_a_list_of_removed_events_takes_whole_events_back(tmp_path: Path) -> None:
    mapping = (
        'name = "ucdp-ged"\nkind = "retraction"\n[columns]\nevent = "event_id"\n'
        '[constants]\noutlet = "UCDP"\npublished = "2023-05-01"\n'
    )
    [report] = read(tmp_path, "433675,removed", mapping=mapping, heading="event_id,kind\n").reports
    assert (report.kind, report.event_key, report.collector) == (Kind.RETRACTION, "ucdp-ged:433675", "ucdp-ged")
    assert report.retracts == ()


def test_what_a_row_takes_back_or_corrects_is_told_in_words(tmp_path: Path) -> None:
    found = read(tmp_path, row("1"), row("2", "r", back="1"), row("3", corrects="1"))
    told = [in_words(report) for report in found.reports]
    first = found.reports[0].id[:12]
    assert told[1] == f"  Radio 2 takes back 1 report ({first}); known 2025-03-21 00:00"
    assert f"; corrects {first}" in told[2]


def test_an_act_that_is_no_known_word_is_noted_with_its_rows(tmp_path: Path) -> None:
    rows = [row(n).replace("shelling", "Flumbing") for n in "12"]
    found = read(tmp_path, *rows, row("3"))
    assert ("act `flumbing` is no known word: it matches only an accord that declares it", 2) in found.notes


def test_hundreds_of_unknown_acts_are_noted_together(tmp_path: Path) -> None:
    rows = [row(str(n)).replace("shelling", "act " + "x" * n) for n in range(300)]
    notes = dict(read(tmp_path, *rows).notes)
    assert len(notes) < 25 and max(notes.values()) > 250
