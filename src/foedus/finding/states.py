"""How every norm stands for every party that it binds (T5, F6a, R4)."""

from __future__ import annotations

from collections.abc import Sequence

from foedus.accord.model import Accord, Modality, Norm
from foedus.finding import explain
from foedus.finding.blocks import looked_at
from foedus.finding.duties import Duty, missed
from foedus.finding.explain import instant_of
from foedus.finding.matters import Matters, observable
from foedus.finding.model import Finding, NormState, State, Truth
from foedus.incident.model import Known


def state_of(
    matters: Matters, known: Known, norm: Norm, party: str, duty: Duty | None, found: Sequence[Finding]
) -> NormState:
    """The state of a norm for a party. found: all findings. duty: how it stands, for norms that oblige."""
    own = [f for f in found if f.norm == norm.address and f.party == party]
    nobodys = [f for f in found if f.norm == norm.address and f.party is None]
    if norm.modality is Modality.MAY:
        state, why = State.KEPT, "It permits; nothing can breach it."
    elif known.at < matters.accord.in_force_from:
        state, why = State.OPEN, f"In force only from {instant_of(matters.accord.in_force_from, matters.accord)}."
    elif norm.modality is Modality.MUST:
        assert duty is not None, "a norm that obliges has a duty for each party that it binds"
        state, why = _of_duty(matters.accord, known, duty, own)
    else:
        state, why = _of_prohibition(matters, known, norm, own, nobodys)
    return NormState(norm.address, party, state, why)


def _of_prohibition(
    matters: Matters, known: Known, norm: Norm, own: Sequence[Finding], nobodys: Sequence[Finding]
) -> tuple[State, str]:
    breached = sum(f.truth is Truth.BREACHED for f in own)
    undetermined = len(own) - breached
    if breached:
        more = f", and {_findings(undetermined)} undetermined" if undetermined else ""
        return State.BREACHED, f"{_findings(breached)} of a breach{more}."
    if undetermined:
        return State.UNDETERMINED, f"{_findings(undetermined)}, none certain."
    if nobodys:
        broken = sum(f.truth is Truth.BREACHED for f in nobodys)
        return State.UNDETERMINED, _by_nobody_known(broken, len(nobodys) - broken)
    if not observable(matters, norm, known):
        return State.NOT_OBSERVABLE, _unseen(norm)
    if norm.conditions and all(c.looked_at for c in norm.conditions) and not looked_at(matters, known, norm):
        return State.NOT_OBSERVABLE, "Nobody is known to have looked, and only what was looked at counts."
    if not norm.conditions:
        return State.KEPT, "The text does not say how much of it is a breach, so nothing can be found."
    return State.KEPT, "No incidents that together could be a breach are known."


def _by_nobody_known(broken: int, perhaps: int) -> str:
    """Where somebody broke it and nobody knows who, nobody can be said to have kept it."""
    if not broken:
        return f"{_findings(perhaps)} with no party, none certain."
    more = f", and {_findings(perhaps)} undetermined" if perhaps else ""
    return f"It was broken, by whom is undetermined: {_findings(broken)}{more}."


def _of_duty(accord: Accord, known: Known, duty: Duty, own: Sequence[Finding]) -> tuple[State, str]:
    if duty.in_time and duty.done is not None:
        return State.KEPT, f"Done by {instant_of(duty.done.happened_at.end, accord)}."
    if duty.running is None:
        if duty.norm.failing:
            return State.OPEN, f"Called up only by a breach of Article {duty.norm.failing}; none is found."
        return State.OPEN, "Not done so far; the text sets no deadline."
    if not (duty.seen or duty.done):
        return State.NOT_OBSERVABLE, _unseen(duty.norm)
    when = " ".join(explain.due(accord, duty.norm, duty.running))
    if not missed(accord, known.at, duty):
        if duty.running.due >= known.at:
            return State.OPEN, f"Not known to be done so far. {when}"
        return State.OPEN, f"Not known to be done. {when} The accord was no longer in force then."
    if duty.maybe or not duty.running.called_surely:
        return State.UNDETERMINED, f"Not certainly done in time. {when}"
    later = f" Done later, by {instant_of(duty.done.happened_at.end, accord)}." if duty.done is not None else ""
    without = "" if own else " The text gives a missed deadline no grade, so there is no finding."
    return State.BREACHED, f"Not done in time. {when}{later}{without}"


def _unseen(norm: Norm) -> str:
    return f"None of the sources given can report `{norm.act}`; their silence says nothing."


def _findings(number: int) -> str:
    return f"{number} finding{'' if number == 1 else 's'}"
