"""Who speaks: the independent origin behind a report, and whether what it says is in its own interest (I3, I3a)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from foedus.accord.model import Accord, Modality
from foedus.basics.vocabulary import ACTS
from foedus.incident.model import Reading
from foedus.incident.words import Words, words_of
from foedus.report.model import Basis, Report

NO_EVIDENCE = frozenset({Basis.DENIED, Basis.ANNOUNCED})
"""Claims that say nobody did it, or that somebody will: never evidence that it was done (I4a)."""

_SEVERAL = re.compile(r"[;,]|\band\b")
_NOT_A_WORD = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Speaker:
    """An independent origin. key: how it is told from others. party: the party it speaks for, "" if none."""

    key: str
    name: str
    party: str


@dataclass(frozen=True)
class Origins:
    """What the accord says about names: which party a name means, which origins speak for it, who owes which acts."""

    parties: Mapping[str, str]
    spokesmen: Mapping[str, str]
    owed: Mapping[str, frozenset[str]]

    def party(self, name: str) -> str:
        """The accord's name of a party the data name, or "" if it is none."""
        return self.parties.get(_folded(name), "")

    def party_or_name(self, name: str) -> str:
        """The accord's name of a party; who is no party keeps the name the data give."""
        return self.party(name) or " ".join(name.split())

    def speaker(self, report: Report, root: Report, reading: Reading) -> Speaker:
        """The origin of a report; `root` is the report it repeats, itself if it repeats none.

        All organs of a party are one origin. With `outlets_are_origins` whoever prints it is the origin.
        """
        if reading.outlets_are_origins:
            name = report.outlet or report.origin
            party = self.spoken_for(name)
        else:
            name = root.origin or root.outlet
            party = self.party(root.side) or self.spoken_for(name)
        spoken = party or " ".join(name.split()) or "somebody unnamed"
        return Speaker(_folded(spoken), spoken, party)

    def spoken_for(self, origin: str) -> str:
        """The party that an origin speaks for, "" if none (I3b).

        Data name claimants in free words ("Northern army spokesman Captain N"): an origin speaks for the party whose
        declared spokesman is among its words. Of several claimants in one ("A, B and C") all must speak
        for the same party; otherwise somebody else says so too.
        """
        whole = _folded(origin)
        found = self.spokesmen.get(whole, "") or self.parties.get(whole, "")
        if found or not whole:
            return found
        parties = {self._among_words(part) for part in _SEVERAL.split(whole) if part.strip()}
        return parties.pop() if len(parties) == 1 else ""

    def _among_words(self, part: str) -> str:
        padded = f" {_NOT_A_WORD.sub(' ', part)} "
        parties = {p for name, p in self.spokesmen.items() if f" {_NOT_A_WORD.sub(' ', name)} " in padded}
        return parties.pop() if len(parties) == 1 else ""

    def claims_that_count(
        self, report: Report, speaker: Speaker, reading: Reading
    ) -> tuple[tuple[str, Basis], ...] | None:
        """(party, basis) of what the report says about who did it; None if the report counts for nothing (I3).

        A party counts only where it says that it did it itself, unless that was its duty: to accuse another, to
        describe a harm without naming anybody, and to claim a duty done are all in its own interest.
        """
        named = tuple((self.party_or_name(c.party), c.basis) for c in report.claims if c.party.strip())
        evidence = tuple(c for c in named if c[1] not in NO_EVIDENCE)
        if not speaker.party or reading.own_interest_counts:
            return evidence
        if report.act in self.owed.get(speaker.party, frozenset()):
            return None
        against_itself = tuple(c for c in evidence if c[0] == speaker.party)
        return against_itself or None


def origins_of(accord: Accord) -> Origins:
    """The names and duties of an accord. Case and spacing of names do not matter."""
    words = words_of(accord.acts, ACTS)
    parties = {_folded(n): p.name for p in accord.parties for n in (*p.also, p.title, p.name) if n.strip()}
    spokesmen = {_folded(o): s.party for s in accord.evidence.spokesmen for o in s.origins}
    return Origins(parties, spokesmen, {p: _owed(accord, p, words) for p in accord.party_names})


def root_of(report: Report, known: Mapping[str, Report]) -> Report:
    """The report that this one repeats in the end, as far as it is known; of several, the first by id.

    A report that draws on several others is no new witness either, so it is told under the first of them.
    """
    while True:
        sources = sorted(d for d in report.derives_from if d in known)
        if not sources:
            return report
        report = known[sources[0]]


def _owed(accord: Accord, party: str, words: Words) -> frozenset[str]:
    def acts(modality: Modality) -> frozenset[str]:
        norms = (n for n in accord.norms if n.modality is modality and party in accord.bound_by(n))
        return frozenset(w for n in norms for w in words.within(n.act))

    return acts(Modality.MUST) - acts(Modality.MUST_NOT)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
