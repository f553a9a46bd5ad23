"""Keys come from files and agents as they are, and what is no key is refused with a way to mend it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)

from foedus.basics.problem import Problem
from foedus.ledger.keys import key_of, verifies
from foedus.ledger.malformed import Malformed
from foedus.ledger.read_keys import AgentSigner, read_signer, read_vkey, too_open
from foedus.ledger.ssh_agent import AgentKey, ask_signature, chosen, keys_in, signature_in
from ledger_values import signer

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()


FALSE = b"\x0e\0\0\0\x53\0\0\0\x0bssh-ed25519\0\0\0\x40" + bytes(64)
"""An answer of the right form with a signature that does not hold."""


def pem(lock: KeySerializationEncryption | None = None) -> bytes:
    return KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock or NoEncryption())


def written(folder: Path, content: bytes) -> str:
    path = folder / "key.pem"
    path.write_bytes(content)
    path.chmod(0o600)
    return str(path)


def code(found: object) -> str:
    assert isinstance(found, Problem), found
    return found.code


def test_a_key_in_a_file_signs_under_the_name_that_it_is_given(tmp_path: Path) -> None:
    found = read_signer(written(tmp_path, pem()), "one", passphrase="not needed")
    assert not isinstance(found, Problem)
    assert (found.name, found.public) == ("one", PUBLIC)
    assert verifies(PUBLIC, b"message", found.sign(b"message"))


def test_a_locked_key_opens_with_its_passphrase_and_no_other(tmp_path: Path) -> None:
    file = written(tmp_path, pem(BestAvailableEncryption(b"open sesame")))
    found = read_signer(file, "one", "open sesame")
    assert not isinstance(found, Problem) and found.public == PUBLIC
    assert code(read_signer(file, "one")) == "C0004"
    assert code(read_signer(file, "one", "")) == "C0004"
    assert code(read_signer(file, "one", "close sesame")) == "C0005"


def test_what_is_no_key_of_ours_is_refused(tmp_path: Path) -> None:
    other = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    openssh = KEY.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    assert code(read_signer(str(tmp_path / "nothing.pem"), "one")) == "C0001"
    assert code(read_signer(str(tmp_path), "one")) == "C0001"
    assert code(read_signer("a\0b", "one")) == "C0001"
    assert code(read_signer(written(tmp_path, other), "one")) == "C0003"
    for content in (b"", b"hello", pem()[:80], openssh, pem() + b"x" * 70_000):
        assert code(read_signer(written(tmp_path, content), "one")) == "C0002"


def test_a_key_that_everybody_can_read_is_warned_of(tmp_path: Path) -> None:
    file = written(tmp_path, pem())
    assert too_open(file) is None and too_open("agent:one") is None and too_open(str(tmp_path / "none")) is None
    os.chmod(file, 0o644)
    warning = too_open(file)
    assert code(warning) == "C0006" and warning is not None and not warning.is_error


def test_a_secret_is_not_shown_with_its_signer(tmp_path: Path) -> None:
    found = read_signer(written(tmp_path, pem()), "one")
    assert bytes(range(32)).hex() not in repr(found) and repr(bytes(range(32))) not in repr(found)


def test_a_line_in_a_file_is_a_verifier_key_or_a_problem(tmp_path: Path) -> None:
    key = key_of(signer("example.com/log"))
    for content, wanted in ((key.text.encode() + b"\n", key), (b"no key", "L0001"), (b"\xff", "L0001")):
        found = read_vkey(Path(written(tmp_path, content)))
        assert found == wanted or code(found) == wanted
    assert code(read_vkey(tmp_path / "nothing")) == "C0001"


# -- agents ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An agent with two keys, one of them ours."""
    if not (shutil.which("ssh-agent") and shutil.which("ssh-add")):
        pytest.skip("NO ssh-agent ON THIS MACHINE: signing by an agent was not tried")
    folder = tmp_path_factory.mktemp("agent")
    path, ready = str(folder / "socket"), "SSH_AUTH_SOCK"
    with subprocess.Popen(["ssh-agent", "-D", "-a", path], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as running:
        assert running.stdout is not None and ready.encode() in running.stdout.readline()
        for number, comment in enumerate(("mine", "another's")):
            key = Ed25519PrivateKey.from_private_bytes(bytes(range(number, number + 32)))
            file = folder / comment
            file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
            file.chmod(0o600)
            subprocess.run(["ssh-add", "-q", str(file)], env={**os.environ, ready: path}, check=True)
        yield path
        running.terminate()


def test_a_key_in_an_agent_signs_as_the_one_in_a_file_does(agent: str, tmp_path: Path) -> None:
    environment = {**os.environ, "SSH_AUTH_SOCK": agent}
    listed = subprocess.run(["ssh-add", "-l"], env=environment, capture_output=True, text=True)
    fingerprint = AgentKey(PUBLIC, "").fingerprint
    assert fingerprint in listed.stdout
    found = read_signer(f"agent:{fingerprint}", "one", agent_socket=agent)
    assert not isinstance(found, Problem)
    called = str(Path(agent).parent / "mine")  # what ssh-add calls a key whose file has no comment
    assert read_signer(f"agent:{called}", "one", agent_socket=agent) == found
    held = read_signer(written(tmp_path, pem()), "one")
    assert not isinstance(held, Problem)
    assert (found.public, found.sign(b"message")) == (PUBLIC, held.sign(b"message"))


def test_a_key_that_an_agent_does_not_hold_is_not_found(agent: str) -> None:
    assert code(read_signer("agent:nobody's", "one", agent_socket=agent)) == "C0008"
    assert code(read_signer("agent:", "one", agent_socket=agent)) == "C0008"
    with pytest.raises(Malformed, match="C0009"):
        AgentSigner("one", signer("nobody's").public, agent).sign(b"message")


def test_of_two_keys_with_one_name_neither_is_taken() -> None:
    keys = (AgentKey(PUBLIC, "mine"), AgentKey(signer("another").public, "mine"))
    assert len(chosen(keys, "mine")) == 2 and chosen(keys, keys[1].fingerprint) == (keys[1],)


def test_an_agent_that_is_not_there_or_talks_nonsense_is_none(tmp_path: Path) -> None:
    assert code(read_signer("agent:one", "one")) == "C0007"
    assert code(read_signer("agent:one", "one", agent_socket=str(tmp_path / "nothing"))) == "C0007"
    path = str(tmp_path / "socket")
    answers = [b"", b"\0\0\0\1\5", b"\xff\xff\xff\xff", b"\0\0\0\5\x0c\0\0\0\1", b"\0\0\0\1\5", b"\0\0\0\1\x0e"]
    answers.append(len(FALSE).to_bytes(4, "big") + FALSE)

    def talk(listening: socket.socket) -> None:
        for answer in answers:
            line, _ = listening.accept()
            with line:
                line.recv(1_000)
                line.sendall(answer)

    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        listening.bind(path)
        listening.listen()
        talking = Thread(target=talk, args=(listening,), daemon=True)
        talking.start()
        for _ in range(4):
            assert code(read_signer("agent:one", "one", agent_socket=path)) == "C0007"
        for _ in range(3):
            with pytest.raises(Malformed, match="C0009"):
                AgentSigner("one", PUBLIC, path).sign(b"message")
        talking.join()


def test_no_answer_of_an_agent_breaks_the_reader() -> None:
    assert signature_in(FALSE) == bytes(64)
    request = ask_signature(PUBLIC, b"message")
    for content in (b"", b"\x0c", b"\x0e\0\0\0\4\0\0\0\1", b"\x0e\0\0\0\0", b"\x0c\0\0\0\0", request):
        assert keys_in(content) in (None, ()) and signature_in(content) is None
