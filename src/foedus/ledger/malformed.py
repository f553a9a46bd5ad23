"""Bytes that are not what they claim to be: the one way in which this room refuses what comes from outside."""

from __future__ import annotations

from foedus.basics.problem import Problem


class Malformed(Exception):
    """What is wrong with some bytes, told so that a reader of files can make a problem of it."""

    def __init__(self, code: str, what: str, why: str, mend: str = "get it anew from whoever made it") -> None:
        super().__init__(what)
        self.code, self.what, self.why, self.mend = code, what, why, mend

    def problem(self) -> Problem:
        """The same as a problem."""
        return Problem(self.code, None, self.what, self.why, self.mend)
