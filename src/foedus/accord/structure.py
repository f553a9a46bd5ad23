"""What an accord must have, and what it can have only once: told from the outline, before anything is built."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from zoneinfo import available_timezones

from foedus.accord.faults import Faults
from foedus.accord.outline import Node
from foedus.basics.instant import zone_info
from foedus.basics.problem import Span

_ONCE_AT_THE_MARGIN = frozenset({"parties", "evidence", "require"})
_ONCE_UNDER = {
    "time_zone": "time_zone", "windows_exclude": "windows", "windows_include": "windows", "windows": "windows",
    "in_force": "in_force", "renewal": "renewal", "grades": "grades", "same_incident": "same_incident",
    "same_episode": "same_incident", "confirmed": "confirmed",
    "attributed_named": "attributed", "attributed_percent": "attributed", "challenge": "challenge", "duty": "duty",
    "withdrawal": "withdrawal", "no_withdrawal": "withdrawal", "on_retraction": "on_retraction",
}  # fmt: skip
"""Kinds of line that can stand only once under a line, to what they settle."""
_NEEDS = {
    "parties": ('RU "Full name"', "the parties"), "article": ("Each party must not attack in NAME.", "a sentence"),
    "alliance": ("members NAME NAME", "its members"), "body": ("members NAME NAME", "its members"),
}  # fmt: skip


def tell_structure(roots: Sequence[Node], faults: Faults) -> Node | None:
    """Note what is missing, double or empty; give back the accord line, if there is one."""
    accords = [n for n in roots if n.kind == "accord"]
    _tell_accord_line(roots, accords, faults)
    if accords:
        _tell_head(accords[0], faults)
    _tell_double(roots, faults)
    for node in roots:
        if node.kind in _NEEDS and not node.children and node.tree is not None:
            example, what = _NEEDS[node.kind]
            faults.add(
                "A0119", node.words, f"nothing stands under this line; {what} should",
                "by itself it says nothing", f"write under it, indented by four spaces: `{example}`",
            )
    return accords[0] if accords else None


def _tell_accord_line(roots: Sequence[Node], accords: Sequence[Node], faults: Faults) -> None:
    if not accords:
        faults.add(
            "A0111", roots[0].words, "the text has no `accord` line", "a deal is cited by its name and version",
            'begin the file with `accord "Title", version 1`',
        )
        return
    if roots[0].kind != "accord":
        faults.add(
            "A0110", roots[0].words, "something stands before the `accord` line",
            "the name and version come first, so that nobody reads on in the wrong draft",
            "move it below the `accord` line and the lines that belong to that", (faults.span(accords[0].words),),
        )
    for node in accords[1:]:
        faults.add(
            "A0112", node.words, "a second `accord` line",
            "a file holds one accord; which of the two would be in force?",
            "put the other accord into a file of its own", (faults.span(accords[0].words),),
        )


def _tell_head(accord: Node, faults: Faults) -> None:
    kinds = {child.kind for child in accord.children}
    if "time_zone" not in kinds:
        faults.add(
            "A0113", accord.words, "the accord names no time zone",
            "every date and every day in it would mean another stretch of time in another capital",
            "write below this line: `time zone Europe/Vienna`, with the zone of the place the deal is about",
        )
    if "in_force" not in kinds:
        faults.add(
            "A0115", accord.words, "the accord does not say from when it is in force",
            "nothing before that instant can be a breach", "write below this line: `in force from 2025-06-01 00:00`",
        )


def _tell_double(roots: Iterable[Node], faults: Faults) -> None:
    seen: dict[str, Span] = {}
    for node in roots:
        span = faults.span(node.words)
        if node.kind in _ONCE_AT_THE_MARGIN:
            if node.kind in seen:
                faults.add(
                    "A0117", node.words, f"a second `{node.kind}` part",
                    "readers would stop at the first and miss the rest",
                    "put its lines under the first one", (seen[node.kind],),
                )
            seen.setdefault(node.kind, span)
        _tell_double_lines(node, faults, seen if node.kind == "evidence" else {})


def _tell_double_lines(node: Node, faults: Faults, seen: dict[str, Span]) -> None:
    for child in node.children:
        settles = _ONCE_UNDER.get(child.kind)
        if settles in seen:
            faults.add(
                "A0116", child.words, "this is settled twice",
                "which of the two lines holds could be argued either way",
                "keep one of them", (seen[settles],),
            )
        if settles:
            seen.setdefault(settles, faults.span(child.words))
        _tell_double_lines(child, faults, {})


def time_zone_of(accord: Node | None, faults: Faults) -> str:
    """The name of the accord's time zone; "" if there is none, or none that exists."""
    lines = [c for c in (accord.children if accord else ()) if c.kind == "time_zone" and c.tree is not None]
    if not lines:
        return ""
    word = lines[0].words[2]
    try:
        zone_info(word.text)
    except (KeyError, ValueError, OSError):
        faults.add(
            "A0114", word, f"there is no time zone `{word.text[:60]}`",
            "dates are read with the rules of a zone, clock changes included, and this one has none",
            _zone_meant(word.text),
        )
        return ""
    return word.text


def _zone_meant(text: str) -> str:
    """The zone of the city that was named, if there is one: `Ukraine/Kiev` is `Europe/Kiev`."""
    cities = {zone.rpartition("/")[2].casefold(): zone for zone in sorted(available_timezones()) if "/" in zone}
    city = text[:60].rpartition("/")[2].casefold()
    near = get_close_matches(city, list(cities), 1, 0.8)
    otherwise = "write its name in the IANA tables: a region and a city, such as `Europe/Vienna`, or `UTC`"
    return f"perhaps `{cities[near[0]]}` is meant; else {otherwise}" if near else otherwise
