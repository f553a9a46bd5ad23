"""Fifty faults put into the transition function, one at a time, and what is then proved of a few accords.

`python tests/prove_mutants.py N` prints what is proved with fault N (-1: none), as JSON. Run by itself, since the fault
is put in as the modules of the procedure are loaded.
"""

from __future__ import annotations

import json
import sys
from importlib.abc import MetaPathFinder, SourceLoader
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parent
PROCEDURE = TESTS.parent / "src" / "foedus" / "procedure"

MUTANTS: tuple[tuple[str, str, str], ...] = (
    ("cases", "favour >= rule.quorum", "favour > rule.quorum"),
    ("cases", "> len(rule.members) - rule.quorum", ">= len(rule.members) - rule.quorum"),
    ("cases", "> len(rule.members) - rule.quorum", "> len(rule.members)"),
    ("cases", "len(case.made_good) < rule_of(turn, case).quorum", "len(case.made_good) <= rule_of(turn, case).quorum"),
    ("cases", "len(case.made_good) < rule_of(turn, case).quorum", "len(case.made_good) < 1"),
    ("cases", "uphold >= ruling.quorum", "uphold > ruling.quorum"),
    ("cases", "len(case.votes) - uphold >= ruling.quorum", "len(case.votes) - uphold > ruling.quorum"),
    ("cases", "if cure is None:", "if True:"),
    ("cases", "basis, turn.procedure.after(turn.at, cure), case.votes", "basis, turn.at, case.votes"),
    ("cases", "case.challenges >= challenge.times", "case.challenges > challenge.times"),
    ("cases", "challenge is None or case.challenges >= challenge.times", "True"),
    ("cases", "due = turn.procedure.after(turn.at, challenge.period)", "due = turn.at"),
    ("cases", "turn.procedure.after(turn.at, ruling.period)", "turn.at"),
    ("cases", "case.challenges + 1", "case.challenges + 2"),
    ("cases", "silence is Silence.ASSENT", "silence is not Silence.ASSENT"),
    ("cases", "silence is Silence.UPHOLDS", "silence is not Silence.UPHOLDS"),
    ("cases", "uncured(turn, case, Basis.LIMIT)", "certify(turn, case, Basis.LIMIT)"),
    ("cases", "            certify(turn, case, Basis.LIMIT)",
     "            enter(turn, case, Stage.REFUSED, Basis.LIMIT)"),
    ("cases", "    release(turn, case)\n", "    pass\n"),
    ("cases", "verified(turn, case, Basis.SILENCE)", "enter(turn, case, Stage.REFUSED, Basis.SILENCE)"),
    ("cases", "rejected(turn, case, Basis.SILENCE)", "enter(turn, case, Stage.UPHELD, Basis.SILENCE)"),
    ("cases", "due = turn.procedure.after(turn.at, rule_of(turn, case).period)", "due = turn.at"),
    ("cases", "enter(turn, case, Stage.REFUSED, Basis.QUORUM, votes=case.votes)", "verified(turn, case, Basis.QUORUM)"),
    ("cases", "enter(turn, case, Stage.UPHELD, Basis.QUORUM, votes=case.votes)", "rejected(turn, case, Basis.QUORUM)"),
    ("cases", "rejected(turn, case, Basis.QUORUM)", "enter(turn, case, Stage.UPHELD, Basis.QUORUM)"),
    ("cases", "enter(turn, case, Stage.CURED, Basis.QUORUM, votes=case.made_good)",
     "certify(turn, case, Basis.QUORUM)"),
    ("turn", "standing.awarded_at is None and opened_by(rule, case)", "not opened_by(rule, case)"),
    ("turn", "if cause is not None and not lacking:", "if False:"),
    ("turn", "    if lacking:\n", "    if False:\n"),
    ("turn", "    if lacking:\n", "    if not lacking:\n"),
    ("turn", "elif rests_for(rule, before) is None:", "else:"),
    ("turn", "if held and not pending(rule, turn.state):", "if held:"),
    ("cases", "elif case.performed:", "elif not case.performed:"),
    ("consents", "wanted = consent.count or max(len(members), 1)", "wanted = consent.count or 1"),
    ("consents", "wanted = consent.count or max(len(members), 1)", "wanted = max(consent.count, len(members), 1)"),
    ("consents", "case.breach.grade == rule.grade and case.breach.party == rule.by", "case.breach.grade == rule.grade"),
    ("consents", "case.is_pending and opened_by(rule, case)", "False"),
    ("consents", " and case.made_good_at is None:", ":"),
    ("consents", "if (party, grade) in rule.rests_while:", "if (party, grade) not in rule.rests_while:"),
    ("machine", "elif rule.withdrawal is not None and rule.withdrawal.never_while_pending and", "elif False and"),
    ("machine", "goes_at=turn.procedure.after(turn.at, notice)", "goes_at=turn.at"),
    ("machine", "first is None or first[0] >= to", "first is None or first[0] > to"),
    ("machine", "if notice is None:", "if True:"),
    ("machine", "if deposit.goes_at is not None and not deposit.overdue:", "if False:"),
    ("consents", "if len(members) - len(short) < wanted:", "if len(members) - len(short) <= wanted:"),
    ("machine", "if case.due is not None:", "if False:"),
    ("allowed_consents", "written.never_while_pending", "False"),
    ("allowed_consents", "return rule.withdrawal is None and", "return True or"),
    ("allowed", "(Stage.CURING, Stage.CERTIFIED)", "(Stage.CURING,)"),
    ("allowed_consents", "return max(found, key", "return min(found, key"),
)  # fmt: skip
"""Module of the procedure, what stands there, what is put in its place: dropped limits, swapped defaults, quorums off
by one, consents and rests that nobody looks at."""


