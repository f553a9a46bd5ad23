"""The registry: an act and an instant make the next entry of the log and what it brings about, or are refused.

The same step makes an entry, tries one out, and recomputes one for an audit (L3); it reads no clock, file or key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from foedus.accord.model import Accord
from foedus.accord.zones import Zones
from foedus.basics.canonical import canonical
from foedus.basics.instant import FAR_FUTURE, Instant, told
from foedus.basics.problem import Problem
from foedus.ledger.merkle import Frontier, leaf_hash
from foedus.procedure.compiling import at_the_start, compile_procedure
from foedus.procedure.machine import next_limit
from foedus.procedure.rules import Procedure
from foedus.procedure.state import State
from foedus.report.model import Report
from foedus.watch.acts import REGISTRY, Act, Kind, SignedAct, signatures_written
from foedus.watch.alleging import Version, duties_of
from foedus.watch.bodies import BODIES, BY_REGISTRY, MOVES, NAMES_A_FINDING, Where, fault_of_body, move_of, problem_of
from foedus.watch.course import Course
from foedus.watch.evidence import Evidence
from foedus.watch.handing import Handed
from foedus.watch.keyring import Keyring, fault_of_signatures, new_key, signers
from foedus.watch.own_word import fault_of_word
from foedus.watch.vouching import NOTHING, Confirmed
from foedus.watch.witnessed import Witnesses, time_of, wrong_time
from foedus.watch.world import Instruments, Standing, World

VERSION = 1
"""The version of these rules, in each entry; a later one keeps this one, so that old entries can be recomputed."""

FARTHEST = 1_000
"""How far the number of an act may be above that of its actor's last one: some may have been signed and not sent."""
LARGEST_ENTRY = 65_535
"""Bytes of an entry: an entry bundle holds each with a length of 16 bits (C2SP tlog-tiles)."""

_MOST_NAMES = 60
"""So many names are listed in a refusal; an alliance and two bodies have fewer."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log. outcomes: what it brought about, in order."""

    signed: SignedAct
    at: Instant
    outcomes: tuple[dict[str, Any], ...]

    def written(self) -> bytes:
        """Its canonical bytes."""
        return canonical({
            "act": self.signed.act.payload(), "at": self.at, "kind": self.signed.act.kind.value,
            "outcomes": list(self.outcomes), "signatures": signatures_written(self.signed), "version": VERSION,
        })  # fmt: skip


@dataclass(frozen=True, slots=True)
class Done:
    """An entry with the world after it. content: the bytes of the entry. blobs: what must be durable beside the log
    before the entry is (L2)."""

    entry: Entry
    content: bytes
    world: World
    blobs: tuple[bytes, ...] = ()


