"""Rule F9: what a finding carries, in which order findings come, and how they are explained."""

from __future__ import annotations

from dataclasses import replace

from finding_values import (
    EACH,
    START,
    accord,
    at,
    count,
    days,
    found,
    hour,
    hours,
    km,
    known,
    missed,
    must,
    must_not,
    state,
    status,
    vague,
)
from foedus.accord.model import (
    Deadline,
    Suspension,
)
from foedus.basics.canonical import canonical
from foedus.basics.instant import DAY, HOUR, Interval
from foedus.finding.model import State
from foedus.incident.model import Incident

ONE = accord(must_not(count(1)))
THREE_A_DAY = accord(must_not(count(3, hours(24))))


MINED = accord(must(suspensions=(Suspension("Commission", "route mined"),)))


def withdrawal(start: float, end: float | None = None, **more: object) -> Incident:
    return at(start, end, f"W-{start}", **{"acts": ("withdraw heavy weapons",), "place": km(10), **more})


def test_F9_a_finding_carries_all_that_it_was_made_from() -> None:
    (finding,) = found(ONE, at(1), day=30)
    assert (finding.accord, finding.norm, finding.grade, finding.party) == ("d" * 64, "1", "minor", "AA")
    assert (finding.as_known_at, finding.incidents, finding.condition) == (START + 30 * DAY, ("I-1",), "1/minor#1")
    assert finding.explanation and canonical(finding)


def test_F9_findings_come_in_the_order_of_the_text() -> None:
    of = accord(must_not(count(1), count(2, hours(24), "serious")), must(deadline=Deadline(days(1)), subject=EACH))
    incidents = [at(2, party="BB"), at(3), at(1), at(5, party="")]
    order = [(f.norm, f.party, f.grade, f.reached_at) for f in found(of, *incidents)]
    assert order == [
        ("1", "AA", "minor", hour(1)), ("1", "AA", "minor", hour(3)), ("1", "AA", "serious", hour(3)),
        ("1", "BB", "minor", hour(2)), ("1", None, "minor", hour(5)),
        *(("2", party, "serious", hour(24) + 1) for party in ("AA", "BB", "CC")),
    ]  # fmt: skip


def test_F9_a_mediator_can_check_the_explanation() -> None:
    (finding,) = (f for f in found(THREE_A_DAY, at(1), at(2), at(3, p=900_000_000)) if f.party == "AA")
    assert finding.explanation == (
        "3 incidents count, from 2024-10-04 01:00 to 2024-10-04 03:00 (UTC).",
        "At least 3 within 24 hours is first reached at 2024-10-04 03:00: the window after 2024-10-03 03:00 up to and "
        "with 2024-10-04 03:00 holds 3 incidents.",
        "The probability that at least 3 of the certain ones are AA's is 90 %; the standard is clear and convincing "
        "(at least 80 %), which is met.",
        "Who did one incident is taken to be independent of who did another.",
        "Leaving out any one origin does not lower it.",
    )


def test_F9_a_missed_duty_tells_its_clock() -> None:
    third_day = replace(status(0, 0), happened_at=Interval(hour(48), hour(72) - 1))
    (finding,) = found(MINED, withdrawal(400), statements=(third_day,))
    assert finding.explanation == (
        "It was due by 2024-10-15 00:00 (UTC), 10 days after entry into force.",
        "Its clock stood still for 1 day (2024-10-06 00:00 to the end of 2024-10-06), which is counted in.",
        "Nothing known shows that AA did it in time; the breach follows from the clock alone.",
        "It was done later, by 2024-10-20 16:00: that cures the breach and does not undo it.",
    )


def test_F9_states_say_why() -> None:
    assert state(ONE, known(at(1), at(2))).why == "2 findings of a breach."
    assert state(ONE, known(vague(1))).why == "1 finding, none certain."
    by_whom = state(ONE, known(at(1, party="")))
    assert (by_whom.state, by_whom.why) == (State.UNDETERMINED, "It was broken, by whom is undetermined: 1 finding.")
    assert state(ONE, known(day=-1)).state is State.OPEN
    assert (START + 10 * DAY) % HOUR == 0 and "2024-10-14 00:00 (UTC)" in state(accord(must()), known(day=1), "2").why
    ungraded = accord(replace(must(missed()), conditions=()))
    assert (found(ungraded), state(ungraded, known(), "2").state) == ((), State.BREACHED)
