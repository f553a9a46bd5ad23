"""Due form: whether an instrument counts as a deposited consent (rule P5c; VCLT art. 7, 14, 16, 19, 77(1)(d))."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from foedus.accord.model import Construction
from foedus.basics.instant import Instant
from foedus.procedure.allowed_consents import construction_of
from foedus.procedure.events import Refusal
from foedus.procedure.rules import GuaranteeRule
from foedus.procedure.state import State


class Office(StrEnum):
    """Who can bind a State by an instrument: by office, or by full powers (VCLT art. 7)."""

    HEAD_OF_STATE = "head of State"
    HEAD_OF_GOVERNMENT = "head of government"
    FOREIGN_MINISTER = "minister for foreign affairs"
    FULL_POWERS = "full powers"


@dataclass(frozen=True, slots=True)
class Instrument:
    """What a guarantor hands in. document: SHA-256 of the instrument itself. full_powers: SHA-256 of the document that
    gives them, "" where the office needs none. reservation: its words, "" if there is none.
    """

    guarantor: str
    guarantee: str
    construction: str
    office: str
    signatory: str
    document: str
    full_powers: str
    reservation: str
    valid_until: Instant | None
    waits_for: tuple[str, ...]


def fault_of_form(instrument: Instrument, rule: GuaranteeRule, state: State) -> Refusal | None:
    """Why an instrument is returned; None if it is in due form. Whether consent is asked at all is the machine's."""
    wanted = construction_of(rule, state, instrument.guarantor)
    offices = ", ".join(f"`{office}`" for office in Office)
    if wanted is None:
        return None
    if instrument.construction not in set(Construction) or Construction(instrument.construction) is not wanted:
        return Refusal(
            "C0250", f"the instrument of {instrument.guarantor} is {_a(instrument.construction)}",
            f"Article {rule.name} asks for {_a(wanted)}, which binds in another way", f"deposit {_a(wanted)}",
        )  # fmt: skip
    if instrument.office not in set(Office):
        return Refusal(
            "C0251", f"`{instrument.office[:60]}` cannot bind {instrument.guarantor}",
            "a State is bound by those who represent it by their office, or by full powers (VCLT art. 7)",
            f"name one of {offices}",
        )  # fmt: skip
    if not instrument.signatory.strip():
        return Refusal(
            "C0257", f"the instrument of {instrument.guarantor} does not say who signed it",
            "whether a State is bound hangs on who signed for it (VCLT art. 7)", "name who signed (`--signatory NAME`)",
        )  # fmt: skip
    if Office(instrument.office) is Office.FULL_POWERS and not instrument.full_powers:
        return Refusal(
            "C0252", f"the full powers of {instrument.signatory} are missing",
            "without them nobody can tell that this person may bind the State (VCLT art. 7(1)(a))",
            "hand in the document that gives them (`--full-powers FILE`)",
        )  # fmt: skip
    if instrument.reservation:
        return Refusal(
            "C0253", f"the instrument of {instrument.guarantor} makes a reservation",
            f'"{instrument.reservation[:120]}": the accord allows none, and with one it would be unclear to what was '
            "consented (VCLT art. 19)",
            "deposit an instrument without it; that there is one can be noted on the board (`foedus standing`)",
        )  # fmt: skip
    if not instrument.document:
        return Refusal(
            "C0254", f"the instrument of {instrument.guarantor} is not there",
            "what is released by an award is a document that somebody signed; its hash is what binds",
            "hand in the document (`--instrument FILE`)",
        )  # fmt: skip
    return None


def _a(construction: str) -> str:
    article = "an" if construction[:1] in "aeiou" else "a"
    return f"{article} {construction[:60]}" if construction else "of no construction"
