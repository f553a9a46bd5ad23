"""Zones: ground is found in files, every fault of a file is told, distances are geodesic and negative inside."""

from __future__ import annotations

import gzip
import json
import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from foedus.accord.model import (
    Accord,
    Evidence,
    WindowEnds,
    Zone,
    ZoneArea,
    ZoneFromFile,
    ZoneShape,
    ZoneUnion,
    ZoneWithin,
)
from foedus.accord.parse import parse
from foedus.accord.read_zones import LARGEST_FILE_BYTES, Zones, read_zones
from foedus.basics.geodesy import geodesic_m
from foedus.basics.place import Area, Nowhere, Point
from foedus.basics.problem import Problem, Severity, Span

BAD = Path(__file__).parents[1] / "bad" / "zones"
PAGES = Path(__file__).parents[2] / "src" / "foedus" / "pages"
SQUARE = [[30.0, 50.0], [31.0, 50.0], [31.0, 51.0], [30.0, 51.0], [30.0, 50.0]]


def accord_with(folder: Path, **shapes: ZoneShape) -> Accord:
    zones = tuple(Zone(name, shape, span=Span("x", 1)) for name, shape in shapes.items())
    return Accord(
        "x", 1, "UTC", WindowEnds.EXCLUDE_START, 0, None, ("minor",), (), (), (), zones, (), (), Evidence(), (), (),
        folder=folder,
    )  # fmt: skip


def write(folder: Path, geometry: object, name: str = "map.geojson") -> ZoneFromFile:
    (folder / name).write_text(json.dumps(geometry), encoding="utf-8")
    return ZoneFromFile(name)


def polygon(ring: list[list[float]]) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [ring]}


def sound(folder: Path, **shapes: ZoneShape) -> Zones:
    zones, problems = read_zones(accord_with(folder, **shapes))
    assert zones is not None, problems
    return zones


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [p.code for p in problems]


@pytest.fixture
def square(tmp_path: Path) -> Zones:
    ground = write(tmp_path, {"type": "Polygon", "coordinates": [SQUARE]})
    line = write(tmp_path, {"type": "LineString", "coordinates": [[33.0, 50.0], [33.0, 51.0]]}, "line.geojson")
    return sound(
        tmp_path, Ground=ground, Line=line, Near=ZoneWithin(15_000, "Ground"), Rim=ZoneWithin(2_000, "Line"),
        Both=ZoneUnion(("Ground", "Rim")), Town=ZoneArea(("Old Town",)), Any=ZoneUnion(("Ground", "Town")),
    )  # fmt: skip


# -- distances ---------------------------------------------------------------------------------------------------------


def test_inside_is_negative_outside_positive_by_the_geodesic_way(square: Zones) -> None:
    north = geodesic_m(30.5, 51.0, 30.5, 51.2)
    assert square.signed_distance_m("Ground", 30.5, 51.2) == pytest.approx(north, abs=1)
    assert square.signed_distance_m("Ground", 30.5, 50.99) == pytest.approx(-geodesic_m(30.5, 51.0, 30.5, 50.99), abs=1)


def test_within_widens_by_its_distance_and_a_union_takes_the_nearest(square: Zones) -> None:
    for longitude, latitude in [(30.2, 50.3), (31.1, 50.5), (32.9, 50.5), (29.0, 49.0)]:
        ground = square.signed_distance_m("Ground", longitude, latitude)
        assert square.signed_distance_m("Near", longitude, latitude) == ground - 15_000
        rim = square.signed_distance_m("Rim", longitude, latitude)
        assert square.signed_distance_m("Both", longitude, latitude) == min(ground, rim)


def test_a_line_has_no_inside_but_a_strip_around_it_has(square: Zones) -> None:
    assert square.signed_distance_m("Line", 33.0, 50.5) == 0
    assert not square.has_area("Line")
    assert square.signed_distance_m("Rim", 33.0, 50.5) == -2_000


