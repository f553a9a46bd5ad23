"""Keys from where their holders keep them: a PEM file (PKCS8, Ed25519), or an SSH agent that never shows them."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from foedus.basics.problem import Problem, Severity
from foedus.ledger.keys import SeedSigner, Signer, VerifierKey, parse_vkey, verifies
from foedus.ledger.malformed import Malformed, quoted
from foedus.ledger.ssh_agent import ASK_KEYS, LONGEST_ANSWER, ask_signature, chosen, keys_in, signature_in

AGENT = "agent:"
"""What a key that an SSH agent holds begins with; its comment or its fingerprint follows."""

_LONGEST_FILE = 64 * 1024
_PATIENCE_S = 60
"""How long an agent may take; its holder may have to confirm by hand."""
_OTHERS = 0o007

_HOW = "name a file that `foedus key` made, or `agent:` and the comment or fingerprint of a key in your SSH agent"


def read_signer(key: str, name: str, passphrase: str | None = None, agent_socket: str = "") -> Signer | Problem:
    """Who signs, under a name. key: a file, or `agent:` with a comment or fingerprint (`SHA256:...`).

    passphrase: of the file, None if there is none. agent_socket: where the agent listens; the variable SSH_AUTH_SOCK
    of the caller's environment says it. See `too_open` for a warning about the file.
    Errors: a problem (C0001 to C0008); an agent that refuses later raises Malformed (C0009) from `sign`.
    """
    if key.startswith(AGENT):
        return _of_agent(key.removeprefix(AGENT), name, agent_socket)
    content = _content(key)
    if isinstance(content, Problem):
        return content
    return _of_pem(content, key, name, passphrase)


def too_open(key: str) -> Problem | None:
    """A warning if others on this machine may read or write a key file."""
    if key.startswith(AGENT):
        return None
    try:
        open_to_others = Path(key).stat().st_mode & _OTHERS
    except OSError:
        return None
    if not open_to_others:
        return None
    return Problem("C0006", None, f"everybody on this machine can get at the key in {key}",
                   "whoever reads it can sign in your name", f"`chmod 600 {key}`; if others use the machine, change "
                   "the key", severity=Severity.WARNING)  # fmt: skip


def read_vkey(path: Path) -> VerifierKey | Problem:
    """A verifier key out of a file that holds its line."""
    try:
        return parse_vkey(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        return Problem("L0001", None, f"{path} holds no verifier key", "it is no text", "name the file of its line")
    except OSError as error:
        return Problem("C0001", None, f"{path} cannot be read", _reason(error), "name the file of the key's line")
    except Malformed as malformed:
        return malformed.problem(str(path))


# -- files -------------------------------------------------------------------------------------------------------------


def _content(key: str) -> bytes | Problem:
    try:
        with open(key, "rb") as stream:
            content = stream.read(_LONGEST_FILE + 1)
    except (OSError, ValueError) as error:
        return Problem("C0001", None, f"the key {quoted(key)} cannot be read", _reason(error), _HOW)
    if len(content) > _LONGEST_FILE:
        return Problem("C0002", None, f"{key} is no key", f"it has more than {_LONGEST_FILE:,} bytes", _HOW)
    return content


def _of_pem(content: bytes, key: str, name: str, passphrase: str | None) -> Signer | Problem:
    locked = b"ENCRYPTED" in content
    if locked and not passphrase:
        return Problem("C0004", None, f"the key in {key} is locked", "it opens with a passphrase, and none was given",
                       "give its passphrase in the variable FOEDUS_PASSPHRASE, or run the command in a terminal, where "
                       "it is asked for")  # fmt: skip
    try:
        found = load_pem_private_key(content, (passphrase or "").encode() if locked else None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        if locked:
            return Problem("C0005", None, f"the key in {key} does not open", "the passphrase is wrong, or the file "
                           "is damaged", "give the passphrase with which it was locked, in FOEDUS_PASSPHRASE or when "
                           "you are asked; if it is lost, have the key revoked and enrol another")  # fmt: skip
        return Problem("C0002", None, f"{key} is no key", _why_no_key(content), _HOW)
    if not isinstance(found, Ed25519PrivateKey):
        return Problem("C0003", None, f"the key in {key} is of another kind", "only Ed25519 signs here, so that every "
                       "verifier in the world can check it", "make one with `foedus key FILE`")  # fmt: skip
    return SeedSigner(name, found.private_bytes_raw())


def _why_no_key(content: bytes) -> str:
    """What a file is instead of a key, as far as it can be told."""
    if not content.strip():
        return "it is empty"
    if b"BEGIN PUBLIC KEY" in content:
        return "it holds the public half of a key, by which nobody can sign"
    if b"BEGIN OPENSSH" in content:
        return "it is a key in the form of OpenSSH, which is used through an agent"
    if b"-----BEGIN" in content and b"-----END" not in content:
        return "it begins as a key and breaks off"
    return "it holds no secret key in PEM (PKCS8), or one that was damaged"


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or "the system gives no reason"


# -- agents ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AgentSigner:
    """A key that an SSH agent holds."""

    name: str
    public: bytes
    agent_socket: str

    def sign(self, message: bytes) -> bytes:
        """The signature, 64 bytes. Errors: Malformed (C0009) if the agent refuses, or signs something else."""
        try:
            signature = signature_in(_asked(self.agent_socket, ask_signature(self.public, message)))
        except OSError as error:
            raise _refuses(_reason(error)) from None
        if signature is None:
            raise _refuses("it, or its holder, has refused")
        if not verifies(self.public, message, signature):
            raise _refuses("what it gave is no signature by this key")
        return signature


def _of_agent(wanted: str, name: str, agent_socket: str) -> Signer | Problem:
    if not agent_socket:
        return _no_agent("no socket of one is known", "start one, and see that SSH_AUTH_SOCK is set")
    try:
        keys = keys_in(_asked(agent_socket, ASK_KEYS))
    except OSError as error:
        return _no_agent(_reason(error), "start the agent, and see that SSH_AUTH_SOCK names its socket")
    if keys is None:
        return _no_agent("its answer is no list of keys", "see what listens on the socket that SSH_AUTH_SOCK names")
    found = chosen(keys, wanted)
    if len(found) != 1:
        held = ", ".join(quoted(key.comment) for key in keys) or "none"
        return Problem(
            "C0008", None, f"{len(found) or 'no'} Ed25519 keys in the SSH agent are called {quoted(wanted)}",
            f"it holds {held}", "add the key with `ssh-add`, or name it by the fingerprint that `ssh-add -l` prints",
        )  # fmt: skip
    return AgentSigner(name, found[0].public, agent_socket)


def _asked(agent_socket: str, request: bytes) -> bytes:
    """The answer of an agent. Errors: OSError if it cannot be reached or breaks off."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(_PATIENCE_S)
        line.connect(agent_socket)
        line.sendall(len(request).to_bytes(4, "big") + request)
        length = int.from_bytes(_received(line, 4), "big")
        if length > LONGEST_ANSWER:
            raise OSError(0, "its answer is too long")
        return _received(line, length)


def _received(line: socket.socket, length: int) -> bytes:
    content = b""
    while len(content) < length:
        more = line.recv(length - len(content))
        if not more:
            raise OSError(0, "it broke off")
        content += more
    return content


def _no_agent(why: str, mend: str) -> Problem:
    return Problem("C0007", None, "no SSH agent answers", why, mend)


def _refuses(why: str) -> Malformed:
    return Malformed("C0009", "the SSH agent does not sign", why, "see with `ssh-add -l` that it holds the key, and "
                     "confirm if it asks")  # fmt: skip
