"""The note of an incident with what sensors and patrols say, as a mediator reads it; what is said of wrong files."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from foedus.basics.canonical import plain
from foedus.basics.instant import DAY, HOUR, MINUTE, to_datetime
from foedus.basics.place import Area, Point
from foedus.cli.app import built
from foedus.report.model import Kind, Report
from library_values import LIBRARY
from sensing_values import JANUARY_2022, at, fire, noon, patrol, quiet_year, strike, strikes

app = built()
DATA = Path(__file__).parents[1] / "data"
QUIET, FEBRUARY = DATA / "firms" / "modis_2021.csv.gz", DATA / "firms" / "modis_2022_february.csv.gz"
NEWS = DATA / "viina_odbl" / "events.csv"
YEAR = [DATA / "alerts" / f"{name}.csv.gz" for name in ("volunteer_2022_2023", "official_oblasts_2022_2023")]
VASYLKIV = "I-0267e9310b5cd175"
STRUCK = strike(noon(30, JANUARY_2022), at(0, 40))
ID = f"I-{STRUCK.id[:16]}"

# Each runs whole commands, on files.
pytestmark = pytest.mark.slow


@pytest.fixture
def peace(tmp_path: Path) -> Path:
    """An accord of the library, as if in force in 2022."""
    text = (LIBRARY / "energy_moratorium_2025" / "from_25_march.accord").read_text(encoding="utf-8")
    dated = text.replace("from 2025-03-25 00:00 until 2025-04-17", "from 2021-12-31 00:00 until 2023-01-01")
    assert dated != text
    (tmp_path / "peace.accord").write_text(dated, encoding="utf-8")
    return tmp_path / "peace.accord"


def explain(*words: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["explain", *(str(word) for word in words)])
    return done.exit_code, done.stdout, done.stderr


def part(note: str, heading: str) -> str:
    """One part of a note as running text, "" if it has none."""
    _, _, rest = note.partition(f"\n\n{heading}\n")
    return " ".join(rest.partition("\n\n")[0].split())


def written(path: Path, reports: Iterable[Report]) -> Path:
    path.write_text(json.dumps({"reports": [plain(report) for report in reports]}), encoding="utf-8")
    return path


def fires_table(path: Path, fires: Iterable[Report], satellite: str = "Terra") -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["latitude", "longitude", "acq_date", "acq_time", "confidence", "satellite", "frp"])
        for one in fires:
            assert isinstance(one.place, Point)
            when = to_datetime(one.happened_at.start)
            where = one.place.latitude, one.place.longitude
            rows.writerow([*where, f"{when:%Y-%m-%d}", f"{when:%H%M}", 50, satellite, 12.5])
    return path


@pytest.fixture
def control(tmp_path: Path) -> Path:
    return fires_table(tmp_path / "quiet.csv", quiet_year())


@pytest.fixture
def war(tmp_path: Path) -> Path:
    """After every second strike a fire, and fields that burn."""
    after = [fire(s.happened_at.start + 2 * HOUR, s.place) for s in strikes()[::2]]
    fields = [fire(noon(day, JANUARY_2022), at(40 + day % 3, day % 7)) for day in range(0, 365, 10)]
    return fires_table(tmp_path / "war.csv", [*after, *fields])


@pytest.fixture
def events(tmp_path: Path) -> Path:
    return written(tmp_path / "events.json", strikes())


# -- real data ---------------------------------------------------------------------------------------------------------


@pytest.mark.real
def test_the_burning_oil_depot_of_vasylkiv_was_seen_at_three_passes_and_is_worth_what_was_measured(peace: Path) -> None:
    code, note, err = explain(VASYLKIV, peace, NEWS, "--control", QUIET, "--fires", FEBRUARY)
    said = part(note, "What sensors say")
    assert (code, err) == (0, "")
    assert "2022-02-27 02:36, Aqua (MODIS): 3 burning pixels, the nearest 5.2 km away" in said
    assert "Terra (MODIS): one burning pixel 5.3 km away (probably a fire, radiative power 33.1 MW)" in said
    assert "speaks neither for nor against. Of the reports given 0 of this kind" in said, "six reports measure nothing"
    assert "Confirmed: 3 independent origins (2 asked)" in note and "NASA-FIRMS counts" not in note
    assert max(len(line) for line in note.splitlines() if "http" not in line) <= 100


@pytest.mark.real
def test_a_fire_that_nobody_saw_is_told_with_where_the_nearest_was(peace: Path) -> None:
    _, note, _ = explain("I-e1e0f7a1f4075bf9", peace, NEWS, "--control", QUIET, "--fires", FEBRUARY)
    said = part(note, "What sensors say")
    assert "None. 21 burning pixels elsewhere in that time, the nearest 32 km away: so it could have been seen" in said


@pytest.mark.real
def test_an_incident_of_another_time_or_too_vague_gets_no_data_and_no_silence(peace: Path) -> None:
    fires = ("--control", QUIET, "--fires", FEBRUARY)
    code, note, err = explain("I-01987f13b32fe0ca", peace, NEWS, *fires)
    assert code == 0 and "I0006 warning" in err and "2022-04-02 to 2022-04-04" in err
    assert "No data: the files reach from 2022-02-24" in part(note, "What sensors say")
    riyadh = LIBRARY / "energy_moratorium_2025" / "from_25_march.accord"
    _, vague, err = explain("I-9051", riyadh, *fires)
    assert "Fires: not told." in part(vague, "What sensors say") and not err


@pytest.mark.real
def test_alerts_of_the_area_are_told_with_how_common_they_are_there(tmp_path: Path, peace: Path) -> None:
    start = JANUARY_2022 + 313 * DAY + 12 * HOUR  # 10 November 2022, about noon
    hit = replace(strike(start, Point(36_231_200, 49_992_170, 5_000), 2 * HOUR), origin="Gazette")
    autumn = [of_autumn(path, tmp_path / path.name.removesuffix(".gz")) for path in YEAR]
    given = [f"I-{hit.id[:16]}", peace, written(tmp_path / "hit.json", [hit])]
    for path in autumn:
        given += ["--alerts", path]
    code, note, err = explain(*given, "--area", "kharkivska  OBLAST")
    said = part(note, "What sensors say")
    assert (code, err) == (0, "")
    for path in autumn:
        _, _, own = said.partition(f"- {path.name}: ")
        assert own.startswith("none in force") != in_force(path, hit.happened_at.start, hit.happened_at.end)
        shifts = [n * DAY for n in range(-14, 15) if n]
        days = sum(in_force(path, hit.happened_at.start + n, hit.happened_at.end + n) for n in shifts)
        assert f"On {days} of 28 days before and after there was one at the same hours." in own
    assert "nobody says in which the place lies" in part(explain(*given)[1], "What sensors say")
    never = part(explain(*given, "--area", "Atlantis")[1], "What sensors say")
    assert never.count("it never names that area, so it says nothing of it (R6c).") == 2


def of_autumn(path: Path, to: Path) -> Path:
    """The alerts of October to December."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        rows = [line for n, line in enumerate(stream) if n == 0 or "2022-1" in line]
    to.write_text("".join(rows), encoding="utf-8")
    return to


