"""Acts of the registry, and how acts reach it: open a log, enrol keys, take reports in, note facts, let time pass."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json as json_module
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from foedus.accord.read_accord import ReadAccord
from foedus.basics.instant import Instant
from foedus.basics.problem import Problem
from foedus.cli.accord_commands import AccordFile, load
from foedus.cli.clock import now
from foedus.cli.deeds import Deed, Outcomes, carry_out, keeper_signer, log_it, log_witnessed_time, tell_done, up_to
from foedus.cli.exits import Exit
from foedus.cli.key_files import must_be_worth_something, new_key, signer_of
from foedus.cli.log_folder import create_log, looked_at, opened_for_writing
from foedus.cli.log_options import AfterAGap, How, Json, LogFolder, RegistryKey, instant_for, stop, with_how
from foedus.cli.mappings import read_files
from foedus.cli.report_commands import Format, tell_problems
from foedus.cli.report_commands import Mapping as MappingOption
from foedus.cli.say import say
from foedus.ledger.keys import is_name
from foedus.watch.acts import REGISTRY, Kind, SignedAct, signed_act_of
from foedus.watch.bodies import MATTERS
from foedus.watch.handing import Handed, body_of, handed_of
from foedus.watch.keeper import Keeper
from foedus.watch.loading import Loaded
from foedus.watch.opening import origin_of, paths_of
from foedus.watch.signing import Named, key_of, signed_by

Matter = StrEnum("Matter", {name.replace(" ", "_").upper(): name for name in MATTERS})  # type: ignore[misc]
"""What can be noted of somebody's standing, for the command line."""


def add_to(app: typer.Typer) -> None:
    """Hang the commands into the command line."""
    app.command("open")(open_)
    app.command("key")(key)
    app.command("submit")(submit)
    for name, command in (
        ("enrol", enrol), ("revoke", revoke), ("report", report), ("standing", standing), ("membership", membership),
        ("tick", tick),
    ):  # fmt: skip
        app.command(name)(with_how(command))


def key(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the secret key is to be written.")],
) -> None:
    """Make a new key pair: the secret half into a file that only you can read; the public half is printed."""
    public = new_key(file)
    say(f"Secret key written to {file}; keep a copy where nobody else can read it.\nPublic half: {public.hex()}")


def open_(
    accord: AccordFile,
    log: LogFolder,
    registry_key: RegistryKey,
    origin: Annotated[str, typer.Option("--origin", help="Name of the log; made from the accord by default.")] = "",
    policy: Annotated[
        Path | None, typer.Option("--policy", metavar="FILE", help="Its witnesses; time is then what they say.")
    ] = None,
) -> None:
    """Open the public log of an accord in an empty folder; its first entry holds the accord and the registry's key."""
    must_be_worth_something(registry_key)
    _must_be_a_name(origin)
    found, said = load(accord)
    files = files_of(found, accord)
    short = replace(found, file=accord.name)
    name = origin or origin_of(said, exercise=False)
    keeper = create_log(log, short, files, registry_key, name, now(), _policy(policy))
    say(
        f"The log {keeper.log.origin} is open in {log}. Its key, for everybody who wants to check it:\n"
        f"{key_of(Named(keeper.log.origin, signer_of(registry_key, REGISTRY))).text}\n"
        "Publish that line where people will find it; a copy of the log alone cannot prove whose it is."
    )
    keeper.close()


def _must_be_a_name(origin: str) -> None:
    """Refuse a name for a real log that no key line can hold, or that readers know as one of an exercise."""
    is_written_right = is_name(origin) and origin.isprintable()
    if origin and (not is_written_right or origin.startswith("exercise/")):
        stop(Problem(
            "U0021", None, f"`{origin[:80]}` is no name for this log",
            "`exercise/` begins the names of exercises, and this log is none" if is_written_right
            else "the key of a log is published as one line with its name, which holds no spaces and no `+`",
            "write it in letters, digits, `-`, `.` and `/`, as `peace-of-somewhere`, or leave `--origin` away",
        ), code=Exit.USAGE)  # fmt: skip


def _policy(path: Path | None) -> str:
    try:
        return path.read_text(encoding="utf-8") if path is not None else ""
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no text"
        stop(Problem("L0311", None, f"the policy {path} cannot be read", why, "name the file of a witness policy"))


def files_of(found: ReadAccord, path: Path) -> dict[str, bytes]:
    """All files that an accord consists of, by path below its folder. path: of its text."""
    assert found.accord is not None
    paths = paths_of(found.accord, path.name)
    if isinstance(paths, Problem):
        stop(paths)
    return {name: (path.parent / name).read_bytes() for name in paths}


# -- keys --------------------------------------------------------------------------------------------------------------


