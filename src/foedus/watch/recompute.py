"""Recomputing a log: every entry is made again by the rules of its version, and compared byte for byte (L3)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass

from foedus.basics.problem import Problem
from foedus.ledger.keys import Malformed, parse_vkey
from foedus.watch.acts import REGISTRY, Kind, SignedAct, act_of, signatures_of
from foedus.watch.handing import Handed, handed_of
from foedus.watch.keyring import Keyring, fault_of_signatures
from foedus.watch.opening import Opening
from foedus.watch.registry import VERSION, Done, Entry, Registry
from foedus.watch.vouching import Confirmed, ahead
from foedus.watch.world import World

Blob = Callable[[str], bytes | None]
"""What stands beside the log under a hash, None if nothing does."""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as it stands in the log, read but not believed. index: from 0. content: its bytes. is_canonical: whether
    they were seen to be those of its members; where not, nothing is known."""

    index: int
    content: bytes
    entry: Entry
    is_canonical: bool = False


def read_entry(index: int, content: bytes) -> Line | Problem:
    """An entry out of its bytes. Errors: a problem that names its index; nothing of it is used then."""
    try:
        text = content.decode("utf-8")
        value, end = _DECODER.raw_decode(text)  # white space around it is none of canonical bytes
    except _NotWholeError:
        return _malformed(index, "it holds a number that is not whole")
    except (ValueError, RecursionError):
        return _malformed(index, "it is no JSON in UTF-8")
    if end != len(text):
        return _malformed(index, "it is no JSON in UTF-8, or something stands behind it")
    if not isinstance(value, dict) or value.keys() != _MEMBERS:
        return _malformed(index, f"its members are not {', '.join(sorted(_MEMBERS))}")
    if value["version"] != VERSION:
        return Problem(
            "L0303", None, f"entry {index} was written by rules of version {str(value['version'])[:20]}",
            f"this Foedus knows version {VERSION}",
            "take a later Foedus to make this log again; `foedus verify` checks its signatures all the same",
        )  # fmt: skip
    act, signatures = act_of(value["act"]), signatures_of(value["signatures"])
    if isinstance(act, Problem):
        return _malformed(index, f"{act.what}: {act.why}")
    if isinstance(signatures, Problem):
        return _malformed(index, f"{signatures.what}: {signatures.why}")
    at, outcomes = value["at"], value["outcomes"]
    if type(at) is not int or abs(at) >= 2**53 or not isinstance(outcomes, list) or value["kind"] != act.kind:
        return _malformed(index, "its time, its kind or its outcomes are of the wrong type")
    entry = Entry(SignedAct(act, signatures), at, tuple(outcomes))
    # Names of ASCII alone have the same order by code points, as here, and by UTF-16, as in `canonical`.
    is_canonical = content.isascii() and _SORTED.encode(value) == text
    return Line(index, content, entry, is_canonical)


_MEMBERS = frozenset({"act", "at", "kind", "outcomes", "signatures", "version"})


class _NotWholeError(ValueError):
    """A number that canonical bytes cannot hold."""


def _not_whole(_: str) -> object:
    raise _NotWholeError


_DECODER = json.JSONDecoder(parse_float=_not_whole, parse_constant=_not_whole)
_SORTED = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _malformed(index: int, why: str) -> Problem:
    return Problem(
        "L0302", None, f"entry {index} is no entry of Foedus", why,
        "compare with a copy from somebody else: the log was changed, or another program wrote into it; what stands "
        "before this entry holds",
    )  # fmt: skip