def in_force(path: Path, first: int, last: int) -> bool:
    """Whether a table has an alert of Kharkiv's oblast then, told apart from the code that is tested."""
    start, end = (f"{to_datetime(t):%Y-%m-%dT%H:%M:%SZ}" for t in (first, last))
    with path.open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if "Kharkivska oblast" in row.values()]
    return any(row["started_at"] <= end and row["finished_at"] >= start for row in rows)


# -- what it is worth --------------------------------------------------------------------------------------------------


def test_a_fire_in_a_quiet_place_is_told_in_words_that_fit_the_ratio(
    peace: Path, control: Path, war: Path, events: Path
) -> None:
    code, note, err = explain(ID, peace, events, "--control", control, "--fires", war)
    said = part(note, "What sensors say")
    assert (code, err) == (0, "")
    assert "Terra (MODIS): one burning pixel 0 m away (possibly a fire, radiative power 12.5 MW)" in said
    assert "times as common after a reported incident of this kind as where none is reported" in said
    assert "evidence that something burned because of it; it says nothing of who did it." in said
    assert "Measured on the reports given: 49 of 99 of this kind had a fire so near" in said, "the incident left out"
    assert "Gazette counts as an origin" in note and "Not confirmed: 1 independent origin (2 asked)" in note


def test_no_fire_speaks_neither_way_unless_the_operator_says_that_it_looked(
    tmp_path: Path, peace: Path, control: Path, war: Path, events: Path
) -> None:
    other = strikes()[1]
    name, fires = f"I-{other.id[:16]}", ("--control", control, "--fires", war)
    assert "says nothing against it" in part(explain(name, peace, events, *fires)[1], "What sensors say")
    looked = patrol(other.happened_at.start - HOUR, 2 * DAY, at(2, 40, 20_000), "NASA-FIRMS")
    told = explain(name, peace, events, *fires, "--looked", written(tmp_path / "looked.json", [looked]))[1]
    assert "hardly any evidence against it" in part(told, "What sensors say")


def test_strikes_named_take_the_place_of_the_reports(
    tmp_path: Path, peace: Path, control: Path, war: Path, events: Path
) -> None:
    fires = ("--control", control, "--fires", war)
    few = written(tmp_path / "few.json", strikes()[:50])
    said = part(explain(ID, peace, events, *fires, "--strikes", few)[1], "What sensors say")
    assert "Measured on the strikes of few.json: 24 of 49 of this kind" in said


