"""The witness: a small server, run by whoever does not keep the log, that cosigns only one history of it."""

from __future__ import annotations

import hashlib
import signal
from ipaddress import ip_address
from pathlib import Path
from types import FrameType
from typing import Annotated, NoReturn

import typer

from foedus.basics.problem import Problem
from foedus.cli.clock import now
from foedus.cli.exits import Exit
from foedus.cli.key_files import unlocked
from foedus.cli.say import out, say, say_problems
from foedus.ledger.keys import COSIGNATURE, ED25519, Signer, VerifierKey, is_name, key_of
from foedus.ledger.read_keys import read_vkey, too_open
from foedus.ledger.store_witness import Memory, opened_memory
from foedus.ledger.witness import watching
from foedus.watch.serve_witness import WitnessServer


def add_to(app: typer.Typer) -> None:
    """Hang the command into the command line."""
    app.command("witness")(witness)


def witness(
    listen: Annotated[str, typer.Option("--listen", metavar="HOST:PORT", help="Where to listen; port 0: a free one.")],
    key: Annotated[str, typer.Option("--key", metavar="KEY", help="The key of the witness: a file, or `agent:NAME`.")],
    log: Annotated[
        list[Path],
        typer.Option("--log", metavar="VKEY_FILE", help="The key line of a log to watch. May be repeated."),
    ],
    state: Annotated[Path, typer.Option("--state", metavar="FILE", help="What the witness remembers.")],
    name: Annotated[str, typer.Option("--name", help="Name of the witness; made from its key by default.")] = "",
    once: Annotated[int, typer.Option("--once", min=0, help="Stop after so many answers; 0: never.")] = 0,
    public: Annotated[bool, typer.Option("--public", help="Let other machines ask too.")] = False,
) -> None:
    """Cosign the heads of logs, as long as each continues what was seen before; refuse a second history."""
    host, port = _address(listen, public)
    signer = _signer(key, name)
    logs = [_log_key(path) for path in log]
    memory = opened_memory(state, watching(signer, *logs))
    if isinstance(memory, Problem):
        _stop(memory, code=Exit.PROBLEMS)
    try:
        server = WitnessServer(host, port, memory, now, _tell_answer, once)
    except OSError as error:
        _stop(Problem(
            "U0017", None, f"the witness cannot listen on {listen}", error.strerror or "the system gives no reason",
            "name an address of this machine and a port that is free",
        ))  # fmt: skip
    _serve(server, memory, signer, logs)


def _serve(server: WitnessServer, memory: Memory, signer: Signer, logs: list[VerifierKey]) -> None:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        server.stop()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, stop)
    say(f"Witness at {server.url}, key for policies:\n{key_of(signer, COSIGNATURE).text}")
    for key in logs:
        latest = memory.seen.latest(key.name)
        say(f"{key.name}: {f'seen up to {latest.size:,} entries' if latest else 'nothing seen yet'}")
    out.file.flush()  # whoever starts it waits for the address
    with server:
        server.serve_forever(poll_interval=0.1)
    memory.close()
    say(f"Stopped after {server.answers:,} answers; what was cosigned is kept in {memory.path}.")


def _tell_answer(path: str, status: int) -> None:
    say(f"{status} {''.join(c if c.isprintable() else '?' for c in path[:100])}")
    out.file.flush()


def _address(listen: str, public: bool) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not (port.isascii() and port.isdigit()) or int(port) > 65_535:
        raise typer.BadParameter(f"`{listen}` is no address; write 127.0.0.1:8080", param_hint="--listen")
    if not public and not _is_loopback(host):
        raise typer.BadParameter(
            f"{host} can be reached from other machines; add --public if it should", param_hint="--listen"
        )
    return host, int(port)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _signer(key: str, name: str) -> Signer:
    if name and not (is_name(name) and name.isprintable()):
        raise typer.BadParameter("a name has no white space and no plus sign", param_hint="--name")
    found = unlocked(key, name)
    if not isinstance(found, Problem) and not name:
        found = unlocked(key, f"witness-{hashlib.sha256(found.public).hexdigest()[:8]}")
    if isinstance(found, Problem):
        _stop(found)
    if (warning := too_open(key)) is not None:
        say_problems([warning], {})
    return found


def _log_key(path: Path) -> VerifierKey:
    key = read_vkey(path)
    if isinstance(key, Problem):
        _stop(key)
    if key.kind != ED25519:
        _stop(Problem("L0021", None, f"{path} holds no key of a log", "it is the key of a witness",
                      "name the file with the line of the log, `log.vkey` in its folder"))  # fmt: skip
    return key


def _stop(problem: Problem, code: Exit = Exit.USAGE) -> NoReturn:
    say_problems([problem], {})
    raise typer.Exit(code)
