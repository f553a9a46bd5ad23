"""The commands on a real log: keys in files, acts signed here and logged there, refusals, drills, witnesses."""

from __future__ import annotations

import base64
import json
import os
import resource
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

import pytest
from typer.testing import CliRunner, Result

import foedus.cli.log_commands
import foedus.cli.log_options
import foedus.cli.registry_commands
import foedus_verify
from foedus.accord.read_accord import read_accord
from foedus.basics.instant import DAY, HOUR, SECOND, Instant, from_local
from foedus.basics.problem import Problem
from foedus.cli.app import built
from foedus.cli.main import main
from foedus.cli.registry_commands import files_of
from foedus.ledger.keys import COSIGNATURE, SeedSigner, VerifierKey, key_of, parse_vkey
from foedus.ledger.read_log import CopiedFolder, ReadLog, read_log
from foedus.ledger.store import Log
from foedus.ledger.store_disk import FolderDisk
from foedus.ledger.store_witness import opened_memory
from foedus.ledger.witness import watching
from foedus.watch.acts import REGISTRY, Act, Kind
from foedus.watch.keeper import Keeper, create
from foedus.watch.opening import Opening, opening_of, origin_of
from foedus.watch.serve_witness import WitnessServer

app = built()
ROOT = Path(__file__).parents[2]
DEAL = ROOT / "library" / "conditional_accession"
ACCORD = DEAL / "conditional_accession.accord"
START = from_local(datetime(2025, 6, 14, 20, 0), "Europe/Kyiv")

# Each runs whole commands, on files.
pytestmark = pytest.mark.slow


class Clock:
    """A clock that a test sets."""

    def __init__(self, at: Instant) -> None:
        self.at = at

    def __call__(self) -> Instant:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(START)
    for module in (foedus.cli.log_options, foedus.cli.registry_commands, foedus.cli.log_commands):
        monkeypatch.setattr(module, "now", clock)
    return clock


