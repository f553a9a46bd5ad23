"""Procedures made by hand for the tests of their ways, and a random one; invented bodies between invented parties."""

from __future__ import annotations

from hypothesis import strategies as st

from foedus.accord.model import Construction, Silence
from foedus.basics.instant import DAY, Instant, Period, Unit
from foedus.procedure.rules import (
    CertificationRule,
    ChallengeRule,
    ConsentRule,
    GuaranteeRule,
    Procedure,
    RenewalRule,
    RulingRule,
    WithdrawalRule,
)

START: Instant = 20_000 * DAY
"""2024-10-04 00:00 UTC, in force from then."""
MEMBERS, JUDGES, GUARANTORS = ("M1", "M2", "M3", "M4", "M5"), ("J1", "J2", "J3"), ("GA", "GB", "GC")
NORM = "2.1"


def period(count: int, unit: Unit = Unit.DAY) -> Period:
    return Period(count, unit)


def certification(
    silence: Silence = Silence.ASSENT, cures: tuple[tuple[str, Period], ...] = (), times: int = 1, quorum: int = 3
) -> CertificationRule:
    """Five members have 3 days; `times` challenges within 5 days each, none with 0."""
    challenge = ChallengeRule(times, period(5), ("forgery", "wrong party")) if times else None
    return CertificationRule("4", "Commission", MEMBERS, "material", quorum, period(3), silence, cures, challenge)


def guarantee(
    withdrawal: WithdrawalRule | None = None, count: int = 0,
    construction: Construction = Construction.SUSPENSIVE_PROTOCOL, by: str = "AA", name: str = "5",
) -> GuaranteeRule:  # fmt: skip
    consent = ConsentRule("Union", count, construction)
    return GuaranteeRule(name, "5", "material", by, "Union", "", "BB", (consent,), withdrawal, (), None)


def procedure(
    rule: CertificationRule | None = None, ruling_silence: Silence = Silence.DISMISSES,
    guarantees: tuple[GuaranteeRule, ...] | None = None, renewal: RenewalRule | None = None,
    guarantors: tuple[str, ...] = GUARANTORS,
) -> Procedure:  # fmt: skip
    """AA and BB, a Commission, a Panel of three with 10 days, one guarantee by three members; in force for a year."""
    ruling = RulingRule("4", "Panel", JUDGES, 2, period(10), ruling_silence)
    groups = (("Union", guarantors), ("Commission", MEMBERS), ("Panel", JUDGES))
    kept = (guarantee(),) if guarantees is None else guarantees
    return Procedure(
        "d" * 64, "UTC", ("AA", "BB"), groups, ("Union",), (rule or certification(),), ruling, kept,
        START, START + 365 * DAY, renewal,
    )  # fmt: skip


elapsing = st.builds(
    Period, st.integers(1, 40), st.sampled_from([Unit.MINUTE, Unit.HOUR, Unit.DAY, Unit.WEEK])
)  # fmt: skip
"""Periods of which a later one never ends earlier: all but months and years."""


@st.composite
def procedures(draw: st.DrawFn) -> Procedure:
    """Any quorum, silence, cure and number of challenges, with limits from minutes to weeks."""
    members, judges = MEMBERS[: draw(st.integers(1, 5))], JUDGES[: draw(st.integers(1, 3))]
    times = draw(st.integers(0, 3))
    challenge = ChallengeRule(times, draw(elapsing), ("forgery",)) if times else None
    cures = draw(st.sampled_from([(), ("",), ("2",), ("3",), ("3", ""), ("2", "")]))
    rule = CertificationRule(
        "4", "Commission", members, "material", draw(st.integers(1, len(members))), draw(elapsing),
        draw(st.sampled_from([Silence.ASSENT, Silence.REFUSAL])), tuple((c, draw(elapsing)) for c in cures), challenge,
    )  # fmt: skip
    ruling = RulingRule(
        "4", "Panel", judges, draw(st.integers(len(judges) // 2 + 1, len(judges))), draw(elapsing),
        draw(st.sampled_from([Silence.DISMISSES, Silence.UPHOLDS])),
    )  # fmt: skip
    groups = (("Union", GUARANTORS), ("Commission", members), ("Panel", judges))
    return Procedure(
        "d" * 64, "UTC", ("AA", "BB"), groups, ("Union",), (rule,), ruling,
        (guarantee(count=draw(st.integers(0, 3))),), START, START + 365 * DAY, None,
    )  # fmt: skip
