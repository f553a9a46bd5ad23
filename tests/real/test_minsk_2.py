"""Minsk II on fatal events of 2014-2017 and a monitor's daily counts: broken from its first day, by nobody known.

The events that should be found are counted apart from the program: geometry on a plane (equal-area, metres), claimants
by whole words, days by the calendar.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import cache

import numpy as np
import pyproj
import pytest
import shapely

from foedus.basics.instant import DAY
from foedus.finding.model import State
from foedus.replay.export import as_json
from foedus.replay.model import History, Replay
from foedus.replay.replay import replay
from library_values import (
    LIBRARY,
    breached,
    deal,
    end_of_day,
    only_known_by,
    reading,
    replayed,
    reports_of,
    rows_behind,
    table,
)

pytestmark = pytest.mark.real

MINSK = "minsk_2_2015/minsk_2"
FOLDER = LIBRARY / "minsk_2_2015"
FIRST_DAY = "2015-02-15"
RADIUS_M = {"1": 5_000, "2": 25_000, "3": 30_000, "4": 100_000, "5": 100_000}
"""How far off a point of each precision may be, as the codebook has it; precision 6 and 7 are no points."""


@pytest.fixture(scope="module")
def minsk() -> Replay:
    return replayed(MINSK)


# -- counted apart from the program ------------------------------------------------------------------------------------


@cache
def organs() -> re.Pattern[str]:
    """Words that make a claimant a party's organ: declared spokesmen, and the parties' own names (I3b, I3d)."""
    accord = deal(MINSK)[0]
    names = [w for s in accord.evidence.spokesmen for w in s.origins]
    names += [w for p in accord.parties for w in (p.name, p.title, *p.also)]
    return re.compile(r"\b(?:" + "|".join(only_words(w) for w in names) + r")\b")


def only_words(text: str) -> str:
    """Apostrophes and hyphens come in many shapes."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def nobody_of_a_party_says_so(event: dict[str, str]) -> bool:
    return organs().search(only_words(f"{event['source_original']}; {event['source_office']}")) is None


def only_parties_say_so(event: dict[str, str]) -> bool:
    """Whether each claimant is some party's organ, told apart as coarsely as can be (I3b, I3c)."""
    told = re.sub(r"\b(?:in|to)(?: the)? ukraine\b", "there", event["source_original"].casefold())
    claimants = [c for c in re.split(r"[;\n,]| and ", told) if c.strip()]
    return bool(claimants) and all(organs().search(only_words(c)) for c in claimants)


@cache
def surely_in_the_regions() -> dict[str, dict[str, str]]:
    """Clashes from the first day on whose whole disc lies in the two regions, by number."""
    shapes = json.loads(next(FOLDER.glob("zones/*.geojson")).read_text(encoding="utf-8"))["features"]
    flat = pyproj.Transformer.from_crs("EPSG:4326", "+proj=laea +lat_0=48.3 +lon_0=38.3 +ellps=WGS84", always_xy=True)
    ground = shapely.transform(
        shapely.union_all([shapely.from_geojson(json.dumps(s["geometry"])) for s in shapes]),
        lambda corners: np.stack(flat.transform(corners[:, 0], corners[:, 1]), axis=-1),
    )
    found = {}
    for event in table(FOLDER / "reports/ucdp_ged_ukraine_2014_2017.csv.gz"):
        radius = RADIUS_M.get(event["where_prec"])
        if event["date_start"] >= FIRST_DAY and event["type_of_violence"] == "1" and radius:
            point = shapely.Point(*flat.transform(float(event["longitude"]), float(event["latitude"])))
            if ground.contains(point) and ground.boundary.distance(point) >= radius:
                found[event["id"]] = event
    return found


def days_with(least: int, what: str, events: set[str]) -> set[str]:
    """Days on which events of that single day add up: their number, or the least number of their dead."""
    total: Counter[str] = Counter()
    for event in (surely_in_the_regions()[number] for number in events):
        if event["date_start"] == event["date_end"]:
            total[event["date_start"]] += 1 if what == "events" else int(event["low"])
    return {day for day, n in total.items() if n >= least}


