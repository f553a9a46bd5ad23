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
    if key.name != act.actor:
        return _refused_key(
            act, f"it carries the name {key.name[:40]}", "a signature must say whose it is",
            f"enrol it under that name, or make a key for {act.actor[:40]}: `foedus enrol` puts the name into it",
        )  # fmt: skip
    if act.subject != text:
        return _refused_key(
            act, "the act is about another key than the one that it brings",
            "who signs must see in the act which key comes into force",
            f"let the act be made again: `foedus enrol {act.actor[:40]} --key FILE`",
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
            "make a new key (`foedus key FILE`), and enrol that",
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
                    f"let the old key hand over (`foedus enrol {act.actor} --key NEW --replaces OLD`); if it is lost, "
                    f"let the registry revoke it first (`foedus revoke {act.actor}`)",
                )  # fmt: skip
            key = new_key(ring, signed)
            return key if isinstance(key, Problem) else (key, keeper)
        case Kind.ROTATION:
            key = new_key(ring, signed)
            if isinstance(key, Problem):
                return key
            return _no_key(ring, act) if own is None else (own, key)
        case Kind.REVOCATION:
            return _of_revocation(ring, own, keeper, signed)
        case Kind.REPORTS | Kind.TIME if act.actor == registry and not signed.signatures:
            return ()  # whoever lets in what others send makes sure that it is signed (L4)
        case _:
            return _no_key(ring, act) if own is None else (own,)


def _of_revocation(
    ring: Keyring, own: VerifierKey | None, keeper: VerifierKey, signed: SignedAct
) -> tuple[VerifierKey, ...] | Problem:
    """The holder revokes its key with it, or the registry does."""
    act = signed.act
    if own is None:
        return Problem(
            "C0063", None, f"there is no key in force of {act.actor[:40]} that could be revoked",
            "its last key was revoked already" if _was_revoked(ring, act.actor) else "nobody has enrolled one for it",
            "see that the name is the one that you mean; to enrol a key: `foedus key FILE`, then "
            f"`foedus enrol {act.actor[:40]} --key FILE`",
        )  # fmt: skip
    if own.id_text != act.subject:
        return Problem(
            "C0063", None, f"{act.subject[:60]} is not the key in force of {act.actor[:40]}",
            f"only a key in force can be revoked, and that is {own.id_text}",
            f"let the revocation be made again from a fresh copy of the log: `foedus revoke {act.actor[:40]}` names "
            "the key in force",
        )  # fmt: skip
    by_keeper = [s.key for s in signed.signatures] == [keeper.id_text]
    return (keeper,) if by_keeper else (own,)


def _was_revoked(ring: Keyring, actor: str) -> bool:
    return any(key_id.rpartition("+")[0] == actor for key_id in ring.revoked)


def _no_key(ring: Keyring, act: Act) -> Problem:
    who = act.actor[:40]
    return Problem(
        "C0053", None, f"{who} has no key in force",
        "its key was revoked" if _was_revoked(ring, act.actor)
        else "nobody has enrolled one for that name, so no signature can be its own",
        f"make a new key (`foedus key FILE`), and let the registry enrol it: `foedus enrol {who} --key FILE`",
    )  # fmt: skip


def fault_of_signatures(
    keys: tuple[VerifierKey, ...], signed: SignedAct, confirmed: Confirmed = NOTHING
) -> Problem | None:
    """Whether exactly these keys have signed, each once and truly. confirmed: signatures of this act that were found
    to hold before."""
    if not keys and not signed.signatures:
        return None
    named = [s.key for s in signed.signatures]
    wanted = [key.id_text for key in keys]
    if len(set(named)) != len(named):
        return Problem(
            "C0054", None, "one key has signed twice", "a signature counts once, however often it is there",
            "send the act as `foedus` wrote it, with one signature of each key that must sign",
        )  # fmt: skip
    if sorted(named) != sorted(wanted):
        return _wrong_signers(named, wanted, signed.act)
    by_id = {s.key: s for s in signed.signatures}
    waiting = [(key, by_id[key.id_text]) for key in keys]
    left = [(key, made) for key, made in waiting if (key.public, made.signature) not in confirmed]
    message = signed.act.to_be_signed() if left else b""
    for key, made in left:
        if not verifies(key.public, message, made.content):
            return Problem(
                "C0056", None, f"the signature of {key.id_text} does not verify",
                "the act was changed after it was signed, or signed with another key",
                f"let {signed.act.actor[:40]} make and sign it again, and send the file as it is; a signed act cannot "
                "be edited",
            )  # fmt: skip
    return None


def _wrong_signers(named: list[str], wanted: list[str], act: Act) -> Problem:
    """Which key has signed that must not, and which has not that must."""
    strange = [key_id for key_id in named if key_id not in wanted]
    lacking = [key_id for key_id in wanted if key_id not in named]
    said = [f"{', '.join(strange)} must not sign it"] if strange else []
    said += [f"{' and '.join(lacking)} must, and has not"] if lacking else []
    names = {key_id.rpartition("+")[0] for key_id in lacking}
    other = any(key_id.rpartition("+")[0] in names for key_id in strange)
    return Problem(
        "C0055", None, f"signed by {', '.join(named) or 'nobody'}, which is not as it must be",
        f"{'; '.join(said)}" + ("; other digits behind a name are another key: one that was never enrolled, or was "
        "replaced or revoked" if other else ""),
        f"let {act.actor[:40]} sign with the key that is in force; `foedus status DIR --keys` lists the keys in force",
    )  # fmt: skip
