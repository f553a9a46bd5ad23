"""Reports in an act: inline while they are short, by the hash of a file beside the log when they are long (R1)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foedus.basics.canonical import canonical
from foedus.basics.problem import Problem
from foedus.report.model import Report
from foedus.watch.acts import Act
from foedus.watch.report_json import reports_of, written

LARGEST_INLINE = 32 * 1024
"""Bytes of reports that stand in an entry itself; more go beside the log (an entry holds 65,535 bytes)."""


@dataclass(frozen=True, slots=True)
class Handed:
    """Reports that an act hands in, read already. declared: what their format can report at all (R4)."""

    reports: tuple[Report, ...]
    declared: frozenset[str]


def body_of(reports: Sequence[Report], declared: frozenset[str]) -> tuple[str, dict[str, Any], bytes | None]:
    """(subject, body, blob) of an act that hands in reports; blob: what must be put beside the log, None if nothing."""
    lines = [written(report) for report in reports]
    content = canonical(lines)
    digest = hashlib.sha256(content).hexdigest()
    said: dict[str, Any] = {"declared": sorted(declared)}
    if len(content) <= LARGEST_INLINE:
        return digest, {**said, "reports": lines}, None
    return digest, {**said, "blob": digest, "count": len(lines)}, content


def handed_of(act: Act, blob: Callable[[str], bytes | None]) -> Handed | Problem:
    """The reports that an act hands in. blob: gives what stands beside the log under a hash, None if nothing does."""
    body: Mapping[str, Any] = act.body
    declared = body.get("declared")
    if not isinstance(declared, list) or not all(isinstance(d, str) for d in declared):
        return _malformed("`declared` is no list of acts")
    if set(body) == {"declared", "reports"}:
        return _read(act, body["reports"], canonical(body["reports"]), frozenset(declared))
    if set(body) != {"blob", "count", "declared"} or not isinstance(body["blob"], str):
        return _malformed("its body holds neither reports nor the hash of a file of them")
    content = blob(body["blob"])
    if content is None:
        return Problem(
            "C0072", None, f"the reports {body['blob'][:16]} are not beside the log",
            "the act names them by their hash, and without them nothing can be found of them",
            "hand in the file together with the act",
        )  # fmt: skip
    try:
        value = json.loads(content)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        return _malformed("the file that it names holds no reports")
    return _read(act, value, content, frozenset(declared))


def _read(act: Act, value: Any, content: bytes, declared: frozenset[str]) -> Handed | Problem:
    if hashlib.sha256(content).hexdigest() != act.subject:
        return _malformed("its subject is not the hash of its reports")
    reports = reports_of(value)
    if reports is None:
        return _malformed("a report has other members than it must, or is not written in the one way")
    return Handed(reports, declared)


def _malformed(why: str) -> Problem:
    return Problem("C0071", None, "these reports cannot be read", why, "hand them in again with `foedus report`")
