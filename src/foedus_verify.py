"""Check a copied folder of a Foedus log, without network and without Foedus:  python foedus_verify.py DIR

One file to read in half an hour and to carry on a stick: Python 3.11 and the package `cryptography`, nothing of Foedus.
It ends with 0 (all is well), 5 (something is wrong: each fault names a file or an entry) or 2 (asked wrongly).
Checked: the signed head and its witnesses; every byte of every entry and tile, recomputed up to the signed root;
evidence by its SHA-256; of each entry the canonical form, the time, the signatures under keys in force at its place,
who had to sign, interval and sequence; of each certificate, that the votes it counts are there.
Not checked: whether findings follow from the reports and the accord, and how many votes it asks for (`foedus audit`).
"""
import argparse
import base64
import json
import re
import signal
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
SHOWN, EPOCH = 50, datetime(1970, 1, 1, tzinfo=UTC)  # so many faults are printed, more are counted; time 0
class Wrong(ValueError):
    """Something does not hold. The text says what; it goes on after the name of the file or entry."""
def need(holds: object, otherwise: str) -> None:
    """Go on only if it holds."""
    if not holds:
        raise Wrong(otherwise)
def shown(value: object) -> str:
    """Somebody else's text, short and without control characters."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in str(value)[:150])
def instant(microseconds: int) -> str:
    """The instant in UTC, as people write it."""
    return (EPOCH + timedelta(microseconds=microseconds)).isoformat().replace("+00:00", "Z")
# ---- keys and signed notes (C2SP signed-note, tlog-checkpoint) -------------------------------------------------------
PRIME, OF_ORDER_8 = 2**255 - 19, 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
WEAK = {0, 1, PRIME - 1, OF_ORDER_8, PRIME - OF_ORDER_8}  # points under which one signature fits many texts
class Key(NamedTuple):
    """A public key: as a line of text, the name of its holder, its id (name, `+`, eight digits), its bytes."""
    text: str
    name: str
    id: str
    raw: bytes
    def confirms(self, signature: bytes, message: bytes) -> bool:
        """Whether this key made the signature over the message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True
def unbase64(text: str) -> bytes:
    """The bytes of plain base64; any other spelling of the same bytes is refused."""
    plain = re.fullmatch("(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}[A-Za-z0-9+/=]=)?", text)
    data = base64.b64decode(text) if plain else b""
    need(data and base64.b64encode(data).decode() == text, f"has no proper base64 where it must be: {shown(text)}")
    return data
def read_key(text: str, kind: int = 1) -> Key:
    """A key written as NAME+ID+BASE64; the id must follow from the rest. Kind 1 signs texts, 4 a head and its time."""
    name, digits, coded = [*text.split("+", 2), "", ""][:3]
    need(name and not any(c.isspace() or not c.isprintable() for c in name), "has no proper name before a key")
    data = unbase64(coded)
    need(len(data) == 33 and data[0] == kind, f"has a key of {shown(name)} that is not of the type it must be")
    right = sha256(name.encode() + b"\n" + data).hexdigest()[:8]
    need(digits == right, f"has a key of {shown(name)} with another id than {right}: one of them was changed")
    y = int.from_bytes(data[1:], "little") % 2**255
    need(y < PRIME and y not in WEAK, f"has a key of {shown(name)} under which anybody can sign")
    return Key(text, name, f"{name}+{digits}", data[1:])
def read_line(line: object) -> tuple[str, bytes]:
    """Id of the key, and signature, of a line in a note: a dash, the name, base64 of id (four bytes) and signature."""
    parts = str(line).split(" ")
    need(len(parts) == 3 and parts[0] == "\u2014" and parts[1], f"has no proper signature line: {shown(line)}")
    blob = unbase64(parts[2])
    return f"{parts[1]}+{blob[:4].hex()}", blob[4:]
class Head(NamedTuple):
    """What the log signed (its name, how many entries, their root), as text, and the signatures by id of the key."""
    origin: str
    size: int
    root: bytes
    text: bytes
    signatures: dict[str, bytes]