def events_behind(minsk: Replay, history: History) -> set[str]:
    return {row.split("-")[0] for row in rows_behind(minsk, history)}


def in_series(minsk: Replay, history: History) -> bool:
    series = {i.id for i in minsk.known.incidents if i.series}
    return history.last is not None and not series.isdisjoint(history.last.incidents)


# -- what is found -----------------------------------------------------------------------------------------------------


def test_minsk_is_broken_by_nobody_known(minsk: Replay) -> None:
    assert breached(minsk) and {f.party for f in minsk.final.findings} == {None}
    states = {(s.norm, s.party): s for s in minsk.final.states}
    for party in ("UA", "Formations"):
        assert states["1", party].state is State.UNDETERMINED
        assert "It was broken, by whom is undetermined" in states["1", party].why


def test_the_data_name_nobody_who_broke_it() -> None:
    # Only one-sided violence names a doer in this data set, and there is none of it in these years.
    assert {e["type_of_violence"] for e in table(next(FOLDER.glob("reports/*.gz")))} == {"1", "2"}
    assert not any(r.claims for read in reports_of(MINSK) for r in read.reports)


def test_heavy_weapons_cannot_be_observed(minsk: Replay) -> None:
    states = {(s.norm, s.party): s.state for s in minsk.final.states}
    assert {states[norm, party] for norm in ("2", "3") for party in ("UA", "Formations")} == {State.NOT_OBSERVABLE}
    assert {f.norm for f in minsk.final.findings} == {"1"}, "silence about a withdrawal is no breach of it"


def minor_of_events(minsk: Replay) -> dict[str, History]:
    """The minor breaches that single events are, by the number of the event."""
    found = [h for h in breached(minsk) if h.first.grade == "minor" and not in_series(minsk, h)]
    behind = [(events_behind(minsk, h), h) for h in found]
    assert all(len(events) == 1 for events, _ in behind), "two numbers of one collector stay apart"
    assert len({n for events, _ in behind for n in events}) == len(found), "and each is one breach"
    return {next(iter(events)): h for events, h in behind}


def test_each_clash_surely_in_the_regions_that_an_outsider_tells_of_is_one_minor_breach(minsk: Replay) -> None:
    found = set(minor_of_events(minsk))
    sure = surely_in_the_regions()
    told = {number for number, event in sure.items() if nobody_of_a_party_says_so(event)}
    not_told = {number for number, event in sure.items() if only_parties_say_so(event)}
    assert len(sure) == 392 and len(told) > 100 and len(not_told) > 50, "or the test says little"
    assert told <= found <= set(sure) - not_told


def test_days_with_five_clashes_or_ten_dead_are_the_serious_breaches(minsk: Replay) -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for history in breached(minsk):
        if history.first.grade == "serious" and not in_series(minsk, history):
            found[history.first.condition] |= {
                surely_in_the_regions()[n]["date_start"] for n in events_behind(minsk, history)
            }
    minor = set(minor_of_events(minsk))
    assert found["1/serious"] == days_with(5, "events", minor)
    assert found["1/serious#2"] == days_with(10, "dead", minor) != set()


def test_each_count_of_a_region_on_a_day_above_nought_is_one_minor_breach(minsk: Replay) -> None:
    minor = [h for h in breached(minsk) if h.first.grade == "minor" and in_series(minsk, h)]
    assert len(minor) == len(counted_by_the_monitor())


def counted_by_the_monitor() -> set[tuple[str, str, str]]:
    """Region, last day and act of each standing count above nought; exercises are no violations.

    A count of a day is told by its own report, and again by that of the day after, which then stands. A total of both
    regions since 27 July erases no day of it, and is not added to them.
    """
    told: dict[tuple[str, str, str], tuple[str, int]] = {}
    both: list[tuple[str, str, int]] = []
    for row in table(FOLDER / "reports/osce_smm_daily_counts.csv"):
        day, act = row["period_end"], "violations" if row["violations"] else "explosions"
        if row["value_source"] == "cumulative":
            both.append((day, row["note"], int(row["note"].split()[0])))
        elif row[act]:
            _tell(told, (row["region"], day, act), day, int(row[act]))
        if row["previous_value"]:
            before = str(date.fromisoformat(day) - timedelta(days=1))
            _tell(told, (row["region"], before, act), day, int(row["previous_value"]))
    ((until, note, number),) = both
    assert number and "since 00:01 27 July" in note and until == "2020-07-28"
    standing = {key for key, (_, n) in told.items() if n}
    return standing | {("both", until, "violations")}


