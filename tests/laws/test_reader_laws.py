"""Whatever bytes a file holds, a reader answers with reports, refused rows and problems, never with an exception."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foedus.report.model import ReadReports
from foedus.report.read_reports import read_reports
from foedus.report.show import refused_csv, shown
from trials import examples

TESTS = Path(__file__).parents[1]
LIBRARY = TESTS.parent / "library"
SAMPLES = [
    *sorted((TESTS / "data").rglob("*.csv")),
    *sorted((TESTS / "bad" / "reports").glob("R01*")),
    LIBRARY / "easter_truce_2025" / "reports" / "easter_truce.csv",
    LIBRARY / "minsk_2_2015" / "reports" / "osce_smm_daily_counts.csv",
]
SAMPLES = [p for p in SAMPLES if p.suffix != ".toml"]
PIECES = st.sampled_from(
    [b"", b'"', b",", b";", b"\n", b"\r", b"\0", b"\xff", b"-", b"99999999999", b"1e9", b"nan", b"{", b"}", b"[",
     b"\xd0", b"two-day period", b"period starts 99:99", b"9999-12-31", b"1900-01-01", b"T25:61", b"+99:99", b"180",
     b"0", b"\xef\xbb\xbf", b"\xff\xfe"]
)  # fmt: skip
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), PIECES | st.binary(max_size=6)), max_size=8)
SOME = settings(max_examples=examples(12), deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def whole(read: ReadReports) -> None:
    """What a caller does with the answer works, and says why where there is nothing."""
    assert all(report.id and report.known_at >= report.happened_at.start for report in read.reports)
    assert all(row.problems and len(row.cells) == len(row.problems) for row in read.refused)
    assert read.reports or read.refused or read.problems
    assert shown(read).encode("utf-8")
    assert refused_csv([read]).encode("utf-8")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda p: p.name)
@SOME
@given(edits=EDITS, cut=st.floats(0, 1), packed=st.booleans())
def test_a_damaged_file_never_breaks_a_reader(
    sample: Path, edits: list[tuple[float, int, bytes]], cut: float, packed: bool
) -> None:
    data = bytearray(sample.read_bytes()[:4000])
    for share, length, piece in edits:
        at = int(share * len(data))
        data[at : at + length] = piece
    content = bytes(data[: int(len(data) * (1 - cut / 4))])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "damaged.csv"
        path.write_bytes(gzip.compress(content)[: -1 - int(cut * 20)] if packed else content)
        mapping = sample.with_suffix(".toml") if sample.with_suffix(".toml").exists() else None
        whole(read_reports(path, mapping=mapping, zone="Europe/Kyiv"))
        whole(read_reports(path, mapping=TESTS / "bad" / "reports" / "plain.toml"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("2025-03-18"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["Result", "features", "type", "geometry", "properties", "id", "best"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@settings(max_examples=examples(60), deadline=None, derandomize=True)
@given(value=JSON)
def test_any_json_is_answered(value: object) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "any.json"
        path.write_text(
            json.dumps({"Result": value} if not isinstance(value, dict | list) else value), encoding="utf-8"
        )
        whole(read_reports(path))


@settings(max_examples=examples(80), deadline=None, derandomize=True)
@given(
    source=st.text(max_size=60)
    | st.sampled_from(["columns = 3", "[columns]\nstart = 3", "kind = []", "precision = {a = -1}"])
)
def test_any_mapping_is_answered(source: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "any.toml"
        path.write_bytes(source.encode("utf-8", "replace"))
        read = read_reports(TESTS / "bad" / "reports" / "mappings" / "table.csv", mapping=path)
        assert read.problems and not read.reports


@settings(max_examples=examples(30), deadline=None, derandomize=True)
@given(order=st.permutations(range(29)))
def test_the_order_of_rows_changes_no_report(order: list[int]) -> None:
    sample = LIBRARY / "easter_truce_2025" / "reports" / "easter_truce.csv"
    heading, *rows = sample.read_text("utf-8").splitlines(keepends=True)
    assert len(rows) == len(order), "one line for each claim of the sample"
    with TemporaryDirectory() as folder:
        path = Path(folder) / "claims.csv"
        path.write_text(heading + "".join(rows[n] for n in order), encoding="utf-8")
        assert {r.id for r in read_reports(path).reports} == {r.id for r in read_reports(sample).reports}
