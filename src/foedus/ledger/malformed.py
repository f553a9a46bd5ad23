"""Bytes that are not what they claim to be: the one way in which this room refuses what comes from outside."""

from __future__ import annotations

from foedus.basics.problem import Problem, Span


class Malformed(Exception):
    """What is wrong with some bytes, told so that a reader of files can make a problem of it."""

    def __init__(
        self, code: str, what: str, why: str, mend: str = "get it anew from whoever made it", line: int = 0
    ) -> None:
        super().__init__(f"{code} {what}: {why}")
        self.code, self.what, self.why, self.mend, self.line = code, what, why, mend, line

    def problem(self, file: str = "") -> Problem:
        """The same as a problem. file: where the bytes were, if they were in one."""
        span = Span(file, self.line or 1) if file else None
        return Problem(self.code, span, self.what, self.why, self.mend)


def quoted(text: str) -> str:
    """The first letters of what a stranger wrote, none of which can drive a terminal."""
    return "`" + "".join(c if c.isprintable() else "�" for c in text[:60]) + "`"