class Registry:
    """The rules of one log: the accord, its procedure, and the evidence, of which it is the owner."""

    def __init__(self, accord: Accord, zones: Zones, witnesses: Witnesses | None = None) -> None:
        """accord, zones: as the opening of the log has them. witnesses: None in a log that runs on its own clock."""
        self.accord = accord
        self.witnesses = witnesses
        self.procedure: Procedure = compile_procedure(accord)
        self._evidence = Evidence(accord, zones)
        self._duties = duties_of(accord)

    def opened(self, signed: SignedAct, at: Instant, keyring: Keyring) -> Done:
        """The first entry, checked by who reads or writes it; keyring: with the key of the registry."""
        state = replace(at_the_start(self.procedure), at=at)
        look = self._evidence.look(0, at, state.until)
        entry = Entry(signed, at, ())
        content = entry.written()
        tree, name = (leaf_hash(content),), hashlib.sha256(content).hexdigest()
        world = World(1, state, keyring, {REGISTRY: signed.act.sequence}, look=look, tree=tree, log=name)
        return Done(entry, content, world)

    def step(
        self, world: World, signed: SignedAct, at: Instant, handed: Handed | None = None,
        confirmed: Confirmed = NOTHING, if_quiet: bytes | None = None,
    ) -> Done | Problem:  # fmt: skip
        """The next entry. handed: what an act of the kind `reports` hands in. confirmed: signatures of this very act
        that were found to hold before; the others are looked at here. if_quiet: the canonical bytes of the entry if
        nothing follows from the act, where they are known.

        Errors: a problem (`C00xx` of keys, signatures and interval; `C01xx`, `C02xx` of the procedure) with its reason;
        then nothing has changed.
        """
        refused = self._inadmissible(world, signed, at, confirmed)
        if refused is not None:
            return refused
        course = self._course(world)
        course.pass_to(at)
        after = self._carry_out(world, signed, course, handed)
        if isinstance(after, Problem):
            return after
        return self._done(Entry(signed, at, tuple(course.outcomes)), after, course, if_quiet)

    def passed(self, world: World, at: Instant) -> tuple[World, tuple[dict[str, Any], ...]]:
        """Where the log would stand at an instant if nothing were logged until then, and what time alone brings about.

        For looking ahead: which finding a member can vote on, which limits have run out though nobody logged it yet.
        """
        course = self._course(world)
        course.pass_to(at)
        after = replace(world, state=course.state, look=course.look, versions=course.versions, quiet_until=0)
        return after, tuple(course.outcomes)

    def _course(self, world: World) -> Course:
        return Course(
            self.procedure, self._evidence, self._duties, world.state, world.reports, world.look, world.versions,
            world.quiet_until,
        )

    def reports_of(self, version: Version) -> tuple[tuple[Report, int], ...]:
        """The reports that a finding rested on, each with the entry that brought it, in the order of the log; those too
        that were taken back since."""
        return self._evidence.reports({r for made_of in version.reports.values() for r in made_of})

    def _done(self, entry: Entry, world: World, course: Course, if_quiet: bytes | None) -> Done | Problem:
        """The entry, and the world with what its course has changed."""
        written = if_quiet if if_quiet is not None and not entry.outcomes else entry.written()
        if len(written) > LARGEST_ENTRY:
            return Problem(
                "C0068", None, f"this entry would have {len(written):,} bytes",
                f"an entry of a log has at most {LARGEST_ENTRY:,}",
                "shorten the reasons or the note by as much, and name in its source where the long text can be read",
            )  # fmt: skip
        tree = Frontier(world.entries, world.tree)
        tree.append(leaf_hash(written))
        act = entry.signed.act
        # Not by `replace`, which takes several times as long; a test sees that nothing is left out.
        after = World(
            world.entries + 1, course.state, world.keyring, {**world.sequences, act.actor: act.sequence},
            course.reports, course.look, course.versions, world.standings, world.instruments, world.witnessed_at,
            tree.parts, world.log, self._quiet_until(world, course.state),
        )  # fmt: skip
        return Done(entry, written, after, tuple(course.blobs))

    def _quiet_until(self, before: World, state: State) -> Instant:
        """Through when time alone brings nothing about: worked out anew only where the state says something else."""
        was = before.state
        if before.quiet_until and (
            state.cases is was.cases and state.guarantees is was.guarantees and state.until == was.until
            and state.ended is was.ended
        ):  # fmt: skip
            return before.quiet_until
        limit = next_limit(self.procedure, state)
        return FAR_FUTURE if limit is None else limit

    # -- may it come in? -----------------------------------------------------------------------------------------------

    def _inadmissible(
        self, world: World, signed: SignedAct, at: Instant, confirmed: Confirmed
    ) -> Problem | None:
        act, zone = signed.act, self.accord.time_zone
        if at < world.state.at:
            return Problem(
                "C0066", None, f"the clock stands at {told(at, zone)}, and the last entry was made later, at "
                f"{told(world.state.at, zone)}",
                "a limit would run out twice or never if the time of a log could fall",
                "set the clock right, or wait until the time of the last entry has come, then do it again; in an "
                "exercise name a later time with `--at`",
            )  # fmt: skip
        if act.accord != self.procedure.accord:
            return Problem(
                "C0057", None, "this act is for another accord",
                f'it names a text of digest {act.accord[:16]}, and this log is of "{self.accord.name[:80]}", of digest '
                f"{self.procedure.accord[:16]}; a signature for one accord never serves another (P3)",
                "see that the act was made for this log; if the text was changed since, it must be read and signed "
                "anew: make the act again with `--log` naming this log or a copy of it",
            )  # fmt: skip
        if act.log != world.log:
            return Problem(
                "C0057", None, "this act is for another log of the same accord",
                f"it names the log {act.log[:16] or '(none)'}, and this one is {world.log[:16]}; a signature for one "
                "log, an exercise say, never serves in another (P3)",
                "see which log was meant; for this one make the act again with `--log` naming it or a copy of it",
            )  # fmt: skip
        if self.witnesses is not None and act.kind is not Kind.TIME and (
            late := wrong_time(at, world.witnessed_at, zone)
        ):
            return late
        return self._may_act(world, signed, confirmed) or _out_of_time(act, at, zone) or _out_of_sequence(act, world)

    def _may_act(self, world: World, signed: SignedAct, confirmed: Confirmed) -> Problem | None:
        act = signed.act
        if act.actor != REGISTRY and act.actor not in self.procedure.parties:
            members = [m for _, group in world.state.groups for m in group]
            if act.actor not in members:
                return _nobody(act.actor, [*self.procedure.parties, *members])
        if act.kind in BY_REGISTRY and act.actor != REGISTRY:
            return Problem(
                "C0059", None, f"{act.actor} cannot do this",
                f"an act of the kind `{act.kind.value}` is for the registry alone",
                "let the registry note it, with a source that everybody can read (`foedus membership`, "
                "`foedus standing`)",
            )  # fmt: skip
        keys = signers(world.keyring, REGISTRY, signed)
        return keys if isinstance(keys, Problem) else fault_of_signatures(keys, signed, confirmed)

    # -- what it does --------------------------------------------------------------------------------------------------

    def _carry_out(
        self, world: World, signed: SignedAct, course: Course, handed: Handed | None
    ) -> World | Problem:
        act, mark = signed.act, world.entries
        if act.kind in BODIES and (fault := fault_of_body(act)) is not None:
            return fault
        if act.kind in MOVES:
            return self._move(world, act, course, mark)
        match act.kind:
            case Kind.ENROLMENT | Kind.ROTATION:
                key = new_key(world.keyring, signed)
                assert not isinstance(key, Problem), "looked at before"
                return replace(world, keyring=world.keyring.with_key(act.actor, key))
            case Kind.REVOCATION:
                return replace(world, keyring=world.keyring.without(act.subject))
            case Kind.REPORTS:
                assert handed is not None, "whoever reads an act of reports reads them"
                return fault_of_word(self.accord, act.actor, handed.reports) or self._take_in(world, course, handed)
            case Kind.TIME:
                return self._tell_time(world, act, course.state.at)
            case Kind.STANDING:
                known = [*self.procedure.parties, *(m for _, group in world.state.groups for m in group)]
                if act.subject not in known:
                    return _nobody(act.subject, known)
                return replace(world, standings=(*world.standings, _standing(act, course.state.at, mark)))
            case _:
                return Problem(
                    "C0052", None, f"this log is open already, and has {world.entries:,} entries",
                    "its opening is entry 0, and a second one would begin a second history in it",
                    "go on with this log; to begin anew, open another in an empty folder (`foedus open`)",
                )  # fmt: skip

    def _move(self, world: World, act: Act, course: Course, mark: int) -> World | Problem:
        if act.kind in NAMES_A_FINDING:
            case = course.state.case(act.body["case"])
            if case is not None and act.subject not in case.findings:
                return Problem(
                    "C0107", None, f"finding {act.subject[:12]} is not what case {case.number} is about",
                    "a signature on one finding must not serve for another (P3)",
                    "make the act again from a fresh copy of the log, which names the finding in question, "
                    f"{case.in_question[:12]}; see that case {case.number} is the one that you mean",
                )  # fmt: skip
        move = move_of(act, Where(self.procedure, course.state, mark))
        if isinstance(move, Problem):
            return move
        refusal = course.move(move)
        if refusal is not None:
            return problem_of(refusal)
        if act.kind is Kind.DEPOSIT:
            body = act.body
            said = Instruments(act.actor, act.subject, body["signatory"], body["office"], body["document"], mark)
            return replace(world, instruments=(*world.instruments, said))
        return world

    def _tell_time(self, world: World, act: Act, at: Instant) -> World | Problem:
        """An entry that lets time pass, so that limits fire though nobody acts (T5, P4a)."""
        if self.witnesses is not None:
            size = world.entries
            given = time_of(self.witnesses, act.body, size, Frontier(size, world.tree).root())
            if isinstance(given, Problem):
                return given
            given = max(given, world.state.at)  # where they say less than before, the time stands (P4a)
            return wrong_time(at, given, self.accord.time_zone) or replace(world, witnessed_at=given)
        if act.body:
            return Problem(
                "C0069", None, "this log has no witnesses, and the act brings their signatures",
                "this log was opened without witnesses, and its time is that of the registry's clock",
                "let the registry look at its own clock: `foedus tick`",
            )  # fmt: skip
        return world

    def _take_in(self, world: World, course: Course, handed: Handed) -> World | Problem:
        fresh = self._evidence.fresh(handed.reports, world.reports)
        if not fresh:
            return Problem(
                "C0070", None, "none of these reports is new",
                "each of them is in the log already, and a report counts once (R1)",
                "see that it is the file that you mean (`foedus reports show FILE`); if it is, leave it at that",
            )  # fmt: skip
        now = [replace(report, known_at=course.state.at) for report in fresh]
        course.reports = self._evidence.add(now, handed.declared, world.reports, world.entries)
        course.look_again()
        assert course.look is not None
        fingerprint = self._evidence.fingerprint(course.look)
        course.outcomes.insert(0, {"type": "evidence", "new": len(fresh), "reports": course.reports, **fingerprint})
        return world


