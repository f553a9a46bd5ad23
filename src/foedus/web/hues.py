"""Which neutral hue and shape a party gets on maps and timelines: by its place in the text, never by who it is."""

from __future__ import annotations

from foedus.accord.model import Accord
from foedus.incident.model import Incident

HUES = 6
"""So many hues are told apart by people of any colour vision; a seventh party starts again with the first."""
SEVERAL, NOBODY = "pm", "pn"

_SHAPES = {
    "p0": "M-1 0a1 1 0 1 0 2 0a1 1 0 1 0-2 0Z",
    "p1": "M-.9-.9H.9V.9H-.9Z",
    "p2": "M0-1.25L1.25 0L0 1.25L-1.25 0Z",
    "p3": "M0-1.2L1.15.85H-1.15Z",
    "p4": "M0 1.2L1.15-.85H-1.15Z",
    "p5": "M-.5-1H.5L1 0L.5 1H-.5L-1 0Z",
    SEVERAL: "M-.4-1.1H.4V-.4H1.1V.4H.4V1.1H-.4V.4H-1.1V-.4H-.4Z",
    NOBODY: "M-1-.4H1V.4H-1Z",
}
SYMBOLS = (
    '<svg width="0" height="0" aria-hidden="true" class="symbols"><defs>'
    + "".join(f'<path id="s-{hue}" vector-effect="non-scaling-stroke" d="{d}"/>' for hue, d in _SHAPES.items())
    + "</defs></svg>"
)
"""A shape for each party's place in the text, so that hues are never the only difference. Once on a page."""


def hue_of(incident: Incident, accord: Accord) -> str:
    """The style class of who is alleged: a party's own, that of several, or that of nobody that is a party."""
    named = [p for p in incident.alleged if p in accord.party_names]
    if len(named) > 1:
        return SEVERAL
    return party_hue(named[0], accord) if named else NOBODY


def party_hue(party: str | None, accord: Accord) -> str:
    """The style class of a party; that of nobody if it is no party of the accord."""
    names = accord.party_names
    return f"p{names.index(party) % HUES}" if party in names else NOBODY


def lanes(accord: Accord) -> tuple[tuple[str, str], ...]:
    """(style class, what it stands for), parties in the order of the text, then several, then nobody."""
    own = tuple((f"p{i % HUES}", party.title or party.name) for i, party in enumerate(accord.parties))
    return (*own, (SEVERAL, "more than one party is named"), (NOBODY, "no party is named"))
