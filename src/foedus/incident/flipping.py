"""What would change an attribution: which origin it hangs on, and what one more witness would do to it (rule I4e)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from foedus.basics.probability import Nano, percent
from foedus.incident.attribution import Testimony, attributed
from foedus.incident.behaviour import Behaviour
from foedus.incident.model import Attribution
from foedus.report.model import Basis

UNKNOWN_WITNESS = "\0one more witness"
"""The key of an origin of which nothing is known; no origin of data is called so."""

Met = Callable[[Nano], bool]
"""Whether a probability reaches the accord's standard of proof."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an attribution comes to. favoured: who is more probable than all the rest, "" for nobody. meets: whose
    probability reaches the accord's standard, "" for nobody's."""

    favoured: str
    meets: str


@dataclass(frozen=True, slots=True)
class Flip:
    """One change, small enough to be one report, and what the attribution would come to with it.

    without: the origin that is left out, "" if none is. party: whom one more independent witness, of which nothing is
    known, says to have seen do it, "" if none is added. p: the probability then of the party that is now attributed, or
    of `party` if nobody is. changes: whether it changes the outcome.
    """

    without: str
    party: str
    before: Outcome
    after: Outcome
    p: Nano
    changes: bool

    @property
    def words(self) -> str:
        """The change and what would follow, as a sentence."""
        what = f"Without {self.without}" if self.without else f"Had one more independent origin seen {self.party} do it"
        if not self.changes:
            return f"{what}, the attribution would not change."
        if self.after.meets:
            return f"{what}, it would be attributed to {self.after.meets} by the standard of proof."
        lost = f"{self.before.meets} would no longer meet the standard of proof" if self.before.meets else ""
        if self.after.favoured == self.before.favoured:
            return f"{what}, {lost} ({percent(self.p)})."
        then = f"{self.after.favoured} would be favoured" if self.after.favoured else "nobody would be favoured"
        attributed_to = self.before.meets or self.before.favoured
        then += f" ({attributed_to} {percent(self.p)})" if self.without and attributed_to else ""
        return f"{what}, {then}" + (f", and {lost}." if lost else ".")


def flips(testimonies: Sequence[Testimony], behaviour: Behaviour, met: Met) -> tuple[Flip, ...]:
    """All changes of one report: each origin left out, sorted; then one more witness against each party.

    The parties are those of the accord and all who are named, less the one that is attributed by the standard. met: of
    the accord's standard.
    """
    ordered = sorted(testimonies, key=lambda t: t.origin)
    now = attributed(ordered, behaviour)
    before = _outcome(now, met)
    attributed_to = before.meets or before.favoured
    changed = [
        _flip(t.origin, "", before, attributed([o for o in ordered if o is not t], behaviour), attributed_to, met)
        for t in ordered
        if t.evidence
    ]
    for party in sorted({*behaviour.parties, *(p for p, _ in now.parties)} - {before.meets}):
        witness = Testimony(UNKNOWN_WITNESS, "", ((party, Basis.SEEN),))
        changed.append(
            _flip("", party, before, attributed([*ordered, witness], behaviour), attributed_to or party, met)
        )
    return tuple(changed)


def _flip(without: str, party: str, before: Outcome, then: Attribution, asked: str, met: Met) -> Flip:
    after = _outcome(then, met)
    return Flip(without, party, before, after, then.of(asked), after != before)


def _outcome(attribution: Attribution, met: Met) -> Outcome:
    best = max(attribution.parties, key=lambda share: (share[1], share[0]), default=("", 0))
    return Outcome(attribution.favoured, best[0] if attribution.favoured and met(best[1]) else "")
