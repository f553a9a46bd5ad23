"""Every fault of a file of reports has its own code, is told where it is, and spares the good rows around it."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from foedus.report.faults import FAULTS
from foedus.report.model import ReadReports
from foedus.report.moments import moment
from foedus.report.read_reports import KEPT, formats, read_reports
from foedus.report.read_revisions import read_releases
from foedus.report.show import refused_csv, shown

HERE = Path(__file__).parents[1] / "bad" / "reports"
PAGES = Path(__file__).parents[2] / "src" / "foedus" / "pages"
HEADING = "id,start,end,lat,lon,act,source,killed\n"
GOOD = "1,2025-03-18,,48.1,37.2,shelling,Radio,0\n"
TABLES = sorted(p for p in HERE.iterdir() if p.suffix in (".csv", ".json", ".geojson"))
MAPPINGS = sorted((HERE / "mappings").glob("*.toml"))
NOW = moment("2025-06-01", "UTC").interval.start  # type: ignore[union-attr]


def codes(read: ReadReports) -> set[str]:
    return {p.code for row in read.refused for p in row.problems} | {p.code for p in read.problems}


def mapping_of(table: Path) -> Path | None:
    own = table.with_suffix(".toml")
    if own.exists():
        return own
    return HERE / "plain.toml" if table.read_text("utf-8").startswith(HEADING) else None


@pytest.mark.parametrize("table", TABLES, ids=lambda p: p.name)
def test_a_bad_table_gets_the_code_it_is_named_by_and_no_other(table: Path) -> None:
    assert codes(read_reports(table, mapping=mapping_of(table), now=NOW)) == {table.stem}


KEPT_TABLES = [p for p in TABLES if p.stem in KEPT]
REFUSED_TABLES = [p for p in TABLES if p.stem > "R01" and p.stem not in KEPT]


@pytest.mark.parametrize("table", KEPT_TABLES, ids=lambda p: p.name)
def test_a_row_that_cannot_be_so_is_kept_said_and_counted(table: Path) -> None:
    read = read_reports(table, mapping=mapping_of(table), now=NOW)
    assert not read.refused and len(read.reports) == len(table.read_text("utf-8").splitlines()) - 1
    [problem] = read.problems
    assert not problem.is_error and problem.span is not None and problem.span.line == 3
    assert dict(read.notes)[KEPT[table.stem]] == 1


@pytest.mark.parametrize("table", REFUSED_TABLES, ids=lambda p: p.name)
def test_the_good_rows_around_a_bad_one_are_kept(table: Path) -> None:
    read = read_reports(table, mapping=mapping_of(table), now=NOW)
    rows = len(table.read_text("utf-8").splitlines()) - 1
    assert len(read.refused) == 1
    assert len(read.reports) == (rows - 1 if table.suffix == ".csv" else 1)


@pytest.mark.parametrize("table", [p for p in REFUSED_TABLES if p.suffix == ".csv"], ids=lambda p: p.name)
def test_a_refused_row_is_named_by_row_and_line_and_kept_whole(table: Path) -> None:
    read = read_reports(table, mapping=mapping_of(table), now=NOW)
    [row] = read.refused
    assert row.row == 2
    assert row.problems[0].span is not None and row.problems[0].span.line == 3
    assert row.text == table.read_text("utf-8").split("\n")[2]


@pytest.mark.parametrize("mapping", MAPPINGS, ids=lambda p: p.name)
def test_a_bad_mapping_gets_the_code_it_is_named_by(mapping: Path) -> None:
    read = read_reports(HERE / "mappings" / "table.csv", mapping=mapping)
    assert codes(read) == {mapping.stem}
    assert read.reports == ()


def cut_gzip(folder: Path) -> ReadReports:
    whole = gzip.compress((HEADING + GOOD + "".join(f"{n}{GOOD[1:]}" for n in range(2, 5000))).encode())
    (folder / "cut.csv.gz").write_bytes(whole[: len(whole) // 2])
    return read_reports(folder / "cut.csv.gz", mapping=HERE / "plain.toml")


def plain_gzip(folder: Path) -> ReadReports:
    (folder / "plain.csv.gz").write_text(HEADING + GOOD)
    return read_reports(folder / "plain.csv.gz", mapping=HERE / "plain.toml")


def binary(folder: Path) -> ReadReports:
    (folder / "table.xlsx").write_bytes(b"PK\x03\x04" + bytes(range(32)) * 20)
    return read_reports(folder / "table.xlsx")


def long_field(folder: Path) -> ReadReports:
    row = f"7,2025-03-18,,48.1,37.2,shelling,{'a' * 131_073},0\n"
    (folder / "long.csv").write_text(HEADING + GOOD + row + "3" + GOOD[1:])
    return read_reports(folder / "long.csv", mapping=HERE / "plain.toml")


def released(folder: Path, later: str, day: str = "2025-06-01") -> ReadReports:
    """A small table of events, and what is said of it later: another table of events, or its revisions."""
    rows = [EVENT.format(n=n) for n in range(1, 5)]
    (folder / "old.csv").write_text(EVENTS_HEADING + "".join(rows))
    (folder / "new.csv").write_text(later)
    known_at = moment(day, "UTC").interval.end  # type: ignore[union-attr]
    return read_releases(folder / "old.csv", folder / "new.csv", known_at).later


EVENTS_HEADING = "id,type_of_violence,date_start,date_end,latitude,longitude,where_prec,best,low,high,source_office\n"
EVENT = "{n},1,2025-03-18,2025-03-18,48.1,37.2,1,2,2,2,Radio\n"
REVISIONS = "event_id,kind,field,old,new\n"

FILE_FAULTS: dict[str, Callable[[Path], ReadReports]] = {
    "R0001": lambda folder: read_reports(folder / "nothing.csv"),
    "R0002": lambda folder: read_reports(folder / "a\0b.csv"),
    "R0003": lambda folder: read_reports(folder),
    "R0006": cut_gzip,
    "R0007": plain_gzip,
    "R0008": binary,
    "R0010": lambda folder: read_reports(HERE / "R0009.csv", format="ucpd"),
    "R0011": lambda folder: read_reports(HERE / "R0009.csv", format="acled"),
    "R0015": lambda folder: read_reports(HERE / "R0009.csv", zone="Middle/Earth"),
    "R0118": long_field,
    "R0301": lambda folder: released(
        folder,
        "event_id_cnty,event_date,event_type,sub_event_type,actor1,latitude,longitude\n"
        "1,2025-03-18,Battles,Armed clash,A,48.1,37.2\n",
    ),
    "R0302": lambda folder: released(folder, EVENTS_HEADING + EVENT.format(n=1)),
    "R0303": lambda folder: released(
        folder, EVENTS_HEADING + "".join(EVENT.format(n=n) for n in range(1, 5)), "2025-03-17"
    ),
    "R0304": lambda folder: released(folder, REVISIONS + "9,changed,best,2,3\n"),
    "R0305": lambda folder: released(folder, REVISIONS + "1,changed,dead,2,3\n"),
    "R0306": lambda folder: released(folder, REVISIONS + "1,changed,best,7,8\n"),
    "R0307": lambda folder: released(folder, REVISIONS + "1,deleted,,,\n"),
    "R0201": lambda folder: read_reports(HERE / "R0009.csv", mapping=folder / "nothing.toml"),
}


@pytest.mark.parametrize("code", sorted(FILE_FAULTS))
def test_a_bad_file_gets_its_own_code(code: str, tmp_path: Path) -> None:
    assert codes(FILE_FAULTS[code](tmp_path)) == {code}


def test_every_code_has_a_bad_example_and_every_example_a_code() -> None:
    shown_by = {p.stem for p in TABLES} | {p.stem for p in MAPPINGS} | set(FILE_FAULTS)
    assert shown_by == set(FAULTS)


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_every_code_has_a_page_that_says_what_why_and_how_to_mend(code: str) -> None:
    page = (PAGES / f"{code}.md").read_text("utf-8")
    assert page.startswith(f"# {code} ")
    for heading in ("What it means:", "Why it matters:", "How to mend it:", "```"):
        assert heading in page


def test_the_rows_before_the_damage_of_a_gzip_file_are_kept(tmp_path: Path) -> None:
    read = cut_gzip(tmp_path)
    assert len(read.reports) > 100
    assert not read.refused


def test_an_unclosed_quotation_mark_costs_one_row_only(tmp_path: Path) -> None:
    rows = [f'{n},2025-03-18,,48.1,37.2,shelling,"Radio, {n}",0' for n in range(1, 50)]
    rows[10] = '11,2025-03-18,,48.1,37.2,shelling,"Radio, 11,0'
    (tmp_path / "t.csv").write_text(HEADING + "\n".join(rows) + "\n")
    read = read_reports(tmp_path / "t.csv", mapping=HERE / "plain.toml")
    assert [r.row for r in read.refused] == [11]
    assert len(read.reports) == 48


def test_a_quoted_field_may_span_lines(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(HEADING + '1,2025-03-18,,48.1,37.2,shelling,"Radio\nNorth",0\n' + "2" + GOOD[1:])
    read = read_reports(tmp_path / "t.csv", mapping=HERE / "plain.toml")
    assert [r.outlet for r in read.reports] == ["Radio\nNorth", "Radio"]


def test_all_faults_of_a_row_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(HEADING + "1,soon,,191,37.2,shelling,,few\n")
    [row] = read_reports(tmp_path / "t.csv", mapping=HERE / "plain.toml").refused
    assert sorted(p.code for p in row.problems) == ["R0101", "R0102", "R0103", "R0109"]
    assert ("killed", "few") in row.cells


def test_the_list_of_refused_rows_names_row_line_column_value_and_reason() -> None:
    read = read_reports(HERE / "R0103.csv", mapping=HERE / "plain.toml")
    [line] = csv.DictReader(io.StringIO(refused_csv([read])))
    assert (line["row"], line["line"], line["column"], line["value"], line["code"]) == (
        "2",
        "3",
        "killed",
        "several",
        "R0103",
    )
    assert line["why"] and line["mend"] and line["text"].startswith("7,2025-03-18")


def test_semicolons_tabs_and_windows_letters_are_read_and_noted(tmp_path: Path) -> None:
    for delimiter in ";\t|":
        text = (HEADING + GOOD.replace("Radio", "Café")).replace(",", delimiter)
        (tmp_path / "t.csv").write_bytes(text.encode("cp1252"))
        read = read_reports(tmp_path / "t.csv", mapping=HERE / "plain.toml")
        assert read.reports[0].outlet == "Café"
        assert len(read.notes) >= 2


@pytest.mark.parametrize("content", [b"", b" \n", b"\x1c", b"\xef\xbb\xbf", b"\xe2\x80\xa8"])
def test_a_file_of_nothing_but_white_space_is_empty(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "t.csv").write_bytes(content)
    assert codes(read_reports(tmp_path / "t.csv")) <= {"R0004", "R0008"} and codes(read_reports(tmp_path / "t.csv"))


def test_a_byte_order_mark_or_utf_16_changes_nothing(tmp_path: Path) -> None:
    plain = read_reports(HERE / "R0104.csv", mapping=HERE / "plain.toml").reports
    text = (HERE / "R0104.csv").read_text("utf-8")
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        (tmp_path / "t.csv").write_bytes(text.encode(encoding))
        assert read_reports(tmp_path / "t.csv", mapping=HERE / "plain.toml").reports == plain


def test_the_same_row_twice_is_one_report_and_noted(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(HEADING + GOOD + GOOD)
    read = read_reports(tmp_path / "t.csv", mapping=HERE / "plain.toml")
    assert len(read.reports) == 1 and not read.refused
    assert any("repeated" in what and count == 1 for what, count in read.notes)


def test_a_file_that_cannot_be_read_is_still_shown_in_words(tmp_path: Path) -> None:
    assert "format not recognised" in shown(read_reports(tmp_path / "nothing.csv"))


def test_formats_are_named_once_and_described() -> None:
    names = [name for name, _ in formats()]
    assert len(names) == len(set(names)) >= 11
    assert all(says for _, says in formats())


def test_the_present_is_an_argument_and_without_it_no_date_is_too_late() -> None:
    late = HERE / "R0121.csv"
    assert not read_reports(late, mapping=HERE / "plain.toml").refused
    assert read_reports(late, mapping=HERE / "plain.toml", now=NOW).refused


def test_the_line_by_which_spreadsheets_name_the_separator_is_followed(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("sep=;\n" + (HEADING + GOOD).replace(",", ";"), encoding="utf-8")
    read = read_reports(tmp_path / "t.csv", mapping=HERE / "plain.toml")
    assert len(read.reports) == 1 and not read.problems and not read.refused


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-1.7"])
def test_a_spreadsheet_renamed_to_csv_is_told_as_no_text(tmp_path: Path, start: bytes) -> None:
    (tmp_path / "t.csv").write_bytes(start + bytes(range(32, 256)) * 20)
    assert codes(read_reports(tmp_path / "t.csv")) == {"R0008"}