def first_world(line: Line, registry: Registry, opening: Opening) -> World | Problem:
    """The world after the opening, whose signature is checked against the key that it names."""
    try:
        key = parse_vkey(opening.registry_key)
    except Malformed as fault:
        return Problem("L0301", None, f"the key of the registry cannot be read: {fault.what}", fault.why, fault.mend)
    act = line.entry.signed.act
    fault_found = fault_of_signatures((key,), line.entry.signed)
    if key.name != REGISTRY or fault_found is not None:
        why = fault_found.why if fault_found else f"the key has the name {key.name}"
        mend = "get the folder anew from whoever keeps the log, and compare its key line with the published one"
        return Problem("L0301", None, "entry 0 is not signed by the registry", why, mend)
    if act.accord != registry.procedure.accord:
        return Problem(
            "L0304", None, "entry 0 opens the log of another accord than the one beside it",
            f"it names {act.accord[:16]}, and the text beside it has {registry.procedure.accord[:16]}",
            "get the folder anew from whoever keeps the log, and compare: the text was changed since it was opened",
        )  # fmt: skip
    done = registry.opened(line.entry.signed, line.entry.at, Keyring().with_key(REGISTRY, key))
    return done.world if done.content == line.content else _differs(line, done.entry)


def recompute(registry: Registry, world: World, contents: Iterable[bytes], blob: Blob) -> Iterator[Done | Problem]:
    """Make each entry after the opening again. world: after the opening. Ends with the first that differs, as a problem
    with its index; what follows a wrong entry would rest on it."""
    here = world

    def keys() -> dict[str, bytes]:
        return {key.id_text: key.public for key in here.keyring.current.values()}

    with closing(ahead(contents, keys)) as entries:
        for index, (content, confirmed) in enumerate(entries, world.entries):
            made = _again(registry, here, index, content, confirmed, blob)
            yield made
            if isinstance(made, Problem):
                return
            here = made.world


def _again(
    registry: Registry, world: World, index: int, content: bytes, confirmed: Confirmed, blob: Blob
) -> Done | Problem:
    line = read_entry(index, content)
    if isinstance(line, Problem):
        return line
    handed: Handed | None = None
    if line.entry.signed.act.kind is Kind.REPORTS:
        read = handed_of(line.entry.signed.act, blob)
        if isinstance(read, Problem):
            return _refused(index, read)
        handed = read
    quiet = content if line.is_canonical and not line.entry.outcomes else None
    done = registry.step(world, line.entry.signed, line.entry.at, handed, confirmed, quiet)
    if isinstance(done, Problem):
        return _refused(index, done)
    if done.content != content:
        return _differs(line, done.entry)
    missing = [name for name in _named(line.entry.signed, done) if _hash(blob(name) or b"") != name]
    if missing:
        return Problem(
            "L0306", None, f"what entry {index} names by its hash is not beside the log",
            f"{missing[0]} is missing or was changed", "get the folder anew from whoever keeps the log",
        )  # fmt: skip
    return done


def _named(signed: SignedAct, done: Done) -> tuple[str, ...]:
    """What an entry names by its hash: long findings, and the documents of an instrument."""
    if not done.blobs and signed.act.kind is not Kind.DEPOSIT:
        return ()
    documents = [signed.act.body[n] for n in ("document", "full_powers")] if signed.act.kind is Kind.DEPOSIT else []
    return (*(_hash(content) for content in done.blobs), *(name for name in documents if name))


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _refused(index: int, problem: Problem) -> Problem:
    return Problem(
        "L0305", None, f"entry {index} should never have been logged: {problem.what} ({problem.code})", problem.why,
        f"rely on nothing from entry {index} on, and tell everybody who relies on this log: whoever keeps it did not "
        f"follow the accord; `foedus explain {problem.code}` explains the rule",
    )  # fmt: skip


def _differs(line: Line, made: Entry) -> Problem:
    """Which of the outcomes is another one than the rules give."""
    logged, computed = line.entry.outcomes, made.outcomes
    first = next((i for i, (a, b) in enumerate(zip(logged, computed, strict=False)) if a != b), None)
    if first is None:
        first = min(len(logged), len(computed))
    says = [str(o[first].get("type", "?")) if first < len(o) else "nothing" for o in (logged, computed)]
    return Problem(
        "L0307", None, f"entry {line.index} does not say what follows from the log before it",
        f"outcome {first + 1}: the log says `{says[0]}`, and the rules give `{says[1]}`"
        if logged != computed else "its bytes are not written in the one way",
        f"rely on nothing from entry {line.index} on, and tell everybody who relies on this log: whoever keeps it, or "
        "somebody after, changed what was found; anyone can see it with the same command",
    )  # fmt: skip