def test_a_whole_disc_inside_is_certain_and_a_disc_that_meets_the_zone_possible(square: Zones) -> None:
    depth = -square.signed_distance_m("Ground", 30.1, 50.5)
    here = (30_100_000, 50_500_000)
    assert square.certainly_inside("Ground", Point(*here, depth))
    assert not square.certainly_inside("Ground", Point(*here, depth + 1))
    gap = square.signed_distance_m("Ground", 31.1, 50.5)
    assert square.possibly_inside("Ground", Point(31_100_000, 50_500_000, gap))
    assert not square.possibly_inside("Ground", Point(31_100_000, 50_500_000, gap - 1))


def test_a_place_known_by_name_only_is_certain_by_its_name_and_else_possibly_anywhere(square: Zones) -> None:
    assert square.certainly_inside("Town", Area("OLD  town"))
    assert not square.certainly_inside("Town", Area("New Town")) and square.possibly_inside("Town", Area("New Town"))
    assert square.possibly_inside("Ground", Nowhere()) and not square.certainly_inside("Ground", Nowhere())
    far = Point(0, 0, 0)
    assert square.possibly_inside("Town", far) and not square.certainly_inside("Town", far)
    assert square.possibly_inside("Any", far) and not square.possibly_inside("Ground", far)
    assert square.certainly_inside("Any", Area("old town"))


def test_the_way_across_the_180th_meridian_is_found(tmp_path: Path) -> None:
    strip = [[179.0, 0.0], [179.9, 0.0], [179.9, 1.0], [179.0, 1.0], [179.0, 0.0]]
    zones = sound(tmp_path, East=write(tmp_path, {"type": "Polygon", "coordinates": [strip]}))
    assert zones.signed_distance_m("East", -179.9, 0.5) == pytest.approx(geodesic_m(-179.9, 0.5, 179.9, 0.5), abs=1)


@given(st.lists(st.tuples(st.integers(28_000_000, 34_000_000), st.integers(48_000_000, 53_000_000)), min_size=1))
def test_many_points_at_once_get_the_same_answers_as_one_by_one(points: list[tuple[int, int]]) -> None:
    zones = _square_in_memory()
    longitudes, latitudes = np.array([p[0] / 1e6 for p in points]), np.array([p[1] / 1e6 for p in points])
    together = zones.signed_distances_m("Ground", longitudes, latitudes).tolist()
    assert together == [zones.signed_distance_m("Ground", a, b) for a, b in zip(longitudes, latitudes, strict=True)]


@given(st.integers(28_000_000, 34_000_000), st.integers(48_000_000, 53_000_000))
def test_no_point_of_the_border_is_nearer_than_the_distance(longitude_e6: int, latitude_e6: int) -> None:
    longitude, latitude = longitude_e6 / 1e6, latitude_e6 / 1e6
    found = abs(_square_in_memory().signed_distance_m("Ground", longitude, latitude))
    walk = np.linspace(0, 1, 401)
    corners = np.array(SQUARE)
    border = np.concatenate([a + walk[:, None] * (b - a) for a, b in pairwise(corners)])
    every = Geod(ellps="WGS84").inv(
        np.full(len(border), longitude), np.full(len(border), latitude), border[:, 0], border[:, 1]
    )[2]
    assert found <= every.min() + 1
    assert every.min() <= math.hypot(found, 200) + 1  # steps of the walk are at most 280 m long


def _square_in_memory() -> Zones:
    if not _made:
        import shapely

        _made.append(Zones({"Ground": Zone("Ground", ZoneFromFile("x"))}, {"Ground": shapely.Polygon(SQUARE)}))
    return _made[0]


_made: list[Zones] = []


def test_drawings_hold_their_ground(square: Zones) -> None:
    shapes = square.shapes
    assert set(shapes) == {"Ground", "Line", "Near", "Rim", "Both", "Any"}
    assert shapes["Near"].contains(shapes["Ground"])


# -- names and choices -------------------------------------------------------------------------------------------------


def test_a_part_named_in_the_file_is_a_name_of_the_zone(tmp_path: Path) -> None:
    features = [
        {"type": "Feature", "properties": {"name": n, "code": c}, "geometry": polygon(ring)}
        for n, c, ring in [("North", 1, SQUARE), ("South", 2, [[x, y - 10] for x, y in SQUARE])]
    ]
    write(tmp_path, {"type": "FeatureCollection", "features": features})
    zones = sound(
        tmp_path, Up=ZoneFromFile("map.geojson", "name", ("North",)), Two=ZoneFromFile("map.geojson", "code", ("2",)),
        All=ZoneFromFile("map.geojson"), Either=ZoneUnion(("Up", "Two")),
    )  # fmt: skip
    assert zones.signed_distance_m("Up", 30.5, 50.5) < 0 < zones.signed_distance_m("Two", 30.5, 50.5)
    assert zones.signed_distance_m("All", 30.5, 40.5) < 0
    assert "north" in zones.area_names("Up") and "north" in zones.area_names("Either")