def _tell(
    told: dict[tuple[str, str, str], tuple[str, int]], key: tuple[str, str, str], issued: str, number: int
) -> None:
    if key not in told or told[key][0] < issued:
        told[key] = (issued, number)


def test_what_is_counted_in_one_region_says_nothing_of_the_other(minsk: Replay) -> None:
    # 4 February 2017: 800 explosions in the one and 150 in the other region.
    numbers = {
        (i.place.name, i.number.best)  # type: ignore[union-attr]
        for i in minsk.known.incidents
        if i.series and i.number.best in (800, 150)
    }
    assert numbers == {("Donetsk", 800), ("Luhansk", 150)}


# -- known when --------------------------------------------------------------------------------------------------------


def published(event: dict[str, str]) -> list[str]:
    """The days on which the sources of an event were published, first to last; the table writes some day first."""
    days = [
        re.fullmatch(r"(\d\d?)/(\d\d?)/(\d{4})", day.strip()) or day.strip() for day in event["source_date"].split(";")
    ]
    return sorted(d if isinstance(d, str) else str(date(int(d[3]), int(d[2]), int(d[1]))) for d in days)


def test_a_clash_is_known_at_the_end_of_the_day_on_which_its_first_source_was_published(minsk: Replay) -> None:
    checked = 0
    for number, history in minor_of_events(minsk).items():
        event = surely_in_the_regions()[number]
        first = published(event)[0]
        if first > event["date_end"] and nobody_of_a_party_says_so(event):
            assert history.first_known_at == end_of_day(first)
            checked += 1
    assert checked > 20, "or the test says nothing"


def test_what_is_known_of_a_clash_is_known_within_weeks(minsk: Replay) -> None:
    minor = minor_of_events(minsk).values()
    assert max(h.delay for h in minor) < 100 * DAY
    assert min(h.first_known_at for h in minor) <= end_of_day(FIRST_DAY)


def test_the_first_breach_stands_since_the_first_day(minsk: Replay) -> None:
    first = min((h for h in breached(minsk)), key=lambda h: h.first_breached_at or 0)
    assert first.first_breached_at is not None and first.first_breached_at <= end_of_day(FIRST_DAY)
    assert first.last is not None and first.last.probability == 1_000_000_000


def test_what_was_known_on_1_March_2015_does_not_change_by_what_came_later() -> None:
    at = end_of_day("2015-03-01")
    accord, zones = deal(MINSK)
    before = only_known_by(reports_of(MINSK), at)
    then = replayed(MINSK, (), at)
    assert as_json(then) == as_json(replay(accord, zones, before, at))
    assert breached(then), "by then it was known to be broken"


# -- read otherwise ----------------------------------------------------------------------------------------------------


def test_no_standard_of_proof_changes_it_because_what_is_sure_is_only_that_it_was_broken(minsk: Replay) -> None:
    for key in ("lower standard", "higher standard"):
        row = reading(minsk, key)
        assert (row.breached, row.appear, row.vanish) == (len(breached(minsk)), 0, 0)


def test_taking_parties_at_their_word_adds_no_more_than_the_clashes_that_parties_tell_of(minsk: Replay) -> None:
    row = reading(minsk, "parties at their word, one origin")
    left = len(surely_in_the_regions()) - len(minor_of_events(minsk))
    assert row.vanish == 0 and row.appearing[0].startswith("minor breach of Article 1, by whom is undetermined")
    assert 0 < int(row.appearing[0].rpartition("(")[2].split()[0]) <= left


def test_a_witness_who_names_a_party_would_tip_it_for_either(minsk: Replay) -> None:
    alone = [tip for tip in minsk.tips if tip.alone]
    assert {tip.party for tip in alone} == {"UA", "Formations"}
    assert minsk.guarantees == (), "and no guarantee hangs on it"
