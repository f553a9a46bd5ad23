"""The log keeps what it has acknowledged, signs only what is durable, and stays shut rather than guess."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from errno import EIO, ENOSPC
from hashlib import sha256
from pathlib import Path
from random import Random
from threading import Thread

import pytest

from crashing_log import KEY, SIGNER, SMALL, base, trial
from foedus.ledger.check_log import check_log
from foedus.ledger.checkpoint import Checkpoint, read_checkpoint, sign_checkpoint
from foedus.ledger.disk import blob_path
from foedus.ledger.journal import frame, head_frame
from foedus.ledger.keys import SeedSigner
from foedus.ledger.malformed import Malformed
from foedus.ledger.merkle import consistency_holds, inclusion_holds, leaf_hash, root_of
from foedus.ledger.note import MOST_SIGNATURES, SignatureLine, parse_note
from foedus.ledger.read_log import CopiedFolder, ReadLog, read_log
from foedus.ledger.store import Log, LogStopped, Refusal
from foedus.ledger.store_disk import FolderDisk
from foedus.ledger.tiles import bundle
from simulated_disk import PowerCut, SimulatedDisk


def opened(disk: SimulatedDisk | FolderDisk) -> Log:
    log = Log.open(disk, SIGNER)
    assert isinstance(log, Log), log
    return log


def refusal(disk: SimulatedDisk | FolderDisk, signer: SeedSigner = SIGNER) -> str:
    refused = Log.open(disk, signer)
    assert isinstance(refused, Refusal)
    return refused.problems[0].code


def made(path: Path) -> Log:
    log = Log.create(FolderDisk(path), SIGNER, b"opening")
    assert isinstance(log, Log), log
    return log


@pytest.fixture
def disk() -> SimulatedDisk:
    """A log of 300 published entries and two that are only in the journal."""
    prepared = base(300)[0].copy(Random(1))
    log = opened(prepared)
    log.append([b"one", b"two"])
    return prepared


# -- what it keeps -----------------------------------------------------------------------------------------------------


def test_a_log_on_a_real_disk_gives_back_what_it_was_given_and_proves_it(tmp_path: Path) -> None:
    log = made(tmp_path)
    entries = [b"opening", *(b"entry %d" % nth for nth in range(1, 700))]
    for start in range(1, 700, 100):
        assert log.append(entries[start : start + 100]) == range(start, min(start + 100, 700))
        log.publish()
    log.append([b"not published"])
    head, _ = read_checkpoint(log.checkpoint, KEY)
    assert head.size == log.published_size == 700 and log.size == 701
    assert head.root == root_of(map(leaf_hash, entries))
    copy = read_log(CopiedFolder(tmp_path))
    assert isinstance(copy, ReadLog)
    assert list(copy.entries()) == entries and list(copy.entries(250, 520)) == entries[250:520]
    for held in (log, copy):
        assert [held.entry(index) for index in (0, 255, 256, 699)] == [entries[i] for i in (0, 255, 256, 699)]
        for index in (0, 255, 256, 511, 512, 699):
            for size in (700, 513, index + 1):
                if index < size:
                    root = root_of(map(leaf_hash, entries[:size]))
                    assert inclusion_holds(leaf_hash(entries[index]), index, size, held.inclusion(index, size), root)
        for old in (1, 256, 400, 700):
            proof = held.consistency(old)
            assert consistency_holds(old, 700, root_of(map(leaf_hash, entries[:old])), head.root, proof)
        for wrong in (lambda held=held: held.inclusion(700), lambda held=held: held.consistency(0)):
            with pytest.raises(IndexError):
                wrong()
    assert log.entry(700) == b"not published"
    for index in (-1, 701):
        with pytest.raises(IndexError):
            log.entry(index)
    log.close()
    assert opened(FolderDisk(tmp_path)).entry(700) == b"not published"


def test_what_many_threads_append_while_it_is_published_is_all_there(tmp_path: Path) -> None:
    log = made(tmp_path)
    told: dict[int, bytes] = {}

    def client(nth: int) -> None:
        for count in range(40):
            entries = [b"%d %d" % (nth, count), b"and another"]
            told.update(zip(log.append(entries), entries, strict=True))

    threads = [Thread(target=client, args=(nth,)) for nth in range(8)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        log.publish()
    for thread in threads:
        thread.join(timeout=30)
    assert len(told) == 640 == log.size - 1
    log.publish()
    log.close()
    checked: dict[int, bytes] = {}
    assert check_log(CopiedFolder(tmp_path), KEY, checked.__setitem__).problems == ()
    assert checked == {0: b"opening", **told}


def test_evidence_is_kept_under_its_hash(tmp_path: Path) -> None:
    log = made(tmp_path)
    name = log.put_blob(b"a picture")
    assert name == sha256(b"a picture").hexdigest() == log.put_blob(b"a picture")
    assert (tmp_path / blob_path(name)).read_bytes() == b"a picture" == log.blob(name)
    for unknown in ("0" * 64, "../../checkpoint", "", name.upper()):
        assert log.blob(unknown) is None
    log.close()
    copy = read_log(CopiedFolder(tmp_path), KEY)
    assert isinstance(copy, ReadLog) and copy.blob(name) == b"a picture"
    assert check_log(CopiedFolder(tmp_path), KEY).problems == ()


def test_an_entry_that_is_too_long_is_refused_and_harms_nothing(disk: SimulatedDisk) -> None:
    log = opened(disk)
    assert log.append([]) == range(0)
    with pytest.raises(ValueError, match="at most 65535 bytes"):
        log.append([b"x" * 65536])
    assert log.append([b"x" * 65535, b""]) == range(302, 304)
    log.publish()
    assert opened(disk).entry(302) == b"x" * 65535


def test_the_same_size_is_never_signed_twice(disk: SimulatedDisk) -> None:
    log = opened(disk)
    first = log.publish()
    assert log.publish() == first == opened(disk).publish()


def test_partial_tiles_stay_until_the_full_one_is_there(tmp_path: Path) -> None:
    log = made(tmp_path)
    for count in (9, 10, 200):
        log.append([b"entry"] * count)
        log.publish()
    folder = tmp_path / "tile" / "0"
    assert sorted(path.name for path in folder.rglob("*") if path.is_file()) == ["1", "10", "20", "220"]
    log.append([b"entry"] * 40)
    log.publish()
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()) == [
        "checkpoint", "journal", "log.vkey", "tile/0/000", "tile/0/001.p/4", "tile/1/000.p/1",
        "tile/entries/000", "tile/entries/001.p/4",
    ]  # fmt: skip
    assert not (tmp_path / "tile/0/000.p").exists()


# -- cosignatures ------------------------------------------------------------------------------------------------------


def test_cosignatures_stand_under_the_checkpoint_they_are_of_and_change_nothing_else(disk: SimulatedDisk) -> None:
    log = opened(disk)
    log.publish()
    before = parse_note(log.checkpoint)
    lines = [SignatureLine(f"witness.example/{nth}", b"wit%d" % nth, bytes(72)) for nth in range(2)]
    again = SignatureLine("witness.example/0", b"wit0", b"\1" * 72)
    forged = SignatureLine(KEY.name, KEY.id, bytes(64))
    assert log.add_cosignatures(lines, 302) and log.add_cosignatures([again, forged], 302)
    after = parse_note(log.checkpoint)
    assert after.text == before.text and after.signatures == (before.signatures[0], again, lines[1])
    assert disk.read("checkpoint") == log.checkpoint == opened(disk).checkpoint
    many = [SignatureLine(f"witness.example/{nth}", b"many", bytes(72)) for nth in range(MOST_SIGNATURES)]
    with pytest.raises(Malformed):
        log.add_cosignatures(many, 302)
    log.append([b"more"])
    log.publish()
    assert not log.add_cosignatures(lines, 302)
    assert len(parse_note(log.checkpoint).signatures) == 1


# -- starting ----------------------------------------------------------------------------------------------------------


def test_a_second_writer_is_refused_until_the_first_is_gone(tmp_path: Path) -> None:
    log = made(tmp_path)
    assert refusal(FolderDisk(tmp_path)) == "L0101"
    assert isinstance(Log.create(FolderDisk(tmp_path), SIGNER, b"opening"), Refusal)
    log.close()
    assert refusal(FolderDisk(tmp_path), SeedSigner("example.org/log", bytes(32))) == "L0105"
    opened(FolderDisk(tmp_path))


def test_a_log_is_made_in_an_empty_folder_only(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    refused = Log.create(FolderDisk(tmp_path), SIGNER, b"opening")
    assert isinstance(refused, Refusal) and refused.problems[0].code == "L0102"
    assert refusal(FolderDisk(tmp_path)) == "L0103"


def altered(name: str, change: Callable[[bytes], bytes | None]) -> Callable[[SimulatedDisk], None]:
    def alter(disk: SimulatedDisk) -> None:
        content = change(disk.read(name))
        disk.remove(name)
        if content is not None:
            disk.write(name, content)

    return alter


OTHER_HEAD = head_frame("example.org/other", 300, bytes(32))
SHUT: dict[str, tuple[str, Callable[[SimulatedDisk], None]]] = {
    "the checkpoint is gone": ("L0103", altered("checkpoint", lambda _: None)),
    "the checkpoint was altered": ("L0104", altered("checkpoint", lambda c: c.replace(b"\n300\n", b"\n301\n"))),
    "the checkpoint is of another log": ("L0104", altered("checkpoint", lambda _: base(2)[0].read("log.vkey"))),
    "the checkpoint is an older one": ("L0111", altered("checkpoint", lambda _: base(256)[0].read("checkpoint"))),
    "the checkpoint is a newer one": ("L0106", altered("checkpoint", lambda _: base(511)[0].read("checkpoint"))),
    "the key beside it is another": ("L0105", altered("log.vkey", lambda c: c.replace(b"A", b"B"))),
    "a full tile is gone": ("L0106", altered("tile/0/000", lambda _: None)),
    "a partial tile is gone": ("L0106", altered("tile/0/001.p/44", lambda _: None)),
    "a bundle is gone": ("L0106", altered("tile/entries/000", lambda _: None)),
    "a partial tile was cut": ("L0107", altered("tile/0/001.p/44", lambda c: c[:-1])),
    "a full tile was cut": ("L0107", altered("tile/0/000", lambda c: c[:-32])),
    "a full tile was altered": ("L0107", altered("tile/0/000", lambda c: c[32:] + c[:32])),
    "a partial tile was altered": ("L0115", altered("tile/0/001.p/44", lambda c: c[32:] + c[:32])),
    "an entry was altered": ("L0108", altered("tile/entries/001.p/44", lambda c: c.replace(b"299", b"298"))),
    "a partial bundle was cut": ("L0108", altered("tile/entries/001.p/44", lambda c: c[:-1])),
    "a full bundle was altered": ("L0108", altered("tile/entries/000", lambda c: c.replace(b"123", b"124"))),
    "the journal is gone": ("L0109", altered("journal", lambda _: None)),
    "the journal is empty": ("L0110", altered("journal", lambda _: b"")),
    "the journal begins with damage": ("L0110", altered("journal", lambda c: b"\1" + c[1:])),
    "the journal is damaged before a good frame": (
        "L0110",
        altered("journal", lambda c: c.replace(b"two", b"tow") + frame(302, bundle([b"three"]))),
    ),
    "the journal is of another log": ("L0111", altered("journal", lambda _: OTHER_HEAD)),
    "the journal continues another tree": ("L0111", altered("journal", lambda _: head_frame(KEY.name, 300, bytes(32)))),
    "the journal begins too late": ("L0111", altered("journal", lambda _: head_frame(KEY.name, 301, bytes(32)))),
    "the journal ends too early": (
        "L0111",
        altered("journal", lambda _: head_frame(KEY.name, 290, bytes(32)) + frame(290, bundle([b"entry 290"]))),
    ),
    "the journal says otherwise than the tree": (
        "L0111",
        altered("journal", lambda _: head_frame(KEY.name, 299, bytes(32)) + frame(299, bundle([b"entry", b"more"]))),
    ),
}


@pytest.mark.parametrize("what", SHUT)
def test_a_log_stays_shut_when(what: str, disk: SimulatedDisk) -> None:
    code, alter = SHUT[what]
    alter(disk)
    before = {name: disk.read(name) for name in disk.names()}
    assert refusal(disk) == code
    assert {name: disk.read(name) for name in disk.names()} == before  # nothing was touched


def test_of_a_newest_bundle_that_was_cut_the_entry_is_named_that_is_cut_off(disk: SimulatedDisk) -> None:
    altered("tile/entries/001.p/44", lambda c: c[:-1])(disk)
    refused = Log.open(disk, SIGNER)
    assert isinstance(refused, Refusal) and "299" in refused.problems[0].what


def test_a_head_that_claims_more_than_is_there_is_not_gone_on_from(disk: SimulatedDisk) -> None:
    claimed = sign_checkpoint(Checkpoint(KEY.name, 10**15, bytes(32)), SIGNER)
    altered("checkpoint", lambda _: claimed)(disk)
    refused = Log.open(disk, SIGNER)
    assert isinstance(refused, Refusal) and {each.code for each in refused.problems} == {"L0106"}


def test_what_lies_deep_is_looked_through_where_that_is_asked_for() -> None:
    disk = base(600)[0].copy(Random(1))
    altered("tile/entries/000", lambda c: c.replace(b"123", b"124"))(disk)
    opened(disk)
    refused = Log.open(disk, SIGNER, thorough=True)
    assert isinstance(refused, Refusal) and [each.code for each in refused.problems] == ["L0205"]
    assert isinstance(Log.open(base(600)[0].copy(Random(1)), SIGNER, thorough=True), Log)


def test_a_signer_that_cannot_sign_stops_no_entry(disk: SimulatedDisk) -> None:
    class Absent(SeedSigner):
        is_there = False

        def sign(self, message: bytes) -> bytes:
            if not self.is_there:
                raise RuntimeError("no card in the reader")
            return super().sign(message)

    signer = Absent(SIGNER.name, SIGNER.seed)
    log = Log.open(disk, signer)
    assert isinstance(log, Log)
    with pytest.raises(RuntimeError):
        log.publish()
    assert log.published_size == 300 and log.append([b"three"]) == range(302, 303)
    object.__setattr__(signer, "is_there", True)
    log.publish()
    assert log.published_size == 303 and check_log(disk, KEY).problems == ()


def test_a_log_copied_without_its_journal_opens_where_its_owner_says_that_nothing_is_lost(disk: SimulatedDisk) -> None:
    opened(disk).publish()
    disk.remove("journal")
    assert refusal(disk) == "L0109"
    log = Log.open(disk, SIGNER, lost_journal=True)
    assert isinstance(log, Log) and log.append([b"three"]) == range(302, 303)
    assert opened(disk).entry(302) == b"three"


def test_a_torn_last_write_is_cut_off_and_told(disk: SimulatedDisk) -> None:
    whole = disk.read("journal")
    disk.append("journal", frame(302, bundle([b"three"]))[:-1])
    log = opened(disk)
    assert log.torn_bytes == 16 + 2 + 5 - 1 and log.size == 302
    assert len(disk.read("journal")) <= len(whole)
    assert log.append([b"three"]) == range(302, 303)


# -- crashes -----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_no_power_cut_loses_what_was_acknowledged_or_shows_a_head_that_does_not_hold() -> None:
    for seed in range(200):
        trial(seed, SMALL)


@pytest.mark.parametrize("forgotten", ["sync", "sync_folder"])
def test_the_trials_notice_a_disk_that_forgets(forgotten: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for size in SMALL:
        base(size)
    monkeypatch.setattr(SimulatedDisk, forgotten, lambda self, name: None)
    noticed = 0
    for seed in range(40):
        try:
            trial(seed, SMALL)
        except (AssertionError, OSError, Malformed):
            noticed += 1
    assert noticed > 10


def lives(disk: SimulatedDisk) -> Iterator[tuple[int, bytes]]:
    """A short life across a full tile; gives what was acknowledged, and ends when the disk fails."""
    log = Log.open(disk, SIGNER)
    if isinstance(log, Refusal):
        assert log.problems[0].code == "L0112"
        return
    try:
        for nth in range(3):
            name = log.put_blob(b"evidence %d" % nth).encode()
            yield log.append([name, b"more"])[0], name
            log.publish()
            log.add_cosignatures([SignatureLine("witness.example", b"wit0", bytes(72))], log.published_size)
        log.close()
    except LogStopped as stopped:
        if disk.has_failed:
            assert stopped.problem.code == "L0112" and log.stopped == stopped.problem
        for refused in (lambda: log.append([b"no"]), log.publish, lambda: log.put_blob(b"no")):
            with pytest.raises(LogStopped):
                refused()


@pytest.mark.parametrize("code", [EIO, ENOSPC])
def test_whichever_operation_the_disk_refuses_the_log_stops_and_the_next_start_is_clean(code: int) -> None:
    steps, first = 0, 0
    prepared = base(254)[0]
    first_step = prepared.copy(Random(0)).steps
    while True:
        first += 3 if code == EIO else 5
        disk = prepared.copy(Random(first))
        disk.fails = {first_step + first: code}
        acknowledged = dict(lives(disk))
        if not disk.has_failed:
            break
        (disk.kill if first % 2 else disk.cut_power)()
        log = opened(disk)
        assert all(log.entry(index) == entry for index, entry in acknowledged.items())
        log.append([b"and it goes on"])
        log.publish()
        log.close()
        assert check_log(disk, KEY).is_whole
        steps += 1
    assert steps > 15


def test_a_log_that_is_being_made_when_the_power_goes_is_made_or_can_be_made_again() -> None:
    for cut in range(1, 40):
        disk = SimulatedDisk(Random(cut))
        disk.cut_at = cut
        try:
            Log.create(disk, SIGNER, b"opening", [b"the accord"])
        except PowerCut:
            disk.cut_power()
        if any(name == "journal" for name in disk.names()):
            log = opened(disk)
            assert log.blob(sha256(b"the accord").hexdigest()) == b"the accord"
        else:
            again = Log.create(disk, SIGNER, b"another")
            assert isinstance(again, Log)
            log = again
        assert log.published_size == 1 and check_log(disk, KEY).problems == ()


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from crashing_log import SIGNER
from foedus.ledger.store import Log, LogStopped
from foedus.ledger.store_disk import FolderDisk
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))
log = Log.create(FolderDisk(Path(sys.argv[1])), SIGNER, b"opening")
try:
    while True:
        print(log.append([b"x" * 700])[0], flush=True)
except LogStopped as stopped:
    print(stopped.problem.code)
try:
    log.append([b"x"])
except LogStopped as stopped:
    print(stopped.problem.code)
"""


def test_a_real_file_that_may_not_grow_stops_the_log_and_loses_nothing(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path), str(Path(__file__).parents[1])],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert said[-2:] == ["L0112", "L0112"] and len(said) > 30
    log = opened(FolderDisk(tmp_path))
    assert log.torn_bytes > 0 and log.size == int(said[-3]) + 1
