"""Acts of parties, guarantors, monitors and judges: deposit, withdraw, attest, cure, waive, challenge, decide ..."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from foedus.accord.model import Construction
from foedus.basics.instant import Instant
from foedus.basics.problem import Problem
from foedus.cli.deeds import Deed, Make, carry_out, case_of, guarantee_of
from foedus.cli.log_options import Article, As, Case, How, stop, with_how
from foedus.cli.moments import logged_instant
from foedus.procedure.allowed_consents import construction_of
from foedus.procedure.due_form import Office
from foedus.watch.acts import Kind
from foedus.watch.loading import Loaded


def add_to(app: typer.Typer) -> None:
    """Hang the commands into the command line."""
    for name, command in (
        ("deposit", deposit), ("withdraw", withdraw), ("attest", attest), ("cure", cure), ("waive", waive),
        ("challenge", challenge), ("decide", decide), ("object", object_), ("review", review),
    ):  # fmt: skip
        app.command(name)(with_how(command))


class Vote(StrEnum):
    """What a member of the certifying body says."""

    FOR = "for"
    AGAINST = "against"


class Judgment(StrEnum):
    """What a member of the deciding body says."""

    UPHOLD = "uphold"
    REJECT = "reject"


Says = Annotated[Vote, typer.Argument(help="Whether there is the breach.")]
Judges = Annotated[Judgment, typer.Argument(help="Whether the challenge is right.")]
Reasons = Annotated[str, typer.Option("--reasons", help="The reasons, in a few words; logged with the act.")]


def attest(how: How, vote: Says, as_: As, case: Case = 1) -> None:
    """Attest, as a member of the certifying body, that a breach is there or not. The first vote of a member counts."""
    carry_out(how, _about_case(as_, Kind.ATTESTATION, case, vote=vote.value))


def cure(how: How, as_: As, case: Case = 1) -> None:
    """Attest, as a member of the certifying body, that a breach was made good."""
    carry_out(how, _about_case(as_, Kind.CURE_ATTESTATION, case))


def waive(how: How, as_: As, case: Case = 1) -> None:
    """Let the time to cure or to challenge go, as the accused."""
    carry_out(how, _about_case(as_, Kind.WAIVER, case))


def challenge(
    how: How,
    ground: Annotated[str, typer.Argument(help="The ground, as the accord lists it: forgery, wrong party, ...")],
    as_: As,
    case: Case = 1,
    reasons: Reasons = "",
) -> None:
    """Challenge, as the accused, a breach that was verified."""
    carry_out(how, _about_case(as_, Kind.CHALLENGE, case, ground=ground, reasons=reasons))


def decide(how: How, judgment: Judges, as_: As, case: Case = 1, reasons: Reasons = "") -> None:
    """Decide a challenge, as a member of the deciding body."""
    carry_out(how, _about_case(as_, Kind.RULING, case, vote=judgment.value, reasons=reasons))


def object_(how: How, as_: As) -> None:
    """Object, as a party, to the next renewal of the accord."""
    carry_out(how, lambda _loaded, _at: Deed(as_, Kind.OBJECTION, "renewal", {}))


def review(
    how: How,
    as_: As,
    article: Article = "",
    does: Annotated[
        str, typer.Argument(metavar="[WHAT]", help="What is done; by default what the review article permits.")
    ] = "",
) -> None:
    """Do what the review article permits after an award whose certificate was undermined."""
    def make(loaded: Loaded, _at: Instant) -> Deed | Problem:
        name = guarantee_of(loaded, article)
        if isinstance(name, Problem):
            return name
        rule = loaded.registry.procedure.guarantee(name)
        permitted = rule.review.act if rule is not None and rule.review is not None else ""
        return Deed(as_, Kind.REVIEW, name, {"act": does or permitted})

    carry_out(how, make)


def withdraw(
    how: How,
    as_: As,
    article: Article = "",
    reason: Annotated[str, typer.Option("--reason", help="Why, in a few words; shown, not judged.")] = "",
) -> None:
    """Give notice that a consent is withdrawn; when it is gone the accord says."""
    carry_out(how, _about_guarantee(as_, Kind.WITHDRAWAL, article, reason=reason))


def deposit(
    how: How,
    as_: As,
    instrument: Annotated[Path, typer.Option("--instrument", metavar="FILE", help="The signed instrument itself.")],
    signatory: Annotated[str, typer.Option("--signatory", help="Who signed the instrument.")],
    office: Annotated[Office, typer.Option("--office", help="By what that person can bind the State.")],
    article: Article = "",
    construction: Annotated[
        Construction | None, typer.Option("--construction", help="How it binds; by default as the accord asks.")
    ] = None,
    full_powers: Annotated[Path | None, typer.Option("--full-powers", metavar="FILE", help="What gives them.")] = None,
    reservation: Annotated[str, typer.Option("--reservation", help="Words of a reservation; none is allowed.")] = "",
    valid_until: Annotated[str, typer.Option("--valid-until", metavar="DATE", help="The last day it counts.")] = "",
    waits_for: Annotated[
        list[str] | None, typer.Option("--waits-for", metavar="NAME", help="It counts only with this one's.")
    ] = None,
) -> None:
    """Deposit the consent of a guarantor: its instrument is checked for due form and kept beside the log."""
    documents = [_read(path) for path in (instrument, full_powers) if path is not None]
    digests = [hashlib.sha256(document).hexdigest() for document in documents]

    def make(loaded: Loaded, _at: Instant) -> Deed | Problem:
        name = guarantee_of(loaded, article)
        if isinstance(name, Problem):
            return name
        rule = loaded.registry.procedure.guarantee(name)
        asked = construction_of(rule, loaded.world.state, as_) if rule is not None else None
        until = _last_day(valid_until, loaded.registry.accord.time_zone) if valid_until else None
        body = {
            "construction": (construction or asked or Construction.SUSPENSIVE_PROTOCOL).value, "office": office.value,
            "signatory": signatory, "document": digests[0], "full_powers": digests[1] if full_powers else "",
            "reservation": reservation, "valid_until": until, "waits_for": list(waits_for or []),
        }  # fmt: skip
        return Deed(as_, Kind.DEPOSIT, name, body, blobs=tuple(documents))

    carry_out(how, make)


def _last_day(text: str, zone: str) -> Instant:
    return logged_instant(text, zone, why="it says how long the instrument counts")


def _read(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        why = error.strerror or "the system gives no reason"
        stop(Problem("C0255", None, f"{path} cannot be read", why, "name the file of the signed document"))
    if not content:
        mend = "name the file of the signed document, and see that it was copied whole"
        stop(Problem("C0255", None, f"{path} is empty", "nothing was signed there", mend))
    return content


def _about_case(as_: str, kind: Kind, case: int, **body: str) -> Make:
    def make(loaded: Loaded, _at: Instant) -> Deed | Problem:
        finding = case_of(loaded, case)
        return finding if isinstance(finding, Problem) else Deed(as_, kind, finding, {"case": case, **body})

    return make


def _about_guarantee(as_: str, kind: Kind, article: str, **body: str) -> Make:
    def make(loaded: Loaded, _at: Instant) -> Deed | Problem:
        name = guarantee_of(loaded, article)
        return name if isinstance(name, Problem) else Deed(as_, kind, name, dict(body))

    return make
