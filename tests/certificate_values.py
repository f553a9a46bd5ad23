"""Certificates of small accords, as data and as they are read back."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

from foedus.accord.model import Accord
from foedus.prove.certificate import certificate
from foedus.prove.decide import Verdict, prove
from foedus.recheck.claims import Certificate, Shows, check
from foedus.recheck.read_certificate import read_certificate
from prove_values import BOUND, accord

MEANS = {Verdict.KEPT: Shows.KEPT, Verdict.FALSE: Shows.FALSE, Verdict.UNDECIDED: Shows.NOTHING}
LINES = (
    "no single party can block the award", "AA alone cannot cause the award", "BB alone cannot block the award",
    "no coalition of 1 member of Watch can block the award", "no coalition of 2 members of Watch can cause the award",
    "no coalition of 1 member of League can block the award", "no coalition of 2 members of Court can cause the award",
    "the award follows a material breach within 19 days", "the award follows a material breach within 40 days",
    "every material breach ends in cure, dismissal or award",
)  # fmt: skip
LONG = "consent may be withdrawn on 30 days notice, never while a breach is pending"
RESTS = "suspended while BB is in certified material breach"


def drawn(seed: int) -> Accord:
    """A small accord, its lines by chance."""
    dice = Random(seed)
    watch, court, league = dice.randint(2, 4), dice.randint(2, 3), dice.randint(2, 3)
    members = [f"W{n}" for n in range(1, watch + 1)]
    judges = [f"J{n}" for n in range(1, court + 1)]
    allies = [f"L{n}" for n in range(1, league + 1)]
    if dice.random() < 0.4:
        allies[0] = members[0]
    if dice.random() < 0.3:
        judges[-1] = allies[-1]
    rests = dice.random() < 0.3
    lines = [dice.choice(("", "consent may be withdrawn on 4 days notice", LONG)), RESTS if rests else ""]
    consent = dice.choice((BOUND, BOUND.replace("a protocol with a suspensive condition", "a revocable escrow")))
    return accord(
        consent=consent, watch=" ".join(members), quorum=f"{dice.randint(1, watch)} of {watch}",
        silence=dice.choice(("assent", "refusal")), court=" ".join(judges),
        ruled=f"{dice.randint(1, court)} of {court}", unruled=dice.choice(("dismisses", "upholds")),
        league=" ".join(allies), challenges=dice.choice(("", "once", "once" if rests else "2 times")),
        cure=dice.choice(("", "", "the accused may cure a breach of Article 2 within 4 days")),
        duty=dice.choice(("", "each member votes within 1 day")),
        withdrawal="\n        ".join(line for line in lines if line), require=LINES,
    )  # fmt: skip


def certified(deal: Accord) -> dict[str, Any]:
    """The certificate of all that is proved, as data."""
    found: dict[str, Any] = json.loads(certificate(deal, prove(deal, deal.in_force_from), deal.in_force_from))
    return found


def read_back(data: object, folder: Path) -> Certificate:
    """The same, read from a file."""
    path = folder / "a.certificate"
    path.write_text(json.dumps(data), encoding="utf-8")
    found = read_certificate(path)
    assert isinstance(found, Certificate), found
    return found


def shown(deal: Accord, data: object, folder: Path) -> list[Shows]:
    """What it shows, requirement by requirement, then the smallest coalitions."""
    return [each.shows for each in check(deal, read_back(data, folder))]
