"""Laws of replays: the set of reports decides, not their order, their copies or what was learnt later."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.basics.instant import DAY, HOUR
from foedus.finding.model import Finding
from foedus.replay.export import as_csv, as_json
from foedus.replay.model import Change, Replay
from foedus.replay.pairing import pair
from foedus.replay.replay import replay
from foedus.report.model import Basis, Kind, Report
from replay_values import START, accord, file_of, finding, report, zones_of
from trials import examples

DEAL = accord(origins=2, outsiders=1, duty_days=2)
ZONES = zones_of(DEAL)


@st.composite
def reports(draw: st.DrawFn) -> list[Report]:
    """Up to eight reports about a few events in four days, of monitors and parties, some of them taken back."""
    made: list[Report] = []
    for _ in range(draw(st.integers(0, 8))):
        hour = draw(st.integers(0, 96))
        made.append(
            report(
                hour, draw(st.sampled_from(["Monitor", "Other", "AA-MoD", "BB-MoD"])), hour + draw(st.integers(0, 30)),
                draw(st.sampled_from(["AA", "BB"])), draw(st.sampled_from(["", "e1", "e2"])),
                draw(st.sampled_from([Basis.SEEN, Basis.ACCUSED])),
            )
        )
    for taken in made[: draw(st.integers(0, 2))]:
        at = taken.known_at + draw(st.integers(0, 40)) * HOUR
        made.append(replace(taken, kind=Kind.RETRACTION, retracts=(taken.id,), known_at=at, event_key="", claims=()))
    return made


def replayed(made: list[Report], until: int | None = None) -> Replay:
    return replay(DEAL, ZONES, [file_of(*made)], until)


@settings(max_examples=examples(25))
@given(made=reports(), data=st.data())
def test_order_and_copies_of_reports_change_no_byte(made: list[Report], data: st.DataObject) -> None:
    copies = made[: data.draw(st.integers(0, 3))]
    shuffled = data.draw(st.permutations([*made, *copies]))
    one, other = replayed(made), replayed(shuffled)
    assert as_json(one) == as_json(other)
    assert as_csv(one) == as_csv(other)


@settings(max_examples=examples(25))
@given(made=reports(), hour=st.integers(-5, 140))
def test_a_replay_as_known_at_an_instant_is_the_replay_of_what_was_known_then(made: list[Report], hour: int) -> None:
    until = START + hour * HOUR
    assert as_json(replayed(made, until)) == as_json(replayed([r for r in made if r.known_at <= until], until))


@settings(max_examples=examples(25))
@given(made=reports())
def test_a_later_end_only_adds_to_each_history(made: list[Report]) -> None:
    short = {h.key: h.revisions for h in replayed(made, START + 40 * HOUR).histories}
    long = {h.key: h.revisions for h in replayed(made, START + 9 * DAY).histories}
    for key, revisions in short.items():
        assert long[key][: len(revisions)] == revisions


@settings(max_examples=examples(25))
@given(made=reports())
def test_histories_that_stand_are_the_findings_at_the_end_each_once(made: list[Report]) -> None:
    done = replayed(made, START + 9 * DAY)
    standing = [h.last for h in done.histories if h.last is not None]
    assert sorted(map(repr, standing)) == sorted(map(repr, done.final.findings))
    assert len({h.key for h in done.histories}) == len(done.histories)
    for history in done.histories:
        assert history.revisions[0].change is Change.FOUND
        assert [r.known_at for r in history.revisions] == sorted(r.known_at for r in history.revisions)


@settings(max_examples=examples(25))
@given(made=reports())
def test_each_change_because_of_reports_names_reports_that_were_known_by_then(made: list[Report]) -> None:
    done = replayed(made, START + 9 * DAY)
    known_at = {r.id: r.known_at for r in done.reports}
    for history in done.histories:
        for revision in history.revisions:
            assert all(known_at[r] <= revision.known_at for r in revision.because)


FINDINGS = st.lists(
    st.builds(
        lambda ids, start, length: finding(sorted(ids), start, start + length),
        st.sets(st.sampled_from(["I-1", "I-2", "I-3", "I-4", "I-5"])), st.integers(0, 20), st.integers(0, 9),
    ),
    max_size=6,
)  # fmt: skip


@given(old=FINDINGS, new=FINDINGS)
def test_pairing_uses_each_finding_once_and_never_joins_strangers(old: list[Finding], new: list[Finding]) -> None:
    pairs = pair(old, new)
    assert len(set(pairs.values())) == len(pairs)
    for index, other in pairs.items():
        shared = set(new[index].incidents) & set(old[other].incidents)
        both_empty = not new[index].incidents and not old[other].incidents
        assert shared or new[index].episode.overlaps(old[other].episode) or both_empty