def test_as_known_before_the_fire_it_is_not_told_and_the_rest_of_the_time_is_missing(
    tmp_path: Path, peace: Path, control: Path, war: Path
) -> None:
    at_once = written(tmp_path / "at_once.json", [replace(STRUCK, known_at=STRUCK.happened_at.end)])
    given = (ID, peace, at_once, "--control", control, "--fires", war, "--as-known-at")
    early = part(explain(*given, "2022-01-31T15:30")[1], "What sensors say")
    assert "0 m away" not in early and "so a part of that time is missing" in early
    assert "burning pixel 0 m away" in part(explain(*given, "2022-01-31T16:30")[1], "What sensors say")


def test_the_note_is_the_same_whatever_the_order_of_rows_and_files(
    tmp_path: Path, peace: Path, control: Path, war: Path, events: Path
) -> None:
    heading, *rows = war.read_text(encoding="utf-8").splitlines()
    odd, even = tmp_path / "odd.csv", tmp_path / "even.csv"
    for path, some in ((odd, rows[::-2]), (even, rows[-2::-2])):
        path.write_text("\n".join([heading, *some]) + "\n", encoding="utf-8")
    whole = explain(ID, peace, events, "--control", control, "--fires", war)[1]
    assert explain(ID, peace, events, "--control", control, "--fires", even, "--fires", odd)[1] == whole


# -- who looked --------------------------------------------------------------------------------------------------------


def looks(*more: Report) -> list[Report]:
    start = STRUCK.happened_at.start
    return [
        patrol(start - HOUR, 90 * MINUTE, at(0, 40, 9_000)),
        patrol(start, 3 * HOUR, at(2, 40, 1_800), "Observers"),
        patrol(start + 20 * MINUTE, 10 * MINUTE, at(0, 41, 800), denied=True),
        patrol(start, 3 * HOUR, at(0, 90, 9_000), "Others"),
        patrol(start + DAY, 3 * HOUR, at(0, 40, 9_000), "Late"),
        *more,
    ]


def test_patrols_and_refusals_among_the_reports_are_told_without_being_asked_for(tmp_path: Path, peace: Path) -> None:
    code, note, _ = explain(ID, peace, written(tmp_path / "all.json", [STRUCK, *looks()]))
    said = part(note, "Who looked there")
    assert code == 0 and "What sensors say" not in note
    assert "Looked at the whole place: Monitors, who does not report it, for 0.3 h of 1 h." in said
    assert "Looked at a part of it: Observers, who does not report it, for all that time." in said
    assert "Wanted to look and was not let: Monitors, for 0.2 h of 1 h" in said and "is not quiet (R4d)" in said
    assert "silence then says nothing (R4a)" in said and "not weighed" in said
    assert "Others" not in said and "Late" not in said
    assert "Monitors counts" not in note, "a look is no origin"


def test_who_looked_and_reports_it_is_told_so(tmp_path: Path, peace: Path) -> None:
    mine = patrol(STRUCK.happened_at.start - HOUR, DAY, at(0, 40, 9_000), "Gazette")
    said = part(explain(ID, peace, written(tmp_path / "all.json", [STRUCK, mine]))[1], "Who looked there")
    assert said == "- Looked at the whole place: Gazette, who reports it, for all that time. - The whole place was " + (
        "looked at: 2022-01-31 14:00 to 15:00."
    )


def test_R4e_what_a_party_looked_at_itself_is_told_and_no_look(tmp_path: Path, peace: Path) -> None:
    own = patrol(STRUCK.happened_at.start - HOUR, DAY, at(0, 40, 9_000), "RU-MoD")
    said = part(explain(ID, peace, written(tmp_path / "all.json", [STRUCK, own]))[1], "Who looked there")
    assert said == "- RU-MoD says that it looked there: a party's own word, and no look that counts (R4e)."


def test_without_a_patrol_nothing_is_said_unless_it_was_asked_for(tmp_path: Path, peace: Path) -> None:
    alone = written(tmp_path / "alone.json", [STRUCK])
    assert "Who looked there" not in explain(ID, peace, alone)[1]
    elsewhere = written(tmp_path / "looks.json", [*looks()[3:], patrol(STRUCK.happened_at.start, HOUR, Area("North"))])
    said = part(explain(ID, peace, alone, "--looked", elsewhere)[1], "Who looked there")
    assert "No report given says that anybody looked there then, or was not let. Silence about it says nothing." in said
    assert "1 more patrol or refusal of that time is of a place that cannot be told from this one" in said


