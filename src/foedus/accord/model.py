"""The accord as data: what an `.accord` text says, with every default filled in and every name resolved.

Every node carries the `span` it was written at, left out of comparison, so that two drafts compare by what they say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from foedus.basics.instant import Instant, Period, Unit
from foedus.basics.probability import Nano
from foedus.basics.problem import Span

NOWHERE_WRITTEN = Span("", 0)
"""The span of what the text does not say and the accord takes as a default."""


def _span() -> Span:
    return field(default=NOWHERE_WRITTEN, compare=False, repr=False)


# -- who and what ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Party:
    """A party to the deal. `also` are the names it goes by in data ("Government of Ukraine")."""

    name: str
    title: str
    also: tuple[str, ...] = ()
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Alliance:
    """Guarantors acting together; its membership can be what an award gives."""

    name: str
    title: str
    members: tuple[str, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Body:
    """A body the accord appoints (commission, panel). A quorum counts those appointed (P2)."""

    name: str
    title: str
    members: tuple[str, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class ZoneFromFile:
    """Shapes of a GeoJSON file beside the accord; with `where`, only those whose property has one of the values.

    `values` empty means every shape of the file.
    """

    path: str
    property: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ZoneWithin:
    """Everything at most `distance_m` metres (geodesic) from another zone, that zone included."""

    distance_m: int
    of: str


@dataclass(frozen=True, slots=True)
class ZoneUnion:
    """Everything in any of the zones."""

    zones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ZoneArea:
    """Areas known by name only, for data that give no coordinates (an oblast of an alert, a city)."""

    names: tuple[str, ...]


ZoneShape: TypeAlias = ZoneFromFile | ZoneWithin | ZoneUnion | ZoneArea


@dataclass(frozen=True, slots=True)
class Zone:
    """A named stretch of ground. `also` are names under which data speak of it as an area."""

    name: str
    shape: ZoneShape
    also: tuple[str, ...] = ()
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Category:
    """A named act (`act strike is shelling, airstrike`) or object (`object energy facility is substation, ...`).

    `kinds` may name other categories of the accord; resolve them with `leaves`.
    """

    name: str
    kinds: tuple[str, ...]
    span: Span = _span()


# -- evidence ----------------------------------------------------------------------------------------------------------


class Granularity(StrEnum):
    """What reports are brought together to, and what is counted."""

    INCIDENT = "incident"
    """Single acts (I1)."""
    EPISODE = "episode"
    """Runs of reports of one act, each near another of the run (I1e)."""


@dataclass(frozen=True, slots=True)
class SameIncident:
    """`one incident is reports of the same act within 3 km and 6 hours`: a distance in metres and a period.

    With `one episode is reports of the same act within 10 km and gaps of at most 6 hours` both are of each report to
    another one of its run, not of all to all.
    """

    distance_m: int = 3_000
    period: Period = field(default_factory=lambda: Period(6, Unit.HOUR))
    granularity: Granularity = Granularity.INCIDENT
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Confirmation:
    """`confirmed by 2 independent origins, at least 1 of them not a party`."""

    origins: int = 1
    not_a_party: int = 0
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard of proof (I5): a probability to be reached, or with `strictly` to be exceeded."""

    name: str = "clear and convincing"
    probability: Nano = 800_000_000
    strictly: bool = False
    span: Span = _span()

    def met_by(self, p: Nano) -> bool:
        """Whether a probability suffices."""
        return p > self.probability if self.strictly else p >= self.probability


STANDARDS: dict[str, tuple[Nano, bool]] = {
    "preponderance": (500_000_000, True),
    "clear and convincing": (800_000_000, False),
    "beyond reasonable doubt": (950_000_000, False),
}
"""The named standards (I5), least first: probability, and whether it must be exceeded."""


