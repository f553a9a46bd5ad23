"""Checks of duties: a deadline that can come, a line before it that calls them up, suspensions that fit."""

from __future__ import annotations

from collections.abc import Iterator

from foedus.accord.checks.draft import Check, Draft
from foedus.accord.model import Deadline, DeadlineFrom, Measure, Modality, Norm
from foedus.basics.instant import Instant
from foedus.basics.problem import Problem


def deadline_is_there(draft: Draft) -> Iterator[Problem]:
    """A duty that can be late needs a deadline; what is forbidden has none."""
    for norm in draft.norms:
        late = any(c.measure is Measure.NOT_DONE for c in norm.conditions)
        if norm.modality is Modality.MUST and norm.deadline is None and late:
            yield Problem(
                "A0325", norm.span, f"sentence {norm.address} sets no deadline",
                "without one the duty is never late, so the breach below it can never be found",
                "add `within 14 days after entry into force`, or `by` and a date",
            )  # fmt: skip
        if norm.modality is Modality.MUST_NOT and norm.deadline is not None:
            yield Problem(
                "A0326", norm.deadline.span, "what is forbidden has no deadline",
                "it could mean that it is forbidden only until then, or only from then on",
                "leave it out; say with `unless ...: from ... until ...` when it is not forbidden",
            )  # fmt: skip


def deadline_in_force(draft: Draft) -> Iterator[Problem]:
    """A deadline before the accord begins or after it ends."""
    accord = draft.accord
    for norm in draft.norms:
        if norm.deadline is None or norm.modality is not Modality.MUST:
            continue
        if norm.deadline.by and draft.dated and norm.deadline.by < accord.in_force_from:
            yield Problem(
                "A0327", norm.deadline.span, "the deadline lies before entry into force",
                "everybody would be late at the first instant", "write a later date, or an earlier entry into force",
            )  # fmt: skip
        due = due_at(draft, norm)
        if due and draft.dated and accord.final_end is not None and due >= accord.final_end:
            yield Problem(
                "A0328", norm.deadline.span, "the accord ends before this deadline passes",
                "what comes after the end is no breach, so this duty can never be breached",
                "shorten the time, or let the accord be in force longer",
            )  # fmt: skip


def due_at(draft: Draft, norm: Norm) -> Instant | None:
    """The earliest instant at which a duty is due; None if that cannot be told."""
    start: Instant | None = draft.accord.in_force_from
    chain: list[Deadline] = []
    seen: set[str] = set()
    while norm.deadline is not None and norm.address not in seen:
        seen.add(norm.address)
        if norm.deadline.by is not None:
            start = norm.deadline.by
            break
        chain.append(norm.deadline)
        if norm.deadline.after is DeadlineFrom.ENTRY_INTO_FORCE:
            break
        before = draft.norm_at.get(norm.failing)
        if before is None:
            return None
        norm = before
    for deadline in reversed(chain):
        if start is not None and deadline.period is not None:
            start = draft.after(start, deadline.period)
    return start if chain or norm.deadline is not None else None


def failing_that(draft: Draft) -> Iterator[Problem]:
    """`Failing that` without a duty before it that can fail."""
    for norm in draft.norms:
        if not norm.failing:
            continue
        before = draft.norm_at.get(norm.failing)
        if before is None or before.modality is not Modality.MUST:
            yield Problem(
                "A0329", norm.span, "`Failing that` follows no duty",
                "there is nothing that somebody could fail to do, so this sentence never applies",
                "put it behind a sentence with `must ... within` or `must ... by`",
            )  # fmt: skip
        elif not any(c.measure is Measure.NOT_DONE for c in before.conditions):
            yield Problem(
                "A0334", norm.span, f"sentence {before.address} is never found not done, so nothing calls this one up",
                "`Failing that` begins when the duty before it is breached, and no line says when that is",
                f"add a line `... breach when not done in time` below sentence {before.address}", (before.span,),
            )  # fmt: skip


def suspensions_fit(draft: Draft) -> Iterator[Problem]:
    """A suspension stops the clock of a duty; other sentences have no clock."""
    for norm in draft.norms:
        for suspension in norm.suspensions:
            if norm.modality is not Modality.MUST:
                yield Problem(
                    "A0331", suspension.span, "only a duty can be suspended",
                    "a suspension stops the clock of a deadline; what is forbidden or permitted has none",
                    "write an exception (`unless ...`) if something is to be allowed for a time",
                )  # fmt: skip


CHECKS: tuple[Check, ...] = (deadline_is_there, deadline_in_force, failing_that, suspensions_fit)