def foedus_(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def fine(*arguments: str | Path) -> str:
    done = foedus_(*arguments)
    assert done.exit_code == 0, done.output
    return done.output


def refused(code: str, *arguments: str | Path) -> str:
    done = foedus_(*arguments)
    assert done.exit_code != 0 and code in done.output, done.output
    assert "Traceback" not in done.output
    return done.output


def files_in(folder: Path) -> dict[Path, bytes]:
    """All files of a log but the journal, which is the writer's own and no part of what it has shown."""
    return {p: p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.name != "journal"}


@pytest.fixture(scope="module")
def first_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with keys and an open log, in which BR, RU and HU have enrolled."""
    folder = tmp_path_factory.mktemp("desk")
    with pytest.MonkeyPatch.context() as patch:
        for module in (foedus.cli.log_options, foedus.cli.registry_commands):
            patch.setattr(module, "now", Clock(START))
        for name in ("registry", "BR", "RU", "HU"):
            fine("key", folder / f"{name}.pem")
        fine("open", ACCORD, "--log", folder / "log", "--registry-key", folder / "registry.pem")
        for name in ("BR", "RU", "HU"):
            fine("enrol", name, "--key", folder / f"{name}.pem", *log_and_key(folder))
    (folder / "instrument.pdf").write_bytes(b"the instrument")
    return folder


@pytest.fixture
def desk(first_desk: Path, tmp_path: Path, clock: Clock) -> Path:
    """A copy of that folder, on a clock that the test sets."""
    shutil.copytree(first_desk, tmp_path / "desk")
    return tmp_path / "desk"


def log_and_key(desk: Path) -> list[str]:
    return ["--log", str(desk / "log"), "--registry-key", str(desk / "registry.pem")]


def deposit(desk: Path, *more: str) -> list[str]:
    return [
        "deposit", "--as", "HU", "--key", str(desk / "HU.pem"), "--instrument", str(desk / "instrument.pdf"),
        "--signatory", "the head of State", "--office", "head of State", *log_and_key(desk), *more,
    ]  # fmt: skip


def breach(desk: Path) -> None:
    fine("report", DEAL / "exercises" / "reports" / "breach.json", *log_and_key(desk))


def attest(desk: Path, *more: str) -> list[str]:
    return ["attest", "for", "--as", "BR", "--key", str(desk / "BR.pem"), *log_and_key(desk), *more]


def test_a_log_opened_by_the_command_line_is_verified_and_made_again(desk: Path) -> None:
    fine(*deposit(desk))
    breach(desk)
    assert "would be" not in fine(*attest(desk))
    fine("verify", desk / "log")
    assert "All 7 entries" in fine("audit", desk / "log")
    board = fine("status", desk / "log", "--keys")
    assert "BR for (entry 6)" in board and "NOT ARMED" in board and "HU+" in board


def test_a_key_is_never_written_over_and_nobody_else_can_read_it(desk: Path) -> None:
    before = (desk / "BR.pem").read_bytes()
    refused("C0017", "key", desk / "BR.pem")
    assert (desk / "BR.pem").read_bytes() == before
    assert (desk / "BR.pem").stat().st_mode & 0o077 == 0


def test_a_dry_run_writes_nothing_and_says_what_would_follow(desk: Path) -> None:
    before = files_in(desk / "log")
    assert "Nothing was written" in fine(*deposit(desk, "--dry-run"))
    said = json.loads(fine(*deposit(desk, "--dry-run", "--json")))
    assert said["logged"] is False and said["kind"] == "deposit"
    assert files_in(desk / "log") == before


def test_who_has_no_access_signs_a_file_and_the_registry_logs_it(desk: Path) -> None:
    copy = desk / "copy"
    shutil.copytree(desk / "log", copy)
    act = desk / "act.json"
    fine(*(a if a != str(desk / "log") else str(copy) for a in deposit(desk, "-o", str(act))))
    assert "deposit by HU, entry 4" in fine("submit", act, *log_and_key(desk))
    refused("C0067", "submit", act, *log_and_key(desk))
    fine("verify", desk / "log")


def test_an_enrolment_that_was_sent_is_admitted_by_the_registry(desk: Path) -> None:
    fine("key", desk / "CH.pem")
    fine("enrol", "CH", "--key", desk / "CH.pem", "--log", desk / "log", "-o", desk / "enrolment.json")
    fine("submit", desk / "enrolment.json", *log_and_key(desk))
    assert "CH+" in fine("status", desk / "log", "--keys")


def test_an_act_without_a_signature_is_taken_in_from_nobody(desk: Path) -> None:
    """Not even one of the registry, whose own reports need none (L4)."""
    act = desk / "act.json"
    reports = DEAL / "exercises" / "reports" / "breach.json"
    fine("report", reports, "--log", desk / "log", "--key", desk / "registry.pem", "-o", act)
    signed = act.read_text(encoding="utf-8")
    unsigned = json.loads(signed)
    unsigned["signatures"] = []
    act.write_text(json.dumps(unsigned), encoding="utf-8")
    before = files_in(desk / "log")
    assert "signed by nobody" in refused("C0055", "submit", act, *log_and_key(desk))
    assert files_in(desk / "log") == before
    act.write_text(signed, encoding="utf-8")
    fine("submit", act, *log_and_key(desk))
    fine("verify", desk / "log")
    fine("audit", desk / "log")


@pytest.mark.parametrize("change", ['"vote": "for"', '"sequence": 2', '"attachments": {}'])
def test_a_signed_act_that_was_changed_on_its_way_is_refused(desk: Path, change: str) -> None:
    breach(desk)
    act = desk / "act.json"
    fine(*attest(desk, "-o", str(act)))
    text = act.read_text(encoding="utf-8")
    assert change in text
    other = {'"vote": "for"': '"vote": "against"', '"sequence": 2': '"sequence": 3', '"attachments": {}': '"more": 1'}
    act.write_text(text.replace(change, other[change]), encoding="utf-8")
    before = files_in(desk / "log")
    refused("C00", "submit", act, *log_and_key(desk))
    assert files_in(desk / "log") == before


@pytest.mark.slow
def test_limits_run_out_by_the_clock_and_the_board_says_so_before_it_is_logged(desk: Path, clock: Clock) -> None:
    breach(desk)
    clock.at += 4 * DAY
    assert "Not logged yet" in fine("status", desk / "log")
    refused("C0077", "tick", *log_and_key(desk))  # a wrong clock could do the same
    assert "can be challenged" in fine("tick", "--after-a-gap", *log_and_key(desk))
    assert "Not logged yet" not in fine("status", desk / "log")
    refused("C0102", *attest(desk))


def test_a_look_at_the_clock_is_one_entry_and_tells_what_comes_of_it_to_programs_and_in_a_dry_run_too(
    desk: Path, clock: Clock
) -> None:
    breach(desk)
    clock.at += 4 * DAY
    before = entries_of(desk)
    look = ["tick", "--after-a-gap", *log_and_key(desk)]
    assert "can be challenged" in fine(*look, "--dry-run")
    would, did = json.loads(fine(*look, "--dry-run", "--json")), json.loads(fine(*look, "--json"))
    assert [o["stage"] for o in would["outcomes"]] == ["open to challenge"] and would["outcomes"] == did["outcomes"]
    assert (would["entry"], did["entry"], entries_of(desk)) == (before, before, before + 1)


def test_P1b_what_time_has_brought_about_is_under_a_head_though_the_act_is_refused(desk: Path, clock: Clock) -> None:
    breach(desk)
    clock.at += 4 * DAY
    refused("C0102", *attest(desk, "--after-a-gap"))
    assert "Not logged yet" not in fine("status", desk / "log")


def test_an_attestation_signed_for_one_day_is_not_logged_later(desk: Path, clock: Clock) -> None:
    breach(desk)
    act = desk / "act.json"
    fine(*attest(desk, "-o", str(act)))
    clock.at += DAY + SECOND
    refused("C0065", "submit", act, *log_and_key(desk))


def test_a_clock_that_jumps_back_is_refused_and_the_log_stays_as_it_was(desk: Path, clock: Clock) -> None:
    before = files_in(desk / "log")
    clock.at -= HOUR
    refused("C0066", *deposit(desk))
    assert files_in(desk / "log") == before


def test_a_clock_that_jumps_far_ahead_is_refused_unless_it_is_said_to_be_right(desk: Path, clock: Clock) -> None:
    clock.at += 400 * DAY
    refused("C0077", "tick", *log_and_key(desk))
    fine("tick", *log_and_key(desk), "--after-a-gap")


@pytest.mark.parametrize("content", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_file_that_is_no_key_is_told(desk: Path, content: bytes) -> None:
    (desk / "BR.pem").write_bytes(content)
    refused("C0002", *deposit(desk, "--key", str(desk / "BR.pem")))


def test_an_act_with_the_key_of_somebody_else_is_refused(desk: Path) -> None:
    refused("C0055", *deposit(desk, "--key", str(desk / "BR.pem")))


def test_an_act_without_a_way_out_is_told_what_can_become_of_it(desk: Path) -> None:
    refused("U0018", *[a for a in deposit(desk) if a not in ("--registry-key", str(desk / "registry.pem"))])


def test_two_who_write_at_once_are_kept_apart(desk: Path) -> None:
    from foedus.cli.log_folder import opened_for_writing

    keeper = opened_for_writing(desk / "log", str(desk / "registry.pem"))
    refused("L0101", *deposit(desk))
    keeper.log.close()
    fine(*deposit(desk))


def test_another_registrys_key_opens_no_log(desk: Path) -> None:
    refused("L0105", *deposit(desk)[:-2], "--registry-key", str(desk / "BR.pem"))


# -- drills (reliability, backup and lost keys) ------------------------------------------------------------------------


def test_a_backup_is_verified_restored_and_written_on(desk: Path) -> None:
    breach(desk)
    shutil.copytree(desk / "log", desk / "backup")
    fine("verify", desk / "backup")
    shutil.rmtree(desk / "log")
    shutil.copytree(desk / "backup", desk / "log")
    fine(*attest(desk))
    assert "All 6 entries" in fine("audit", desk / "log")


@pytest.mark.slow
def test_a_lost_key_is_revoked_and_replaced_and_its_holder_goes_on(desk: Path) -> None:
    breach(desk)
    fine("revoke", "BR", *log_and_key(desk))
    refused("C0053", *attest(desk))
    fine("key", desk / "new.pem")
    fine("enrol", "BR", "--key", desk / "new.pem", *log_and_key(desk))
    fine(*attest(desk, "--key", str(desk / "new.pem")))
    fine("verify", desk / "log")


@pytest.mark.slow
def test_a_key_hands_over_to_the_next_without_the_registrys_word(desk: Path) -> None:
    fine("key", desk / "new.pem")
    fine("enrol", "BR", "--key", desk / "new.pem", "--replaces", desk / "BR.pem", *log_and_key(desk))
    breach(desk)
    refused("C0055", *attest(desk))
    fine(*attest(desk, "--key", str(desk / "new.pem")))
    fine("verify", desk / "log")


def test_two_histories_of_one_log_are_told_and_prove_themselves(desk: Path, clock: Clock) -> None:
    shutil.copytree(desk / "log", desk / "other")
    fine(*deposit(desk))
    assert "The log continues" in fine("verify", desk / "log", "--seen", desk / "other" / "checkpoint")
    other = [a if a != str(desk / "log") else str(desk / "other") for a in deposit(desk, "--reservation", "")]
    clock.at += SECOND
    fine(*other)
    told = refused("L0314", "verify", desk / "log", "--seen", desk / "other" / "checkpoint")
    assert "two histories" in told and "All is well" not in told
    assert '"well": true' not in refused(
        "L0314", "verify", desk / "log", "--json", "--seen", desk / "other" / "checkpoint"
    )
    clock.at += SECOND
    fine("tick", "--log", desk / "other", "--registry-key", desk / "registry.pem")
    refused("L0313", "verify", desk / "log", "--seen", desk / "other" / "checkpoint")


# -- witnesses ---------------------------------------------------------------------------------------------------------


class Running:
    """A witness that listens on loopback, with a clock of its own."""

    def __init__(self, folder: Path, name: str, clock: Clock, log: VerifierKey) -> None:
        self.signer = SeedSigner(name, name.encode().ljust(32, b"."))
        self.clock = clock
        memory = opened_memory(folder / f"{name}.state", watching(self.signer, log))
        self.server = WitnessServer("127.0.0.1", 0, memory, clock, lambda path, status: None, 0)  # type: ignore[arg-type]
        self.memory = memory
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
        self.memory.close()  # type: ignore[union-attr]


Witnessed: TypeAlias = tuple[Path, list[Running]]


@pytest.fixture
def witnessed(tmp_path: Path, clock: Clock) -> Iterator[Witnessed]:
    """A log on the time of three witnesses, two of whom are enough."""
    for name in ("registry", "BR", "RU", "HU"):
        fine("key", tmp_path / f"{name}.pem")
    from foedus.cli.key_files import signer_of

    log = VerifierKey("example-log", signer_of(str(tmp_path / "registry.pem"), "registry").public)
    witnesses = [Running(tmp_path, f"w{n}", Clock(START + n * SECOND), log) for n in (1, 2, 3)]
    lines = [f"log {log.text}"]
    lines += [f"witness {w.signer.name} {key_of(w.signer, COSIGNATURE).text} {w.server.url}" for w in witnesses]
    (tmp_path / "policy").write_text("\n".join([*lines, "group both 2 w1 w2 w3", "quorum both", ""]), encoding="utf-8")
    clock.at = START - DAY
    fine("open", ACCORD, "--log", tmp_path / "log", "--registry-key", tmp_path / "registry.pem", "--origin",
         "example-log", "--policy", tmp_path / "policy")  # fmt: skip
    yield tmp_path, witnesses
    for witness in witnesses:
        witness.stop()


def test_P4_the_time_of_a_log_is_the_median_of_its_witnesses(witnessed: Witnessed, clock: Clock) -> None:
    desk, witnesses = witnessed
    witnesses[2].clock.at += 3650 * DAY  # one clock gone wild moves nothing
    clock.at += 3650 * DAY  # nor does that of the registry
    fine("enrol", "BR", "--key", desk / "BR.pem", *log_and_key(desk))
    entries = json.loads(fine("status", desk / "log", "--json"))
    assert entries["status"]["at"] == START + 2 * SECOND
    fine("verify", desk / "log", "--policy", desk / "policy")
    fine("audit", desk / "log")


def test_P4a_a_look_at_the_clock_is_logged_in_a_log_with_witnesses_too(witnessed: Witnessed, clock: Clock) -> None:
    desk, witnesses = witnessed
    assert "time by registry, entry 1" in fine("tick", *log_and_key(desk))
    breach(desk)
    for each in (clock, *(w.clock for w in witnesses)):
        each.at += 5 * DAY
    before = files_in(desk / "log")
    assert "can be challenged" in fine("tick", "--dry-run", *log_and_key(desk))
    assert files_in(desk / "log") == before
    assert "can be challenged" in fine("tick", *log_and_key(desk))
    fine("verify", desk / "log", "--policy", desk / "policy")
    fine("audit", desk / "log")


@pytest.mark.slow
def test_an_act_for_a_log_with_witnesses_can_be_signed_elsewhere(witnessed: Witnessed, clock: Clock) -> None:
    desk, witnesses = witnessed
    fine("enrol", "HU", "--key", desk / "HU.pem", *log_and_key(desk))
    (desk / "instrument.pdf").write_bytes(b"the instrument")
    shutil.copytree(desk / "log", desk / "copy")
    clock.at += DAY  # the witnesses are a day ahead of it
    for each in (clock, *(w.clock for w in witnesses)):
        each.at += 9 * HOUR
    sent = [a if a != str(desk / "log") else str(desk / "copy") for a in deposit(desk, "-o", str(desk / "act.json"))]
    fine(*sent[: sent.index("--registry-key")], "-o", desk / "act.json")
    assert "deposit by HU" in fine("submit", desk / "act.json", *log_and_key(desk))
    fine("verify", desk / "log", "--policy", desk / "policy")
    fine("audit", desk / "log")


def test_a_signed_act_serves_in_no_other_log_of_the_same_accord(desk: Path) -> None:
    """Not even if the same registry keeps it, under the same key."""
    fine("open", ACCORD, "--log", desk / "other", "--registry-key", desk / "registry.pem", "--origin", "another")
    fine(*attest_sent(desk))
    refused("C0057", "submit", desk / "act.json", "--log", desk / "other", "--registry-key", desk / "registry.pem")


def attest_sent(desk: Path) -> list[str | Path]:
    return ["enrol", "CH", "--key", desk / "BR.pem", "--log", desk / "log", "-o", desk / "act.json"]


def test_P4_without_enough_witnesses_nothing_is_logged(witnessed: Witnessed) -> None:
    desk, witnesses = witnessed
    for witness in witnesses[:2]:
        witness.stop()
    said = refused("C0075", "enrol", "BR", "--key", desk / "BR.pem", *log_and_key(desk))
    assert "L0050" in said
    witnesses[:] = witnesses[2:]


def test_L2_a_witness_cosigns_no_second_history(witnessed: Witnessed) -> None:
    desk, _ = witnessed
    shutil.copytree(desk / "log", desk / "other")
    fine("enrol", "BR", "--key", desk / "BR.pem", *log_and_key(desk))
    fine("enrol", "RU", "--key", desk / "RU.pem", *log_and_key(desk))
    said = refused("C0075", "enrol", "HU", "--key", desk / "HU.pem", "--log", desk / "other", "--registry-key",
                   desk / "registry.pem")  # fmt: skip
    assert "L0052" in said


def test_the_key_of_a_log_is_printed_when_it_is_opened(tmp_path: Path, clock: Clock) -> None:
    fine("key", tmp_path / "registry.pem")
    said = fine("open", ACCORD, "--log", tmp_path / "log", "--registry-key", tmp_path / "registry.pem")
    line = (tmp_path / "log" / "log.vkey").read_text(encoding="utf-8").strip()
    assert line in said and parse_vkey(line).name.startswith("conditional-accession-of-ukraine-")
    fine("verify", tmp_path / "log", "--vkey", line)
    other = VerifierKey(parse_vkey(line).name, SeedSigner("x", bytes(32)).public).text
    assert foedus_("verify", tmp_path / "log", "--vkey", other).exit_code == 5


@pytest.mark.parametrize("kilobytes", [1, 4, 16, 28, 40])
def test_a_full_disk_is_told_the_log_holds_and_the_next_start_goes_on(
    desk: Path, kilobytes: int, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Every file is cut off at so much, wherever in the work that is."""
    before = entries_of(desk)
    reports = DEAL / "exercises" / "reports" / "breach.json"
    monkeypatch.setattr(sys, "argv", ["foedus", "report", str(reports), *log_and_key(desk)])
    with full_at(1_024 * kilobytes), pytest.raises(SystemExit) as end:
        main()
    told = capfd.readouterr().err
    assert "Traceback" not in told and "fault of Foedus" not in told
    assert (entries_of(desk) == before) is (end.value.code != 0)
    fine("verify", desk / "log")
    if end.value.code:
        assert "File too large" in told
        breach(desk)
    assert entries_of(desk) == before + 1
    fine("audit", desk / "log")


@contextmanager
def full_at(size: int) -> Iterator[None]:
    """No file of this process can become longer than this."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def entries_of(desk: Path) -> int:
    return int((desk / "log" / "checkpoint").read_text(encoding="utf-8").splitlines()[1])


def altered(log: Path) -> None:
    with (log / "tile" / "entries" / "000.p" / "2").open("ab") as file:
        file.write(b"x")


def added(log: Path) -> None:
    (log / "tile" / "0" / "foo").write_bytes(b"")


def linked(log: Path) -> None:
    (log / "elsewhere").symlink_to("/tmp")


def evidence_made_a_folder(log: Path) -> None:
    file = next(path for path in sorted(log.rglob("blob/*/*")) if path.is_file())
    file.unlink()
    file.mkdir()


def cut(log: Path) -> None:
    tile = log / "tile" / "0" / "000.p" / "4"
    tile.write_bytes(tile.read_bytes()[:-1])


def taken_away(log: Path) -> None:
    next(f for f in log.glob("blob/*/*") if b"accord" in f.read_bytes()[:400]).unlink()


@pytest.mark.parametrize("harm", [altered, added, linked, cut, taken_away, evidence_made_a_folder])
def test_a_folder_that_was_tampered_with_is_refused_by_everything_and_stays_as_it_is(
    desk: Path, harm: Callable[[Path], None]
) -> None:
    harm(desk / "log")
    before = files_in(desk / "log")
    for words in (("tick", *log_and_key(desk)), deposit(desk), ("status", desk / "log"), ("audit", desk / "log"),
                  ("verify", desk / "log")):  # fmt: skip
        done = foedus_(*words)
        assert done.exit_code == 5 and "Traceback" not in done.output, (words, done.output)
    assert files_in(desk / "log") == before


def a_pipe(log: Path) -> None:
    file = next(path for path in sorted(log.rglob("blob/*/*")) if path.is_file())
    file.unlink()
    os.mkfifo(file)


def a_device(log: Path) -> None:
    (log / "checkpoint").unlink()
    (log / "checkpoint").symlink_to("/dev/zero")


@pytest.mark.parametrize("harm", [a_pipe, a_device])
def test_what_could_be_read_without_end_is_not_read(desk: Path, harm: Callable[[Path], None]) -> None:
    harm(desk / "log")
    for words in (("tick", *log_and_key(desk)), ("status", desk / "log"), ("audit", desk / "log")):
        assert foedus_(*words).exit_code == 5
    assert foedus_verify.main([str(desk / "log")]) == 5


def test_a_log_whose_journal_is_lost_goes_on_when_the_registry_says_so(desk: Path) -> None:
    assert "goes on from 4 entries: every file" in fine("recover", *log_and_key(desk))
    refused("U0023", "recover", *log_and_key(desk), "--journal-is-lost")
    (desk / "log" / "journal").unlink()
    refused("L0109", "tick", *log_and_key(desk))
    refused("L0109", "recover", *log_and_key(desk))
    assert "send it again" in fine("recover", *log_and_key(desk), "--journal-is-lost")
    fine("tick", *log_and_key(desk))
    fine("verify", desk / "log")


def test_an_act_that_was_sent_is_tried_out_without_a_key_and_brings_only_what_it_names(desk: Path) -> None:
    act, log = desk / "act.json", desk / "log"
    fine(*deposit(desk, "-o", str(act)))
    sent = json.loads(act.read_text(encoding="utf-8"))
    sent["attachments"][sha256(b"more").hexdigest()] = base64.b64encode(b"more").decode()
    act.write_text(json.dumps(sent), encoding="utf-8")
    before = files_in(log)
    assert "Nothing was written" in fine("submit", act, "--log", log, "--dry-run")
    assert files_in(log) == before
    assert foedus_("submit", act, "--log", log).exit_code == 2
    fine("submit", act, *log_and_key(desk))
    kept = {path.name for path in files_in(log)}
    assert sha256(b"the instrument").hexdigest() in kept and sha256(b"more").hexdigest() not in kept


def test_what_time_brought_about_before_an_act_is_told_to_programs_and_to_who_looks_ahead(
    desk: Path, clock: Clock
) -> None:
    breach(desk)
    clock.at += 74 * HOUR  # the limit of the body is over: silence has verified the breach
    ahead = fine(*deposit(desk, "--dry-run", "--after-a-gap"))
    assert ahead.startswith("By then time alone brings about:") and "Case 1" in ahead
    told = json.loads(fine(*deposit(desk, "--json", "--after-a-gap")))
    assert [o["type"] for o in told["before"]] and told["outcomes"] == [
        o for o in told["outcomes"] if o not in told["before"]
    ]


def test_no_act_of_somebody_else_is_signed_with_the_key_of_the_registry(desk: Path) -> None:
    words = ["attest", "for", "--as", "BR", *log_and_key(desk)]
    breach(desk)
    done = foedus_(*words)
    assert done.exit_code == 2 and "give the key of BR" in done.output


def test_what_somebody_has_sent_does_not_drive_the_terminal_of_the_registry(desk: Path) -> None:
    breach(desk)
    fine(*attest(desk, "-o", str(desk / "act.json")))
    sent = json.loads((desk / "act.json").read_text(encoding="utf-8"))
    sent["act"]["actor"] = "\x1b[2J\x9bB"
    (desk / "act.json").write_text(json.dumps(sent), encoding="utf-8")
    told = refused("C0058", "submit", desk / "act.json", *log_and_key(desk))
    assert "\x1b" not in told and "\x9b" not in told and "\ufffd[2J\ufffdB" in told


def test_a_fact_is_noted_with_words_and_a_source_that_say_something(desk: Path) -> None:
    before = files_in(desk / "log")
    refused("--source is empty", "membership", "NATO", "XX", "--source", " ", *log_and_key(desk))
    refused("--says is empty", "standing", "HU", "reluctant", "--says", "", "--source", "x", *log_and_key(desk))
    assert files_in(desk / "log") == before


def test_a_second_opening_says_that_a_log_is_there_and_changes_nothing(desk: Path) -> None:
    before = files_in(desk / "log")
    told = refused("C0052", "open", ACCORD, *log_and_key(desk))
    assert "foedus status" in told
    assert files_in(desk / "log") == before


def test_the_path_of_a_zone_file_is_plain_or_the_plain_one_is_told(desk: Path) -> None:
    shutil.copytree(DEAL, desk / "deal")
    accord = desk / "deal" / ACCORD.name
    text = accord.read_text(encoding="utf-8")
    accord.write_text(text.replace('from "zones/', 'from "./zones/'), encoding="utf-8")
    told = refused("C0073", "open", accord, "--log", desk / "new", "--registry-key", desk / "registry.pem")
    assert 'write "zones/' in told and not (desk / "new").exists()


def test_what_is_no_key_and_no_log_is_told_without_a_fault_of_ours(desk: Path) -> None:
    (desk / "junk").write_bytes(bytes(range(128, 256)))
    (desk / "empty").mkdir()
    before = files_in(desk / "log")
    for arguments in (
        ("verify", desk / "log", "--vkey", desk / "junk"),
        ("verify", desk / "empty"),
        ("status", desk / "empty"),
        ("status", desk / "junk"),
    ):
        done = foedus_(*arguments)
        assert done.exit_code in (2, 5), done.output
        assert "None" not in done.output
    assert files_in(desk / "log") == before


def test_a_log_without_its_key_line_is_still_told_by_its_name(desk: Path) -> None:
    (desk / "log" / "log.vkey").unlink()
    told = foedus_(*deposit(desk)).output
    assert "this is a head of the log" not in told and "Traceback" not in told, told


def test_L4_a_copy_that_a_stranger_has_signed_is_no_log_of_the_registry(desk: Path) -> None:
    """The entries are the true ones; who signs the head could have left out reports, or put some in."""
    copied = read_log(CopiedFolder(desk / "log"))
    assert isinstance(copied, ReadLog)
    entries, blobs = list(copied.entries()), [p.read_bytes() for p in (desk / "log" / "blob").rglob("*") if p.is_file()]
    for name in (copied.head.origin, "another-name"):
        (desk / name).mkdir()
        log = Log.create(FolderDisk(desk / name), SeedSigner(name, bytes(32)), entries[0], blobs)
        assert isinstance(log, Log)
        log.append(entries[1:])
        log.publish()
        log.close()
        for command in ("audit", "status", "award"):
            refused("L0308", command, desk / name)
        said = refused("WRONG", "verify", desk / name)
        assert ("entry 0 names another key" if name == copied.head.origin else "opens another log") in said


def test_a_log_whose_opening_names_a_file_that_the_accord_does_not_read_is_none(desk: Path) -> None:
    found, signer = read_accord(ACCORD), SeedSigner(REGISTRY, bytes(32))
    assert found.accord is not None
    origin, at = origin_of(found.accord, exercise=False), START
    files = {**files_of(found, ACCORD), "annex.txt": b"The other side also promises ..."}
    kept = create(FolderDisk(_made(desk / "annex")), replace(found, file=ACCORD.name), files, signer, origin, at)
    assert isinstance(kept, Keeper)
    kept.publish()
    kept.close()
    assert '"annex.txt", which the accord does not read' in refused("L0301", "audit", desk / "annex")


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_a_key_of_an_exercise_opens_no_real_log_and_is_enrolled_in_none(desk: Path) -> None:
    story = DEAL / "exercises" / "quorum_not_met.exercise"
    fine("exercise", story, "--log", desk / "played", "--keys", desk / "keys")
    refused("C0018", "open", ACCORD, "--log", desk / "new", "--registry-key", desk / "keys" / "registry.pem")
    assert not (desk / "new").exists()
    before = files_in(desk / "log")
    refused("C0018", "enrol", "ID", "--key", desk / "keys" / "ID.pem", *log_and_key(desk))
    assert files_in(desk / "log") == before


@pytest.mark.parametrize("name", ["our log", "a+b", "a\x07", "exercise/ours"])
def test_a_name_that_no_key_line_can_hold_or_that_is_of_an_exercise_is_refused(desk: Path, name: str) -> None:
    key = desk / "registry.pem"
    refused("U0021", "open", ACCORD, "--log", desk / "new", "--registry-key", key, "--origin", name)
    assert not (desk / "new").exists()


@pytest.mark.parametrize("path", ["a.accord/zone", "zone\0", "z" * 300, "z/" * 600 + "z"])
def test_an_opening_that_names_a_file_which_no_folder_can_hold_is_told_as_none(path: str) -> None:
    body = {
        "accord_file": "a.accord", "exercise": False, "files": {"a.accord": "0" * 64, path: "0" * 64}, "origin": "x",
        "policy": "", "registry_key": "k", "software": "1",
    }  # fmt: skip
    act = Act("0" * 64, REGISTRY, Kind.OPENING, "0" * 64, body, 1, 0, 1)
    found = opening_of(act)
    assert isinstance(found, Problem) and found.code == "L0301"
    assert isinstance(opening_of(replace(act, body={**body, "files": {"a.accord": "0" * 64}})), Opening)
