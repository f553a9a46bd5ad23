"""Words for where a case stands, for people who never saw the names of its stages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from foedus.basics.instant import told
from foedus.procedure.state import Case, Stage

STAGE_WORDS: Mapping[Stage, str] = MappingProxyType({
    Stage.ATTESTING: "is being voted on by the certifying body",
    Stage.CURING: "is verified, and the accused can still make it good",
    Stage.CHALLENGEABLE: "is verified, and the accused can challenge it",
    Stage.CHALLENGED: "is challenged, and the challenge is being decided",
    Stage.CERTIFIED: "is certified",
    Stage.REFUSED: "is over: the breach was not certified",
    Stage.CURED: "is over: the breach was made good",
    Stage.UPHELD: "is over: the challenge was upheld",
    Stage.RETRACTED: "is over: what it rested on was taken back",
})  # fmt: skip
"""Where a case is, as the end of a sentence that begins with `case 1`."""
WHILE: Mapping[Stage, str] = MappingProxyType({
    Stage.ATTESTING: "while the certifying body votes",
    Stage.CURING: "while the accused can make it good",
    Stage.CHALLENGEABLE: "while the accused can challenge it",
    Stage.CHALLENGED: "while a challenge is being decided",
    Stage.CERTIFIED: "after the certificate",
})  # fmt: skip
"""When something is done, of the stages in which somebody can do something."""


def where_it_stands(case: Case, zone: str) -> str:
    """`is being voted on by the certifying body, until 2025-06-17 20:00 (Europe/Kyiv)`."""
    return STAGE_WORDS[case.stage] + (f", until {told(case.due, zone)}" if case.due is not None else "")


def named(case: Case) -> str:
    """`case 1 (serious breach of Article 2 by RU)`."""
    norm, grade, party = case.breach
    return f"case {case.number} ({grade} breach of Article {norm} by {party})"
