"""A table of one's own is read as its mapping file explains it."""

from __future__ import annotations

from pathlib import Path

import pytest

from foedus.basics.instant import iso
from foedus.basics.place import Area, Nowhere, Point
from foedus.report.model import Basis, Claim, Kind, Range, ReadReports
from foedus.report.read_reports import read_reports

MAPPING = """
name = "observers"
time_zone = "Europe/Chisinau"
date_format = "%d/%m/%Y %H:%M"
delimiter = ";"
basis = "seen"
radius_m = 500

[columns]
id = "No"
start = "From"
end = "To"
latitude = "Y"
longitude = "X"
precision = "P"
area = "District"
act = "Weapon"
target = "Hit"
party = "By"
event = "Case"
killed = "Dead"

[constants]
outlet = "Observers"
origin = "Observer mission"
reliability = "B"

[acts]
ART = "artillery fire"
"?" = "unknown"

[targets]
SUB = "substation"

[precision]
a = 300
c = "nowhere"
"""
HEADING = "No;From;To;Y;X;P;District;Weapon;Hit;By;Case;Dead\n"


def read(folder: Path, *rows: str, mapping: str = MAPPING) -> ReadReports:
    (folder / "table.csv").write_text(HEADING + "\n".join(rows) + "\n", encoding="utf-8")
    (folder / "map.toml").write_text(mapping, encoding="utf-8")
    return read_reports(folder / "table.csv", mapping=folder / "map.toml")


def test_every_setting_reaches_the_report(tmp_path: Path) -> None:
    found = read(tmp_path, "9;01/07/2025 10:00;01/07/2025 12:30;47.0;28.8;a;North;ART;SUB;Army;K1;2")
    [report] = found.reports
    assert not found.refused and found.format == "observers"
    assert iso(report.happened_at.start) == "2025-07-01T07:00:00Z"
    assert iso(report.happened_at.end) == "2025-07-01T09:29:59.999999Z"
    assert report.place == Point(28_800_000, 47_000_000, 300)
    assert (report.act, report.target) == ("artillery fire", "substation")
    assert (report.outlet, report.origin, report.reliability) == ("Observers", "Observer mission", "B")
    assert report.claims == (Claim("Army", Basis.SEEN),)
    assert (report.event_key, report.source_row, report.collector) == ("observers:K1", "9", "observers")
    assert report.casualties == Range(2, 2, 2)
    assert found.acts == {"artillery fire"}


def test_a_place_without_precision_falls_back_on_the_area(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "1;01/07/2025 10:00;;47.0;28.8;c;North;ART;;;;",
        "2;01/07/2025 10:00;;;;a;North;ART;;;;",
        "3;01/07/2025 10:00;;;;a;;?;;;;",
    )
    assert [r.place for r in found.reports] == [Area("North"), Area("North"), Nowhere()]
    assert found.reports[2].act == "unknown"


def test_a_table_of_totals_is_read_as_aggregates(tmp_path: Path) -> None:
    mapping = (
        'kind = "aggregate"\n[columns]\nstart = "day"\ncount = "n"\n[constants]\nact = "shelling"\noutlet = "Us"\n'
    )
    (tmp_path / "t.csv").write_text("day,n\n2025-03-18,12\n2025-03-19,0\n2025-03-20,\n")
    (tmp_path / "m.toml").write_text(mapping)
    found = read_reports(tmp_path / "t.csv", mapping=tmp_path / "m.toml")
    assert [(r.kind, r.number) for r in found.reports] == [
        (Kind.AGGREGATE, Range(12, 12, 12)), (Kind.AGGREGATE, Range(0, 0, 0)),
    ]  # fmt: skip
    assert [p.code for row in found.refused for p in row.problems] == ["R0101"]


def test_geojson_points_bring_their_own_coordinates(tmp_path: Path) -> None:
    (tmp_path / "t.geojson").write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature",'
        ' "properties": {"day": "2025-03-18", "w": "ART"},'
        ' "geometry": {"type": "Point", "coordinates": [28.8123456789, 47.0]}}]}'
    )
    (tmp_path / "m.toml").write_text(
        '[columns]\nstart = "day"\nact = "w"\nlatitude = "latitude"\nlongitude = "longitude"\n'
        '[constants]\noutlet = "Us"\n[acts]\nART = "shelling"\n'
    )
    [report] = read_reports(tmp_path / "t.geojson", mapping=tmp_path / "m.toml").reports
    assert report.place == Point(28_812_346, 47_000_000, 10_000)


def test_acts_taken_as_they_stand_make_no_promise_of_what_else_could_be_reported(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("day,what\n2025-03-18,Shelling\n")
    (tmp_path / "m.toml").write_text('[columns]\nstart = "day"\nact = "what"\n[constants]\noutlet = "Us"\n')
    found = read_reports(tmp_path / "t.csv", mapping=tmp_path / "m.toml")
    assert found.reports[0].act == "shelling"
    assert found.acts == frozenset()


@pytest.mark.parametrize(
    ("number", "at", "code"),
    [
        ("9" * 5_000, "map.toml:7:12", "R0202"), ("0x" + "f" * 5_000, "map.toml:7:12", "R0202"),
        ("-" + "1" * 5_000, "map.toml:7:13", "R0202"), ("nan", "map.toml:1:1", "R0208"),
        ("1.5", "map.toml:1:1", "R0208"), ("1e9999999", "map.toml:1:1", "R0208"),
    ],
)  # fmt: skip
def test_a_number_that_nobody_can_count_with_is_told_where_it_stands(
    tmp_path: Path, number: str, at: str, code: str
) -> None:
    found = read(tmp_path, mapping=MAPPING.replace("radius_m = 500", f"radius_m = {number}"))
    assert [p.code for p in found.problems] == [code] and not found.reports
    [problem] = found.problems
    assert str(problem.span).endswith(at) and len(problem.what) < 100 and problem.why and problem.mend


def test_what_is_no_number_is_no_text_either(tmp_path: Path) -> None:
    found = read(tmp_path, mapping=MAPPING.replace('name = "observers"', "name = nan"))
    assert [p.code for p in found.problems] == ["R0208"]
