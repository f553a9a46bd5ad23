"""A registry in memory for the tests: the conditional accession, keys of an exercise, and acts made by hand."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from foedus.accord.read_accord import ReadAccord, read_accord, read_source
from foedus.basics.instant import DAY, Instant, from_local
from foedus.basics.problem import Problem
from foedus.ledger.keys import SeedSigner, Signer
from foedus.report.read_reports import read_reports
from foedus.watch.acts import REGISTRY, Act, Kind, SignedAct
from foedus.watch.handing import Handed, body_of
from foedus.watch.keyring import Keyring
from foedus.watch.registry import Done, Registry
from foedus.watch.signing import key_of, signed_by
from foedus.watch.world import World

LIBRARY = Path(__file__).parents[1] / "library" / "conditional_accession"
ACCORD = LIBRARY / "conditional_accession.accord"
BREACH = LIBRARY / "exercises" / "reports" / "breach.json"
ZONE = "Europe/Kyiv"


def at(text: str) -> Instant:
    """`2025-06-14 20:00` in the accord's zone."""
    return from_local(datetime.strptime(text, "%Y-%m-%d %H:%M"), ZONE)


def seed(name: str, number: int = 1) -> bytes:
    return hashlib.sha256(f"test {name} {number}".encode()).digest()


def instrument(**other: Any) -> dict[str, Any]:
    """The body of a deposit in due form."""
    return {
        "construction": "protocol with a suspensive condition", "office": "head of State", "signatory": "who signed",
        "document": "0" * 64, "full_powers": "", "reservation": "", "valid_until": None, "waits_for": [], **other,
    }  # fmt: skip


def handed(path: Path = BREACH, now: Instant | None = None) -> Handed:
    read = read_reports(path, now=now)
    assert read.reports and not read.refused and not read.problems
    return Handed(read.reports, read.acts)


@dataclass
class Bench:
    """A world that acts change, with the keys of everybody. Each method gives what the registry said of the act."""

    registry: Registry
    world: World
    signers: dict[str, Signer]
    entries: list[bytes] = field(default_factory=list)
    blobs: dict[str, bytes] = field(default_factory=dict)

    def act(self, actor: str, kind: Kind, subject: str, body: dict[str, Any], when: Instant, **other: Any) -> Act:
        said: dict[str, Any] = {
            "accord": self.registry.procedure.accord, "actor": actor, "kind": kind, "subject": subject, "body": body,
            "sequence": self.world.sequences.get(actor, 0) + 1, "not_before": when, "not_after": when + DAY,
            "log": self.world.log, **other,
        }  # fmt: skip
        return Act(**said)

    def put(self, signed: SignedAct, when: Instant, reports: Handed | None = None) -> Done | Problem:
        done = self.registry.step(self.world, signed, when, reports)
        if isinstance(done, Done):
            self.world = done.world
            self.entries.append(done.content)
            self.blobs |= {hashlib.sha256(b).hexdigest(): b for b in done.blobs}
        return done

    def do(self, actor: str, kind: Kind, subject: str, body: dict[str, Any], when: Instant) -> Done | Problem:
        act = self.act(actor, kind, subject, body, when)
        return self.put(signed_by(act, self.signers[actor]), when)

    def enrol(self, name: str, when: Instant, number: int = 1) -> Done | Problem:
        signer = self.signers[name] = SeedSigner(name, seed(name, number))
        act = self.act(name, Kind.ENROLMENT, key_of(signer).text, {"key": key_of(signer).text}, when)
        return self.put(signed_by(act, signer, self.signers[REGISTRY]), when)

    def deposit(self, name: str, when: Instant, **other: Any) -> Done | Problem:
        return self.do(name, Kind.DEPOSIT, "5", instrument(**other), when)

    def report(self, when: Instant, reports: Handed | None = None) -> Done | Problem:
        given = reports or handed()
        subject, body, blob = body_of(given.reports, given.declared)
        if blob is not None:
            self.blobs[subject] = blob
        act = self.act(REGISTRY, Kind.REPORTS, subject, body, when)
        return self.put(signed_by(act, self.signers[REGISTRY]), when, given)

    def attest(self, name: str, when: Instant, vote: str = "for", case: int = 1) -> Done | Problem:
        finding = self.world.state.cases[case - 1].finding
        return self.do(name, Kind.ATTESTATION, finding, {"case": case, "vote": vote}, when)

    def challenge(self, when: Instant, ground: str = "forgery", case: int = 1) -> Done | Problem:
        finding = self.world.state.cases[case - 1].finding
        body = {"case": case, "ground": ground, "reasons": ""}
        return self.do("RU", Kind.CHALLENGE, finding, body, when)

    def rule(self, name: str, when: Instant, vote: str = "reject", case: int = 1) -> Done | Problem:
        finding = self.world.state.cases[case - 1].finding
        return self.do(name, Kind.RULING, finding, {"case": case, "vote": vote, "reasons": ""}, when)

    def wait(self, when: Instant) -> Done | Problem:
        return self.do(REGISTRY, Kind.TIME, "time", {}, when)

    def types(self) -> list[str]:
        """The types of the outcomes of the last entry."""
        return [o["type"] for o in json.loads(self.entries[-1])["outcomes"]]


def copied(bench: Bench) -> Bench:
    """A bench of its own at the same place. Both share the reports so far, so neither may hand in others."""
    return replace(bench, signers=dict(bench.signers), entries=list(bench.entries), blobs=dict(bench.blobs))


def opened(when: str = "2025-05-01 00:00", found: ReadAccord | None = None, enrol: bool = True) -> Bench:
    """A log of an accord just opened, everybody enrolled."""
    found = found or read_accord(ACCORD)
    assert found.accord is not None and found.zones is not None, [p.what for p in found.problems]
    registry = Registry(found.accord, found.zones)
    keeper = SeedSigner(REGISTRY, seed(REGISTRY))
    act = Act(found.accord.digest, REGISTRY, Kind.OPENING, found.accord.digest, {}, 1, at(when), at(when) + DAY)
    done = registry.opened(signed_by(act, keeper), at(when), Keyring().with_key(REGISTRY, key_of(keeper)))
    bench = Bench(registry, done.world, {REGISTRY: keeper}, [done.content])
    state = done.world.state
    names = dict.fromkeys([*registry.procedure.parties, *(m for _, ms in state.groups for m in ms)])
    for name in names if enrol else ():
        assert isinstance(bench.enrol(name, at(when)), Done)
    return bench


def armed(when: str = "2025-05-20 10:00") -> Bench:
    """Everybody enrolled, every consent deposited."""
    bench = opened()
    for name in bench.world.state.members("NATO"):
        assert isinstance(bench.deposit(name, at(when)), Done)
    return bench


def alleged(when: str = "2025-06-14 20:00") -> Bench:
    """Armed, and a material breach by RU found. No further reports are to be handed in: see `copied`."""
    return copied(_alleged(when))


@lru_cache
def _alleged(when: str) -> Bench:
    bench = armed()
    assert isinstance(bench.report(at(when)), Done)
    assert len(bench.world.state.cases) == 1
    return bench


def changed(old: str, new: str) -> ReadAccord:
    """The accord of the bench with one stretch of its text replaced."""
    text = ACCORD.read_text(encoding="utf-8")
    assert old in text
    return read_source(text.replace(old, new), "changed.accord", LIBRARY)
