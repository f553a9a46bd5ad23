"""Generated truth: incidents of which it is known who did them, and what independent origins say of each.

It errs in ways the model of `foedus.incident.learning` does not assume: reliability hangs on the kind of act; in murky
incidents all who speak err more often, and the same way; some origins lean, and cover up for one party in half of what
it did; behaviours change in steps, not slowly; origins speak mostly of their own region, and who does what differs
between regions; some incidents never happened, whoever tells of them; and what a basis is worth is not what the table
of weights says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from foedus.basics.instant import DAY, Instant
from foedus.incident.attribution import Testimony
from foedus.incident.learning import Case
from foedus.report.model import Basis

START: Instant = 1_735_689_600_000_000
"""2025-01-01 00:00 UTC."""

RIGHT = {
    Basis.SEEN: 0.86, Basis.SENSOR: 0.90, Basis.BEARING: 0.70, Basis.CRATER: 0.66, Basis.ACCUSED: 0.68,
    Basis.HEARSAY: 0.52,
}  # fmt: skip
"""How often an origin is right in the mean on each basis; origins differ round it."""
OUTSIDER = "raiders"


@dataclass(frozen=True)
class Shape:
    """What a generated world is like. Shares are 0..1."""

    parties: tuple[str, ...] = ("AA", "BB")
    culprits: tuple[float, ...] = (0.45, 0.45, 0.10)
    """How often it is each party, and last an outsider."""
    sources: int = 40
    per_day: float = 12.0
    days: int = 730
    leaning: float = 0.3
    """Share of origins that cover up for one party in half of what it did."""
    stepping: float = 0.3
    """Share of origins whose behaviour is drawn anew once, on a day of its own."""
    murky: float = 0.08
    """Share of incidents in which all who speak err in half of all cases, and the same way."""
    act_matters: float = 0.10
    """By how much the right share of all is lower for the one kind of act and higher for the other."""
    regions: int = 4
    regional: float = 0.6
    """Share of an origin's reports that are of its own region."""
    skew: float = 0.25
    """By how much the first party's share differs between regions, up and down."""
    admitted: float = 0.02
    invented: float = 0.04
    """Incidents that never happened, for each that did; one origin tells of them, and nobody else."""
    spread: float = 0.12
    """How far the right share of an origin lies from the mean of its basis, at most."""


@dataclass(frozen=True)
class Truth:
    """An incident: when it was known, who did it ("" where nothing happened), what is said of it."""

    known_at: Instant
    culprit: str
    testimonies: tuple[Testimony, ...]

    @property
    def case(self) -> Case:
        return Case(self.known_at, self.testimonies)


@dataclass(frozen=True)
class Source:
    """How an origin truly behaves. covers: the party it covers up for, "" for none."""

    name: str
    region: int
    basis: Basis
    right: float
    covers: str
    busy: float

    def says(
        self, culprit: str, scapegoat: str, ease: float, murky: bool, suspects: Sequence[str], dice: Random
    ) -> str:
        """Whom it names."""
        if murky:
            return scapegoat if dice.random() < 0.5 else culprit
        if culprit == self.covers and dice.random() < 0.5:
            return scapegoat if scapegoat != self.covers else dice.choice([s for s in suspects if s != culprit])
        if dice.random() < min(0.99, max(0.02, self.right + ease)):
            return culprit
        return dice.choice([s for s in suspects if s != culprit])


def make(seed: int, shape: Shape | None = None) -> list[Truth]:
    """A world, in the order in which its incidents become known. The same seed gives the same world."""
    shape = shape or Shape()
    dice = Random(seed)
    sources = [_source(n, shape, dice) for n in range(shape.sources)]
    steps = {n: dice.randrange(shape.days) for n in range(shape.sources) if dice.random() < shape.stepping}
    found = []
    for number in range(round(shape.per_day * shape.days)):
        day = int(number / shape.per_day)
        for n in [n for n, when in steps.items() if when == day]:
            anew = _source(n, shape, dice)
            sources[n] = replace(sources[n], right=anew.right, covers=anew.covers)
            del steps[n]
        found.append(_incident(START + day * DAY + number, sources, shape, dice))
    return found


def _source(number: int, shape: Shape, dice: Random) -> Source:
    basis = dice.choice(list(RIGHT))
    covers = dice.choice(shape.parties) if dice.random() < shape.leaning else ""
    right = RIGHT[basis] + dice.uniform(-shape.spread, shape.spread)
    return Source(f"source {number}", dice.randrange(shape.regions), basis, right, covers, dice.random() ** 2 + 0.05)


def _incident(at: Instant, sources: Sequence[Source], shape: Shape, dice: Random) -> Truth:
    region = dice.randrange(shape.regions)
    suspects = (*shape.parties, OUTSIDER)
    tilt = shape.skew * (1 if region % 2 else -1)
    odds = [max(0.01, share + (tilt if n == 0 else -tilt if n == 1 else 0)) for n, share in enumerate(shape.culprits)]
    culprit = dice.choices(suspects, odds)[0]
    scapegoat = dice.choice([s for s in shape.parties if s != culprit])
    ease, murky = dice.choice([-1, 1]) * shape.act_matters, dice.random() < shape.murky
    near = [s.busy * (shape.regional if s.region == region else (1 - shape.regional) / 3) for s in sources]
    speaking = {s.name: s for s in dice.choices(sources, near, k=1 + min(6, int(dice.expovariate(0.6))))}
    said = []
    for source in speaking.values():
        basis = source.basis if dice.random() < 0.8 else Basis.HEARSAY
        ease_here = ease + (RIGHT[basis] - RIGHT[source.basis])
        claims = ((source.says(culprit, scapegoat, ease_here, murky, suspects, dice), basis),)
        said.append(Testimony(source.name, "", () if dice.random() < 0.1 else claims))
    if culprit in shape.parties and dice.random() < shape.admitted:
        said.append(Testimony(culprit, culprit, ((culprit, Basis.CLAIMED),)))
    if dice.random() < shape.invented:
        return Truth(at, "", tuple(said[:1]))
    return Truth(at, culprit, tuple(said))
