"""The status of a log as text: what is pending and who can act, what is armed and what is missing (P7)."""

from __future__ import annotations

from collections.abc import Iterator

from foedus.basics.instant import Instant
from foedus.watch.outcome_words import day_and_time
from foedus.watch.status import CaseStatus, ConsentStatus, GuaranteeStatus, Status

_UNDER = "  "


def status_lines(status: Status, zone: str, exercise: bool) -> list[str]:
    """The status as lines. zone: of the accord, in which every time is told."""
    title = f"{'EXERCISE: ' if exercise else ''}{status.accord}"
    until = day_and_time(status.in_force_until, zone) if status.in_force_until is not None else "no end is agreed"
    lines = [
        title, "=" * len(title),
        f"As of {day_and_time(status.at, zone)} ({zone}): {_counted(status.entries, 'entry', 'entries')}, "
        f"{_counted(status.reports, 'report', 'reports')}.",
        "The time in force is over." if status.ended else f"In force until: {until}.", "",
    ]  # fmt: skip
    lines += ["Breaches"] + [f"{_UNDER}{line}" for line in _cases(status.cases, zone)] + [""]
    for guarantee in status.guarantees:
        lines += [*_board(guarantee, zone), ""]
    if status.without_key:
        lines.append(f"No key enrolled for: {', '.join(status.without_key)}.")
    return lines


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _cases(cases: tuple[CaseStatus, ...], zone: str) -> Iterator[str]:
    if not cases:
        yield "None has been found that anybody certifies."
    for case in cases:
        yield (
            f"Case {case.number}: {case.grade} breach of Article {case.norm} by {case.party}: {case.stage.upper()}"
            f"{', undermined' if case.undermined else ''}"
        )
        yield f"{_UNDER}found {day_and_time(case.opened_at, zone)}; finding {case.finding[:12]}"
        if case.votes:
            yield _UNDER + "votes: " + ", ".join(f"{who} {what} (entry {entry})" for who, what, entry in case.votes)
        if case.wait is not None:
            yield f"{_UNDER}until {day_and_time(case.wait.until, zone)}: {', '.join(case.wait.who)} can {case.wait.can}"
            yield f"{_UNDER}if nobody does: {case.wait.then}"
        if case.certified_at is not None:
            yield f"{_UNDER}certified {day_and_time(case.certified_at, zone)}"
        if case.made_good_at is not None:
            yield f"{_UNDER}made good {day_and_time(case.made_good_at, zone)}"
        for name in case.award_waits:
            yield f"{_UNDER}its award under Article {name} waits for the guarantee to rest no longer"


def _board(guarantee: GuaranteeStatus, zone: str) -> Iterator[str]:
    yield (
        f"Guarantee of Article {guarantee.name}: {guarantee.gives} for {guarantee.beneficiary}, on {guarantee.grade} "
        f"breach by {guarantee.by}"
    )
    yield f"{_UNDER}{_state(guarantee, zone)}"
    for who, act, entry in guarantee.reviewed:
        yield f"{_UNDER}in the review {who} did what it permits: {act or 'see the act'} (entry {entry})"
    counts = [c for c in guarantee.consents if c.counts]
    missing = [c for c in guarantee.consents if not c.counts and c.state != "not deposited, and not needed now"]
    yield f"{_UNDER}deposited: {len(counts)} of {len(guarantee.consents)}" + (
        f" ({', '.join(c.guarantor for c in counts)})" if counts else "")  # fmt: skip
    if missing and guarantee.awarded_at is None:
        yield f"{_UNDER}missing: {len(missing)}"
        for consent in missing:
            yield f"{_UNDER * 2}{consent.guarantor}: {consent.state}{_noted(consent)}"
    for consent in counts:
        yield from _leaving(consent, zone)


def _state(guarantee: GuaranteeStatus, zone: str) -> str:
    if guarantee.awarded_at is not None:
        review = ""
        if guarantee.review_open:
            until = guarantee.review_until
            review = "; its review is open" + (f" until {day_and_time(until, zone)}" if until is not None else "")
        return f"AWARDED {day_and_time(guarantee.awarded_at, zone)} on case {guarantee.case}{review}"
    armed = "ARMED" if guarantee.armed else "NOT ARMED: a breach certified now would release nothing"
    return armed + (f"; it rests because of case {guarantee.rests_for}" if guarantee.rests_for else "")


def _noted(consent: ConsentStatus) -> str:
    """What was noted of a guarantor; on one line whatever was written, so that nothing looks like a line of ours."""
    return "".join(
        f"; {s.matter}: {' '.join(s.says.split())} (source: {' '.join(s.source.split())}, entry {s.entry})"
        for s in consent.standing
    )


def _leaving(consent: ConsentStatus, zone: str) -> Iterator[str]:
    def day(at: Instant) -> str:
        return day_and_time(at, zone)

    if consent.lapses_at is not None:
        yield f"{_UNDER}lapses: {consent.guarantor}, after {day(consent.lapses_at)}"
    if consent.goes_at is not None:
        yield f"{_UNDER}notice of withdrawal: {consent.guarantor}, takes effect {day(consent.goes_at)} at the earliest"
    if consent.standing:
        yield f"{_UNDER}noted of {consent.guarantor}{_noted(consent)}"
