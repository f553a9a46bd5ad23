"""What an entry brought about, in sentences that a mediator can read; from the outcomes as they stand in the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from foedus.basics.instant import SECOND, Instant, to_datetime
from foedus.procedure.event_words import BASES, STAGES

Outcome = Mapping[str, Any]


def day_and_time(at: Instant, zone: str) -> str:
    """`Sat 14 June 2025 20:00`, seconds only where there are any, their parts never; just before it for the last
    microsecond."""
    if (at + 1) % SECOND == 0:
        return f"just before {day_and_time(at + 1, zone)}"
    moment = to_datetime(at, zone)
    clock = "%H:%M:%S" if moment.second else "%H:%M"
    return moment.strftime(f"%a {moment.day} %B %Y {clock}")


def sentences(outcomes: Sequence[Outcome], zone: str, at: Instant) -> list[str]:
    """Each outcome that says something to people. at: of the entry; what came about earlier is told with its date."""
    said = []
    for outcome in outcomes:
        words = _WORDS.get(str(outcome.get("type")))
        text = words(outcome, zone) if words else ""
        if text:
            when = outcome.get("at", at)
            said.append(text if when == at else f"{text} (as of {day_and_time(when, zone)})")
    return said


def _evidence(o: Outcome, _zone: str) -> str:
    all_of_them = f"{_counted(o['reports'], 'report')} in all, which tell of {_counted(o['incidents'], 'incident')}"
    return f"{_counted(o['new'], 'new report')}; {all_of_them}."


def _finding(o: Outcome, _zone: str) -> str:
    finding = o.get("finding")
    if finding is None:
        return f"Case {o['case']}: its finding is now {o['id'][:12]}."
    sure = f"{finding['probability'] / 10_000_000:.1f} % sure"
    rests = f"{sure}, {_counted(len(finding['incidents']), 'incident')}" if finding["incidents"] else "by the clock"
    done = ", and the duty was done since" if finding["cured_by"] else ""
    return (
        f"Case {o['case']}: {finding['grade']} breach of Article {finding['norm']} by {finding['party']} is found, "
        f"{rests}{done} (finding {o['id'][:12]})."
    )


def _moved(o: Outcome, zone: str) -> str:
    basis = "" if o["stage"] == "attesting" else BASES[o["basis"]]
    until = f", until {day_and_time(o['due'], zone)} at the latest" if o["due"] is not None else ""
    return f"Case {o['case']}: {STAGES[o['stage']]}{', ' + basis if basis else ''}{until}."


def _voided(o: Outcome, _zone: str) -> str:
    members = ", ".join(o["members"])
    return f"Case {o['case']}: an incident is no longer part of the finding, so the votes for it are void: {members}."


def _certificate(o: Outcome, _zone: str) -> str:
    how = "by silence" if o["basis"] == "silence" else "by the votes of " + ", ".join(v["member"] for v in o["votes"])
    return f"CERTIFICATE: {o['grade']} breach of Article {o['norm']} by {o['party']}, verified {how}."


def _award(o: Outcome, _zone: str) -> str:
    what = f"membership of {o['alliance']}" if o["alliance"] else o["effect"]
    instruments = _counted(len(o["released"]), "deposited instrument")
    return f"AWARD under Article {o['guarantee']}: {what} for {o['beneficiary']} takes effect; {instruments} released."


def _missing(o: Outcome) -> str:
    return "; ".join(f"{m['guarantor']} ({m['why']})" for m in o["missing"])


def _no_award(o: Outcome, _zone: str) -> str:
    return f"No award under Article {o['guarantee']}: the guarantee is not armed. Missing: {_missing(o)}."


def _armed(o: Outcome, _zone: str) -> str:
    if o["armed"]:
        return f"The guarantee of Article {o['guarantee']} is ARMED: every consent that it requires is deposited."
    return f"The guarantee of Article {o['guarantee']} is no longer armed. Missing: {_missing(o)}."


def _undermined(o: Outcome, _zone: str) -> str:
    if o["awarded"]:
        return f"Case {o['case']}: the certificate is UNDERMINED; its award stands, and the review opens."
    return f"Case {o['case']}: the certificate is UNDERMINED: what it rested on no longer stands."


def _review(o: Outcome, zone: str) -> str:
    if not o["opened"]:
        return f"The review of Article {o['guarantee']} is closed."
    until = f" until {day_and_time(o['until'], zone)}" if o["until"] is not None else ""
    return f"The review of Article {o['guarantee']} is open{until}."


def _waits(o: Outcome, _zone: str) -> str:
    return f"The award under Article {o['guarantee']} WAITS: the guarantee rests because of case {o['because_of']}."


def _made_good(o: Outcome, _zone: str) -> str:
    return f"Case {o['case']}: the breach counts as made good."


def _consent_gone(o: Outcome, _zone: str) -> str:
    return f"The consent of {o['guarantor']} under Article {o['guarantee']} is gone: {o['why']}."


def _renewed(o: Outcome, zone: str) -> str:
    return f"The accord is renewed until {day_and_time(o['until'], zone)}."


def _ended(o: Outcome, _zone: str) -> str:
    against = f" Against its renewal: {', '.join(o['objected'])}." if o["objected"] else ""
    return f"The time in force is over.{against}"


_WORDS = {
    "evidence": _evidence, "finding": _finding, "case moved": _moved, "votes voided": _voided,
    "certificate": _certificate, "award": _award, "no award": _no_award, "armed": _armed, "undermined": _undermined,
    "review moved": _review,
    "award waits": _waits, "made good": _made_good, "consent gone": _consent_gone, "renewed": _renewed, "ended": _ended,
}  # fmt: skip


def _counted(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"