def test_a_misspelled_value_is_told_with_what_was_meant(tmp_path: Path) -> None:
    feature = {"type": "Feature", "properties": {"name": "Luhans'k"}, "geometry": polygon(SQUARE)}
    write(tmp_path, feature)
    zones, problems = read_zones(accord_with(tmp_path, Z=ZoneFromFile("map.geojson", "name", ("Luhansk",))))
    assert zones is None and codes(problems) == ["A0408"]
    assert "did you mean \"Luhans'k\"?" in problems[0].mend


def test_packed_files_are_read_also_in_several_members(tmp_path: Path) -> None:
    text = json.dumps({"type": "Polygon", "coordinates": [SQUARE]}).encode()
    (tmp_path / "map.geojson.gz").write_bytes(gzip.compress(text[:20]) + gzip.compress(text[20:]))
    assert sound(tmp_path, Ground=ZoneFromFile("map.geojson.gz")).signed_distance_m("Ground", 30.5, 50.5) < 0


# -- faults ------------------------------------------------------------------------------------------------------------


def bad_zone_accords() -> list[Path]:
    return sorted(BAD.glob("*.accord"))


@pytest.mark.parametrize("path", bad_zone_accords(), ids=lambda p: p.stem)
def test_every_bad_zone_is_refused_at_its_line(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    code, line = source.splitlines()[0].removeprefix("# expect ").split()
    parsed = parse(source, path.name, path.parent)
    assert parsed.accord is not None and not parsed.problems
    found = {(p.code, p.span.line) for p in read_zones(parsed.accord)[1] if p.span}
    assert (code, int(line)) in found
    assert {c for c, _ in found} == {code}, "one fault, one code"


def test_every_code_of_zones_has_a_page_and_a_bad_example() -> None:
    shown = {p.read_text(encoding="utf-8").split()[2] for p in bad_zone_accords()} | {"A0414"}
    assert shown == {p.stem for p in PAGES.glob("A04*.md")}


def test_a_file_too_large_packed_or_unpacked_is_refused_unread(tmp_path: Path) -> None:
    (tmp_path / "big.geojson.gz").write_bytes(gzip.compress(b" " * (LARGEST_FILE_BYTES + 1), 1))
    with (tmp_path / "big.geojson").open("wb") as stream:
        stream.truncate(LARGEST_FILE_BYTES + 1)
    _, problems = read_zones(accord_with(tmp_path, A=ZoneFromFile("big.geojson"), B=ZoneFromFile("big.geojson.gz")))
    assert codes(problems) == ["A0414", "A0414"]


def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    home = tmp_path / "accord"
    home.mkdir()
    write(tmp_path, {"type": "Polygon", "coordinates": [SQUARE]})
    (home / "map.geojson").symlink_to(tmp_path / "map.geojson")
    assert codes(read_zones(accord_with(home, Z=ZoneFromFile("map.geojson")))[1]) == ["A0402"]


def test_the_crossing_of_a_border_is_told_by_its_place(tmp_path: Path) -> None:
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    _, problems = read_zones(accord_with(tmp_path, Z=write(tmp_path, bow)))
    assert "0.5000 E, 0.5000 N" in problems[0].what


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "A0403"), (b"\xff\xfe\x00", "A0403"), (b"[" * 100_000, "A0403"), (b"[]", "A0405"), (b"null", "A0405"),
        (b'{"type": "FeatureCollection"}', "A0405"), (b'{"type": "Polygon"}', "A0405"),
        (b'{"type": "Polygon", "coordinates": []}', "A0406"), (b'{"type": "Point", "coordinates": [1]}', "A0405"),
        (b'{"type": "Point", "coordinates": ["1", "2"]}', "A0405"),
        (b'{"type": "Point", "coordinates": [1e999, 2]}', "A0413"),
        (b'{"type": "LineString", "coordinates": [[1, 2]]}', "A0405"), (b'{"type": ["Point"]}', "A0405"),
        (b'{"type": "Feature", "geometry": null, "properties": null}', "A0406"),
        (b'{"type": "Feature", "geometry": {"type": "Hull", "coordinates": []}}', "A0405"),
        (b'{"type": "Polygon", "coordinates": [[[0, 0], [0, 0], [0, 0]]]}', "A0410"),
    ],
)  # fmt: skip
def test_whatever_a_file_holds_is_a_problem_and_never_an_exception(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "map.geojson").write_bytes(content)
    zones, problems = read_zones(accord_with(tmp_path, Z=ZoneFromFile("map.geojson")))
    assert zones is None and codes(problems) == [code]


