"""An exercise played: a scenario's lines as acts with keys of the exercise, each with what it brought about (P8).

Everything comes from the scenario, its keys included, so that everybody who plays it gets the same log byte for byte.
An exercise is marked as one in its opening and in the name of its log, and its keys are worth nothing anywhere else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from foedus.basics.instant import DAY, Instant, from_local
from foedus.basics.problem import Problem
from foedus.ledger.keys import SeedSigner, Signer
from foedus.procedure.allowed_consents import construction_of
from foedus.procedure.case_words import named
from foedus.procedure.due_form import Office
from foedus.procedure.state import Case, Stage
from foedus.watch.acts import REGISTRY, Act, Kind
from foedus.watch.handing import Handed, body_of
from foedus.watch.registry import Done, Registry
from foedus.watch.scenario import Expectation, Line, Scenario, Verb
from foedus.watch.signing import key_of, registry_s_own, signed_by
from foedus.watch.world import World

ReadFile: TypeAlias = Callable[[str, str, Instant], Handed | Problem]
"""Reads a file of reports that a line names, as of the instant at which it is handed in."""

Body: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Played:
    """What became of one act of a line. blobs: what goes beside the log with it. by_itself: done untold,
    as first keys and looks at the clock are."""

    line: Line
    actor: str
    at: Instant
    done: Done | Problem
    blobs: tuple[bytes, ...] = ()
    by_itself: bool = False


@dataclass(frozen=True, slots=True)
class _Asked:
    """An act to be made. signers: who signs, if not its actor alone."""

    actor: str
    kind: Kind
    subject: str
    body: Body
    handed: Handed | None = None
    blob: bytes | None = None
    signers: tuple[Signer, ...] = ()


def seed_of(scenario: Scenario, actor: str, number: int = 1) -> bytes:
    """The 32 bytes of a key of the exercise. number: rises when a lost key is replaced."""
    return hashlib.sha256(f"foedus exercise\n{scenario.seed}\n{actor}\n{number}".encode()).digest()


class Rehearsal:
    """The owner of the world of one exercise, and of its keys."""

    def __init__(self, scenario: Scenario, registry: Registry, world: World, read: ReadFile) -> None:
        """world: after the opening, whose registry has the key of `seed_of(scenario, REGISTRY)`."""
        self._scenario, self._registry, self.world, self._read = scenario, registry, world, read
        self._signers: dict[str, Signer] = {REGISTRY: SeedSigner(REGISTRY, seed_of(scenario, REGISTRY))}
        self._numbers: dict[str, int] = {}

    def enrol_all(self, line: Line) -> Iterator[Played]:
        """Everybody who is named by the accord enrols a key, at the instant of the log."""
        state = self.world.state
        names = [*self._registry.procedure.parties, *(m for _, members in state.groups for m in members)]
        for name in dict.fromkeys(names):
            yield replace(self._do(replace(line, refused=""), state.at, self._enrolment(name)), by_itself=True)

    def play(self) -> Iterator[Played]:
        """Play the lines in order; an act that is refused is given as such, and changes nothing.

        Before each line the registry looks at the clock, so that everybody sees which limits have run out by then.
        """
        for line in self._scenario.lines:
            yield from self.play_line(line)

    def play_line(self, line: Line) -> Iterator[Played]:
        """Play one line, which may be one that the scenario does not have."""
        at = from_local(line.moment, self._registry.accord.time_zone)
        if line.verb is not Verb.TIME and self._registry.passed(self.world, at)[1]:
            yield replace(self._do(line, at, _Asked(REGISTRY, Kind.TIME, "time", {})), by_itself=True)
        if (unknown := self._unknown(line)) is not None:
            yield Played(line, REGISTRY, at, unknown)
            return
        for name in self._names(line):
            asked = self._asked(line, name, at)
            if isinstance(asked, Problem):
                yield Played(line, name, at, asked)
            else:
                yield self._do(line, at, asked)

    def _do(self, line: Line, at: Instant, asked: _Asked) -> Played:
        sequence = self.world.sequences.get(asked.actor, 0) + 1
        accord = self._registry.procedure.accord
        act = Act(accord, asked.actor, asked.kind, asked.subject, asked.body, sequence, at, at + DAY, self.world.log)
        signers = asked.signers or ((self._signers[asked.actor],) if asked.actor in self._signers else ())
        own = asked.actor == REGISTRY and not asked.signers
        signed = registry_s_own(act, *signers) if own else signed_by(act, *signers)
        done = self._registry.step(self.world, signed, at, asked.handed)
        blobs: tuple[bytes, ...] = ()
        if isinstance(done, Done):
            self.world = done.world
            blobs = done.blobs if asked.blob is None else (asked.blob, *done.blobs)
        return Played(line, asked.actor, at, done, blobs)

    def _names(self, line: Line) -> tuple[str, ...]:
        if line.verb in (Verb.TIME, Verb.REPORTS, Verb.JOINS, Verb.LEAVES, Verb.NOTES):
            return (REGISTRY,)
        members = self.world.state.members(line.group) if line.group else line.names
        return tuple(name for name in members if name not in line.besides)

    def _unknown(self, line: Line) -> Problem | None:
        """That `every member of` names no group, or leaves out somebody who is none of its members."""
        if not line.group:
            return None
        members, groups = self.world.state.members(line.group), [name for name, _ in self.world.state.groups]
        strangers = [name for name in line.besides if name not in members]
        if line.group not in groups:
            return Problem(
                "C0309", line.span, f"there is no alliance or body {line.group[:40]} in this accord",
                f"it has {', '.join(groups) or 'none'}; the line would be for nobody", "name one of them",
            )  # fmt: skip
        if strangers:
            return Problem(
                "C0309", line.span, f"{', '.join(strangers)} cannot be left out of {line.group}: no member of it",
                f"its members are {', '.join(members)}; whoever was meant would act all the same",
                "write the name as the accord does",
            )  # fmt: skip
        return None

    def _asked(self, line: Line, name: str, at: Instant) -> _Asked | Problem:
        match line.verb:
            case Verb.REPORTS:
                handed = self._read(line.what, line.source, at)
                if isinstance(handed, Problem):
                    return handed
                subject, body, blob = body_of(handed.reports, handed.declared)
                return _Asked(name, Kind.REPORTS, subject, body, handed, blob)
            case Verb.TIME:
                return _Asked(name, Kind.TIME, "time", {})
            case Verb.JOINS | Verb.LEAVES:
                body = {"member": line.names[0], "leaves": line.verb is Verb.LEAVES, "source": "exercise"}
                return _Asked(name, Kind.MEMBERSHIP, line.what, body)
            case Verb.NOTES:
                body = {"matter": line.what, "says": line.says, "source": line.source}
                return _Asked(name, Kind.STANDING, line.names[0], body)
            case Verb.REVOKES:
                return self._revocation(name)
            case Verb.ENROLS:
                return self._enrolment(name)
            case Verb.DEPOSITS | Verb.WITHDRAWS | Verb.REVIEWS | Verb.OBJECTS:
                return self._about_accord(line, name)
            case _:
                return self._about_case(line, name)

    def seeds(self) -> dict[str, bytes]:
        """What the keys in force are made of now, by name, the registry's among them: to go on with by hand."""
        held = self.world.keyring.current
        return {name: seed_of(self._scenario, name, self._numbers.get(name, 1)) for name in sorted(held)}

    # -- keys ----------------------------------------------------------------------------------------------------------

    def _enrolment(self, name: str) -> _Asked:
        """A first key, or the next one where the one before was lost."""
        number = self._numbers[name] = self._numbers.get(name, 0) + 1
        own = self._signers[name] = SeedSigner(name, seed_of(self._scenario, name, number))
        text = key_of(own).text
        return _Asked(name, Kind.ENROLMENT, text, {"key": text}, signers=(own, self._signers[REGISTRY]))

    def _revocation(self, name: str) -> _Asked:
        held = self.world.keyring.current.get(name)
        subject = held.id_text if held else name
        return _Asked(
            name, Kind.REVOCATION, subject, {"reason": "lost"}, signers=(self._signers[REGISTRY],)
        )  # fmt: skip

    # -- deeds ---------------------------------------------------------------------------------------------------------

    def _about_accord(self, line: Line, name: str) -> _Asked | Problem:
        guarantee = line.article or next((g.name for g in self._registry.procedure.guarantees), "")
        match line.verb:
            case Verb.OBJECTS:
                return _Asked(name, Kind.OBJECTION, "renewal", {})
            case Verb.REVIEWS:
                return _Asked(name, Kind.REVIEW, guarantee, {"act": self._permitted(guarantee)})
            case Verb.WITHDRAWS:
                return _Asked(name, Kind.WITHDRAWAL, guarantee, {"reason": "exercise"})
            case _:
                return self._deposit(line, name, guarantee)

    def _permitted(self, guarantee: str) -> str:
        rule = self._registry.procedure.guarantee(guarantee)
        return rule.review.act if rule is not None and rule.review is not None else ""

    def _deposit(self, line: Line, name: str, guarantee: str) -> _Asked:
        """An instrument of the exercise, in due form: its document says that it is one."""
        rule = self._registry.procedure.guarantee(guarantee)
        construction = construction_of(rule, self.world.state, name) if rule else None
        document = f"EXERCISE\nInstrument of {name} for Article {guarantee}; it binds nobody.\n".encode()
        until = from_local(line.until, self._registry.accord.time_zone) if line.until else None
        body: Body = {
            "construction": construction.value if construction else "", "office": Office.HEAD_OF_STATE.value,
            "signatory": f"head of State of {name} (exercise)", "document": hashlib.sha256(document).hexdigest(),
            "full_powers": "", "reservation": "", "valid_until": until, "waits_for": list(line.waits_for),
        }  # fmt: skip
        return _Asked(name, Kind.DEPOSIT, guarantee, body, blob=document)

    def _about_case(self, line: Line, name: str) -> _Asked | Problem:
        case = self._case(line)
        if case is None:
            cases = self.world.state.cases
            return Problem(
                "C0310", line.span, "there is no case that this could be about",
                f"by then there is {', '.join(named(c) for c in cases)}, and no case {line.case}" if cases
                else "by then no breach has been found that a body certifies",
                "name one of these: `in case 1`" if cases
                else "put the line after the reports that show the breach; what is found of them is told there",
            )  # fmt: skip
        number = {"case": case.number}
        match line.verb:
            case Verb.ATTESTS:
                body: Body = {**number, "vote": "for" if line.favours else "against"}
                return _Asked(name, Kind.ATTESTATION, case.finding, body)
            case Verb.ATTESTS_CURE:
                return _Asked(name, Kind.CURE_ATTESTATION, case.finding, number)
            case Verb.CHALLENGES:
                body = {**number, "ground": line.what, "reasons": "exercise"}
                return _Asked(name, Kind.CHALLENGE, case.finding, body)
            case Verb.RULES:
                body = {**number, "vote": "uphold" if line.favours else "reject", "reasons": "exercise"}
                return _Asked(name, Kind.RULING, case.in_question, body)
            case _:
                return _Asked(name, Kind.WAIVER, case.finding, number)

    def _case(self, line: Line) -> Case | None:
        """The case that is named; else the last that runs, else the last there is."""
        cases = self.world.state.cases
        if line.case:
            return self.world.state.case(line.case)
        running = [c for c in cases if c.stage.runs]
        return running[-1] if running else (cases[-1] if cases else None)