def _standing(act: Act, at: Instant, mark: int) -> Standing:
    return Standing(act.subject, act.body["matter"], act.body["says"], act.body["source"], at, mark)


def _nobody(name: str, known: Iterable[str]) -> Problem:
    """That somebody acts whom the accord does not name, with the names that it could be."""
    names = sorted(dict.fromkeys(known))
    near = get_close_matches(name, names, 1, 0.6)
    all_of_them = ", ".join(names[:_MOST_NAMES]) + (" and others" if len(names) > _MOST_NAMES else "")
    return Problem(
        "C0058", None, f"{name[:40]} is nobody in this accord",
        "only its parties and the members of its alliances and bodies act, and the registry: " + all_of_them,
        (f"did you mean {near[0]}? " if near else "") + "write the name as the accord does; who has joined an alliance "
        "since must be noted first (`foedus membership`)",
    )  # fmt: skip


def _out_of_time(act: Act, at: Instant, zone: str) -> Problem | None:
    if act.not_before <= at <= act.not_after:
        return None
    early = at < act.not_before
    return Problem(
        "C0065", None, f"this act {'does not hold yet' if early else 'holds no longer'} at {told(at, zone)}",
        f"{act.actor} signed it for the time from {told(act.not_before, zone)} to {told(act.not_after, zone)}, so that "
        "it cannot be kept back and used when it suits somebody",
        "hand it in again once its time has come; if it should hold now, see that both clocks are right" if early
        else f"let {act.actor} sign it again; where the way to the registry is long, for more days (`--valid-days 7`)",
    )  # fmt: skip


def _out_of_sequence(act: Act, world: World) -> Problem | None:
    last = world.sequences.get(act.actor, 0)
    if act.sequence > last + FARTHEST:
        return Problem(
            "C0067", None, f"this is act number {act.sequence:,} of {act.actor}, and the last has number {last:,}",
            f"numbers rise by {FARTHEST:,} at most, so that nobody with a stolen key can use them all up",
            f"let {act.actor} make it again from a fresh copy of the log, which gives it the number {last + 1:,}",
        )  # fmt: skip
    if act.sequence > last:
        return None
    twice = act.sequence == last
    return Problem(
        "C0067", None, f"this is act number {act.sequence} of {act.actor}, and number {last} is in the log already",
        "acts are numbered, so that nothing that was signed can be used twice; this one "
        + ("is in the log already, or another has taken its number" if twice else "was overtaken by a later one"),
        f"see with `foedus status` whether it is in the log; if it is not, let {act.actor} make it again from a fresh "
        f"copy of the log, which gives it the number {last + 1}",
    )  # fmt: skip