def read_head(data: bytes) -> Head:
    """The checkpoint, which has one spelling. Only 0x0A ends a line, nothing else that may look like it."""
    body, gap, tail = data.decode("utf-8", "replace").rpartition("\n\n")
    need(gap and tail.endswith("\n"), "is no signed note: a text, an empty line, signature lines")
    need(not re.search("[\x00-\x09\x0b-\x1f\x7f\ufffd]", body + tail), "has a control character in it, or is not UTF-8")
    lines, stated = [read_line(line) for line in tail[:-1].split("\n")], body.split("\n")
    need(len(dict(lines)) == len(lines), "is signed twice with the same key")
    need(all(stated) and len(stated) == 3, "must state name, size and root of the log, one a line, and nothing else")
    need(re.fullmatch("0|[1-9][0-9]{0,15}", stated[1]), f"states no proper size: {shown(stated[1])}")
    return Head(stated[0], int(stated[1]), unbase64(stated[2]), (body + "\n").encode(), dict(lines))
# ---- witnesses (C2SP tlog-policy, tlog-cosignature) ------------------------------------------------------------------
class Policy:
    """Who the witnesses are, and which of them together suffice (tlog-policy)."""
    def __init__(self, text: str) -> None:
        self.logs, self.quorum = list[bytes](), ""
        self.witnesses: dict[str, tuple[str, Key]] = {}  # id of the key -> name in the policy, key
        self.groups: dict[str, tuple[int, set[str]]] = {}
        free, taken = set[str](), {"none"}  # names that a group may still take in; all names
        need(text.endswith("\n") and not re.search("[\x00-\x08\x0b-\x1f\x7f]", text), "is no text of whole lines")
        for line in text[:-1].split("\n"):
            match re.split("[ \t]+", line.strip(" \t")):
                case [first, *_] if not first or first.startswith("#"):
                    pass
                case ["log", coded, *_]:
                    self.logs.append(read_key(coded).raw)
                case ["witness", name, coded, *_] if name not in taken:
                    key = read_key(coded, 4)
                    known = [each.raw for _, each in self.witnesses.values()]
                    need(key.raw not in known, f"has the key of witness {shown(name)} twice, under two names")
                    self.witnesses[key.id], free, taken = (name, key), free | {name}, taken | {name}
                case ["group", name, count, *listed] if name not in taken:
                    members, count = set(listed), {"any": "1", "all": str(len(listed))}.get(count, count)
                    need(members <= free and len(members) == len(listed) and re.fullmatch("[1-9][0-9]{0,3}", count)
                         and int(count) <= len(members), f"has a group {shown(name)} that does not add up")
                    self.groups[name], free, taken = (int(count), members), free - members | {name}, taken | {name}
                case ["quorum", name] if name in taken and not self.quorum:
                    self.quorum = name
                case _:
                    raise Wrong(f"has a line that means nothing, or says again what was said: {shown(line)}")
        need(self.quorum, "names no quorum")
    def reached(self, cosigned: Iterable[str]) -> bool:
        """Whether these witnesses suffice."""
        have = {"none", *cosigned}
        for name, (count, members) in self.groups.items():  # a group names only what stands before it
            have |= {name} if len(have & members) >= count else set()
        return self.quorum in have
    def times(self, text: bytes, signatures: dict[str, bytes]) -> dict[str, int]:
        """Witness -> microsecond at which it cosigned this head. Others are left out; what does not fit is wrong."""
        found: dict[str, int] = {}
        for name, key, signature in ((*self.witnesses[i], s) for i, s in signatures.items() if i in self.witnesses):
            seconds = int.from_bytes(signature[:8], "big")
            fits = key.confirms(signature[8:], b"cosignature/v1\ntime %d\n" % seconds + text) and seconds < 9 * 10**9
            need(fits, f"has a cosignature of {shown(name)} that does not fit: forged, or of another head")
            found[name] = seconds * 1_000_000
        return found
# ---- the tree (RFC 6962) ---------------------------------------------------------------------------------------------
def leaves(entries: Iterable[bytes]) -> bytes:
    """The hash of each entry, one after the other."""
    return b"".join([sha256(b"\0" + entry).digest() for entry in entries])
def subtree(hashes: bytes) -> bytes:
    """The one hash over 1, 2, 4 ... or 256 hashes of 32 bytes."""
    while len(hashes) > 32:
        hashes = b"".join([sha256(b"\1" + hashes[i : i + 64]).digest() for i in range(0, len(hashes), 64)])
    return hashes
