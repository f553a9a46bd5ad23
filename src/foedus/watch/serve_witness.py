"""A witness over HTTP: `add-checkpoint` for logs, the latest head for monitors (C2SP tlog-witness)."""

from __future__ import annotations

import socket
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

from foedus.basics.instant import SECOND, Instant
from foedus.ledger.store_witness import Memory
from foedus.ledger.witness import LONGEST_REQUEST, Answer, latest_head

_PATIENCE_S = 30
"""How long a caller may keep silent in the middle of a request."""


class WitnessServer(ThreadingHTTPServer):
    """Answers until it is told to stop. Mutable: it owns the memory of the witness, and asks it one thing at a time."""

    daemon_threads = True

    def __init__(
        self, host: str, port: int, memory: Memory, now: Callable[[], Instant],
        answered: Callable[[str, int], None] = lambda _path, _status: None, most: int = 0,
    ) -> None:
        """now: the clock of the witness. answered: told the path and the status of each answer. most: after so many
        answers it stops by itself; 0: never. Errors: OSError if it cannot listen there."""
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.memory, self.now, self.answered, self.most = memory, now, answered, most
        self.one_at_a_time, self.answers = Lock(), 0
        super().__init__((host, port), _Handler)

    @property
    def url(self) -> str:
        """Where it listens."""
        host, port = self.server_address[:2]
        shown = f"[{host!s}]" if ":" in str(host) else str(host)
        return f"http://{shown}:{port}"

    def answer(self, method: str, path: str, body: bytes) -> Answer:
        """The answer to a request. What it changes is on disk before this returns."""
        with self.one_at_a_time:
            if (method, path) == ("POST", "/add-checkpoint"):
                try:
                    return self.memory.add_checkpoint(body, self.now() // SECOND)
                except OSError as error:
                    return Answer(500, f"nothing was cosigned: {error.strerror}\n".encode())
            parts = path.split("/")
            if method == "GET" and len(parts) == 3 and parts[2] == "checkpoint":
                return latest_head(self.memory.seen, parts[1])
        return Answer(404, b"a witness answers POST /add-checkpoint and GET /ORIGIN-HASH/checkpoint\n")

    def count(self, path: str, status: int) -> None:
        """Note that an answer was sent; stop after the last one."""
        with self.one_at_a_time:
            self.answers += 1
            self.answered(path, status)
            if self.answers == self.most:
                self.stop()

    def stop(self) -> None:
        """Let `serve_forever` return. May be called from anywhere, a handler of signals included."""
        Thread(target=self.shutdown, daemon=True).start()


class _Handler(BaseHTTPRequestHandler):
    server: WitnessServer
    protocol_version = "HTTP/1.1"
    timeout = _PATIENCE_S
    server_version = "foedus-witness"
    sys_version = ""

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or self.headers.get("Transfer-Encoding"):
            self._send(Answer(411, b"say how long the request is\n"), last=True)
        elif len(length) > 9 or int(length) > LONGEST_REQUEST:
            self._send(Answer(413, f"a request has at most {LONGEST_REQUEST} bytes\n".encode()), last=True)
        else:
            body = self.rfile.read(int(length))
            whole = len(body) == int(length)
            answer = self.server.answer("POST", self.path, body) if whole else Answer(400, b"it broke off\n")
            self._send(answer, last=not whole)

    def do_GET(self) -> None:
        self._send(self.server.answer("GET", self.path, b""))

    def _send(self, answer: Answer, last: bool = False) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        if last:
            self.send_header("Connection", "close")  # the rest of the request is not read, so nothing can follow it
            self.close_connection = True
        self.end_headers()
        self.wfile.write(answer.body)
        self.wfile.flush()
        self.server.count(self.path, answer.status)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing; who runs the witness is told of each answer."""