def test_a_patrol_taken_back_did_not_look(tmp_path: Path, peace: Path) -> None:
    said = patrol(STRUCK.happened_at.start - HOUR, DAY, at(0, 40, 9_000))
    back = replace(said, kind=Kind.RETRACTION, retracts=(said.id,), known_at=said.known_at + HOUR)
    assert "Who looked there" not in explain(ID, peace, written(tmp_path / "a.json", [STRUCK, said, back]))[1]


# -- one bad example for each problem ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [("--fires", FEBRUARY), ("--control", QUIET), ("--strikes", NEWS), ("--near-km", 6), ("--after-hours", 3),
     ("--area", "North")],
    ids=lambda words: str(words[0]),
)  # fmt: skip
def test_U0015_an_option_that_means_nothing_without_another(peace: Path, words: tuple[object, ...]) -> None:
    code, out, err = explain(ID, peace, NEWS, *words)
    assert (code, out) == (2, "") and "U0015" in err and "mend  add" in err


def test_U0014_options_of_an_incident_with_a_code() -> None:
    code, out, err = explain("A0205", "--fires", FEBRUARY)
    assert (code, out) == (2, "") and "U0014" in err


def test_U0010_one_file_as_control_and_as_fires(peace: Path, events: Path, war: Path) -> None:
    code, out, err = explain(ID, peace, events, "--control", war, "--fires", war)
    assert (code, out) == (2, "") and "U0010" in err


def test_I0003_files_overlapping_or_exchanged(
    tmp_path: Path, peace: Path, events: Path, control: Path, war: Path
) -> None:
    both = fires_table(tmp_path / "both.csv", [*quiet_year(), fire(noon(400), at(0, 40))])
    for quiet, seen, how in ((both, war, "overlaps"), (war, control, "is later than")):
        code, out, err = explain(ID, peace, events, "--control", quiet, "--fires", seen)
        assert (code, out) == (1, "") and "I0003" in err and how in err
    assert "exchange the two" in err


def test_I0004_a_control_of_a_few_days(tmp_path: Path, peace: Path, events: Path, war: Path) -> None:
    for days, held in (((30, 36), "only 5 days of month 1 and nothing of month 2"), ((90, 120), "nothing of month 1")):
        some = [fire(noon(day), at(0, 40)) for day in range(days[0] - 6, days[1] - 6)]
        short = fires_table(tmp_path / "short.csv", some)
        code, out, err = explain(ID, peace, events, "--control", short, "--fires", war)
        assert code == 0 and out and "I0004 warning" in err and held in err, err


def test_I0007_fires_of_a_sharper_satellite(
    tmp_path: Path, peace: Path, events: Path, control: Path, war: Path
) -> None:
    sharper = fires_table(tmp_path / "viirs.csv", [fire(noon(30, JANUARY_2022) + HOUR, at(0, 40))], "N")
    code, out, err = explain(ID, peace, events, "--control", control, "--fires", sharper)
    assert (code, out) == (1, "") and "I0007" in err and "Suomi NPP (VIIRS)" in err
    code, out, err = explain(ID, peace, events, "--control", control, "--fires", war, "--fires", sharper)
    assert code == 0 and "I0007 warning" in err and "VIIRS" not in out


@pytest.mark.parametrize("option", ["--fires", "--alerts", "--looked"])
def test_I0001_a_file_of_another_kind(peace: Path, events: Path, control: Path, option: str) -> None:
    more = ("--control", control) if option == "--fires" else ()
    code, out, err = explain(ID, peace, events, *more, option, NEWS)
    assert (code, out) == (1, "") and "I0001" in err and "events.csv" in err


@pytest.mark.parametrize(
    "content", [None, b"", b"\x00\xff\x00\xfe" * 99, b"a,b\n1,2\n"], ids=["none", "empty", "noise", "other"]
)
def test_a_file_that_cannot_be_read_ends_the_run_with_what_and_why(
    tmp_path: Path, peace: Path, events: Path, control: Path, content: bytes | None
) -> None:
    bad = tmp_path / "bad.csv"
    if content is not None:
        bad.write_bytes(content)
    for words in (("--control", control, "--fires", bad), ("--control", bad, "--fires", FEBRUARY), ("--looked", bad),
                  ("--alerts", bad)):  # fmt: skip
        code, out, err = explain(ID, peace, events, *words)
        assert (code, out) == (1, "") and "bad.csv" in err and "mend" in err and "Traceback" not in err


@pytest.mark.parametrize("code", ["I0006", "I0007", "U0015"])
def test_each_problem_has_a_page(code: str) -> None:
    status, page, _ = explain(code)
    assert status == 0 and page.startswith(f"# {code} ")
    assert all(heading in page for heading in ("What it means", "Why it matters", "```", "How to mend it"))