class Faulty(SourceLoader):
    """Loads a module with one stretch of its text replaced."""

    def __init__(self, path: Path, old: str, new: str) -> None:
        self.path, self.old, self.new = path, old, new

    def get_filename(self, _fullname: str) -> str:
        return str(self.path)

    def get_data(self, path: str) -> bytes:  # type: ignore[override]
        text = Path(path).read_text(encoding="utf-8")
        assert self.old in text, f"{self.path.name} says no longer: {self.old}"
        return text.replace(self.old, self.new, 1).encode()


class Finder(MetaPathFinder):
    """Finds the one module that has a fault."""

    def __init__(self, module: str, old: str, new: str) -> None:
        self.name = f"foedus.procedure.{module}"
        self.loader = Faulty(PROCEDURE / f"{module}.py", old, new)

    def find_spec(self, fullname: str, _path: Any, _target: Any = None) -> ModuleSpec | None:
        return spec_from_loader(fullname, self.loader) if fullname == self.name else None


def proved() -> list[Any]:
    """What the sheets of a few accords say, or that there is none."""
    from foedus.prove.question import Aim
    from foedus.prove.times import award_at
    from prove_values import BOUND, blockers, causers, proof, words

    never = "consent may be withdrawn on 3 days notice, never while a breach is pending"
    rests = "suspended while BB is in certified material breach"
    escrow = "consent of every member of League, deposited as a revocable escrow"
    two = escrow.replace("every member", "at least 2 members")
    cure = "the accused may cure a breach of Article 2 within 7 days"
    variants: tuple[dict[str, Any], ...] = (
        {"cure": cure, "withdrawal": never},
        {"silence": "refusal", "unruled": "upholds", "challenges": "2 times", "quorum": "2 of 4"},
        {"cure": cure, "quorum": "1 of 4", "withdrawal": rests, "unruled": "upholds"},
        {"withdrawal": "consent may be withdrawn on 4 days notice", "ruled": "1 of 3"},
        {"consent": escrow},
        {"consent": f"{two}\n        {BOUND.replace('League', 'Court')}"},
        {"withdrawal": "consent may be withdrawn on 60 days notice"},
        {"watch": "L1 L2 L3 W4", "consent": f"{escrow}\n        {BOUND.replace('League', 'Watch')}"},
        {"challenges": "", "withdrawal": f"{rests}\n        {never}", "quorum": "2 of 4"},
    )  # fmt: skip
    found: list[Any] = []
    for lines in variants:
        try:
            of = proof(**lines)
            times = [of.times.best, of.times.honest, of.times.worst] if of.times else []
            powers = [
                of.inquiry.of(aim, each, beforehand).power.value
                for aim, some, beforehand in (
                    (Aim.BLOCK, of.block, False), (Aim.BLOCK, of.ahead, True), (Aim.CAUSE, of.cause, False)
                )
                for each in some or ()
            ]  # fmt: skip
            found.append([
                blockers(of), causers(of), words(of, of.ahead or (), Aim.BLOCK), powers, notice_is_held(of),
                [award_at(of.inquiry, way) if way else None for way in times],
                of.times is not None and of.times.never is not None,
                [(e.way.stuck, e.way.end.cases[-1].stage.value, len(e.helps)) for e in of.endless or ()],
            ])  # fmt: skip
        except Exception as error:  # a machine that breaks down is found out too
            found.append(f"{type(error).__name__}")
    return found


def notice_is_held(of: Any) -> bool | None:
    """Whether an award comes for sure though notice runs out an hour after the breach is found; None without notice."""
    from foedus.basics.instant import HOUR
    from foedus.procedure.machine import advance, step
    from foedus.procedure.moves import Withdraws
    from foedus.prove.question import Aim, Play, Start

    inquiry, written = of.inquiry, of.guarantee.withdrawal
    if written is None or written.notice is None:
        return None
    state = inquiry.before(inquiry.procedure.before(inquiry.found_at, written.notice) + HOUR)
    for member in inquiry.procedure.groups[0][1]:
        state = step(inquiry.procedure, state, state.at, Withdraws(member, of.guarantee.name)).state
    state = advance(inquiry.procedure, state, inquiry.found_at).state
    play = Play(inquiry.board, Aim.BLOCK, inquiry.breaches[0], frozenset({of.guarantee.by}))
    return play.way(Start((), state)) is None


if __name__ == "__main__":
    number = int(sys.argv[1])
    sys.path[:0] = [str(TESTS), str(TESTS.parent)]
    if number >= 0:
        sys.meta_path.insert(0, Finder(*MUTANTS[number]))
    print(json.dumps(proved()))