@dataclass(frozen=True, slots=True)
class Spokesman:
    """`"RU-MoD", "RU-FM" speak for RU`: origins whose claims are that party's own (I3)."""

    origins: tuple[str, ...]
    party: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class OneOwner:
    """`"Daily A", "Daily B" count as one origin`: outlets and claimants that are in one hand (I3i)."""

    origins: tuple[str, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Evidence:
    """How reports become incidents and incidents count."""

    same_incident: SameIncident = field(default_factory=SameIncident)
    confirmation: Confirmation = field(default_factory=Confirmation)
    standard: Standard = field(default_factory=Standard)
    spokesmen: tuple[Spokesman, ...] = ()
    span: Span = _span()
    owners: tuple[OneOwner, ...] = ()


# -- articles ----------------------------------------------------------------------------------------------------------


class Modality(StrEnum):
    """What a norm does (F1)."""

    MUST_NOT = "must not"
    MUST = "must"
    MAY = "may"


class SubjectKind(StrEnum):
    """Whom a norm binds."""

    EACH_PARTY = "each party"
    NAMED = "named"
    SAME_PARTY = "the same party"
    EACH_MEMBER = "each member of"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a norm binds. `names`: the parties (NAMED), or the alliance or body (EACH_MEMBER); else empty."""

    kind: SubjectKind
    names: tuple[str, ...] = ()
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """`per calendar day`: buckets of the accord's zone, the only windows that do not slide (T3)."""


Window: TypeAlias = Period | CalendarDay | None
"""A sliding window, calendar buckets, or no window at all (rule W6 of the semantics)."""


class Measure(StrEnum):
    """What a condition measures."""

    COUNT = "count"
    CASUALTIES = "casualties"
    BREACHES = "breaches"
    NOT_DONE = "not done in time"
    AVERAGE = "average"
    """More incidents on average than a complying party has, tested as often as one looks (F10)."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One line `<grade> breach when ...`.

    `of_grade` is the grade counted by BREACHES ("serious breaches are at least 3 within 7 days"), else "".
    `at_least` is 1 for NOT_DONE. `address` is unique in the accord: "1/serious#2" is the second serious
    condition of norm 1.

    AVERAGE ("count averages more than 2 per calendar day, at error at most 0.001 over the lifetime"): `at_least`
    is what a complying party has on average in a block, so that more is a breach; `window` is the block, a calendar day
    or a period, never None; `looked_at`: of each day only what somebody looked at counts; `error`: the greatest chance,
    over the whole time in force, that a party that complies is found in breach. For all others `error` is 0.
    """

    grade: str
    measure: Measure
    at_least: int
    window: Window
    of_grade: str = ""
    address: str = ""
    span: Span = _span()
    error: Nano = 0
    looked_at: bool = False

    @property
    def per(self) -> str:
        """The block of an average, as the text has it: `per calendar day`, `per looked-at day`, `per 7 days`."""
        if self.looked_at:
            return "per looked-at day"
        return f"per {self.window}" if isinstance(self.window, Period) else "per calendar day"


@dataclass(frozen=True, slots=True)
class InResponse:
    """`in response within 6 hours to an attack on that party within 20 km` (F7: never a response to a response)."""

    period: Period
    act: str
    distance_m: int


@dataclass(frozen=True, slots=True)
class Announced:
    """`announced to Commission at least 24 hours before`."""

    body: str
    period: Period


@dataclass(frozen=True, slots=True)
class InsideZone:
    """`in Buffer`: what happens there is excepted."""

    zone: str


@dataclass(frozen=True, slots=True)
class During:
    """`from 2025-04-19 18:00 until 2025-04-21 00:00`: what happens in [start, end) is excepted."""

    start: Instant
    end: Instant


Ground: TypeAlias = InResponse | Announced | InsideZone | During


@dataclass(frozen=True, slots=True)
class Exception_:
    """`unless 1a: ...`: removes an incident from the count before counting, on a certain match only (F7)."""

    address: str
    ground: Ground
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Suspension:
    """`suspended while Commission reports route mined`: stops the clock of a duty (T5)."""

    body: str
    act: str
    span: Span = _span()


class DeadlineFrom(StrEnum):
    """What a relative deadline runs from."""

    ENTRY_INTO_FORCE = "entry into force"
    FIRST_BREACH = "the breach before it"


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a duty must be done: `by` an instant, or `period` after something. Exactly one of the two is set."""

    period: Period | None = None
    after: DeadlineFrom = DeadlineFrom.ENTRY_INTO_FORCE
    by: Instant | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Norm:
    """One sentence that forbids, obliges or permits.

    `address`: "1" for the first sentence of Article 1, "2.2" for the second of Article 2.
    `object` and `zone` are "" where the text names none; `preposition` is the word before the zone (in, from, to).
    `failing` is the address of the norm whose breach calls this one up (`Failing that, ...`), else "".
    `prevails_over`: addresses of norms that leave an incident to this one (F8).
    """

    address: str
    subject: Subject
    modality: Modality
    act: str
    object: str = ""
    zone: str = ""
    preposition: str = "in"
    deadline: Deadline | None = None
    conditions: tuple[Condition, ...] = ()
    exceptions: tuple[Exception_, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    prevails_over: tuple[str, ...] = ()
    failing: str = ""
    span: Span = _span()


# -- procedure (parsed, checked and read aloud here; run by the procedure) ---------------------------------------------


class Silence(StrEnum):
    """What it means that somebody who could have acted did not (P2)."""

    ASSENT = "assent"
    REFUSAL = "refusal"
    DISMISSES = "dismisses it"
    UPHOLDS = "upholds it"


@dataclass(frozen=True, slots=True)
class Cure:
    """`the accused may cure a breach of Article 2 within 7 days`; `article` "" means any."""

    article: str
    period: Period
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Challenge:
    """`the accused may challenge once within 5 days for forgery, wrong party, outside the zone, exception`."""

    times: int
    period: Period
    grounds: tuple[str, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class VotingDuty:
    """`each member votes within 48 hours`: by when each member owes its vote (P2h)."""

    period: Period
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Certification:
    """`Commission certifies a material breach by 4 of 6 within 72 hours; silence is assent.`"""

    body: str
    grade: str
    quorum: int
    of: int
    period: Period
    silence: Silence | None
    cures: tuple[Cure, ...] = ()
    challenge: Challenge | None = None
    duty: VotingDuty | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Ruling:
    """`Panel decides a challenge by 2 of 3 within 10 days; silence dismisses it.`"""

    body: str
    quorum: int
    of: int
    period: Period
    silence: Silence | None
    duty: VotingDuty | None = None
    span: Span = _span()


class Construction(StrEnum):
    """How a deposited consent binds, weakest first (P5)."""

    REVOCABLE_ESCROW = "revocable escrow"
    ESCROW_WITH_UNDERTAKING = "escrow with undertaking"
    PROVISIONAL_APPLICATION = "provisional application"
    SUSPENSIVE_PROTOCOL = "protocol with a suspensive condition"


@dataclass(frozen=True, slots=True)
class Consent:
    """`consent of every member of NATO, deposited as a protocol with a suspensive condition`.

    `count` 0 means every member, else at least that many.
    """

    of: str
    count: int
    construction: Construction
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """`consent may be withdrawn on 180 days notice, never while a breach is pending`; `notice` None: never."""

    notice: Period | None
    never_while_pending: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class GuaranteeSuspension:
    """`suspended while UA is in certified material breach`."""

    party: str
    grade: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Guarantee:
    """`On certified material breach by RU, membership of NATO for UA takes effect at once.`

    Either `alliance` is named (membership) or `effect` says in words what takes effect.
    `on_retraction`: number of the article that governs a retraction after award, or "".
    """

    grade: str
    by: str
    alliance: str
    effect: str
    beneficiary: str
    consents: tuple[Consent, ...] = ()
    withdrawal: Withdrawal | None = None
    suspensions: tuple[GuaranteeSuspension, ...] = ()
    on_retraction: str = ""
    span: Span = _span()


Provision: TypeAlias = Norm | Certification | Ruling | Guarantee


@dataclass(frozen=True, slots=True)
class Article:
    """An article: its number, its heading, its sentences in order."""

    number: str
    title: str
    provisions: tuple[Provision, ...]
    span: Span = _span()


# -- requirements (executed by the proofs) -----------------------------------------------------------------------------


class RequirementKind(StrEnum):
    """The forms of `require` lines."""

    NO_SINGLE_PARTY_BLOCKS = "no single party can block the award"
    NO_COALITION_BLOCKS = "no coalition of N members of B can block the award"
    NO_COALITION_CAUSES = "no coalition of N members of B can cause the award"
    ALONE_CANNOT_BLOCK = "P alone cannot block the award"
    ALONE_CANNOT_CAUSE = "P alone cannot cause the award"
    AWARD_WITHIN = "the award follows a G breach within D"
    EVERY_BREACH_ENDS = "every G breach ends in cure, dismissal or award"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line under `require`. Fields that its kind does not use are 0, "" or None."""

    kind: RequirementKind
    count: int = 0
    who: str = ""
    grade: str = ""
    period: Period | None = None
    span: Span = _span()


# -- the whole ---------------------------------------------------------------------------------------------------------


class WindowEnds(StrEnum):
    """Which ends belong to a sliding window (T3). The first is the default and the recommended one."""

    EXCLUDE_START = "exclude their start and include their end"
    INCLUDE_BOTH = "include their start and include their end"


@dataclass(frozen=True, slots=True)
class Source:
    """Where the public text of a deal is to be found: `source "Joint statement, 25 March 2025" at "https://..."`."""

    title: str
    address: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Renewal:
    """`renewed for 5 years at a time unless a party objects 180 days before` (T5d).

    period: how much longer it is in force at each end. notice: how long before that end an objection must be in.
    """

    period: Period
    notice: Period
    span: Span = _span()


DEFAULT_GRADES = ("minor", "serious", "material")


@dataclass(frozen=True, slots=True)
class Accord:
    """A whole accord. In force is [in_force_from, in_force_until); until None means no end is agreed.

    With `renewal` the accord may go on after that end; whether it does hangs on what the parties do (T5d).
    """

    name: str
    version: int
    time_zone: str
    window_ends: WindowEnds
    in_force_from: Instant
    in_force_until: Instant | None
    grades: tuple[str, ...]
    parties: tuple[Party, ...]
    alliances: tuple[Alliance, ...]
    bodies: tuple[Body, ...]
    zones: tuple[Zone, ...]
    acts: tuple[Category, ...]
    objects: tuple[Category, ...]
    evidence: Evidence
    articles: tuple[Article, ...]
    requirements: tuple[Requirement, ...]
    sources: tuple[Source, ...] = ()
    renewal: Renewal | None = None
    digest: str = field(default="", compare=False)
    """SHA-256 of the formatted text without its comments: what attestations and findings bind to."""
    folder: Path = field(default=Path(), compare=False)
    """Where zone files are looked for."""
    span: Span = _span()

    @property
    def final_end(self) -> Instant | None:
        """The end of the time in force that nobody can move; None if no end is agreed, or if it may be renewed."""
        return None if self.renewal is not None else self.in_force_until

    @property
    def norms(self) -> tuple[Norm, ...]:
        """Every norm, in the order of the text."""
        return tuple(p for a in self.articles for p in a.provisions if isinstance(p, Norm))

    @property
    def party_names(self) -> tuple[str, ...]:
        """The short names of the parties, in the order of the text."""
        return tuple(p.name for p in self.parties)

    def bound_by(self, norm: Norm) -> tuple[str, ...]:
        """The parties that a norm binds, in the order of the text; none for members of bodies and alliances."""
        match norm.subject.kind:
            case SubjectKind.EACH_PARTY | SubjectKind.SAME_PARTY:
                return self.party_names
            case SubjectKind.NAMED:
                return tuple(n for n in self.party_names if n in norm.subject.names)
            case SubjectKind.EACH_MEMBER:
                return ()