class Tree:
    """All hashes that tiles hold, by level: little more than 32 bytes an entry."""
    def __init__(self) -> None:
        self.levels = [bytearray() for _ in range(8)]
    def extend(self, hashes: bytes, level: int = 0) -> None:
        """Append hashes, at most to the end of a tile; a full tile gives one hash to the level above."""
        self.levels[level] += hashes
        if len(self.levels[level]) % 8192 == 0:
            self.extend(subtree(bytes(self.levels[level][-8192:])), level + 1)
    def root(self, size: int) -> bytes:
        """The root over the first `size` entries: each bit of the size is one full subtree, from the right."""
        root = b""
        for level, hashes in enumerate(self.levels):
            end = size >> 8 * level
            for width in (1, 2, 4, 8, 16, 32, 64, 128):
                if end & width:
                    left = subtree(bytes(hashes[(end - width) * 32 : end * 32]))
                    root, end = sha256(b"\1" + left + root).digest() if root else left, end - width
        return root or sha256().digest()
# ---- entries (RFC 8785, DSSE) ----------------------------------------------------------------------------------------
ENTRY = {"act": dict, "at": int, "kind": str, "outcomes": list, "signatures": list, "version": int}
ACT = {"accord": str, "actor": str, "body": dict, "kind": str, "log": str,
       "not_after": int, "not_before": int, "sequence": int, "subject": str}
OPENING = {"exercise": bool, "files": dict, "origin": str, "policy": str, "registry_key": str}
KEYS, BY_REGISTRY = {"opening", "enrolment", "rotation", "revocation"}, {"standing", "membership", "time"}
DOCUMENTS = ("blob", "document", "full_powers")  # members of a body that name a blob by its hash
TOLD = {"certificate", "award", "award waits", "no award", "undermined"}  # outcomes that are printed
def whole(digits: str) -> int:
    """A whole number that every reader of JSON keeps as it is; fractions and infinities are no such thing."""
    if len(digits) > 17 or not -(2**53) < (number := int(digits)) < 2**53:
        raise ValueError
    return number
DECODER = json.JSONDecoder(parse_int=whole, parse_float=whole, parse_constant=whole)
AS_IS, SORTED = (json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"), sort_keys=by_name)
                 for by_name in (False, True))
def in_units(text: str) -> str:
    """The text with characters beyond U+FFFF as the two units of UTF-16, by which RFC 8785 puts names in order."""
    return "".join(map(chr, memoryview(text.encode("utf-16")).cast("H")[1:]))  # the first is the mark of byte order
def shaped(value: Any, shape: dict[str, type], what: str, more: bool = False) -> Any:
    """The value, if it is a map of these members, each of its type, and of no others unless there may be more."""
    fits = type(value) is dict and (value.keys() >= shape.keys() if more else value.keys() == shape.keys())
    if not fits or [name for name, wanted in shape.items() if type(value[name]) is not wanted]:
        raise Wrong(f"has {what} without just these members, each of its type: {', '.join(shape)}")
    return value