def test_a_folder_or_a_zero_byte_in_a_path_is_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    _, problems = read_zones(accord_with(tmp_path, A=ZoneFromFile("."), B=ZoneFromFile("a\0b"), C=ZoneFromFile("no")))
    assert codes(problems) == ["A0401", "A0401", "A0401"]


def test_a_zone_whose_own_declaration_is_broken_is_not_told_missing_as_well(tmp_path: Path) -> None:
    made_of_it = accord_with(tmp_path, Near=ZoneWithin(5_000, "Broken"))
    assert codes(read_zones(made_of_it)[1]) == ["A0416"]
    assert read_zones(made_of_it, frozenset({"Broken"})) == (None, ())


def test_a_zone_far_away_that_would_fit_if_turned_round_is_asked_after_only(tmp_path: Path) -> None:
    here = write(tmp_path, {"type": "Polygon", "coordinates": [SQUARE]})
    turned = write(tmp_path, {"type": "Polygon", "coordinates": [[p[::-1] for p in SQUARE]]}, "turned.geojson")
    zones, problems = read_zones(accord_with(tmp_path, Here=here, Turned=turned, Also=here))
    assert zones is not None
    assert codes(problems) == ["A0418"] and problems[0].severity is Severity.WARNING


def test_where_two_zones_of_a_union_touch_there_is_no_border() -> None:
    zones = {
        "West": Zone("West", ZoneFromFile("west.geojson")),
        "East": Zone("East", ZoneFromFile("east.geojson")),
        "Both": Zone("Both", ZoneUnion(("West", "East"))),
    }
    ground = Zones(zones, {"West": shapely.box(30, 48, 31, 49), "East": shapely.box(31, 48, 32, 49)})
    assert ground.signed_distance_m("West", 31.0, 48.5) == 0
    assert ground.signed_distance_m("Both", 31.0, 48.5) < -50_000


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b" \n", "is empty"), (b"<!DOCTYPE html><html></html>", "page of the web"), (b"<?xml version='1.0'?>", "KML"),
        (b"\x00\x00\x27\x0a\x00", "shapefile"), ("{}".encode("utf-16"), "UTF-16"), (b"POLYGON((", "not JSON, line 1"),
    ],
)  # fmt: skip
def test_a_zone_file_that_is_no_json_is_told_as_what_it_seems_to_be(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "map.geojson").write_bytes(content)
    (told,) = read_zones(accord_with(tmp_path, Here=ZoneFromFile("map.geojson")))[1]
    assert told.code == "A0403" and says in told.what


def test_a_slip_in_the_name_of_a_file_or_property_is_answered_with_the_name_that_is_there(tmp_path: Path) -> None:
    feature = {"type": "Feature", "properties": {"NAME": "x"}, "geometry": {"type": "Polygon", "coordinates": [SQUARE]}}
    write(tmp_path, feature)
    slips = (ZoneFromFile("maps.geojson"), ZoneFromFile("map.geojson", "name", ("x",)), ZoneFromFile("."))
    (file,), (name,), (folder,) = (read_zones(accord_with(tmp_path, Here=slip))[1] for slip in slips)
    assert file.code == "A0401" and file.mend == 'did you mean "map.geojson"?'
    assert name.code == "A0407" and name.mend == 'did you mean "NAME"?'
    assert folder.code == "A0401" and "folder" in folder.what
