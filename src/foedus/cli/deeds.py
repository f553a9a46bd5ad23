"""One act from the command line: made, signed, tried out, and logged or handed on."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

from foedus.basics.instant import DAY, HOUR, Instant
from foedus.basics.problem import Problem
from foedus.cli.exits import Exit
from foedus.cli.key_files import signer_of
from foedus.cli.log_folder import looked_at, opened_for_writing
from foedus.cli.log_options import How, instant_for, stop
from foedus.cli.say import as_json, say, say_problems, say_raw
from foedus.cli.write import must_be_writable, write_whole
from foedus.ledger.checkpoint import Checkpoint
from foedus.ledger.keys import Signer
from foedus.ledger.merkle import Frontier
from foedus.ledger.note import SignatureLine
from foedus.procedure.allowed import no_such_case
from foedus.watch.acts import REGISTRY, Act, Kind, SignedAct, signatures_written
from foedus.watch.ask_witness import ask_witness
from foedus.watch.bodies import problem_of
from foedus.watch.handing import Handed
from foedus.watch.keeper import Keeper
from foedus.watch.loading import Loaded
from foedus.watch.outcome_words import day_and_time, sentences
from foedus.watch.registry import Done, Entry
from foedus.watch.signing import Named, registry_s_own, signed_by
from foedus.watch.witnessed import Witnesses, time_body, time_of


@dataclass(frozen=True, slots=True)
class Deed:
    """What is to be signed. blobs: what goes beside the log with it. also: who signs besides its actor."""

    actor: str
    kind: Kind
    subject: str
    body: dict[str, Any]
    handed: Handed | None = None
    blobs: tuple[bytes, ...] = ()
    also: tuple[Signer, ...] = ()


Outcomes: TypeAlias = tuple[dict[str, Any], ...]
"""What came about, as entries say it."""

Make: TypeAlias = Callable[[Loaded, Instant], Deed | Problem]
"""Makes the deed from where the log stands, and the instant."""


def carry_out(how: How, make: Make, is_look: bool = False) -> None:
    """Make a deed, sign it, and log it (with the registry's key), write it to a file (`-o`), or only say what would
    follow (`--dry-run`). Ends with exit 1 if it is refused; then the act was not written. is_look: whether the deed is
    a look at the clock, so that what time brings about comes of it and of no entry before it."""
    if how.output is None and not how.dry_run and not how.registry_key:
        stop(Problem(
            "U0018", None, "it is not said what becomes of the act",
            "only the registry writes into its log; others hand it signed acts",
            "give `--registry-key KEY` to log it, `-o FILE` to write the signed act to a file, or `--dry-run`",
        ), code=Exit.USAGE)  # fmt: skip
    must_be_writable(how.output)
    if how.registry_key and how.output is None:
        keeper = opened_for_writing(how.log, how.registry_key)
        try:
            _carry_out(how, make, keeper.loaded, keeper, is_look)
        finally:
            keeper.close()
    else:
        _carry_out(how, make, looked_at(how.log), None, is_look)


def _carry_out(how: How, make: Make, loaded: Loaded, keeper: Keeper | None, is_look: bool) -> None:
    at = signed_at = instant_for(loaded, how.at, how.after_a_gap)
    if is_look and loaded.registry.witnesses is not None and how.output is None:
        if how.dry_run or keeper is None:
            _tell_ahead(loaded, at, how)
        else:
            log_it(keeper, _witnessed(keeper, how.registry_key), (), how.json)
        return
    before: Outcomes = ()
    if loaded.registry.witnesses is None:
        if not is_look:
            loaded, before = up_to(loaded, at, None if how.dry_run else keeper, how)
    elif keeper is not None and not how.dry_run:
        at, before = log_witnessed_time(keeper, how.registry_key, how.json)
        signed_at = at
    else:  # tried out at the time that the witnesses gave last, and signed for that which they will give
        at = loaded.world.witnessed_at or at
    deed = make(loaded, at)
    if isinstance(deed, Problem):
        stop(deed)
    signed = _signed(deed, loaded, min(at, signed_at), how, signed_at)
    if how.output is not None and deed.kind is Kind.ENROLMENT:
        _write_act(how.output, signed, deed)  # the registry's admission is still to come
        return
    done = loaded.registry.step(loaded.world, signed, at, deed.handed)
    if isinstance(done, Problem):
        stop(done)
    if how.output is not None:
        _write_act(how.output, signed, deed)
    elif how.dry_run or keeper is None:
        tell_done(loaded, done, logged=False, json=how.json, before=before)
    else:
        log_it(keeper, done, deed.blobs, how.json, before)


def _write_act(file: Path, signed: SignedAct, deed: Deed) -> None:
    write_whole(file, packed(signed, deed.blobs))
    what = signed.act.kind.value.replace("_", " ")
    say(f"{what} by {signed.act.actor}, signed and written to {file}; the registry logs it with `foedus submit`.")


def up_to(loaded: Loaded, at: Instant, keeper: Keeper | None, how: How) -> tuple[Loaded, Outcomes]:
    """A log with what time alone has brought about by an instant, and that: logged first by an entry of its own, so
    that who acts sees it and can name it; or only looked ahead to, where nothing is written."""
    if at < loaded.world.state.at:
        return loaded, ()  # refused by the registry, with its reason
    ahead, outcomes = loaded.registry.passed(loaded.world, at)
    if not outcomes:
        return loaded, ()
    if keeper is None:
        return Loaded(loaded.opening, loaded.registry, ahead), outcomes
    _log_time(keeper, at, how.registry_key, how.json)
    return keeper.loaded, outcomes


def _log_time(keeper: Keeper, at: Instant, registry_key: str, quiet: bool) -> None:
    """Log that the registry has looked at the clock, with what time alone has brought about."""
    signed = _signed(Deed(REGISTRY, Kind.TIME, "time", {}), keeper.loaded, at, How(Path(), registry_key))
    done = keeper.try_out(signed, at)
    if isinstance(done, Problem):
        stop(done)
    index = keeper.keep(done)
    if isinstance(index, Problem):
        stop(index)
    if not quiet:
        tell_done(keeper.loaded, done, logged=True, json=False)
    head = keeper.publish()  # it stands even if the act that follows is refused (P1b), and so belongs under a head
    if isinstance(head, Problem):
        stop(head)


def _tell_ahead(loaded: Loaded, at: Instant, how: How) -> None:
    """Say what a look at the clock would bring about if the witnesses gave this time."""
    at = max(at, loaded.world.state.at)
    ahead, outcomes = loaded.registry.passed(loaded.world, at)
    signed = SignedAct(Act(loaded.registry.procedure.accord, REGISTRY, Kind.TIME, "time", {}, 1, at, at))
    after = replace(ahead, entries=ahead.entries + 1)
    tell_done(loaded, Done(Entry(signed, at, outcomes), b"", after), logged=False, json=how.json)


def log_witnessed_time(keeper: Keeper, registry_key: str, quiet: bool) -> tuple[Instant, Outcomes]:
    """Ask the witnesses for the time, and log what they say; the time, and what it brought about. Ends the run if too
    few of them answer."""
    done = _witnessed(keeper, registry_key)
    index = keeper.keep(done)
    if isinstance(index, Problem):
        stop(index)
    if not quiet and done.entry.outcomes:
        tell_done(keeper.loaded, done, logged=True, json=False)
    return done.entry.at, done.entry.outcomes


def _witnessed(keeper: Keeper, registry_key: str) -> Done:
    """An entry with the time that the witnesses give now, tried out. Ends the run if too few of them answer."""
    head = keeper.publish()
    if isinstance(head, Problem):
        stop(head)
    witnesses = keeper.loaded.registry.witnesses
    assert witnesses is not None
    lines, problems = cosignatures(witnesses, head, keeper.log.consistency)
    size, root = keeper.log.size, Frontier(keeper.log.size, keeper.loaded.world.tree).root()
    body = time_body(Checkpoint(witnesses.origin, size, root), tuple(line.text() for line in lines))
    at = time_of(witnesses, body, size, root)
    if isinstance(at, Problem):
        stop(*problems, at)
    at = max(at, keeper.loaded.world.state.at)  # one slow witness of few must not stop the log (P4a)
    say_problems(problems, {})
    keeper.log.add_cosignatures(lines, size)
    signed = _signed(Deed(REGISTRY, Kind.TIME, "time", body), keeper.loaded, at, How(Path(), registry_key))
    done = keeper.try_out(signed, at)
    if isinstance(done, Problem):
        stop(done)
    return done


def cosignatures(
    witnesses: Witnesses, head: bytes, proof_from: Callable[[int], tuple[bytes, ...]]
) -> tuple[tuple[SignatureLine, ...], tuple[Problem, ...]]:
    """The lines of all witnesses that answer, and why the others give none."""
    asked = [
        ask_witness(named.url, named.key, head, 0, proof_from) for named in witnesses.policy.witnesses if named.url
    ]
    lines = tuple(line for line in asked if not isinstance(line, Problem))
    return lines, tuple(problem for problem in asked if isinstance(problem, Problem))


def log_it(keeper: Keeper, done: Done, blobs: tuple[bytes, ...], json: bool, before: Outcomes = ()) -> None:
    """Write an entry and a head over it, and say so. before: see `tell_done`."""
    index = keeper.keep(done, blobs)
    if isinstance(index, Problem):
        stop(index)
    head = keeper.publish()
    if isinstance(head, Problem):  # the entry is durable all the same, and whoever waits for it must hear that
        tell_done(keeper.loaded, done, logged=True, json=json, before=before)
        stop(head)
    witnesses = keeper.loaded.registry.witnesses
    if witnesses is not None:  # so that whoever copies the folder now has a head that they vouch for
        lines, problems = cosignatures(witnesses, head, keeper.log.consistency)
        keeper.log.add_cosignatures(lines, keeper.log.size)
        say_problems(problems, {})
    tell_done(keeper.loaded, done, logged=True, json=json, before=before)


def _signed(deed: Deed, loaded: Loaded, at: Instant, how: How, until: Instant | None = None) -> SignedAct:
    """The act with its signatures. at: from when on it can be logged; until: from when its days of validity count."""
    sequence = loaded.world.sequences.get(deed.actor, 0) + 1
    # The clocks of two machines differ: an act is good from a little before it is signed.
    start = at if loaded.opening.exercise else at - HOUR
    act = Act(
        loaded.registry.procedure.accord, deed.actor, deed.kind, deed.subject, deed.body, sequence, start,
        (at if until is None else until) + how.valid_days * DAY, loaded.world.log,
    )  # fmt: skip
    keeper_s = how.registry_key if deed.actor == REGISTRY else ""  # it signs for nobody else
    own = () if deed.also and not how.key else (signer_of(how.key or keeper_s, deed.actor),)
    if deed.actor == REGISTRY and how.output is None and not deed.also:
        return registry_s_own(act, *own)
    return signed_by(act, *own, *deed.also)


def tell_done(loaded: Loaded, done: Done, logged: bool, json: bool, before: Outcomes = ()) -> None:
    """Say what an act has brought about, or would. before: what time alone brought about by then, which people were
    told already if it was logged."""
    entry, zone = done.entry, loaded.registry.accord.time_zone
    if json:
        say_raw(as_json({
            "exercise": loaded.opening.exercise, "logged": logged, "entry": done.world.entries - 1, "at": entry.at,
            "kind": entry.signed.act.kind, "actor": entry.signed.act.actor, "before": before,
            "outcomes": entry.outcomes,
        }))  # fmt: skip
        return
    lines = sentences(entry.outcomes, zone, entry.at)
    if entry.signed.act.kind is Kind.REVIEW:
        lines = [f"{entry.signed.act.actor} does what the review permits: {entry.signed.act.body['act']}.", *lines]
    if before and not logged:
        by_then = sentences(before, zone, entry.at)
        say("\n".join(["By then time alone brings about:", *(f"  {line}" for line in by_then)]))
    say("\n".join([_title(loaded, done, logged), *(f"  {line}" for line in lines)]))
    if not logged:
        say("Nothing was written.")


def _title(loaded: Loaded, done: Done, logged: bool) -> str:
    entry = done.entry
    mark = "EXERCISE: " if loaded.opening.exercise else ""
    what = entry.signed.act.kind.value.replace("_", " ")
    where = f"entry {done.world.entries - 1}" if logged else f"would be entry {done.world.entries - 1}"
    when = day_and_time(entry.at, loaded.registry.accord.time_zone)
    return f"{mark}{what} by {entry.signed.act.actor}, {where}, {when}"


# -- acts in files -----------------------------------------------------------------------------------------------------


def packed(signed: SignedAct, blobs: tuple[bytes, ...]) -> str:
    """A signed act as a file for the registry, with what goes beside the log."""
    attached = {hashlib.sha256(b).hexdigest(): base64.b64encode(b).decode("ascii") for b in blobs}
    return as_json({
        "act": signed.act.payload(), "attachments": attached, "signatures": signatures_written(signed)
    })  # fmt: skip


def keeper_signer(registry_key: str) -> Signer:
    """The registry's key, under the name by which it acts."""
    return Named(REGISTRY, signer_of(registry_key, REGISTRY))


def case_of(loaded: Loaded, number: int) -> str | Problem:
    """The finding that a case is about now; while it is challenged, the version that was."""
    case = loaded.world.state.case(number)
    if case is None:
        return problem_of(no_such_case(loaded.world.state, number))
    return case.in_question


def guarantee_of(loaded: Loaded, article: str) -> str | Problem:
    """The guarantee that is meant: the one that is named, or the only one."""
    names = [g.name for g in loaded.registry.procedure.guarantees]
    if article:
        return article
    if len(names) == 1:
        return names[0]
    if not names:
        return Problem(
            "U0019", None, "this accord holds no guarantee", "without one there is nothing to deposit or to take back",
            "see that the log is the one that you mean: `foedus status DIR` names its accord",
        )  # fmt: skip
    return Problem(
        "U0019", None, "it is not said which guarantee is meant",
        f"the accord has {len(names)}: {', '.join(f'Article {name}' for name in names)}",
        f"say which: `--article {names[0]}`",
    )  # fmt: skip
