"""The witness as a program: what it answers is on its disk, it forgets nothing, and the asking side checks it."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from typer.testing import CliRunner

from foedus.basics.instant import SECOND
from foedus.basics.problem import Problem
from foedus.cli.app import built
from foedus.ledger import merkle, store_witness
from foedus.ledger.checkpoint import Checkpoint, sign_checkpoint
from foedus.ledger.cosignature import cosigned_by
from foedus.ledger.keys import COSIGNATURE, key_of, parse_vkey
from foedus.ledger.note import Note, SignatureLine, parse_note
from foedus.ledger.store_witness import Memory, opened_memory
from foedus.ledger.witness import LONGEST_REQUEST, request_of, watching
from foedus.watch.ask_witness import ask_witness
from foedus.watch.serve_witness import WitnessServer
from ledger_values import leaves, lookup, signer

LOG, ONE = signer("example.com/log"), signer("witness.example/one")
WITNESS, KEY = watching(ONE, key_of(LOG)), key_of(ONE, COSIGNATURE)
app = built()
NOW = 1_800_000_000
HASHES = leaves(20)


def head(size: int, of: list[bytes] = HASHES) -> bytes:
    return sign_checkpoint(Checkpoint(LOG.name, size, merkle.root_of(of[:size])), LOG)


def proof_to(size: int) -> Callable[[int], tuple[bytes, ...]]:
    return lambda old: merkle.consistency_proof(old, size, lookup(HASHES))


def memory(path: Path) -> Memory:
    found = opened_memory(path, WITNESS)
    assert isinstance(found, Memory), found
    return found


@contextmanager
def serving(held: Memory, most: int = 0) -> Iterator[WitnessServer]:
    with WitnessServer("127.0.0.1", 0, held, lambda: NOW * SECOND, most=most) as server:
        running = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        running.start()
        try:
            yield server
        finally:
            server.shutdown()
            running.join()


def asked(url: str, size: int, old: int = 0) -> SignatureLine | Problem:
    return ask_witness(url, KEY, head(size), old, proof_to(size))


def code(found: object) -> str:
    assert isinstance(found, Problem), found
    return found.code


# -- over the network of one machine -----------------------------------------------------------------------------------


def test_a_log_gets_cosignatures_and_learns_by_itself_what_the_witness_saw_last(tmp_path: Path) -> None:
    held = memory(tmp_path / "state")
    with serving(held) as server:
        for size, old in ((5, 0), (9, 5), (9, 9), (17, 0), (20, 9)):
            line = asked(server.url, size, old)
            assert isinstance(line, SignatureLine), line
            said = cosigned_by(Note(parse_note(head(size)).text, (line,)), [KEY])
            assert [each.at_second for each in said] == [NOW]
        assert code(asked(server.url, 7)) == "L0052"
        other = [*HASHES[:5], *leaves(20, of="another history")]
        assert code(ask_witness(server.url, KEY, head(22, other), 20, lambda _: (bytes(32),))) == "L0051"
        assert code(ask_witness(server.url, key_of(LOG, COSIGNATURE), head(20), 20, proof_to(20))) == "L0054"
        assert code(asked(server.url + "/elsewhere", 20)) == "L0051"
        hashed = hashlib.sha256(LOG.name.encode()).hexdigest()
        status, body = sent(server, "GET", f"/{hashed}/checkpoint")
        assert status == 200 and parse_note(body).by(KEY) and parse_note(body).by(key_of(LOG))
        assert sent(server, "GET", "/")[0] == 404
    held.close()


def sent(server: WitnessServer, method: str, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    line = HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
    line.request(method, path, headers=headers or {})
    answer = line.getresponse()
    found = answer.status, answer.read()
    line.close()
    return found


def test_two_requests_come_through_one_connection_and_long_ones_through_none(tmp_path: Path) -> None:
    held = memory(tmp_path / "state")
    with serving(held) as server:
        line = HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
        for size, old in ((5, 0), (9, 5)):
            line.request("POST", "/add-checkpoint", request_of(old, proof_to(size)(old) if old else (), head(size)))
            answer = line.getresponse()
            assert (answer.status, answer.read()[:4]) == (200, "— ".encode())
        line.close()
        too_long = {"Content-Length": str(LONGEST_REQUEST + 1)}
        assert sent(server, "POST", "/add-checkpoint", too_long)[0] == 413
        assert sent(server, "POST", "/add-checkpoint", {"Content-Length": "٣".encode().decode("latin-1")})[0] == 411
        assert sent(server, "POST", "/add-checkpoint", {"Transfer-Encoding": "chunked"})[0] == 411
    held.close()


def test_a_witness_can_be_told_to_stop_after_some_answers(tmp_path: Path) -> None:
    held = memory(tmp_path / "state")
    with WitnessServer("127.0.0.1", 0, held, lambda: NOW * SECOND, most=2) as server:
        running = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        running.start()
        asked(server.url, 5)
        asked(server.url, 9, 5)
        running.join(timeout=10)
        assert not running.is_alive()
    held.close()


def test_who_does_not_answer_as_a_witness_is_told_from_one() -> None:
    body = {"/junk": b"junk\n", "/half": "— a AAAA".encode(), "/bytes": b"\xff\n", "/none": b""}

    class Liar(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            path = self.path.removesuffix("/add-checkpoint")
            if path == "/cut":
                return
            self.send_response({"/moved": 302, "/size": 409}.get(path, 200))
            self.send_header("Location", "/junk/add-checkpoint")
            self.end_headers()
            self.wfile.write(body.get(path, b"no number\n"))

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Liar) as server:
        running = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        running.start()
        url = f"http://127.0.0.1:{server.server_address[1]}"
        for path, wanted in (("/junk", "L0054"), ("/half", "L0054"), ("/bytes", "L0054"), ("/none", "L0054"),
                             ("/moved", "L0051"), ("/size", "L0051"), ("/cut", "L0050")):  # fmt: skip
            assert code(asked(url + path, 5)) == wanted, path
        server.shutdown()
        running.join()
    assert code(asked(url, 5)) == "L0050"
    for address in ("", "ftp://example.com", "http://", "http://[", "http://a:b", "file:///etc/passwd"):
        assert code(asked(address, 5)) == "L0050"


# -- its memory --------------------------------------------------------------------------------------------------------


def test_a_witness_remembers_over_a_restart(tmp_path: Path) -> None:
    first = memory(tmp_path / "state")
    assert first.add_checkpoint(request_of(0, (), head(5)), NOW).status == 200
    first.close()
    second = memory(tmp_path / "state")
    assert second.seen == first.seen
    assert second.add_checkpoint(request_of(0, (), head(5)), NOW).status == 409
    second.close()


def test_nothing_is_cosigned_that_cannot_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = memory(tmp_path / "state")
    assert held.add_checkpoint(request_of(0, (), head(5)), NOW).status == 200
    before = (tmp_path / "state").read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, serving(held) as server:
        patched.setattr(store_witness.os, "fsync", full)
        assert code(asked(server.url, 9, 5)) == "L0051"
        latest = held.seen.latest(LOG.name)
        assert latest is not None and latest.size == 5
    assert (tmp_path / "state").read_bytes() == before
    assert held.add_checkpoint(request_of(5, proof_to(9)(5), head(9)), NOW).status == 200
    held.close()


def test_a_memory_in_use_or_of_another_or_changed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "state"
    held = memory(path)
    assert code(opened_memory(path, WITNESS)) == "L0053"
    held.add_checkpoint(request_of(0, (), head(5)), NOW)
    held.close()
    other = opened_memory(path, watching(signer("witness.example/two"), key_of(LOG)))
    assert code(other) == "L0053" and isinstance(other, Problem) and "another witness" in other.why
    good = path.read_bytes()
    changed, renamed = good.replace(b"\\n5\\n", b"\\n4\\n"), good.replace(b'"example.com/log":', b'"a":')
    assert good not in (changed, renamed)
    for bad in (good[:-1], b"", b"[]", b"{}", changed, renamed):
        path.write_bytes(bad)
        assert code(opened_memory(path, WITNESS)) == "L0053"
    path.write_bytes(good)
    memory(path).close()
    assert code(opened_memory(tmp_path / "no folder" / "state", WITNESS)) == "L0053"


# -- the command -------------------------------------------------------------------------------------------------------


def arguments(folder: Path, *more: str) -> list[str]:
    (folder / "log.vkey").write_text(key_of(LOG).text + "\n")
    named = ["--key", str(folder / "key.pem"), "--log", str(folder / "log.vkey"), "--state", str(folder / "state")]
    return ["witness", "--listen", "127.0.0.1:0", *named, *more]


def with_key(folder: Path) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


@pytest.mark.slow
def test_the_command_serves_until_it_is_told_to_stop_and_then_ends_well(tmp_path: Path) -> None:
    with_key(tmp_path)
    command = [sys.executable, "-c", "from foedus.cli.main import main; main()", *arguments(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None and running.stderr is not None
        url = re.findall(r"http://\S+", running.stdout.readline())[0].rstrip(",")
        key = parse_vkey(running.stdout.readline())
        assert key.name.startswith("witness-") and key.kind == COSIGNATURE
        line = ask_witness(url, key, head(5), 0, proof_to(5))
        running.send_signal(signal.SIGTERM)
        said, warned = running.communicate(timeout=30)
    assert isinstance(line, SignatureLine), line
    assert running.returncode == 0 and "200 /add-checkpoint" in said and "Stopped after 1 answers" in said
    assert "C0006" in warned  # the key was written for everybody to read
    assert (tmp_path / "state").exists()


@pytest.mark.parametrize(
    ("changed", "wanted", "said"),
    [
        (["--listen", "0.0.0.0:0"], 2, "--public"),
        (["--listen", "example.com:80"], 2, "--public"),
        (["--listen", "8080"], 2, "no address"),
        (["--listen", "127.0.0.1:99999"], 2, "no address"),
        (["--listen", "192.0.2.1:8080", "--public"], 2, "U0017"),
        (["--name", "two words"], 2, "white space"),
        (["--key", "nothing.pem"], 2, "C0001"),
        (["--log", "nothing.vkey"], 2, "C0001"),
        (["--state", "/nowhere/state"], 1, "L0053"),
    ],
)  # fmt: skip
def test_the_command_refuses_what_it_cannot_do(
    tmp_path: Path, changed: list[str], wanted: int, said: str
) -> None:
    with_key(tmp_path)
    os.chmod(tmp_path / "key.pem", 0o600)
    usual = arguments(tmp_path)
    if changed[0] in usual:  # in its place: an option that takes one file is given once
        at = usual.index(changed[0])
        del usual[at : at + 2]
    result = CliRunner().invoke(app, [*usual, *changed])
    assert result.exit_code == wanted and said in result.output, result.output


def test_the_command_wants_the_key_of_a_log_and_not_of_a_witness(tmp_path: Path) -> None:
    with_key(tmp_path)
    named = arguments(tmp_path)
    (tmp_path / "log.vkey").write_text(KEY.text)
    result = CliRunner().invoke(app, named)
    assert result.exit_code == 2 and "L0021" in result.output
