"""The procedure of an accord as the machine reads it: who decides what by when, and what silence means (P2)."""

from __future__ import annotations

from dataclasses import dataclass

from foedus.accord.model import Construction, Silence
from foedus.basics.instant import Instant, Period, shifted


@dataclass(frozen=True, slots=True)
class ChallengeRule:
    """How often, for how long and on which grounds the accused may challenge (P2d)."""

    times: int
    period: Period
    grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CertificationRule:
    """Who certifies a grade (P2b). cures: (number of an article, "" for any, and the time to make good), as written.

    duty: by when each member owes its vote, counted like the limit; None: with the limit (P2h).
    """

    article: str
    body: str
    members: tuple[str, ...]
    grade: str
    quorum: int
    period: Period
    silence: Silence
    cures: tuple[tuple[str, Period], ...]
    challenge: ChallengeRule | None
    duty: Period | None = None

    def cure_of(self, norm: str) -> Period | None:
        """The time in which a breach of a norm can be made good; the line of its own article goes before any other."""
        found = dict(self.cures)
        return found.get(norm.split(".")[0], found.get(""))


@dataclass(frozen=True, slots=True)
class RulingRule:
    """Who decides a challenge (P2d). duty: as of who certifies (P2h)."""

    article: str
    body: str
    members: tuple[str, ...]
    quorum: int
    period: Period
    silence: Silence
    duty: Period | None = None


@dataclass(frozen=True, slots=True)
class ConsentRule:
    """Whose consent is asked for. count 0: of every member, taken again whenever it is asked (P5)."""

    of: str
    count: int
    construction: Construction


@dataclass(frozen=True, slots=True)
class WithdrawalRule:
    """On what notice consent goes; notice None: never."""

    notice: Period | None
    never_while_pending: bool


@dataclass(frozen=True, slots=True)
class ReviewRule:
    """Who may act for how long after an award whose certificate is undermined (P9). of: an alliance, a body, or "".

    named: the parties that are named instead. act: what they may do, as the article puts it. period None: no limit is
    written, and the review stays open.
    """

    article: str
    of: str
    named: tuple[str, ...]
    act: str
    period: Period | None


@dataclass(frozen=True, slots=True)
class GuaranteeRule:
    """What a certificate releases. name: number of its article, with `#2` for the second guarantee in it."""

    name: str
    article: str
    grade: str
    by: str
    alliance: str
    effect: str
    beneficiary: str
    consents: tuple[ConsentRule, ...]
    withdrawal: WithdrawalRule | None
    rests_while: tuple[tuple[str, str], ...]
    """(party, grade): while that party is in certified breach of that grade (P7b)."""
    review: ReviewRule | None


@dataclass(frozen=True, slots=True)
class RenewalRule:
    """For how long the accord is renewed, and how long before an end a party must object (P10)."""

    period: Period
    notice: Period


@dataclass(frozen=True, slots=True)
class Procedure:
    """All that the machine needs of an accord. groups: members of alliances and bodies as written, by name."""

    accord: str
    time_zone: str
    parties: tuple[str, ...]
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    alliances: tuple[str, ...]
    certifications: tuple[CertificationRule, ...]
    ruling: RulingRule | None
    guarantees: tuple[GuaranteeRule, ...]
    in_force_from: Instant
    in_force_until: Instant | None
    renewal: RenewalRule | None

    def after(self, at: Instant, period: Period) -> Instant:
        """The instant one period later, by the accord's calendar (T2)."""
        return shifted(at, period, self.time_zone)

    def before(self, at: Instant, period: Period) -> Instant:
        """The instant one period earlier, by the accord's calendar (T2)."""
        return shifted(at, period, self.time_zone, sign=-1)

    def certification_of(self, grade: str) -> CertificationRule | None:
        """How a grade is certified, None if nobody certifies it."""
        return next((c for c in self.certifications if c.grade == grade), None)

    def guarantee(self, name: str) -> GuaranteeRule | None:
        """The guarantee of a name."""
        return next((g for g in self.guarantees if g.name == name), None)
