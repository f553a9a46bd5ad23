"""Rules of the log on disk and of its time: durable when acknowledged, one head for one size, time by witnesses."""

from __future__ import annotations

import shutil
from pathlib import Path

from foedus.basics.instant import DAY, SECOND, Instant
from foedus.basics.problem import Problem
from foedus.ledger.checkpoint import Checkpoint, parse_checkpoint
from foedus.ledger.cosignature import cosign
from foedus.ledger.keys import COSIGNATURE, SeedSigner, key_of
from foedus.ledger.merkle import Frontier
from foedus.ledger.note import parse_note
from foedus.ledger.policy import parse_policy
from foedus.ledger.store import Log
from foedus.ledger.store_disk import FolderDisk
from foedus.procedure import machine
from foedus.replay import guarantees
from foedus.watch import course
from foedus.watch.acts import REGISTRY, Kind
from foedus.watch.registry import Done, Registry
from foedus.watch.witnessed import Witnesses, time_body
from registry_values import Bench, at, opened

SIGNER = SeedSigner("log", b"s" * 32)
NOON = at("2025-06-14 12:00")


def test_P1_the_live_registry_and_the_replay_step_one_and_the_same_machine() -> None:
    assert course.step is machine.step and course.advance is machine.advance
    source = Path(guarantees.__file__).read_text(encoding="utf-8")
    assert "foedus.procedure.path" in source and "shifted(" not in source, "the replay asks the machine for dates"


# -- L2 ----------------------------------------------------------------------------------------------------------------


def made(folder: Path) -> Log:
    folder.mkdir()
    log = Log.create(FolderDisk(folder), SIGNER, b"entry 0")
    assert isinstance(log, Log)
    return log


def test_L2_what_was_acknowledged_is_there_after_a_stop_without_warning(tmp_path: Path) -> None:
    log = made(tmp_path / "log")
    log.append([b"entry 1", b"entry 2"])
    shutil.copytree(tmp_path / "log", tmp_path / "later")  # as the disk is now: nothing was published or closed
    later = Log.open(FolderDisk(tmp_path / "later"), SIGNER)
    assert isinstance(later, Log)
    assert [later.entry(i) for i in range(later.size)] == [b"entry 0", b"entry 1", b"entry 2"]


def test_L2_one_size_has_one_head_also_across_starts(tmp_path: Path) -> None:
    log = made(tmp_path / "log")
    heads: dict[int, bytes] = {}
    for round_ in range(4):
        for number in range(3):
            log.append([b"entry %d %d" % (round_, number)])
            head = parse_checkpoint(parse_note(log.publish()).text)
            assert heads.setdefault(head.size, head.root) == head.root
        log.close()
        again = Log.open(FolderDisk(tmp_path / "log"), SIGNER)
        assert isinstance(again, Log)
        log = again
        head = parse_checkpoint(parse_note(log.checkpoint).text)
        assert heads[head.size] == head.root


# -- P4a ---------------------------------------------------------------------------------------------------------------

WITNESSES = tuple(SeedSigner(f"w{n}", bytes([n]) * 32) for n in (1, 2, 3))
POLICY = "\n".join([
    *(f"witness {w.name} {key_of(w, COSIGNATURE).text}" for w in WITNESSES), "group both 2 w1 w2 w3", "quorum both", "",
])  # fmt: skip


def witnessed() -> Bench:
    """A log on the time of three witnesses, of whom two are enough."""
    bench = opened(enrol=False)
    policy = parse_policy(POLICY.encode())
    assert not isinstance(policy, tuple)
    old = bench.registry
    bench.registry = Registry(old.accord, old._evidence._zones, Witnesses("log", policy))
    return bench


def told(bench: Bench, when: Instant, *times: tuple[int, Instant], size: int = -1) -> Done | Problem:
    """The registry logs a time with the cosignatures of some witnesses, by number, each with its own time."""
    entries = bench.world.entries if size < 0 else size
    head = Checkpoint("log", entries, Frontier(bench.world.entries, bench.world.tree).root())
    lines = tuple(cosign(head.text(), WITNESSES[n - 1], t // SECOND).text() for n, t in times)
    return bench.do(REGISTRY, Kind.TIME, "time", time_body(head, lines), when)


def code(said: Done | Problem) -> str:
    return said.code if isinstance(said, Problem) else "done"


def test_P4a_time_is_the_median_of_the_witnesses_and_a_minority_moves_nothing() -> None:
    bench = witnessed()
    wild = (1, NOON), (2, NOON + 2 * SECOND), (3, NOON + 3650 * DAY)
    assert code(told(bench, NOON + SECOND, *wild)) == "C0076"
    assert code(told(bench, NOON + 2 * SECOND, *wild)) == "done"
    assert bench.world.witnessed_at == NOON + 2 * SECOND


def test_P4a_of_an_even_number_the_earlier_of_the_two_in_the_middle_counts() -> None:
    bench = witnessed()
    assert code(told(bench, NOON, (1, NOON), (3, NOON + DAY))) == "done"


def test_P4a_too_few_witnesses_or_another_head_give_no_time() -> None:
    bench = witnessed()
    assert code(told(bench, NOON, (1, NOON))) == "C0075"
    assert code(told(bench, NOON, (1, NOON), (2, NOON), size=7)) == "C0075"
    assert code(told(bench, NOON, (1, NOON), (1, NOON))) == "C0075"


def test_P4a_an_act_has_the_time_that_the_witnesses_gave_last() -> None:
    bench = witnessed()
    body = {"matter": "ready", "says": "says so", "source": "gazette"}
    assert code(bench.do(REGISTRY, Kind.STANDING, "HU", body, NOON)) == "C0076"
    told(bench, NOON, (1, NOON), (2, NOON))
    assert code(bench.do(REGISTRY, Kind.STANDING, "HU", body, NOON + SECOND)) == "C0076"
    assert code(bench.do(REGISTRY, Kind.STANDING, "HU", body, NOON)) == "done"


def test_P4a_time_never_falls_also_where_the_witnesses_say_so() -> None:
    bench = witnessed()
    told(bench, NOON, (1, NOON), (2, NOON))
    assert code(told(bench, NOON - SECOND, (1, NOON - SECOND), (2, NOON - SECOND))) == "C0066"
    assert bench.world.state.at == NOON


def test_P4a_one_slow_witness_of_the_few_that_answer_stops_no_log() -> None:
    bench = witnessed()
    told(bench, NOON, (1, NOON), (2, NOON))
    assert code(told(bench, NOON, (1, NOON - DAY), (2, NOON + SECOND))) == "done"
    assert bench.world.state.at == bench.world.witnessed_at == NOON
