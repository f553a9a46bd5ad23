"""Words for what the machine brings about: where a case stands, and why it came there; for logs and for stories."""

from __future__ import annotations

from foedus.procedure.events import Basis
from foedus.procedure.state import Stage

STAGES: dict[str, str] = {
    Stage.ATTESTING: "the certifying body votes", Stage.CURING: "the breach is verified and can be made good",
    Stage.CHALLENGEABLE: "the breach is verified and can be challenged",
    Stage.CHALLENGED: "the challenge is being decided", Stage.CERTIFIED: "the breach is CERTIFIED",
    Stage.REFUSED: "not certified; the case is over", Stage.CURED: "made good; the case is over",
    Stage.UPHELD: "the challenge is upheld; the case is over",
    Stage.RETRACTED: "the finding no longer stands; the case is over",
}  # fmt: skip
"""Where a case stands once it has come into a stage."""

BASES: dict[str, str] = {
    Basis.QUORUM: "by the quorum", Basis.SILENCE: "by silence", Basis.WAIVED: "as the accused waives",
    Basis.LIMIT: "as its time is over", Basis.PERFORMED: "as the duty was done", Basis.EVIDENCE: "by the evidence",
    Basis.NOTHING_TO_WAIT_FOR: "",
}  # fmt: skip
"""Why it came there; "" where that goes without saying."""


def capital(words: str) -> str:
    """The words as they begin a sentence."""
    return words[:1].upper() + words[1:]
