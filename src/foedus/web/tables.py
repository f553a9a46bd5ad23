"""Other readings, what would tip it, where the reports came from, and how all this was made."""

from __future__ import annotations

from collections import Counter

from foedus.replay.model import ReadingRow, Replay, SourceSummary, Tip
from foedus.replay.words import counted
from foedus.web.markup import bullets, paragraphs, table, text

MOST_TIPS = 12
"""So many tips are told; the rest is counted."""
MOST_APPEARING = 4
"""So many kinds of breach a reading names."""

METHOD = (
    "A report is what a source claims. Reports that most probably speak of one thing are one incident. An incident is "
    "confirmed when as many independent origins affirm it as the accord asks; what a party says in its own interest "
    "counts for nothing, and one claimant copied by many papers is one origin.",
    "Two clocks are kept apart: when something happened, and when it was known. A recorded report has no time of "
    "receipt, so its time of publication, at its latest, stands in for the time at which it was known; where even that "
    "is missing, the notes on the sources say so.",
    "Undetermined means just that: what may have happened would be a breach, what is certain is not enough. It never "
    "opens a guarantee. Probabilities take the attributions of different incidents as independent.",
    "Nothing is certified or awarded here. What would have been certified is for the body that the accord names; this "
    "page says only what the text, taken at its word, finds in these reports. Hues and shapes tell parties apart and "
    "say nothing about them.",
)


def readings_section(replay: Replay) -> str:
    """What would be found if the same text and the same reports were read otherwise."""
    if not replay.readings:
        return '<p class="note">No other readings were tried.</p>'
    heads = ["If it were read so", "Breaches by a party", "Broken, by whom unknown", "Undetermined", "More", "Fewer"]
    rows = [
        [
            text(row.what) + _appearing(row),
            f"{row.breached - row.by_nobody:,}",
            f"{row.by_nobody:,}",
            f"{row.undetermined:,}",
            f"{row.appear:,}",
            f"{row.vanish:,}",
        ]
        for row in replay.readings
    ]
    return table("How the findings hang on the reading", heads, rows, "readings")


def _appearing(row: ReadingRow) -> str:
    said = ""
    for sign, kinds in (("+", row.appearing), ("−", row.vanishing)):
        if kinds:
            rest = len(kinds) - MOST_APPEARING
            more = f"; and {counted(rest, 'other kind')}" if rest > 0 else ""
            said += f'<span class="appearing">{sign} {text("; ".join(kinds[:MOST_APPEARING]) + more)}</span>'
    return said


def tips_section(replay: Replay) -> str:
    """Which report would make a breach that does not stand now."""
    if not replay.tips:
        return "<p>No further report was found that would make a breach stand.</p>"
    kinds = Counter(_kind(tip) for tip in replay.tips)
    said = "".join(f"<p>{number:,} {text(kind)}.</p>" for kind, number in kinds.items())
    rest = len(replay.tips) - MOST_TIPS
    more = f'<p class="note">… and {rest:,} more, in the JSON.</p>' if rest > 0 else ""
    return said + bullets([text(tip.what) for tip in replay.tips[:MOST_TIPS]], "tips") + more


def _kind(tip: Tip) -> str:
    guarantee = " and be what a guarantee waits for" if tip.opens_guarantee else ""
    lead = "single reports" if tip.alone else "sets of several reports"
    return f"{lead} would make a breach stand{guarantee}"


def sources_section(replay: Replay) -> str:
    """What came in from which file, what was refused, what was taken as a default."""
    heads = ["File", "Format", "Reports", "Refused", "Taken as a default"]
    rows = [
        [text(s.file), text(s.format), f"{s.reports:,}", f"{s.refused:,}", _notes(s) or "nothing"]
        for s in replay.sources
    ]
    notes = paragraphs(list(replay.notes))
    came = table("Where the reports came from", heads, rows, "sources") if rows else "<p>No file was given.</p>"
    return came + notes


def _notes(source: SourceSummary) -> str:
    return bullets([f"{text(note)}: {counted(rows, 'row')}" for note, rows in source.notes])


def method_section() -> str:
    """How to read the page."""
    return paragraphs(METHOD)
