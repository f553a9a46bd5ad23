"""What an entry brings about, as it stands in the log: events of the machine and versions of findings, as maps."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

from foedus.basics.canonical import canonical, plain
from foedus.procedure.events import Event
from foedus.watch.alleging import Version

LARGEST_INLINE = 8 * 1024
"""A finding whose canonical bytes are longer than this goes into the log by its hash (an entry holds 65,535 bytes)."""

_HUMP = re.compile(r"(?<!^)(?=[A-Z])")


def type_of(event: Event) -> str:
    """The name of a kind of event in the log: `case moved`, `certificate`, `award`."""
    return _HUMP.sub(" ", type(event).__name__).lower()


def of_event(event: Event) -> dict[str, Any]:
    """An event as a map. Votes become the list of their marks, which are indexes of entries, beside their members."""
    said: dict[str, Any] = {"type": type_of(event)}
    for field in fields(event):
        value = getattr(event, field.name)
        if field.name == "votes":
            said["votes"] = [{"entry": v.mark, "for": v.favours, "member": v.member} for v in value]
        elif field.name == "released":
            said["released"] = [{"entry": mark, "guarantor": name} for name, mark in value]
        else:
            said[field.name] = plain(value)
    return said


def of_version(version: Version) -> tuple[dict[str, Any], bytes | None]:
    """A version of a finding as a map, and the bytes that go beside the log if it is too long for an entry."""
    said: dict[str, Any] = {"type": "finding", "case": version.case, "id": version.id}
    content = canonical(version.said())
    if len(content) <= LARGEST_INLINE:
        return {**said, "finding": plain(version.said())}, None
    return {**said, "blob": version.id}, content  # the id of a finding is the hash of these very bytes