def enrol(
    how: How,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whose key it is: a party or a member.")],
    replaces: Annotated[
        str, typer.Option("--replaces", metavar="KEY", help="The key in force, which hands over to the new one.")
    ] = "",
) -> None:
    """Enrol a key: its holder proves to have it, the registry admits it. With `--replaces` the old key hands over."""
    if not how.key:
        raise typer.BadParameter("give the key that is to be enrolled: --key KEY")
    new = Named(name, signer_of(how.key, name))
    text = key_of(new).text

    def make(loaded: Loaded, _at: Instant) -> Deed | Problem:
        if not loaded.opening.exercise:
            must_be_worth_something(how.key)
        if replaces:
            old = Named(name, signer_of(replaces, name))
            return Deed(name, Kind.ROTATION, text, {"key": text}, also=(old,))
        also = (keeper_signer(how.registry_key),) if how.registry_key and how.output is None else ()
        return Deed(name, Kind.ENROLMENT, text, {"key": text}, also=also)

    carry_out(how, make)


def revoke(
    how: How,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whose key it is.")],
    reason: Annotated[str, typer.Option("--reason", help="Why: lost, stolen, the person has left.")] = "lost",
) -> None:
    """Revoke the key in force of somebody: by its holder with that key, or by the registry. It is void from then on."""

    def make(loaded: Loaded, _at: Instant) -> Deed | Problem:
        held = loaded.world.keyring.current.get(name)
        subject = held.id_text if held is not None else name
        return Deed(name, Kind.REVOCATION, subject, {"reason": reason}, also=() if how.key else (_keeper(how),))

    carry_out(how, make)


def _keeper(how: How) -> Named:
    if not how.registry_key:
        raise typer.BadParameter("give the key itself (--key), or that of the registry (--registry-key)")
    return Named(REGISTRY, signer_of(how.registry_key, REGISTRY))


# -- reports, facts, time ----------------------------------------------------------------------------------------------


def report(
    how: How,
    files: Annotated[list[Path], typer.Argument(metavar="REPORTS...", help="Files of reports, in any known format.")],
    as_: Annotated[str, typer.Option("--as", metavar="NAME", help="Who hands them in; the registry by default.")] = (
        REGISTRY
    ),
    format: Format = "",
    mapping: MappingOption = None,
) -> None:
    """Hand reports in: what is new of them is logged as known now, and what follows from it is found at once."""

    def make(loaded: Loaded, _at: Instant) -> Deed | Problem:
        read = read_files(files, format, mapping or (), loaded.registry.accord.time_zone)
        tell_problems(read, None)
        reports = tuple(r for found in read for r in found.reports)
        if not reports:
            return Problem(
                "C0074", None, "these files hold no report that could be read", "there is nothing to hand in",
                "look at them with `foedus reports show FILE`",
            )  # fmt: skip
        declared = frozenset[str]().union(*(found.acts for found in read))
        subject, body, blob = body_of(reports, declared)
        handed = Handed(reports, declared)
        return Deed(as_, Kind.REPORTS, subject, body, handed, (blob,) if blob is not None else ())

    carry_out(how, make)


def standing(
    how: How,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Of whom.")],
    matter: Annotated[Matter, typer.Argument(help="What sort of fact.")],
    says: Annotated[str, typer.Option("--says", help="The fact, in a sentence.")],
    source: Annotated[str, typer.Option("--source", help="Where it can be read.")],
) -> None:
    """Note a fact about somebody's standing, with its source. It is shown on the board, and never judged."""
    _must_be_said("--says", says)
    _must_be_said("--source", source)
    body = {"matter": str(matter), "says": says, "source": source}
    carry_out(how, lambda _loaded, _at: Deed(REGISTRY, Kind.STANDING, name, body))


def membership(
    how: How,
    alliance: Annotated[str, typer.Argument(metavar="ALLIANCE", help="Which alliance.")],
    member: Annotated[str, typer.Argument(metavar="MEMBER", help="Who joins or leaves.")],
    source: Annotated[str, typer.Option("--source", help="Where that can be read.")],
    leaves: Annotated[bool, typer.Option("--leaves", help="It leaves; without this it joins.")] = False,
) -> None:
    """Note that somebody has joined an alliance or left it; the consents that are asked for follow its members."""
    _must_be_said("--source", source)
    body = {"member": member, "leaves": leaves, "source": source}
    carry_out(how, lambda _loaded, _at: Deed(REGISTRY, Kind.MEMBERSHIP, alliance, body))


def _must_be_said(option: str, text: str) -> None:
    if not text.strip():
        raise typer.BadParameter(f"{option} is empty: what the registry notes is a fact that others can look up")


def tick(how: How) -> None:
    """Let the log look at the clock: every limit that is over by now takes its effect, though nobody has acted."""
    carry_out(how, lambda _loaded, _at: Deed(REGISTRY, Kind.TIME, "time", {}), is_look=True)


