"""The policy of a log: whose witnesses, and how many of which, make a head one to rely on (C2SP tlog-policy)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from foedus.basics.problem import Problem
from foedus.ledger.checkpoint import whole_number
from foedus.ledger.keys import COSIGNATURE, ED25519, VerifierKey, parse_vkey
from foedus.ledger.malformed import Malformed, quoted

NONE = "none"
"""The quorum that asks for no witness."""

_MEND_LINE = "write `log VKEY [URL]`, `witness NAME VKEY [URL]`, `group NAME all|any|NUMBER MEMBER...` or `quorum NAME`"


@dataclass(frozen=True, slots=True)
class Named:
    """A log or a witness. name: of a witness, by which the policy speaks of it; that of its key for a log."""

    name: str
    key: VerifierKey
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Members of which at least so many must have cosigned; a member is a witness or a group."""

    name: str
    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """Every name in it is defined, before it is used. quorum: a witness, a group, or `none`."""

    logs: tuple[Named, ...] = ()
    witnesses: tuple[Named, ...] = ()
    groups: tuple[Group, ...] = ()
    quorum: str = NONE

    @cached_property
    def witness_keys(self) -> tuple[VerifierKey, ...]:
        """The keys of all witnesses."""
        return tuple(each.key for each in self.witnesses)


def quorum_met(policy: Policy, cosigners: Iterable[VerifierKey]) -> bool:
    """Whether those who have cosigned a head are enough. Keys that the policy does not name count nothing."""
    signed = {key.public for key in cosigners}
    met: dict[str, bool] = {NONE: True} | {each.name: each.key.public in signed for each in policy.witnesses}
    for group in policy.groups:  # members stand before their groups, so one pass is enough
        met[group.name] = sum(met[member] for member in group.members) >= group.needed
    return met[policy.quorum]


def parse_policy(content: bytes, file: str = "witness.policy") -> Policy | tuple[Problem, ...]:
    """A policy out of its text, or all that is wrong with it, line by line.

    Names are bytes without meaning: no two spellings are the same name. Stricter than C2SP in one thing: the number
    of a group has no zeros before it.
    """
    draft, problems = _Draft(), []
    lines = content.split(b"\n")
    if lines[-1]:
        lines.append(b"")
        problems.append(_syntax(len(lines) - 1, "the last line has no end", "end it with a line feed"))
    for number, row in enumerate(lines, 1):
        try:
            draft.take(_items(row, number), number)
        except Malformed as refused:
            problems.append(refused)
    if not draft.quorum:
        problems.append(Malformed("L0026", "the policy has no quorum", "it does not say which witnesses are enough",
                                  "end it with `quorum NAME`, or `quorum none`", len(lines) - 1))  # fmt: skip
    if problems:
        return tuple(each.problem(file) for each in problems)
    return Policy(tuple(draft.logs), tuple(draft.witnesses), tuple(draft.groups), draft.quorum)


def _items(row: bytes, number: int) -> list[str]:
    strange = next((byte for byte in row if (byte < 0x20 and byte != 0x09) or byte == 0x7F), None)
    if strange is not None:
        raise _syntax(number, f"the line holds a control character ({strange:#04x})", "take it out")
    items = [item.decode("utf-8", "surrogateescape") for item in row.replace(b"\t", b" ").split(b" ") if item]
    return [] if items and items[0].startswith("#") else items


@dataclass
class _Draft:
    """A policy while its lines are read; owned by `parse_policy`. used: members of a group already."""

    logs: list[Named] = field(default_factory=list)
    witnesses: list[Named] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    quorum: str = ""
    names: set[str] = field(default_factory=lambda: {NONE})
    used: set[str] = field(default_factory=set)

    def take(self, items: list[str], line: int) -> None:
        """Add what a line says. Errors: Malformed, and then the line says nothing."""
        match items:
            case []:
                return
            case ["log", vkey, *url] if len(url) < 2:
                self.log(vkey, "".join(url), line)
            case ["witness", name, vkey, *url] if len(url) < 2:
                self.witness(name, vkey, "".join(url), line)
            case ["group", name, number, first, *others]:
                self.group(name, number, [first, *others], line)
            case ["quorum", name]:
                self.set_quorum(name, line)
            case _:
                raise _syntax(line, f"{quoted(' '.join(items))} is no line of a policy", _MEND_LINE)

    def log(self, vkey: str, url: str, line: int) -> None:
        key = _key(vkey, ED25519, line)
        _refuse_known_key(key, self.logs, line)
        self.logs.append(Named(key.name, key, url))

    def witness(self, name: str, vkey: str, url: str, line: int) -> None:
        self.define(name, line)  # even if its key is refused: each mistake is told once, where it is made
        key = _key(vkey, COSIGNATURE, line)
        _refuse_known_key(key, self.witnesses, line)
        self.witnesses.append(Named(name, key, url))

    def group(self, name: str, number: str, members: list[str], line: int) -> None:
        known = set(self.names)
        self.define(name, line)
        for member in members:
            self.must_be_known(member, known, line)
            if member == NONE:
                raise Malformed("L0023", "`none` is member of a group", "it is no witness, only a quorum",
                                "take it out of the group", line)  # fmt: skip
            if member in self.used:
                raise Malformed(
                    "L0024", f"{quoted(member)} is member of two groups, or twice of one",
                    "one witness would count more than once", "name each witness and each group in one group", line,
                )  # fmt: skip
            self.used.add(member)
        words: Mapping[str, int | None] = {"all": len(members), "any": 1}
        needed = words.get(number, whole_number(number))
        if needed is None or not 1 <= needed <= len(members):
            raise Malformed(
                "L0025", f"{quoted(number)} is no number of members of this group",
                f"it has {len(members)}", "write `all`, `any`, or a number from one to that", line,
            )  # fmt: skip
        self.groups.append(Group(name, needed, tuple(members)))

    def set_quorum(self, name: str, line: int) -> None:
        if self.quorum:
            raise Malformed("L0026", "the policy has two quorums", "a reader could take either", "keep one", line)
        self.quorum = name
        self.must_be_known(name, self.names, line)

    def define(self, name: str, line: int) -> None:
        if name in self.names:
            raise Malformed("L0022", f"{quoted(name)} is defined twice", "a group could mean the one or the other",
                            "give each witness and each group its own name; `none` is taken", line)  # fmt: skip
        self.names.add(name)

    def must_be_known(self, name: str, known: set[str], line: int) -> None:
        if name not in known:
            raise Malformed(
                "L0023", f"{quoted(name)} is not defined", "a group and the quorum are made of what stands before them",
                "define it on a line before, or mend its spelling", line,
            )  # fmt: skip


def _key(vkey: str, kind: int, line: int) -> VerifierKey:
    whose = "log" if kind == ED25519 else "witness"
    mend = f"give the verifier key of a {whose}: its type is {kind:#04x}"
    try:
        key = parse_vkey(vkey)
    except Malformed as refused:
        raise Malformed("L0021", refused.what, refused.why, mend, line) from None
    if key.kind != kind:
        raise Malformed("L0021", f"{quoted(vkey)} is no key of a {whose}", f"its type is {key.kind:#04x}", mend, line)
    return key


def _refuse_known_key(key: VerifierKey, known: Iterable[Named], line: int) -> None:
    if any(key.public == each.key.public for each in known):
        raise Malformed("L0022", f"{quoted(key.name)} has a key that stands there already",
                        "one holder would count as two", "name each key once", line)  # fmt: skip


def _syntax(line: int, what: str, mend: str) -> Malformed:
    return Malformed("L0020", what, "programs that read the policy could read it in two ways", mend, line)
