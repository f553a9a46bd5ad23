"""What may deny what is worked out for all at once, and is what the definition says pair by pair."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from foedus.accord.zones import Zones
from foedus.basics.place import Area, Nowhere
from foedus.incident.blocks import Blocks
from foedus.incident.sighting import Sighting, limits_of
from foedus.report.model import Kind, Report
from fusing import HOUR, WHOLE_DAY, accord, east, report

PLACES = [east(0), east(2_999), east(3_001), east(9_000, 10_000), east(40_000, 40_000), Area("South"), Nowhere()]
LIMITS = limits_of(accord(), Zones())
said = st.builds(
    lambda origin, hours, place, act, lasting, kind, target, key: report(
        origin, hours, place, act, lasting=lasting, kind=kind, target=target, event_key=key
    ),
    st.sampled_from(("Monitors", "AA-MoD")), st.integers(0, 3), st.sampled_from(PLACES),
    st.sampled_from(("shelling", "strike", "raid", "unknown", "fire detected")), st.sampled_from((0, HOUR, WHOLE_DAY)),
    st.sampled_from((Kind.EVENT, Kind.DENIAL)), st.sampled_from(("", "substation", "energy facility", "hospital")),
    st.sampled_from(("", "", "", "1", "2")),
)  # fmt: skip


def may_deny(denial: Sighting, other: Sighting) -> bool:
    one_number = denial.report.event_key != "" and denial.report.event_key == other.report.event_key
    return other.report.kind is not Kind.DENIAL and (one_number or LIMITS.denies(denial, other))


@given(st.lists(said, min_size=2, max_size=14, unique_by=lambda r: r.id), st.integers(1, 5), st.data())
def test_a_report_is_denied_by_what_may_deny_it_whatever_came_and_went_before(
    reports: list[Report], step: int, data: st.DataObject
) -> None:
    blocks, sightings = Blocks(LIMITS), LIMITS.sightings(reports)
    for begin in range(0, len(sightings), step):
        blocks.add(sightings[begin : begin + step])
    gone = data.draw(st.sets(st.sampled_from([s.id for s in sightings])))
    blocks.remove(sorted(gone))
    back = [s for s in sightings if s.id in gone and data.draw(st.booleans())]
    blocks.add(back)
    standing = [s for s in sightings if s.id in blocks.row]
    for told in (s for s in standing if s.report.kind is not Kind.DENIAL):
        expected = {s.id for s in standing if s.report.kind is Kind.DENIAL and may_deny(s, told)}
        assert {blocks.sighting(row).id for row in blocks.denials_of([blocks.row[told.id]])} == expected


def test_reports_and_denials_that_say_the_same_are_compared_once() -> None:
    blocks = Blocks(LIMITS)
    blocks.add(LIMITS.sightings([report(f"W{n}") for n in range(300)]))
    blocks.add(LIMITS.sightings([report(f"D{n}", kind=Kind.DENIAL) for n in range(300)]))
    ties, _ = blocks._denials.ties(list(blocks.row.values()))
    assert len(ties) <= 1_000, "600 reports, and not each of 300 with each of 300"
    assert len(blocks.denials_of(list(blocks.row.values())[:1])) == 300
