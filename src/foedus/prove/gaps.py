"""Where consents end too early or the end of the accord cuts in, what waits for itself, what is never used (Q6).

Every date is the machine's (`foedus.procedure.paths`): nothing here works out a limit of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from foedus.accord.model import Accord, Modality
from foedus.accord.reading_words import listed, span_of
from foedus.basics.instant import Instant
from foedus.procedure.path_dates import Promise, promises, sunset
from foedus.procedure.path_words import moment
from foedus.procedure.paths import Paths, paths
from foedus.procedure.rules import CertificationRule, GuaranteeRule, Procedure
from foedus.prove.circles import circles, preconditions


class GapKind(StrEnum):
    """What kind of gap it is."""

    VALIDITY = "consents must be valid until"
    NOTICE = "notice is shorter than the procedure"
    SUNSET = "a breach just before the end"
    RENEWAL = "one party can end it"
    CIRCLE = "waits for itself"
    EMPTY = "nobody can consent"
    DUTY = "duty longer than the window"
    UNUSED = "can never be used"


class Date(NamedTuple):
    """A date that a gap is about."""

    what: str
    at: Instant


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap, with the article that it comes from and the guarantee that it is of ("" where it is of the whole accord).

    words: what it is, with its dates. is_open: whether something is missing, and not only a date to be heeded.
    """

    kind: GapKind
    article: str
    guarantee: str
    dates: tuple[Date, ...]
    words: str
    is_open: bool = True


class _Asked(NamedTuple):
    """What the questions below look at. last: the same ways for a breach found at the end of the time in force,
    None where no end is agreed or the ways cannot be laid out."""

    accord: Accord
    procedure: Procedure
    promise: Promise
    last: Promise | None
    end: Instant | None

    @property
    def rule(self) -> GuaranteeRule:
        """The guarantee."""
        return self.promise.rule

    def day(self, at: Instant) -> str:
        """A date as it is told."""
        return moment(at, self.accord.time_zone)


def gaps(accord: Accord, procedure: Procedure, found_at: Instant) -> tuple[Gap, ...]:
    """All gaps of a sound accord, for a breach that is found at an instant; those of each guarantee first."""
    ending = sunset(procedure, found_at)
    end = ending.until if ending is not None else None
    found: list[Gap] = []
    for guarantee in procedure.guarantees:
        if procedure.certification_of(guarantee.grade) is None:
            continue
        now = _promise(procedure, guarantee, paths(accord, procedure, guarantee.grade, found_at))
        last = _promise(procedure, guarantee, paths(accord, procedure, guarantee.grade, end)) if end else None
        if now is not None:
            asked = _Asked(accord, procedure, now, last, end)
            for question in (_empty, _validity, _notice, _at_the_end):
                found += question(asked)
    found += _renewal(accord, procedure, found_at)
    found += _circles(accord, procedure)
    for rule in procedure.certifications:
        found += [*_duties(procedure, rule, found_at), *_unused(accord, rule)]
    return tuple(dict.fromkeys(found))


def _promise(procedure: Procedure, guarantee: GuaranteeRule, ways: Paths | None) -> Promise | None:
    if ways is None:
        return None
    return next((p for p in promises(procedure, ways) if p.rule.name == guarantee.name), None)


# -- consents ----------------------------------------------------------------------------------------------------------


def _empty(asked: _Asked) -> Iterator[Gap]:
    for lacking in asked.promise.never:
        yield Gap(
            GapKind.EMPTY, asked.rule.article, asked.rule.name, (),
            f"It can never be armed as things are: {lacking.guarantor} {lacking.why}.",
        )  # fmt: skip


def _validity(asked: _Asked) -> Iterator[Gap]:
    """Until when an instrument that is deposited for a time must be valid (P5e)."""
    if not asked.rule.consents:
        return
    if asked.end is None:
        words = "No end is agreed: an instrument that is valid for a time runs out before the accord does."
        yield Gap(GapKind.VALIDITY, asked.rule.article, asked.rule.name, (), words)
        return
    release = asked.last.release if asked.last else None
    if release is None:
        return
    waits = " Not counted is how long the award waits while the guarantee rests, which has no limit." if (
        asked.rule.rests_while) else ""  # fmt: skip
    renewed = " With each renewal it must be valid for so much longer." if asked.procedure.renewal else ""
    yield Gap(
        GapKind.VALIDITY, asked.rule.article, asked.rule.name,
        (Date("end of the time in force", asked.end), Date("latest award", release.latest)),
        f"An instrument that is deposited for a time must be valid until {asked.day(release.latest)} at least: a "
        f"breach found at the end, on {asked.day(asked.end)}, can have its award as late as that, and one found later, "
        f"later still.{waits}{renewed}", is_open=False,
    )  # fmt: skip


