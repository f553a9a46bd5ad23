"""What the lines of each place look like, in examples: told to whoever wrote one that looks different."""

from __future__ import annotations

from collections.abc import Mapping

from foedus.accord.words import Word

FORMS: Mapping[str, tuple[str, ...]] = {
    "top_line": (
        'accord "Title", version 1', "parties", 'alliance NAME "Title"', 'body NAME "Title"',
        'zone NAME from "file.geojson"',
        "zone NAME within 15 km of NAME", "zone NAME is NAME, NAME", 'zone NAME area "name in the data"',
        "act strike is shelling, airstrike", "object energy facility is substation, power line", "evidence",
        'Article 1 "Heading"', "require",
    ),
    "head_line": (
        "time zone Europe/Vienna", "windows exclude their start and include their end",
        "in force from 2025-06-01 00:00 until 2026-06-01 00:00",
        "renewed for 5 years at a time unless a party objects 180 days before", "grades minor, serious, material",
        'source "Title" at "https://..."',
    ),
    "party_line": ('NAME "Title", also "name in the data"',),
    "members_line": ("members NAME NAME NAME",),
    "evidence_line": (
        "one incident is reports of the same act within 3 km and 6 hours",
        "one episode is reports of the same act within 10 km and gaps of at most 6 hours",
        "confirmed by 2 independent origins, at least 1 of them not a party",
        "attributed to the standard clear and convincing", "attributed to the standard of at least 90 percent",
        '"origin", "origin" speak for NAME', '"outlet", "outlet" count as one origin',
    ),
    "sentence": (
        "Each party must not attack in NAME.",
        "Each party must withdraw heavy weapons from NAME within 14 days after entry into force.",
        "NAME certifies a material breach by 4 of 6 within 72 hours; silence is assent.",
        "NAME decides a challenge by 2 of 3 within 10 days; silence dismisses it.",
        "On certified material breach by NAME, membership of NAME for NAME takes effect at once.",
        "Failing that, the same party must admit NAME to NAME within 24 hours.",
    ),
    "norm_line": (
        "serious breach when count is at least 5 within 24 hours",
        "serious breach when casualties are at least 10 within 24 hours",
        "serious breach when count averages more than 2 per calendar day, at error at most 0.001 over the lifetime",
        "material breach when serious breaches are at least 3 within 7 days", "serious breach when not done in time",
        "unless 1a: in response within 6 hours to an attack on that party within 20 km",
        "unless 1b: announced to NAME at least 24 hours before", "suspended while NAME reports route mined",
        "prevails over 3",
    ),
    "certification_line": (
        "each member votes within 48 hours",
        "the accused may cure a breach of Article 2 within 7 days",
        "the accused may challenge once within 5 days for forgery, wrong party",
    ),
    "ruling_line": ("each member votes within 48 hours",),
    "guarantee_line": (
        "consent of every member of NAME, deposited as a protocol with a suspensive condition",
        "consent of at least 22 members of NAME, deposited as a revocable escrow",
        "consent may be withdrawn on 180 days notice, never while a breach is pending", "consent may not be withdrawn",
        "suspended while NAME is in certified material breach", "on retraction after award: Article 6",
    ),
    "requirement": (
        "no single party can block the award", "no coalition of 2 members of NAME can block the award",
        "no coalition of 3 members of NAME can cause the award", "NAME alone cannot block the award",
        "the award follows a material breach within 20 days", "every material breach ends in cure, dismissal or award",
    ),
}
"""Start rule of the grammar to examples of the lines it takes; NAME stands for any name."""

PLACES: Mapping[str, str] = {
    "top_line": "at the margin", "head_line": "under the `accord` line", "party_line": "under `parties`",
    "members_line": "under an alliance or a body", "evidence_line": "under `evidence`", "sentence": "under an article",
    "norm_line": "under a sentence that binds somebody", "certification_line": "under a certification",
    "ruling_line": "under a sentence on challenges",
    "guarantee_line": "under a guarantee", "requirement": "under `require`",
}
"""Start rule to the place, in words."""


def nearest_form(start: str, words: tuple[Word, ...]) -> str:
    """The example of a place that has most words in common with a line, the first of them on a tie."""
    texts = {word.text.casefold() for word in words}
    return max(FORMS[start], key=lambda form: _likeness(form, texts, words))


def _likeness(form: str, texts: set[str], words: tuple[Word, ...]) -> int:
    parts = form.replace(",", " ").replace(".", " ").split()
    return len(texts & {part.casefold() for part in parts}) + (parts[0].casefold() == words[0].text.casefold())
