"""Keys as the command line names them: their files are read and written here, and their passphrases asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from functools import lru_cache
from getpass import getpass
from pathlib import Path

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from foedus.basics.problem import Problem
from foedus.cli.exits import Exit
from foedus.cli.log_options import stop
from foedus.cli.say import say_problems
from foedus.ledger.keys import Signer
from foedus.ledger.read_keys import read_signer, too_open

PASSPHRASE = "FOEDUS_PASSPHRASE"
"""The variable of the environment that holds the passphrase of a key file, for programs; people are asked."""

_OF_EXERCISE = "EXERCISE. Key of "
_WORTHLESS = _OF_EXERCISE + "{name} in an exercise of Foedus: anyone can make it; it is worth nothing anywhere else."
"""What stands above the key in a file of an exercise; readers of PEM pass over it."""


def signer_of(key: str, name: str) -> Signer:
    """A key as an option names it: a file, or `agent:NAME`. Ends the run with a problem if there is none."""
    if not key:
        raise typer.BadParameter(f"give the key of {name}: --key KEY")
    found = unlocked(key, name)
    if isinstance(found, Problem):
        stop(found)
    warning = too_open(key)
    if warning is not None:
        say_problems([warning], {})
    return found


def unlocked(key: str, name: str) -> Signer | Problem:
    """A key, its passphrase from the environment, or asked for where somebody sits at the terminal."""
    given, agent = os.environ.get(PASSPHRASE), os.environ.get("SSH_AUTH_SOCK", "")
    found = read_signer(key, name, given, agent)
    if isinstance(found, Problem) and found.code == "C0004" and _somebody_is_there():
        found = read_signer(key, name, _asked(key), agent)
    return found


def _somebody_is_there() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


@lru_cache(maxsize=8)
def _asked(key: str) -> str:
    """The passphrase that somebody types, unseen; asked for once in a run. "" if nothing is typed."""
    try:
        return getpass(f"Passphrase of the key in {key}: ")
    except EOFError:
        return ""


def new_key(file: Path) -> bytes:
    """Make a key pair and write its secret half, readable by its owner alone; the public half, 32 bytes."""
    key = Ed25519PrivateKey.generate()
    _write_secret(file, _pem(key))
    return key.public_key().public_bytes_raw()


def _pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write_secret(file: Path, content: bytes) -> None:
    try:
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except FileExistsError:
        why = "a key that is written over is lost, with all that it could still sign"
        stop(Problem("C0017", None, f"{file} is there already", why, "name a file that is not there yet"))
    except OSError as error:
        why = error.strerror or "the system gives no reason"
        stop(Problem("C0017", None, f"{file} cannot be written", why, "name a file in a folder that you may write to"))


# -- keys of exercises -------------------------------------------------------------------------------------------------


def must_be_worth_something(key: str) -> None:
    """Refuse the key of an exercise where it would be one of a real log: anyone can make it, and sign with it."""
    try:
        with open(key, "rb") as file:
            start = file.read(len(_OF_EXERCISE))
    except (OSError, ValueError):
        return  # it is no file; what it is instead is told where it is read
    if start == _OF_EXERCISE.encode():
        stop(Problem(
            "C0018", None, f"{key} is the key of an exercise, and this log is none",
            "anyone who plays that exercise gets the same key, and could sign with it",
            "make a key that nobody else has: `foedus key FILE`",
        ))  # fmt: skip


def must_take_keys(folder: Path) -> None:
    """Make the folder for the keys of an exercise; tell before anything is played that it cannot take them."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        there = next(folder.iterdir(), None)
    except OSError as error:
        _no_place(f"there can be no keys in {folder}", error.strerror or "the system gives no reason")
    if there is not None:
        _no_place(f"the folder {folder} for the keys is not empty", f"it holds {there.name}; no key is written over")
    if not os.access(folder, os.W_OK):
        _no_place(f"there can be no keys in {folder}", "you may not write to it")


def _no_place(what: str, why: str) -> None:
    stop(Problem("C0315", None, what, why, "name a folder that is not there yet: `--keys DIR`"), code=Exit.USAGE)


def write_exercise_keys(folder: Path, seeds: Mapping[str, bytes]) -> None:
    """Write the keys of an exercise, each as a file like those of `foedus key`, marked as one of an exercise."""
    for name, seed in seeds.items():
        mark = _WORTHLESS.format(name=name).encode() + b"\n"
        _write_secret(folder / f"{name}.pem", mark + _pem(Ed25519PrivateKey.from_private_bytes(seed)))