class Rules:
    """The rules that every entry must keep, and what has to be remembered of the entries before it."""
    def __init__(self, head: Head, tree: Tree, blobs: set[str]) -> None:
        self.head, self.tree, self.blobs, self.at, self.opening = head, tree, blobs, -(2**53), dict[str, Any]()
        self.policy: Policy | None = None
        self.keys: dict[str, Key] = {}  # by id, all that ever were in force
        self.current: dict[str, str] = {}  # actor -> id of the one key it signs with
        self.ended: dict[str, str] = {}  # id of a key no longer in force -> how it ended
        self.numbers: dict[str, int] = {}  # actor -> its last sequence number
        self.votes: dict[int, tuple[Any, str, str, Any]] = {}  # entry of an attestation -> case, actor, finding, vote
        self.deposits: dict[int, tuple[str, str]] = {}  # entry -> guarantor, guarantee
        self.outcomes: list[dict[str, Any]] = []  # those that are told
    def entry(self, index: int, data: bytes) -> None:
        """Check one entry at its place; remember it if it is right."""
        try:
            value = DECODER.raw_decode(text := data.decode("utf-8"))[0]
            units = text if text.isascii() else in_units(text)
            exact = SORTED.encode(value if units == text else DECODER.raw_decode(units)[0]) == units
        except (ValueError, RecursionError):
            raise Wrong("is not JSON of texts and whole numbers in UTF-8") from None
        need(exact, "is not written in the one canonical form")
        entry = shaped(value, ENTRY, "an envelope")
        act, kind, at = shaped(entry["act"], ACT, "an act"), entry["kind"], entry["at"]
        need(entry["version"] == 1 and kind == act["kind"], "is of an unknown version, or of another kind than its act")
        need((index == 0) is (kind == "opening"), "must be the opening of the log, which only entry 0 can be")
        if not index:
            self._open(act)
        need([act["accord"], act["log"]] == [self.opening.get("accord"), self.opening.get("log")],
             "was signed for another accord than this log's, or for another log of it")
        self.opening["log"] = self.opening["log"] or sha256(data).hexdigest()
        if at < self.at:
            raise Wrong(f"goes back in time, to {instant(at)} after {instant(self.at)}")
        number, start, end = act["sequence"], act["not_before"], act["not_after"]
        if not start <= at <= end:
            raise Wrong(f"came at {instant(at)}, and was signed for the time from {instant(start)} to {instant(end)}")
        if number <= (last := self.numbers.get(act["actor"], 0)):
            raise Wrong(f"has number {number} of {shown(act['actor'])} after {last}: handed in twice, or out of order")
        self._signed(act, entry["signatures"], key := self._new_key(act) if kind in KEYS - {"revocation"} else None)
        body, brought = act["body"], [o.get("blob") for o in entry["outcomes"] if type(o) is dict]
        brought += [body.get(m) for m in DOCUMENTS] + ([*body["files"].values()] if kind == "opening" else [])
        lost = [n for n in brought if n and str(n) not in self.blobs]
        fits = not lost and body.get("blob") in (None, act["subject"])
        need(fits, f"names what is not in the folder, or not its subject: {shown(lost)}")
        if kind == "time" and (self.policy or act["body"]):
            self._time(index, act, at)
        elif index and at != self.at and self.policy:
            raise Wrong("moves the time, which in a log with witnesses only their cosignatures can")
        self.at, self.numbers[act["actor"]] = at, number
        if kind in KEYS:
            self._keys(index, act["actor"], act["subject"], key)
        elif kind == "attestation":
            self.votes[index] = act["body"].get("case"), act["actor"], act["subject"], act["body"].get("vote")
        elif kind == "deposit":
            self.deposits[index] = act["actor"], act["subject"]
        try:
            for outcome in entry["outcomes"]:
                self._outcome(index, outcome)
        except (AttributeError, KeyError, TypeError):
            raise Wrong("has an outcome that lacks a member, or has one of the wrong type") from None
    def _open(self, act: dict[str, Any]) -> None:
        body = shaped(act["body"], OPENING, "an opening", more=True)
        need(act["actor"] == "registry" and body["origin"] == self.head.origin, "opens another log than this")
        self.policy = Policy(body["policy"]) if body["policy"] else None
        self.opening = body | {"accord": act["accord"], "log": ""}
    def _new_key(self, act: dict[str, Any]) -> Key:
        """The key that an opening, enrolment or rotation brings. It must be nobody's, now and before."""
        kind, actor = act["kind"], act["actor"]
        new = read_key(text := str(act["body"].get("registry_key" if kind == "opening" else "key")))
        about = kind == "opening" or (act["subject"] == text and actor in (new.name, "registry"))
        need(about, "brings another key than its subject says, or one of another name than its actor's")
        need(kind == "rotation" or actor not in self.current, f"enrols {shown(actor)}, whose key is in force already")
        fresh = all(new.raw != old.raw and new.id != old.id for old in self.keys.values())
        need(fresh, f"brings a key for {shown(actor)} that was enrolled before, under this name or another")
        return new
    def _signed(self, act: dict[str, Any], signatures: list[Any], new: Key | None) -> None:
        kind, actor, have = act["kind"], act["actor"], set[str]()
        if kind in ("reports", "time") and actor == "registry" and not signatures:
            return  # what the registry itself took in stands under the log's own signature
        payload = AS_IS.encode(act).encode()  # as the entry has it, names in order
        message = b"DSSEv1 34 application/vnd.foedus.act.v1+json %d %b" % (len(payload), payload)
        for each in signatures:
            name, coded = shaped(each, {"key": str, "signature": str}, "a signature").values()
            key = new if new and new.id == name else self.keys.get(name)
            if not key or name in self.ended or name in have:
                how = "and with it twice" if name in have else self.ended.get(name, "which nobody had enrolled before")
                raise Wrong(f"is signed with the key {shown(name)}, {how}")
            need(key.confirms(unbase64(coded), message), f"bears a signature of {shown(name)} that does not fit it")
            have.add(name)
        own, registry, fresh = self.current.get(actor, ""), self.current.get("registry", ""), new.id if new else ""
        needed = {"opening": {fresh}, "enrolment": {fresh, registry}, "rotation": {fresh, own},
                  "revocation": have & {own, registry} or {own}}.get(kind, {own})
        need(kind not in BY_REGISTRY or actor == "registry", "can be made by the registry only")
        need("" not in needed, f"is an act of {shown(actor)}, who has no key in force to sign it with")
        need(have == needed, f"must be signed with {shown(sorted(needed))}, and is with {shown(sorted(have))}")
    def _time(self, index: int, act: dict[str, Any], at: int) -> None:
        body = shaped(act["body"], {"size": int, "root": str, "cosignatures": list}, "a time")
        size, root, lines = body["size"], body["root"], [read_line(line) for line in body["cosignatures"]]
        if not self.policy or not lines or not 0 < size <= index or unbase64(root) != self.tree.root(size):
            raise Wrong("holds no cosignatures, or of a head that this log never had, or in a log without witnesses")
        times = self.policy.times(f"{self.head.origin}\n{size}\n{root}\n".encode(), dict(lines))
        need(len(times) == len(lines) and self.policy.reached(times), "has not the witnesses that the policy asks for")
        if at != max(self.at, middle := sorted(times.values())[(len(times) - 1) // 2]):  # of two the earlier
            raise Wrong(f"states {instant(at)}, but the witness in the middle {instant(middle)}")
    def _keys(self, index: int, actor: str, subject: str, new: Key | None) -> None:
        if new:
            self.ended[self.current.get(actor, "")] = f"which was replaced at entry {index}"
            self.keys[new.id], self.current[actor] = new, new.id
            return
        key, known = self.keys.get(subject), self.ended.get(subject, "")
        need(key and actor in (key.name, "registry") and "revoked" not in known, "revokes a key that it cannot revoke")
        self.ended[subject] = f"which was revoked at entry {index}"
        self.current = {name: held for name, held in self.current.items() if held != subject}
    def _outcome(self, index: int, outcome: Any) -> None:
        """Check that the votes and deposits are there which an outcome counts; types not known here are no fault."""
        kind, case = outcome["type"], outcome.get("case")
        votes = {at: vote for at, vote in self.votes.items() if vote[0] == case}
        if kind == "votes voided" or (kind == "case moved" and outcome["stage"] == "attesting"):  # to be cast anew
            voided = outcome.get("members", [vote[1] for vote in votes.values()])
            self.votes = {at: v for at, v in self.votes.items() if at not in votes or at == index or v[1] not in voided}
        for each in outcome["votes"] if kind == "certificate" else ():
            first = min((at for at, vote in votes.items() if vote[1] == each["member"]), default=-1)
            fits = first == each["entry"] and votes[first][2:] in [(name, "for") for name in outcome["findings"]]
            need(fits, f"counts entry {shown(each['entry'])}: no vote for this finding, or not the first of its member")
        counted = [each["entry"] for each in outcome["votes"]] if kind == "certificate" else [0]
        need(len({*counted}) == len(counted), "counts a vote twice")
        need(counted or outcome["basis"] != "quorum", "counts no vote")
        for each in outcome["released"] if kind == "award" else ():
            deposited = self.deposits.get(each["entry"]) == (each["guarantor"], outcome["guarantee"])
            need(deposited, f"releases entry {shown(each['entry'])}, which is no such deposit")
        certified = [told["outcome"]["case"] for told in self.outcomes if told["outcome"]["type"] == "certificate"]
        need(kind != "award" or case in certified, "awards on a case that was not certified before")
        if kind in TOLD:
            self.outcomes.append({"entry": index, "at": instant(outcome.get("at", self.at)), "outcome": outcome})
# ---- the folder (C2SP tlog-tiles) ------------------------------------------------------------------------------------
PLACE = re.compile(r"tile/([0-7]|entries)/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")
BLOB = re.compile(r"blob/([0-9a-f]{2})/(\1[0-9a-f]{62})")
def path(level: int | str, number: int, width: int = 256) -> str:
    """Where a tile lies (or, at level "entries", a bundle): three digits a folder, `.p/W` if it is not full."""
    text = f"{number % 1000:03}"
    while number := number // 1000:
        text = f"x{number % 1000:03}/{text}"
    return f"tile/{level}/{text}" + (f".p/{width}" if width < 256 else "")
def place(name: str) -> tuple[str, int, int] | None:
    """Level, number and width of a tile or bundle from its path; None for every other path."""
    spot = (m[1], int(re.sub("[x/]", "", m[2])), int(m[3] or 256)) if (m := PLACE.fullmatch(name)) else None
    return spot if spot and path(*spot) == name else None
def split(bundle: bytes, count: int, longer: bool) -> list[bytes]:
    """The first `count` entries of a bundle, each after its length in two bytes; more may follow only if `longer`."""
    entries, at = list[bytes](), 0
    for number in range(count):
        end = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
        need(at + 2 <= len(bundle) and end <= len(bundle), f"ends amid its entry {number}: cut off or changed")
        entries.append(bundle[at + 2 : end])
        at = end
    need(longer or at == len(bundle), f"has {len(bundle) - at} bytes too many at its end")
    return entries
class Check:
    """One check of one folder (its paths, and a way to open one), and all that it found."""
    def __init__(self, names: Iterable[str], opened: Callable[[str], BinaryIO], vkey: str = "", policy: str = "",
                 bytes_only: bool = False) -> None:
        self.opened, self.vkey, self.policy, self.tree = opened, vkey, policy, Tree()
        self.places = {name: place(name) for name in sorted(names)}
        self.faults, self.fault_count, self.times = list[dict[str, str]](), 0, dict[str, int]()
        self.key: Key | None = self.attempt("log.vkey", self._key)
        self.head: Head | None = self.attempt("checkpoint", lambda: read_head(self._read("checkpoint")))
        blobs = {name[-64:] for name in self.places if BLOB.fullmatch(name)}
        self.rules = Rules(self.head, self.tree, blobs) if self.head and not bytes_only else None
        if self.head:
            if self._entries(self.head.size):
                self._tiles(self.head)
            self.attempt("checkpoint", self._signatures, self.head)
        for name, spot in self.places.items():
            if BLOB.fullmatch(name):
                self.attempt(name, self._blob, name)
            elif not spot and name not in ("checkpoint", "log.vkey", "journal", "witness.policy"):
                self.fault(name, "does not belong in the folder of a log")
        times = sorted(self.times.values()) or [self.rules.at if self.rules and self.rules.opening else 0]
        self.at = times[(len(times) - 1) // 2]  # when this head was the newest: by witnesses, else by the last entry
    def fault(self, where: str, what: str) -> None:
        """Note what is wrong with a file or an entry."""
        self.fault_count += 1
        self.faults += [{"where": shown(where), "what": what}] if self.fault_count <= SHOWN else []
    def attempt(self, where: str, action: Callable[..., Any], *arguments: Any) -> Any:
        """What the action gives; None, and a fault, if something is wrong."""
        try:
            return action(*arguments)
        except (Wrong, OSError) as wrong:
            return self.fault(where, f"cannot be read: {wrong.strerror}" if isinstance(wrong, OSError) else str(wrong))
    def _read(self, name: str) -> bytes:
        with self.opened(name) as file:
            return file.read(1 << 25)  # evidence aside, no file of a log has more than 17 MB: 256 entries of 64 KB
    def _key(self) -> Key:
        if not self.vkey or "log.vkey" in self.places:
            text = self._read("log.vkey").decode("utf-8", "replace")
            need(text.endswith("\n") and self.vkey in ("", text[:-1]), "is no line, or another key than was given")
        return read_key(self.vkey or text[:-1])
    def _blob(self, name: str) -> None:
        with self.opened(name) as file:
            held = file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
        need(held == name[-64:], f"is not the evidence that it was: its SHA-256 is now {held}")
    def _entries(self, size: int) -> bool:
        """Check all entries, in order; whether all could be read."""
        for number in range(-(-size // 256)):
            width = min(256, size - number * 256)
            name, full = path("entries", number, width), path("entries", number)
            name = full if (stands_in := name not in self.places and full in self.places) else name
            entries = self.attempt(name, lambda n, *rest: split(self._read(n), *rest), name, width, stands_in)
            if entries is None:
                return False
            del self.places[name]  # seen; what is left are older bundles
            self.tree.extend(leaves(entries))
            for index, entry in enumerate(entries if self.rules else (), number * 256):
                self.attempt(f"entry {index} ({name})", self.rules.entry, index, entry)  # type: ignore[union-attr]
        return True
    def _tiles(self, head: Head) -> None:
        """Compare every hash in every tile with that of the entries, and their root with the signed one."""
        right, before, needed = self.tree.root(head.size) == head.root, self.fault_count, set[str]()
        for level, hashes in enumerate(self.tree.levels):
            for number in range(-(-len(hashes) // 8192)):
                exact, full = path(level, number, min(256, len(hashes) // 32 - number * 256)), path(level, number)
                needed.add(full if exact not in self.places and full in self.places else exact)
        for name in sorted(needed | {name for name, spot in self.places.items() if spot}):
            self.attempt(name, self._tile, right, name, name in needed)
        if not right and self.fault_count == before:
            self.fault("checkpoint", "is signed for another root than that of the entries in this folder")
    def _tile(self, right: bool, name: str, needed: bool) -> None:
        data, (level, number, width) = self._read(name), place(name) or ("0", 0, 0)
        hashes = self.tree.levels[0 if level == "entries" else int(level)]
        wanted = hashes[number * 8192 : number * 8192 + width * 32]
        need(needed or len(wanted) == width * 32, "goes beyond the signed head: nobody has signed what it holds")
        need(level == "entries" or len(data) == width * 32, "has not the length that its name says: cut off or changed")
        held = leaves(split(data, width, False)) if level == "entries" else data
        differ = [number * 256 + i // 32 for i in range(0, len(wanted), 32) if held[i : i + 32] != wanted[i : i + 32]]
        need(not differ or not right, f"is false at {differ[:9]}: the entries lead to the signed root without it")
        for index in differ if level == "0" else ():
            bundle = path("entries", number, min(256, len(hashes) // 32 - number * 256))
            self.fault(f"entry {index} ({bundle})", f"was changed: {name} has the hash of another")
    def _signatures(self, head: Head) -> None:
        others = dict(head.signatures)
        if self.key and not self.key.confirms(others.pop(self.key.id, b""), head.text):
            self.fault("checkpoint", f"is not signed with the log's key {self.key.id}")
        if self.rules and not (head.size and (not self.key or self.key.name == head.origin)):
            self.fault("checkpoint", "is of a log without an opening entry, or of another name than the key's")
        stated = (opening := self.rules.opening if self.rules else {}).get("policy", "")
        if self.key and opening and opening["registry_key"].split("+", 2)[2:] != self.key.text.split("+", 2)[2:]:
            self.fault("entry 0", "names another key of the registry than log.vkey: a stranger has signed this head")
        kept = self.attempt("witness.policy", self._read, "witness.policy") if "witness.policy" in self.places else b""
        if self.rules and kept and kept != stated.encode():
            self.fault("witness.policy", "is not the policy that entry 0 states")
        if text := self.policy or stated or (kept or b"").decode("utf-8", "replace"):
            policy = Policy(text)
            self.times = policy.times(head.text, others)
            strangers = [i for i in others if i not in policy.witnesses and len(others[i]) <= 72]  # longer: later kinds
            need(not strangers, f"is signed with {shown(strangers)}, neither the log's key nor in the policy")
            need(policy.reached(self.times), f"is cosigned by {shown([*self.times])}, and the policy asks for more")
            need(not policy.logs or (self.key and self.key.raw in policy.logs), "is of a log that the policy lacks")
# ---- what is printed -------------------------------------------------------------------------------------------------
def told(check: Check, data: dict[str, Any]) -> Iterator[str]:
    """All that was found, for people."""
    mark = "EXERCISE: nothing in this log is real. " if data["exercise"] else ""
    yield mark + (f"Log {shown(data['log'])}: {data['entries']} entries, at {data['at'] or 'an unknown time'}, root "
        f"{data['root']}" if data["log"] else "The head of the log cannot be read, so nothing else can be judged.")
    yield f"Key {shown(data['key'] or 'none')}" + (", as it was given." if check.vkey else ", the folder's own: this "
        "proves the folder consistent with itself. Compare the key with the published one, or give that with --vkey.")
    cosigned = ", ".join(f"{shown(name)} at {instant(time)}" for name, time in check.times.items())
    yield f"Cosigned by {cosigned}." if cosigned else "No witness vouches that everybody is shown this same log."
    for each, stated in ((each, each["outcome"]) for each in data["outcomes"]):
        plain = {k: v for k, v in stated.items() if type(v) in (int, str) and k not in ("at", "type")}
        said = ", ".join(f"{shown(k)} {shown(v)}" for k, v in plain.items())
        yield f"{stated['type'].upper()} as of {each['at']}, in entry {each['entry']}: {said}"
        for counted in stated.get({"certificate": "votes", "award": "released"}.get(stated["type"], ""), []):
            yield f"    rests on entry {counted['entry']} of {shown(counted.get('member') or counted.get('guarantor'))}"
    yield from (f"WRONG {fault['where']} {fault['what']}" for fault in check.faults)
    yield "Not checked: whether the findings follow from the reports and the accord. `foedus audit` recomputes them."
    yield mark + (f"WRONG in {(n := check.fault_count)} place{'s' * (n > 1)}." if check.fault_count else "All is well.")
def ordinary(file: Path) -> Path:
    """The file, or what cannot be opened: a pipe or a device could be read without end."""
    return file if file.is_file() else file / "no ordinary file"
def main(arguments: list[str] | None = None) -> int:
    """The command: 0 all is well, 5 something is wrong, 2 asked wrongly."""
    parser = argparse.ArgumentParser(prog="foedus-verify", description="Check the copied folder of a Foedus log.")
    parser.add_argument("folder", metavar="DIR", type=Path)
    parser.add_argument("--vkey", default="", metavar="TEXT_OR_FILE", help="the log's key, as it was published")
    parser.add_argument("--policy", default="", metavar="FILE", help="other witnesses to ask for than the log's own")
    parser.add_argument("--bytes-only", action="store_true", help="signatures and tree alone, of entries of any kind")
    parser.add_argument("--json", action="store_true", help="tell it to a program")
    parser.add_argument("--max-age", type=int, metavar="DAYS", help="refuse a head that is older than this at --now")
    parser.add_argument("--now", type=datetime.fromisoformat, metavar="INSTANT", help="such as 2026-03-01T12:00Z")
    asked = parser.parse_args(arguments)  # and a reader who has seen enough, `head` say, ends it without a word:
    _ = arguments is None and hasattr(signal, "SIGPIPE") and signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    if not (at := asked.folder).is_dir() or (asked.max_age is None) is not (asked.now is None):
        parser.error("DIR must be a folder, and --max-age and --now go together")
    vkey, policy = (Path(t).read_text("utf", "replace") if Path(t).is_file() else t for t in (asked.vkey, asked.policy))
    try:
        _ = vkey and read_key(vkey.strip()), policy and Policy(policy)
    except Wrong as wrong:
        parser.error(f"what was given as key or policy {wrong}")
    names = [f.relative_to(at).as_posix() for f in at.rglob("*") if f.is_symlink() or not f.is_dir()]
    check = Check(names, lambda name: ordinary(at / name).open("rb"), vkey.strip(), policy, asked.bytes_only)
    age = asked.now and asked.now.replace(tzinfo=asked.now.tzinfo or UTC) - EPOCH - timedelta(microseconds=check.at)
    if age is not None and not timedelta(-1) <= age <= timedelta(asked.max_age):
        check.fault("checkpoint", f"is {age.days} days old, and should be {asked.max_age} at most")
    data = {"well": not check.fault_count, "exercise": bool((rules := check.rules) and rules.opening.get("exercise")),
            "log": (head := check.head) and head.origin, "key": check.key and check.key.text, "key_given": bool(vkey),
            "entries": head and head.size, "root": head and base64.b64encode(head.root).decode(), "at": check.at and
            instant(check.at), "faults": check.faults, "fault_count": check.fault_count, "outcomes": rules.outcomes
            if rules else [], "witnesses": [*check.times]}
    print(json.dumps(data) if asked.json else "\n".join(told(check, data)))
    return 0 if data["well"] else 5
if __name__ == "__main__":
    raise SystemExit(main())