def unmet(scenario: Scenario, world: World) -> tuple[Problem, ...]:
    """The expectations of a scenario that its end does not fulfil."""
    found = []
    for expected in scenario.expects:
        is_there = _at_the_end(expected.what, expected.about, world)
        if is_there is not None:
            found.append(Problem(
                "C0311", expected.span, f"expected was {_words(expected)}", is_there,
                "read the story above from the top: after each line it says what followed, and why; then change the "
                "lines, the expectation, or the accord",
            ))  # fmt: skip
    return tuple(found)


def _words(expected: Expectation) -> str:
    match expected.what:
        case "no case":
            return "no case"
        case "award" | "no award":
            return f"{'an' if expected.what == 'award' else 'no'} award under Article {expected.about}"
        case stage:
            return f"that case {expected.about} is `{stage}`"


def _at_the_end(what: str, about: str, world: World) -> str | None:
    """What is there instead of what was expected; None if it is there."""
    if what == "no case":
        return f"there is {', '.join(named(case) for case in world.state.cases)}" if world.state.cases else None
    if what in ("award", "no award"):
        standing = world.state.guarantee(about)
        if standing is None:
            names = ", ".join(f"Article {g.name}" for g in world.state.guarantees)
            return f"there is no guarantee in Article {about}" + (f", only in {names}" if names else "")
        awarded = standing.awarded_at is not None
        return None if awarded == (what == "award") else f"it was {'awarded' if awarded else 'not awarded'}"
    case = world.state.case(int(about))
    if case is None:
        return f"there is no case {about}; {len(world.state.cases)} were opened"
    stage = Stage(what) if what in set(Stage) else None
    return None if case.stage is stage else f"{named(case)} is `{case.stage}`"
