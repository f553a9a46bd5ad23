"""Whose key is whose, as of an entry of the log: enrolment, rotation, revocation take effect at their index (P3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from foedus.basics.problem import Problem
from foedus.ledger.keys import Malformed, VerifierKey, fault_of_public_key, parse_vkey, verifies
from foedus.watch.acts import Act, Kind, SignedAct
from foedus.watch.vouching import NOTHING, Confirmed


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys in force. current: by actor. ever: actor by public key, of all keys that there have been, so that no key
    serves two names or comes back after it was revoked. revoked: key ids."""

    current: Mapping[str, VerifierKey] = field(default_factory=dict)
    ever: Mapping[bytes, str] = field(default_factory=dict)
    revoked: frozenset[str] = frozenset()

    def with_key(self, actor: str, key: VerifierKey) -> Keyring:
        """The ring after a key came into force for an actor, in the place of the one before."""
        return replace(self, current={**self.current, actor: key}, ever={**self.ever, key.public: actor})

    def without(self, key_id: str) -> Keyring:
        """The ring after a key was revoked."""
        current = {actor: key for actor, key in self.current.items() if key.id_text != key_id}
        return replace(self, current=current, revoked=self.revoked | {key_id})


def new_key(ring: Keyring, signed: SignedAct) -> VerifierKey | Problem:
    """The key that an act brings, if it may come into force for its actor; the name in it is the actor's."""
    act = signed.act
    text = act.body.get("key")
    try:
        key = parse_vkey(text if isinstance(text, str) else "")
    except Malformed as fault:
        return _refused_key(act, fault.what, fault.why, "make a key with `foedus key`")
    if key.name != act.actor or act.subject != text:
        return _refused_key(
            act, f"its name is {key.name[:40]}, and the subject of the act is not the key itself",
            "a signature must say whose it is", "enrol a key that carries the name of its actor",
        )  # fmt: skip
    fault_found = fault_of_public_key(key.public)
    if fault_found is not None:
        return _refused_key(
            act, fault_found, "with such a key several messages can share a signature, or nobody knows its secret",
            "make a key with `foedus key`",
        )  # fmt: skip
    holder = ring.ever.get(key.public)
    if holder is not None:
        return Problem(
            "C0061", None, f"this key has been {'that of ' + holder if holder != act.actor else 'used'} before",
            "one key under two names would give one holder two votes; a revoked one may be in other hands",
            "make a new key with `foedus key`",
        )  # fmt: skip
    return key


def _refused_key(act: Act, what: str, why: str, mend: str) -> Problem:
    return Problem("C0060", None, f"the key for {act.actor[:40]} is refused: {what}", why, mend)


def signers(ring: Keyring, registry: str, signed: SignedAct) -> tuple[VerifierKey, ...] | Problem:
    """The keys that must have signed an act: each must, and none else may (the order of signatures is free)."""
    act = signed.act
    own = ring.current.get(act.actor)
    keeper = ring.current.get(registry)
    assert keeper is not None, "the key of the registry is in force from the opening on, or replaced by another"
    if act.actor == registry and act.kind in (Kind.ENROLMENT, Kind.ROTATION, Kind.REVOCATION):
        return Problem(
            "C0064", None, "the key of the registry is the key of the log, and stays",
            "every head of the log is checked against it by people who got it once",
            "if it is lost or in other hands, open a new log and publish the last head of this one",
        )  # fmt: skip
    match act.kind:
        case Kind.ENROLMENT:
            if own is not None:
                return Problem(
                    "C0062", None, f"{act.actor} has a key already, {own.id_text}",
                    "a second key for one name would let somebody else sign for it",
                    "replace it (`foedus enrol --replaces`), or revoke it first if it is lost (`foedus revoke`)",
                )  # fmt: skip
            key = new_key(ring, signed)
            return key if isinstance(key, Problem) else (key, keeper)
        case Kind.ROTATION:
            key = new_key(ring, signed)
            if isinstance(key, Problem):
                return key
            return _no_key(ring, act) if own is None else (own, key)
        case Kind.REVOCATION:
            return _of_revocation(own, keeper, signed)
        case Kind.REPORTS | Kind.TIME if act.actor == registry and not signed.signatures:
            return ()  # whoever lets in what others send makes sure that it is signed (L4)
        case _:
            return _no_key(ring, act) if own is None else (own,)


def _of_revocation(
    own: VerifierKey | None, keeper: VerifierKey, signed: SignedAct
) -> tuple[VerifierKey, ...] | Problem:
    """The holder revokes its key with it, or the registry does."""
    act = signed.act
    if own is None or own.id_text != act.subject:
        return Problem(
            "C0063", None, f"{act.subject[:60]} is not the key in force of {act.actor[:40]}",
            "only a key in force can be revoked" + (f"; in force is {own.id_text}" if own else ""),
            "`foedus status --keys` lists the keys in force",
        )  # fmt: skip
    by_keeper = [s.key for s in signed.signatures] == [keeper.id_text]
    return (keeper,) if by_keeper else (own,)


def _no_key(ring: Keyring, act: Act) -> Problem:
    lost = any(key_id.rpartition("+")[0] == act.actor for key_id in ring.revoked)
    return Problem(
        "C0053", None, f"{act.actor[:40]} has no key in force",
        "its key was revoked" if lost else "nobody has enrolled one for that name, so no signature can be its own",
        f"enrol one first: `foedus enrol {act.actor[:40]}`",
    )  # fmt: skip


def fault_of_signatures(
    keys: tuple[VerifierKey, ...], signed: SignedAct, confirmed: Confirmed = NOTHING
) -> Problem | None:
    """Whether exactly these keys have signed, each once and truly. confirmed: signatures of this act that were found
    to hold before."""
    named = [s.key for s in signed.signatures]
    wanted = [key.id_text for key in keys]
    if len(set(named)) != len(named):
        return Problem(
            "C0054", None, "one key has signed twice", "a signature counts once, however often it is there",
            "keep one signature of each key",
        )  # fmt: skip
    if sorted(named) != sorted(wanted):
        return Problem(
            "C0055", None, f"signed by {', '.join(named) or 'nobody'}", f"it must be signed by {' and '.join(wanted)}",
            "let its actor sign with the key that is in force",
        )  # fmt: skip
    by_id = {s.key: s for s in signed.signatures}
    waiting = [(key, by_id[key.id_text]) for key in keys]
    left = [(key, made) for key, made in waiting if (key.public, made.signature) not in confirmed]
    message = signed.act.to_be_signed() if left else b""
    for key, made in left:
        if not verifies(key.public, message, made.content):
            return Problem(
                "C0056", None, f"the signature of {key.id_text} does not verify",
                "the act was changed after it was signed, or signed with another key",
                "sign it again; do not edit a signed act",
            )  # fmt: skip
    return None
