"""What the evidence supports: who says what of whom, how much of it stands on its own feet, and what would change that.

No invented certainty: these sentences only count what is known and repeat what other readings and further reports
would give.
"""

from __future__ import annotations

from collections import Counter

from foedus.basics.instant import FAR_FUTURE, Interval
from foedus.incident.model import Incident
from foedus.replay.model import Replay
from foedus.replay.words import counted

MOST_KINDS = 3
"""So many kinds of breach are named for another reading; the readings table has all."""


def support_said(replay: Replay) -> tuple[str, ...]:
    """Sentences for the verdict. Empty if nothing is known of the time in force."""
    incidents = in_force(replay)
    if not incidents:
        return ()
    return tuple(s for s in (_alleged(incidents), _standing(incidents), _with_one_origin(replay), _tipped(replay)) if s)


def in_force(replay: Replay) -> tuple[Incident, ...]:
    """The incidents that may have happened while the accord was in force (T5b)."""
    accord = replay.accord
    until = FAR_FUTURE if accord.in_force_until is None else accord.in_force_until - 1
    force = Interval(accord.in_force_from, max(until, accord.in_force_from))
    return tuple(i for i in replay.known.incidents if i.happened_at.overlaps(force))


def _alleged(incidents: tuple[Incident, ...]) -> str:
    by_party = Counter(party for i in incidents for party in i.alleged)
    nobody = sum(not i.alleged for i in incidents)
    said = [f"of {number:,} that {party} did it" for party, number in sorted(by_party.items())]
    parts = [f"{counted(len(incidents), 'incident')} may have happened while the accord was in force"]
    if said:
        parts.append("somebody says " + " and ".join(filter(None, (", ".join(said[:-1]), said[-1]))))
    if nobody:
        parts.append(f"of {nobody:,} nobody says who did it" if said else "nobody says of any of them who did it")
    return "; ".join(parts) + "."


def _standing(incidents: tuple[Incident, ...]) -> str:
    """Origins that count are those that are no party, and a party against its own interest (I3)."""
    supported = sum(bool(i.origins) for i in incidents)
    confirmed = sum(i.confirmed for i in incidents)
    some = f"{supported:,} of these {len(incidents):,} {'have' if supported > 1 else 'has'}"
    return (
        f"{some if supported else 'None of these has'} an origin that counts, one that is no party or speaks against "
        f"its own interest; {f'{confirmed:,}' if confirmed else 'none'} {'are' if confirmed > 1 else 'is'} confirmed "
        "as the accord asks."
    )


def _with_one_origin(replay: Replay) -> str:
    row = next((r for r in replay.readings if r.key == "one origin"), None)
    if row is None:
        return ""
    if not row.appear:
        return "If one independent origin were enough, nothing more would be found breached."
    more = ", and more" if len(row.appearing) > MOST_KINDS else ""
    found = "; ".join(row.appearing[:MOST_KINDS])
    return f"If one independent origin were enough, this would be found too: {found}{more}."


def _tipped(replay: Replay) -> str:
    alone = [tip for tip in replay.tips if tip.alone]
    if not alone:
        return (
            "No single further report that says who did one of these would make a breach stand." if replay.tips else ""
        )
    first = alone[0].what
    if len(alone) == 1:
        return f"One single report would tip it: {first[0].lower()}{first[1:]}"
    more = counted(len(alone) - 1, "other report")
    return f"A single report would tip it, for example: {first[0].lower()}{first[1:]} So would {more}, each by itself."