def _notice(asked: _Asked) -> Iterator[Gap]:
    """Consents that can be gone before the award, though they were in when the breach was found (P5f)."""
    release = asked.promise.release
    for leave in asked.promise.too_late_to_hold:
        assert leave.pending is not None and release is not None
        count = len(leave.guarantors)
        who = leave.guarantors[0] if count == 1 else f"each of {count} guarantors"
        written = asked.rule.withdrawal
        how = f"on notice of {span_of(written.notice)}" if written and written.notice else "at once"
        yield Gap(
            GapKind.NOTICE, asked.rule.article, asked.rule.name,
            (Date("consent gone", leave.pending), Date("latest award", release.latest)),
            f"Consent can be taken back {how} while a breach is pending: {who} can be gone on "
            f"{asked.day(leave.pending)}, and the award can come as late as {asked.day(release.latest)}.",
        )  # fmt: skip


# -- the end of the accord ---------------------------------------------------------------------------------------------


def _at_the_end(asked: _Asked) -> Iterator[Gap]:
    """What becomes of a breach just before the end (T5, P10)."""
    release = asked.last.release if asked.last else None
    if asked.end is None or release is None:
        return
    gives = f"membership of {asked.rule.alliance}" if asked.rule.alliance else f'"{asked.rule.effect}"'
    yield Gap(
        GapKind.SUNSET, asked.rule.article, asked.rule.name,
        (Date("end of the time in force", asked.end), Date("latest award", release.latest)),
        f"A breach just before the end on {asked.day(asked.end)} is still judged, with the consents that are in. If it "
        f"is found by then, it can give {gives} as late as {asked.day(release.latest)}; a consent that lapses after "
        "the end cannot be deposited again, and a breach after the end is none.", is_open=False,
    )  # fmt: skip


def _renewal(accord: Accord, procedure: Procedure, found_at: Instant) -> Iterator[Gap]:
    ending = sunset(procedure, found_at)
    if ending is None or ending.renewed_until is None or ending.object_by is None:
        return
    until, by = moment(ending.until, accord.time_zone), moment(ending.object_by, accord.time_zone)
    accused = listed(sorted({g.by for g in procedure.guarantees}), "or")
    too = f", {accused} too," if accused else ""
    yield Gap(
        GapKind.RENEWAL, "", "",
        (Date("objection at the latest", ending.object_by), Date("end of the time in force", ending.until)),
        f"Each party alone{too} can let the accord end on {until} by objecting by {by}; what it does after that is no "
        "breach, and no guarantee answers to it.",
    )  # fmt: skip


# -- what waits for itself, what can never be used ---------------------------------------------------------------------


def _circles(accord: Accord, procedure: Procedure) -> Iterator[Gap]:
    for circle in circles(preconditions(accord, procedure)):
        first = circle[0].removeprefix("Article ").split(",")[0].split(".")[0]
        chain = f"{circle[0]} waits for itself" if len(circle) == 1 else f"{listed(circle)} wait for each other"
        yield Gap(GapKind.CIRCLE, first, "", (), f"{chain}: none of it can ever begin.")


def _duties(procedure: Procedure, rule: CertificationRule, found_at: Instant) -> Iterator[Gap]:
    """Members who may all be late and honest (P2h)."""
    for one in (rule, procedure.ruling if rule.challenge is not None else None):
        if one is None or one.duty is None:
            continue
        limit, duty = procedure.after(found_at, one.period), procedure.after(found_at, one.duty)
        if duty > limit:
            yield Gap(
                GapKind.DUTY, one.article, "",
                (Date(f"limit of {one.body}", limit), Date("duty of its members", duty)),
                f"Members of {one.body} owe their votes within {span_of(one.duty)}, and {one.body} decides within "
                f"{span_of(one.period)}: all can be late although all are honest.",
            )  # fmt: skip


def _unused(accord: Accord, rule: CertificationRule) -> Iterator[Gap]:
    """Lines on cure that no breach ever comes to."""
    certified = {n.address.split(".")[0] for n in accord.norms if any(c.grade == rule.grade for c in n.conditions)}
    own = {article for article, _ in rule.cures if article}
    for article, period in rule.cures:
        left = {article} & certified if article else certified - own
        if not left:
            what = f"a breach of Article {article}" if article else "any other breach"
            yield Gap(
                GapKind.UNUSED, rule.article, "", (),
                f"The {span_of(period)} to make good {what} are never used: no {rule.grade} breach is ever found of "
                + ("it." if article else "another article."),
            )  # fmt: skip
    forbidden = sorted(
        n.address for n in accord.norms
        if n.modality is Modality.MUST_NOT and n.address.split(".")[0] in certified
        and rule.cure_of(n.address) is not None and any(c.grade == rule.grade for c in n.conditions)
    )  # fmt: skip
    if forbidden:
        yield Gap(
            GapKind.UNUSED, rule.article, "", (),
            f"A breach of Article {listed(forbidden, 'or')} can be made good only by the word of {rule.body}: what was "
            "forbidden and done cannot be shown undone by any report.",
        )  # fmt: skip


def open_gaps(found: Sequence[Gap]) -> tuple[Gap, ...]:
    """Those in which something is missing."""
    return tuple(gap for gap in found if gap.is_open)
