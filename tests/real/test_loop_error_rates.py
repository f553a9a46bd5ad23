"""From recorded reports through error rates to the page of who would keep the deal: three records, one loop.

None of the deals measured here on the second and third record was ever agreed; they are there to count what is missed.
"""

from __future__ import annotations

import gzip
import tomllib
from pathlib import Path
from typing import Any

import pytest

from command_line import foedus
from library_values import LIBRARY

pytestmark = [pytest.mark.real, pytest.mark.slow]
DATA = Path(__file__).parents[1] / "data"
DEAL = LIBRARY / "conditional_accession"
AS_IF = """
accord "As if: {what}", version 1
    time zone {zone}
    windows exclude their start and include their end
    in force from {since} 00:00 until {until} 00:00

parties
    North "One side"
    South "The other side"

zone Ground area "{ground}"

act attack is {acts}

evidence
    one incident is reports of the same act within {apart}
    confirmed by 1 independent origin, at least 1 of them not a party
    attributed to the standard clear and convincing

Article 1 "Ceasefire"
    Each party must not attack in Ground.
        serious breach when count is at least {count} within 24 hours
"""
ACTIVITIES = AS_IF.format(
    what="a ceasefire in one city", zone="Asia/Baghdad", since="2005-09-01", until="2005-12-01", ground="Ramadi",
    acts="strike, assault, armed clash, explosion, small arms fire", apart="1 km and 1 hour", count=16,
)  # fmt: skip
ALERTS = AS_IF.format(
    what="no air alarms over a region", zone="Europe/Kyiv", since="2022-09-01", until="2023-05-31",
    ground="Kyivska oblast", acts="air alert", apart="100 km and 20 minutes", count=6,
)  # fmt: skip


def unpacked(name: str, to: Path, only: str = "") -> Path:
    """A table of the test data, or its rows with a word in them."""
    lines = gzip.decompress((DATA / name).read_bytes()).decode("utf-8").splitlines(keepends=True)
    to.write_text("".join([lines[0], *(line for line in lines[1:] if only in line)]), encoding="utf-8")
    return to


def measured(folder: Path, accord: Path, reports: list[Path], *more: str) -> dict[str, Any]:
    """What `foedus rates` writes."""
    told = foedus("rates", accord, *reports, "--repetitions", "6", "-o", folder / "measured.toml", *more)
    assert told.returncode == 0, told.stderr
    return tomllib.loads((folder / "measured.toml").read_text(encoding="utf-8"))


def page(folder: Path) -> str:
    """The page of the sample accord by these rates; how bodies judge is of the example."""
    bodies = (DEAL / "rates.example.toml").read_text(encoding="utf-8").partition("[findings]")[0]
    rates, found = folder / "rates.toml", folder / "page.html"
    rates.write_text(bodies + (folder / "measured.toml").read_text(encoding="utf-8"), encoding="utf-8")
    told = foedus(
        "weigh", DEAL / "conditional_accession.accord", "--stakes", DEAL / "stakes.example.stakes", "--rates", rates,
        "--draws", "2000", "--page", found,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    return found.read_text(encoding="utf-8")


def cells(found: dict[str, Any], form: str) -> dict[int, tuple[list[float], list[float]]]:
    """Found against who did it, and found broken at all, by the number of acts."""
    return {row["acts"]: (row["found"], row["broken"]) for row in found["detection"]["of"] if row["form"] == form}


def test_the_activities_that_one_force_reported(tmp_path: Path) -> None:
    accord, reports = tmp_path / "city.accord", unpacked("sigacts_gpl/ramadi_2005.csv.gz", tmp_path / "city.csv")
    accord.write_text(ACTIVITIES, encoding="utf-8")
    silent = measured(tmp_path, accord, [reports], "--sizes", "16,32")
    named = measured(tmp_path, accord, [reports], "--sizes", "16,32", "--named", "0.8")
    for of, broken in cells(silent, "together").values():
        assert of == [0, broken[1]], "nobody says who did it, so that it is somewhere up to what is found broken"
    assert silent["detection"]["cannot_be_told"] == [
        "who did it", "how soon", "what never was", "what nobody reports"
    ]  # fmt: skip
    few, many = cells(named, "together")[16], cells(named, "together")[32]
    assert few[1][0] > 0.5 and many[0][0] > 0.5, "that it was broken is found, and of many acts by whom"
    assert few[0][1] < many[0][0], "of as few as the text asks for, some are always laid to nobody"
    low, high = named["findings"]["false_per_year"]
    assert low == 0 and 10 < high < 20, "three months say no more than that"
    assert "RU" in page(tmp_path)


def test_alerts_of_two_channels(tmp_path: Path) -> None:
    accord = tmp_path / "region.accord"
    accord.write_text(ALERTS, encoding="utf-8")
    channels = [
        unpacked(f"alerts/{name}_2022_2023.csv.gz", tmp_path / f"{name}.csv", only)
        for name, only in (("volunteer", "Kyivska oblast"), ("official_oblasts", "Kyivska oblast"))
    ]
    asked = ("--sizes", "6,12", "--named", "0.8")
    both = measured(tmp_path, accord, channels, *asked)
    assert cells(both, "together")[12][0][0] > 0.5
    assert cells(both, "spread out")[12][0][0] == 0, "what is spread over a month stays below six within a day"
    two = [d for d in both["detection"]["designs"] if d["name"] == "origins 2"]
    # A region known by its name only makes no coincidence of two channels so sure that either confirms the other.
    assert [d["found"][0] for d in two] == [0] and two[0]["found"][1] < 0.6
    assert "RU" in page(tmp_path)
    told = foedus("sensors", "alerts", *channels, "--together", tmp_path / "both.json")
    assert told.returncode == 0, told.stderr
    accord.write_text(ALERTS.replace("confirmed by 1 independent origin,", "confirmed by 2 independent origins,"))
    confirmed = measured(tmp_path, accord, [tmp_path / "both.json"], *asked)
    assert cells(confirmed, "together")[12][0][0] > 0.5, "what both tell together (R6h) confirms itself"
    [first, second] = confirmed["detection"]["channels"]
    assert {first["by"], second["by"]} == {"official alert channel", "volunteer alert channel"}
    assert 0.7 < first["share"][0] < first["share"][1] < 1 and second["share"][0] > 0.7, "each misses some"
    assert "who did it" not in confirmed["detection"]["cannot_be_told"], "--named supposes it"


def test_minsk(tmp_path: Path) -> None:
    place = LIBRARY / "minsk_2_2015"
    reports = sorted(p for p in (place / "reports").iterdir() if p.suffix in (".csv", ".gz"))
    found = measured(tmp_path, place / "minsk_2.accord", reports, "--grade", "serious", "--sizes", "5,20")
    assert all(of == [0, broken[1]] for of, broken in cells(found, "together").values()), "no event says who did it"
    assert found["detection"]["cannot_be_told"] == ["who did it", "how soon", "what never was"]
    assert cells(found, "together")[20][1][1] > 0.5, "that it was broken is found"
    assert "RU" in page(tmp_path)