# -- signed acts that come in ------------------------------------------------------------------------------------------


def submit(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A signed act, as `-o` of another command wrote it.")],
    log: LogFolder,
    registry_key: RegistryKey = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would follow; write nothing.")] = False,
    json: Json = False,
    at: Annotated[str, typer.Option("--at", metavar="TIME", help="In an exercise only: its time.")] = "",
    after_a_gap: AfterAGap = False,
) -> None:
    """Log a signed act that somebody has sent. The registry adds nothing to it but, to an enrolment, its admission."""
    signed, attached = _read_act(file)
    how = How(log, "", registry_key, dry_run, json, None, at, 1, after_a_gap)
    if dry_run:
        _submit(looked_at(log), None, signed, attached, how)
        return
    if not registry_key:
        raise typer.BadParameter("give the key of the registry (--registry-key), or --dry-run to look ahead only")
    keeper = opened_for_writing(log, registry_key)
    try:
        _submit(keeper.loaded, keeper, signed, attached, how)
    finally:
        keeper.close()


def _submit(
    loaded: Loaded, keeper: Keeper | None, signed: SignedAct, attached: Mapping[str, bytes], how: How
) -> None:
    """keeper: None where it is only tried out."""
    if not signed.signatures:
        stop(Problem(
            "C0055", None, "signed by nobody, which is not as it must be",
            "an act that is sent must show whose it is (L4)",
            f"let {signed.act.actor[:40]} make it again with `--key KEY -o FILE`, and send that file",
        ))  # fmt: skip
    if signed.act.kind is Kind.ENROLMENT:
        if not how.registry_key:
            raise typer.BadParameter("the registry admits a new key: give its own (--registry-key)")
        admission = signed_by(signed.act, keeper_signer(how.registry_key)).signatures
        signed = replace(signed, signatures=(*signed.signatures, *admission))
    at = instant_for(loaded, how.at, how.after_a_gap)
    before: Outcomes = ()
    if loaded.registry.witnesses is None:
        loaded, before = up_to(loaded, at, keeper, how)
    elif keeper is not None:
        at, before = log_witnessed_time(keeper, how.registry_key, how.json)
    else:
        at = loaded.world.witnessed_at or at
    handed = handed_of(signed.act, attached.get) if signed.act.kind is Kind.REPORTS else None
    if isinstance(handed, Problem):
        stop(handed)
    done = loaded.registry.step(loaded.world, signed, at, handed)
    if isinstance(done, Problem):
        stop(done)
    missing = _named_documents(signed) - attached.keys()
    if missing:
        stop(Problem(
            "C0256", None, f"the document {min(missing)[:16]} that the act names is not with it",
            "what an award releases must be there on that day",
            "ask whoever signed it to make it again with `foedus deposit ... -o FILE`, which packs the documents too",
        ))  # fmt: skip
    if keeper is None:
        tell_done(loaded, done, logged=False, json=how.json, before=before)
    else:  # of what is attached, only what the act names: nobody fills the disk of the registry
        named = _named_documents(signed) | {str(signed.act.body.get("blob"))}
        log_it(keeper, done, tuple(c for name, c in attached.items() if name in named), how.json, before)


def _named_documents(signed: SignedAct) -> frozenset[str]:
    if signed.act.kind is not Kind.DEPOSIT:
        return frozenset()
    return frozenset(str(signed.act.body[name]) for name in ("document", "full_powers") if signed.act.body[name])


def _read_act(file: Path) -> tuple[SignedAct, Mapping[str, bytes]]:
    """A signed act and what is attached to it, by hash."""
    try:
        value = json_module.loads(file.read_bytes())
        attachments = value.pop("attachments", {})
        attached = {name: base64.b64decode(text, validate=True) for name, text in attachments.items()}
    except OSError as error:
        why = error.strerror or "the system gives no reason"
        mend = "name the file of the signed act, as `-o FILE` of another command wrote it"
        stop(Problem("C0050", None, f"{file} cannot be read", why, mend))
    except (ValueError, AttributeError, TypeError, RecursionError, binascii.Error):
        why = "it is no file that `foedus` writes with `-o`: another file, or cut or changed on its way"
        mend = "ask whoever signed it to make it again with `-o FILE`, and to send that file as it is"
        stop(Problem("C0050", None, f"{file} is no signed act", why, mend))
    if any(hashlib.sha256(content).hexdigest() != name for name, content in attached.items()):
        why = "its bytes are not those that their hash names"
        mend = "ask whoever signed it to send the file again, as it was written"
        stop(Problem("C0050", None, f"a document in {file} was changed", why, mend))
    signed = signed_act_of(value)
    if isinstance(signed, Problem):
        stop(signed)
    return signed, attached
