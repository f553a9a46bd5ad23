"""Clauses on an average: what a party that complies has to expect, tested as often as one likes (F10-F10g)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from betting_values import by_hand
from finding_values import (
    EACH,
    ONLY_AA,
    START,
    Line,
    accord,
    at,
    average,
    days,
    evaluated,
    found,
    hour,
    km,
    known,
    must_not,
    vague,
)
from foedus.accord.model import Accord, Condition
from foedus.basics.betting import PARTS, SHARES, UNIT, Wealth, stake_of
from foedus.basics.instant import HOUR, Interval
from foedus.finding.fast import evaluate as evaluate_fast
from foedus.finding.model import Finding, State, Truth
from foedus.incident.model import Attribution, Incident, WithoutOrigin
from foedus.report.model import Kind, Range, Report

CLAUSE = average(1)  # more than 1 a day, at error at most 0.001


def under(clause: Condition = CLAUSE, **more: object) -> Accord:
    return accord(must_not(replace(clause, address="1/serious"), **{"subject": ONLY_AA, **more}))


def bursts(days_of_it: range, each: int = 4, **more: object) -> list[Incident]:
    """So many incidents on each of some days, from 06:00 on, three hours apart."""
    return [at(24 * d + 6 + 3 * n, name=f"I-{d:03}-{n}", **more) for d in days_of_it for n in range(each)]


def breached(*incidents: Incident, of: Accord | None = None, **more: object) -> list[Finding]:
    return [f for f in found(of or under(), *incidents, **more) if f.truth is Truth.BREACHED]


def against(party: str, *incidents: Incident) -> list[Finding]:
    return [f for f in breached(*incidents) if f.party == party]


def test_F10_the_evidence_is_what_bets_on_more_have_won() -> None:
    counts = [4, 0, 3, 5, 1, 4, 4, 6, 0, 2]
    wealth = Wealth(2)
    for number, count in enumerate(counts, start=1):
        wealth = wealth.after(count)
        exact = by_hand(counts[:number], 2)
        assert 0 <= exact - Fraction(wealth.total, UNIT) < Fraction(1, 10**9)
    assert (PARTS, SHARES) == (16, (4, 10, 15))
    assert sum(3 * stake_of(block) for block in range(2**14 - 1)) <= UNIT * 14 / 15


def test_F10_a_breach_is_found_when_the_evidence_has_come_to_one_over_the_error() -> None:
    (finding,) = breached(*bursts(range(7)))
    assert by_hand([4] * 6, 1) < 1000 <= by_hand([4] * 7, 1)
    assert finding.episode == Interval(hour(6), hour(6 * 24 + 15))
    assert not breached(*bursts(range(6)))
    assert breached(*bursts(range(6)), of=under(average(1, error=2_000_000)))


def test_F10_who_has_no_more_than_the_average_is_not_found_however_long_it_goes_on() -> None:
    assert not found(under(), *bursts(range(300), each=1))


def test_F10_the_words_of_a_finding_tell_the_average_the_odds_and_the_bound() -> None:
    (finding,) = breached(*bursts(range(7)))
    told = " ".join(finding.explanation)
    assert "28 incidents count" in told
    assert "at most 1 per calendar day on average; these fell in 7 days, from 2024-10-04 on." in told
    assert "The evidence against compliance passed 1,000 to 1 at 2024-10-10 09:00" in told
    assert "with probability at most 0.001, however often anybody looks." in told


def test_F10a_a_block_is_a_calendar_day_of_the_accords_zone() -> None:
    """Four every other day by the clock of London; by that of Tokyo two each day, since midnight is between them."""
    evenings = [at(24 * 2 * d + h, name=f"I-{d:02}-{h}") for d in range(10) for h in (13, 14, 16, 17)]
    assert breached(*evenings, of=replace(under(), time_zone="Asia/Tokyo"))
    assert not breached(*evenings, of=replace(under(), time_zone="UTC"))


def test_F10a_a_period_is_counted_from_entry_into_force_and_what_hangs_together_in_it_is_one_piece() -> None:
    """Twelve in one burst of three days, once a fortnight, are no more than six a week; by the day they are many."""
    weeks = [at(24 * d + 6 + n, name=f"I-{d:03}-{n}") for w in range(20) for d in range(14 * w, 14 * w + 3)
             for n in range(4)]  # fmt: skip
    assert not breached(*weeks, of=under(average(12, days(14))))
    assert not breached(*weeks, of=under(average(6, days(7))), day=120)
    late = breached(*[at(24 * 7 * w + h, name=f"I-{w:03}-{h:03}") for w in range(8) for h in range(100, 160, 3)],
                    of=under(average(5, days(7))))  # fmt: skip
    assert late and (late[0].reached_at - START) // (7 * 24 * HOUR) >= 5


def test_F10a_no_end_of_the_time_in_force_is_asked_for() -> None:
    """A breach is found at the same instant whether the accord ends, ends much later, or has no end."""
    instants = {
        breached(*bursts(range(50, 70)), of=replace(under(), in_force_until=until))[0].reached_at
        for until in (None, hour(24 * 100), hour(24 * 10_000))
    }
    assert len(instants) == 1


@pytest.mark.parametrize("less", [
    {"series": "Mission: shelling"}, {"confirmed": False}, {"p": 799_999_999}, {"party": ""}, {"party": "BB"},
    {"place": km(20)}, {"place": km(9, 3000)}, {"acts": ("exercise",)}, {"number": Range(0, 0, 3)},
])  # fmt: skip
def test_F10b_what_is_not_certain_or_not_the_partys_at_the_standard_does_not_count(less: dict[str, object]) -> None:
    assert against("AA", *bursts(range(9)))
    assert not against("AA", *bursts(range(9), **less))


def test_F10b_what_may_lie_on_two_days_counts_on_neither() -> None:
    across = [at(24 * d + 22, 24 * d + 26, name=f"I-{d}-{n}") for d in range(9) for n in range(4)]
    assert not breached(*across)
    assert breached(*across, of=under(average(1, days(30), error=200_000_000)))


def test_F10b_an_incident_counts_with_its_low_number() -> None:
    assert breached(*bursts(range(7), each=1, number=Range(4, 5, 9)))
    assert not breached(*bursts(range(7), each=1, number=Range(1, 5, 9)))


def test_F10c_the_chance_of_ever_being_found_though_one_complies_is_bounded() -> None:
    """Of three days on each of which nothing or a salvo comes, as likely as the average allows: every course of it,
    with its exact chance. The law tests go on for years."""
    error = 100_000_000
    of = under(average(1, error=error))
    ever = Fraction(0)
    for course in range(27):
        sizes = [(0, 12, 40)[course // 3**d % 3] for d in range(3)]
        chance = Fraction(1)
        for size in sizes:
            chance *= {12: Fraction(1, 24), 40: Fraction(1, 80), 0: 1 - Fraction(1, 24) - Fraction(1, 80)}[size]
        incidents = [at(24 * d + 6, name=f"I-{d}", number=Range(n, n, n)) for d, n in enumerate(sizes) if n]
        ever += chance * bool(breached(*incidents, of=of))
    assert 0 < ever <= Fraction(error, 10**9)


def test_F10c_each_party_has_its_own_average_and_error() -> None:
    both = under(subject=EACH)
    of_aa, of_bb = bursts(range(7)), [replace(i, id=f"J{i.id}") for i in bursts(range(7), party="BB")]
    assert [f.party for f in breached(*of_aa, *of_bb, of=both)] == ["AA", "BB"]
    mixed = [*bursts(range(9), each=2), *[replace(i, id=f"J{i.id}") for i in bursts(range(9), each=1, party="BB")]]
    assert {f.party for f in breached(*mixed, of=both)} <= {"AA"}


def looks(*hours: tuple[float, float], kind: Kind = Kind.PATROL, place: object = None) -> tuple[Report, ...]:
    return tuple(
        Report(kind, "patrol", Interval(hour(a), hour(b) - 1), hour(b), "Mission", "Mission", place or km(0))  # type: ignore[arg-type]
        for a, b in hours
    )


SEEN = average(1, looked_at=True)


def test_F10d_a_day_counts_with_the_part_of_it_that_was_looked_at() -> None:
    """Two in six hours of each day are eight a day; in all of it they are two."""
    incidents = bursts(range(10), each=2)
    some = looks(*[(24 * d + 5, 24 * d + 11) for d in range(10)])
    whole = looks(*[(24 * d, 24 * d + 24) for d in range(10)])
    assert breached(*incidents, of=under(SEEN), statements=some)
    assert not breached(*incidents, of=under(SEEN), statements=whole)


def test_F10d_what_happened_while_nobody_looked_counts_for_neither_side() -> None:
    incidents = bursts(range(7))
    whole = looks(*[(24 * d, 24 * d + 24) for d in range(7)])
    assert not breached(*incidents, of=under(SEEN))
    assert not breached(*incidents, of=under(SEEN), statements=looks((24 * 20, 24 * 30)))
    assert not breached(*incidents, of=under(SEEN), statements=looks(*[(0, 24 * 7)], place=km(500)))
    assert breached(*incidents, of=under(SEEN), statements=whole)
    denied = looks((0, 24 * 7), kind=Kind.ACCESS_DENIED)
    assert not breached(*incidents, of=under(SEEN), statements=(*whole, *denied))


def test_F10d_a_day_that_nobody_looked_at_changes_nothing_and_one_that_was_quiet_does() -> None:
    first, second = bursts(range(3)), bursts(range(40, 45))
    gap = looks((0, 24 * 3), (24 * 40, 24 * 50))
    quiet = looks((0, 24 * 50))
    assert breached(*first, *second, of=under(SEEN), statements=gap)
    assert not breached(*first, *second, of=under(SEEN), statements=quiet)
    assert not breached(*first, *second), "by the calendar missing knowledge is taken as quiet"


def test_F10d_where_nobody_looked_nobody_can_be_said_to_have_kept_it() -> None:
    (unseen,) = evaluated(under(SEEN), known()).states
    (seen,) = evaluated(under(SEEN), known(statements=looks((0, 24)))).states
    assert (unseen.state, seen.state) == (State.NOT_OBSERVABLE, State.KEPT)
    (by_the_calendar,) = evaluated(under(), known()).states
    assert by_the_calendar.state is State.KEPT


def test_R4e_no_party_makes_its_breaches_rare_by_looking_itself() -> None:
    incidents = bursts(range(7))
    some = looks(*[(24 * d, 24 * d + 24) for d in range(7)])
    its_own = tuple(replace(r, outlet="AA-MoD", origin="AA-MoD") for r in looks((24 * 7, 24 * 200), (0, 24 * 7)))
    assert breached(*incidents, of=under(SEEN), statements=(*some, *its_own))
    assert not breached(*incidents, of=under(SEEN), statements=its_own)
    (state,) = evaluated(under(SEEN), known(statements=its_own)).states
    assert state.state is State.NOT_OBSERVABLE
    joint = tuple(replace(r, origin="AA-MoD and Mission") for r in some)
    assert breached(*incidents, of=under(SEEN), statements=joint)


def test_F10e_what_is_only_possible_makes_it_undetermined() -> None:
    unsure = [vague(24 * d + 6 + 3 * n, name=f"I-{d:03}-{n}") for d in range(7) for n in range(4)]
    (finding,) = found(under(), *unsure)
    assert (finding.truth, finding.party, finding.probability) == (Truth.UNDETERMINED, "AA", 0)
    (state,) = evaluated(under(), known(*unsure)).states
    assert state.state is State.UNDETERMINED


def test_F10e_what_may_have_been_on_any_of_many_days_was_on_one() -> None:
    """Four that may have been on any of forty days are no four a day for forty days."""
    assert not found(under(), *[at(6 + n, 24 * 40 + 6 + n, name=f"I-{n}") for n in range(4)])
    many = [at(6 + n, 24 * 40 + 6 + n, name=f"I-{n:05}", number=Range(500, 500, 500)) for n in range(10)]
    (finding,) = found(under(), *many)
    assert finding.truth is Truth.UNDETERMINED and finding.reached_at < hour(24)


def test_F10e_by_nobody_known_there_may_be_the_average_of_all_who_are_bound_together() -> None:
    """Three are bound, each of which may have one a day."""
    nobodys = {"party": "", "p": 0, "alleged": ()}
    of = under(subject=EACH)
    few, many = bursts(range(30), each=3, **nobodys), bursts(range(30), each=6, **nobodys)
    assert not breached(*few, of=of)
    assert {f.party for f in breached(*many, of=of)} == {None}
    assert breached(*few, of=under())[0].party is None, "one alone is bound"


def test_F10f_it_is_reached_within_the_day_as_soon_as_no_rest_of_the_day_can_undo_it() -> None:
    (finding,) = breached(*bursts(range(7)))
    assert finding.reached_at == hour(6 * 24 + 9)
    before = Wealth(1)
    for _ in range(6):
        before = before.after(4)
    assert not before.after(1).passes(CLAUSE.error) and before.after(2).passes(CLAUSE.error)
    assert len(finding.incidents) == 28, "what comes later that day belongs to it"
    (early,) = breached(*bursts(range(6)), *bursts(range(6, 7), each=2), day=6.5)
    assert early.reached_at == finding.reached_at


def test_F10f_the_finding_is_of_what_came_since_the_evidence_began_to_grow() -> None:
    (finding,) = breached(at(24 * 3, name="I-old"), *bursts(range(60, 73)))
    assert finding.episode.start == hour(24 * 60 + 6)
    assert "I-old" not in finding.incidents


def test_F10f_afterwards_all_begins_afresh() -> None:
    first, second = breached(*bursts(range(14)))
    assert second.episode.start == hour(24 * 7 + 6)
    assert second.reached_at - first.reached_at == 24 * 7 * HOUR


def test_F10g_what_is_taken_back_and_what_comes_late_changes_the_block_it_was_in() -> None:
    incidents = bursts(range(7))
    assert breached(*incidents)
    assert not breached(*incidents[8:]), "two days taken back"
    assert breached(*sorted(incidents[8:] + incidents[:8], key=lambda i: i.id))


def test_F10g_its_probability_is_that_of_the_least_sure_incident_and_what_is_left_without_an_origin_is_told() -> None:
    share, less = Attribution((("AA", 900_000_000),)), Attribution((("AA", 820_000_000),))
    told = (WithoutOrigin("Carrier", share, False), WithoutOrigin("Other", less, True))
    (finding,) = breached(*bursts(range(7), attribution=share, without=told))
    assert (finding.probability, finding.least_without) == (900_000_000, ("Carrier", 0))
    (milder,) = breached(*bursts(range(7), attribution=share, without=told[1:]))
    assert milder.least_without == ("Other", 820_000_000)
    (one_of_many,) = breached(*bursts(range(6)), *bursts(range(6, 7), attribution=share, without=told[:1]))
    assert one_of_many.least_without == ("Carrier", 0), "without it the seventh day is missing"
    (spare,) = breached(*bursts(range(7)), at(24 * 6 + 20, name="I-spare", without=(WithoutOrigin("X", less, False),)))
    assert spare.least_without[0] == ""


def test_F10g_the_fast_way_tells_the_same() -> None:
    what = known(*bursts(range(14)))
    assert evaluate_fast(under(), Line(), what) == evaluated(under(), what)
