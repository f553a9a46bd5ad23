"""The procedure once more, written from docs/semantics.md alone: slow, plain and mutable, to hold the machine against.

It shares with the machine only the shapes of what goes in (`rules`, `moves`). Nothing is kept that can be counted
again: whether a guarantee is armed, rests or is threatened by a breach is asked each time, by looking at everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from foedus.accord.model import Construction, Silence
from foedus.procedure import moves as m
from foedus.procedure.rules import CertificationRule, GuaranteeRule, Procedure

WAITS = ("attesting", "curing", "open to challenge", "challenged")


class Reference:
    """A procedure and all that has become of it. cases, consents, reviews: plain dicts, with what is in them below."""

    def __init__(self, procedure: Procedure) -> None:
        self.rules = procedure
        self.now = 0
        self.groups = {name: list(members) for name, members in procedure.groups}
        self.cases: list[dict[str, Any]] = []
        self.certified: list[dict[str, Any]] = []  # in the order of the log
        self.consents: dict[str, dict[str, dict[str, Any]]] = {g.name: {} for g in procedure.guarantees}
        self.awards: dict[str, int] = {}
        self.reviews: dict[str, int | None] = {}
        self.reviewed = set[tuple[str, str]]()
        self.until, self.objections, self.ended = procedure.in_force_until, set[str](), False

    # -- time (P1a) ----------------------------------------------------------------------------------------------

    def limits(self) -> Iterator[tuple[int, int, int, Callable[[], None]]]:
        """(instant, which kind goes first, which of its kind goes first, what then happens)."""
        for number, case in enumerate(self.cases):
            if case["stage"] in WAITS:
                yield case["limit"], 0, number, lambda case=case: self.silence(case)
        for index, rule in enumerate(self.rules.guarantees):
            for who, consent in self.consents[rule.name].items() if rule.name not in self.awards else ():
                if consent["until"] is not None:
                    yield consent["until"], 1, index, lambda rule=rule, who=who: self.leave(rule, who)
                if consent["goes"] is not None and not consent["held"]:
                    yield consent["goes"], 1, index, lambda rule=rule, who=who: self.notice_over(rule, who)
            if self.reviews.get(rule.name) is not None:
                yield self.reviews[rule.name], 2, index, lambda rule=rule: self.reviews.pop(rule.name)
        if self.until is not None and not self.ended:
            yield self.until, 3, 0, self.end

    def advance(self, to: int) -> None:
        """What time alone brings about before `to`."""
        while due := sorted((limit for limit in self.limits() if limit[0] < to), key=lambda limit: limit[:3])[:1]:
            self.now = due[0][0]
            due[0][3]()
            self.settle()
        self.now = to

    def step(self, at: int, move: m.Move) -> bool:
        """Whether the move is accepted."""
        self.advance(at)
        accepted: bool = getattr(self, type(move).__name__)(move)
        self.settle()
        return accepted

    def end(self) -> None:
        assert self.until is not None
        if self.rules.renewal is None or self.objections:
            self.ended = True
        else:
            self.until = self.rules.after(self.until, self.rules.renewal.period)
        self.objections = set() if not self.ended else self.objections

    def leave(self, rule: GuaranteeRule, who: str) -> None:
        del self.consents[rule.name][who]

    def notice_over(self, rule: GuaranteeRule, who: str) -> None:
        assert rule.withdrawal is not None
        if rule.withdrawal.never_while_pending and self.threatened(rule):
            self.consents[rule.name][who]["held"] = True
        else:
            self.leave(rule, who)

    def settle(self) -> None:
        """Awards that waited for nothing but the end of a rest, then notices that waited for the end of a breach."""
        armed = {rule.name for rule in self.rules.guarantees if self.armed(rule)}  # judged together (P7c)
        rests = {rule.name for rule in self.rules.guarantees if self.rests(rule)}
        for case in self.certified:
            for rule in (g for g in self.rules.guarantees if g.name in case["waiting"]):
                if rule.name in rests and rule.name not in self.awards:
                    continue
                case["waiting"].remove(rule.name)
                if rule.name in armed and rule.name not in self.awards:
                    self.awards[rule.name] = self.cases.index(case) + 1
                    alliance = self.groups.get(rule.alliance, [])
                    alliance += [rule.beneficiary] if rule.beneficiary not in alliance else []
        for rule in self.rules.guarantees:
            for who in [w for w, c in self.consents[rule.name].items() if c["held"]]:
                if rule.name not in self.awards and not self.threatened(rule):
                    self.leave(rule, who)

    # -- what can be asked of it -----------------------------------------------------------------------------------

    def armed(self, rule: GuaranteeRule) -> bool:
        """P5d: a consent counts if all that it waits for, and all that these wait for, and so on, is there."""
        there = self.consents[rule.name]

        def counts(who: str) -> bool:
            asked, seen = [who], set[str]()
            while asked:
                seen.add(one := asked.pop())
                if one not in there:
                    return False
                asked += [w for w in there[one]["waits"] if w not in seen]
            return True

        given = {c.of: sum(counts(who) for who in self.groups[c.of]) for c in rule.consents}
        return all(given[c.of] >= max(1, c.count or len(self.groups[c.of])) for c in rule.consents)

    def rests(self, rule: GuaranteeRule) -> bool:
        return any(
            c["breach"].party == party and c["breach"].grade == grade and not c["undermined"] and not c["good"]
            for party, grade in rule.rests_while for c in self.certified
        )  # fmt: skip

    def pending(self, case: dict[str, Any]) -> bool:
        return case["stage"] in WAITS or bool(case["waiting"])

    def threatened(self, rule: GuaranteeRule) -> bool:
        """Whether a breach is pending that would open this guarantee (P5a, P5f)."""
        return any(self.pending(c) and c["breach"][1:] == (rule.grade, rule.by) for c in self.cases)

    def asked(self, rule: GuaranteeRule, who: str) -> list[Construction]:
        return [c.construction for c in rule.consents if who in self.groups[c.of]]

    def free(self, rule: GuaranteeRule, who: str) -> bool:
        """Whether a consent can be taken back at once (P5b)."""
        return rule.withdrawal is None and Construction.SUSPENSIVE_PROTOCOL not in self.asked(rule, who)

    # -- cases (P2) ------------------------------------------------------------------------------------------------

    def certification(self, case: dict[str, Any]) -> CertificationRule:
        found = self.rules.certification_of(case["breach"].grade)
        assert found is not None
        return found

    def waits(self, case: dict[str, Any], stage: str, period: Any) -> None:
        case.update(stage=stage, began=self.now, limit=self.rules.after(self.now, period), votes={})

    def over(self, case: dict[str, Any], stage: str) -> None:
        case.update(stage=stage, began=None, limit=None, votes={})

    def verified(self, case: dict[str, Any]) -> None:
        cure = self.certification(case).cure_of(case["breach"].norm)
        if cure is None:
            self.uncured(case)
        elif case["performed"]:
            self.over(case, "cured")
        else:
            self.waits(case, "curing", cure)

    def uncured(self, case: dict[str, Any]) -> None:
        challenge = self.certification(case).challenge
        if challenge is None or case["challenges"] == challenge.times:
            self.certify(case)
        else:
            self.waits(case, "open to challenge", challenge.period)

    def certify(self, case: dict[str, Any]) -> None:
        self.over(case, "certified")
        self.certified.append(case)
        case["cures"] = set()
        case["waiting"] = [
            g.name for g in self.rules.guarantees
            if case["breach"][1:] == (g.grade, g.by) and g.name not in self.awards and self.armed(g)
        ]  # fmt: skip

    def silence(self, case: dict[str, Any]) -> None:
        rule, ruling = self.certification(case), self.rules.ruling
        match case["stage"]:
            case "attesting":
                self.verified(case) if rule.silence is Silence.ASSENT else self.over(case, "refused")
            case "curing":
                self.uncured(case)
            case "open to challenge":
                self.certify(case)
            case _:
                assert ruling is not None
                self.over(case, "challenge upheld") if ruling.silence is Silence.UPHOLDS else self.uncured(case)

    def about(self, number: int, *stages: str) -> dict[str, Any] | None:
        case = self.cases[number - 1] if 0 < number <= len(self.cases) else None
        return case if case is not None and case["stage"] in stages else None

    def begin(self, case: dict[str, Any]) -> None:
        case.update(challenges=0, waiting=[], good=False, cures=set())
        self.waits(case, "attesting", self.certification(case).period)

    def Found(self, move: m.Found) -> bool:
        known = self.rules.certification_of(move.breach.grade) is not None and move.breach.party
        if not known or any(c["breach"] == move.breach and self.pending(c) for c in self.cases):
            return False
        versions = [(move.finding, set(move.incidents))]
        self.cases.append({"breach": move.breach, "versions": versions, "undermined": False,
                           "performed": move.performed})  # fmt: skip
        self.begin(self.cases[-1])
        return True

    def weaker(self, case: dict[str, Any], index: int) -> bool:
        """Whether this version lacks an incident of the one before (P2e)."""
        return index > 0 and not case["versions"][index - 1][1] <= case["versions"][index][1]

    def Revised(self, move: m.Revised) -> bool:
        case = self.about(move.case, *WAITS, "certified")
        if case is None or (case["stage"] == "certified" and (not case["waiting"] or self.had_award(case))):
            return 0 < move.case <= len(self.cases)
        case["versions"].append((move.finding, set(move.incidents)))
        weaker = self.weaker(case, len(case["versions"]) - 1)
        if case["stage"] == "certified" and not weaker:
            case["versions"].pop()
            return True
        case["performed"] = move.performed
        if case["stage"] == "attesting" and weaker:
            case["votes"] = {who: favours for who, favours in case["votes"].items() if not favours}
        elif case["stage"] == "curing" and move.performed:
            self.over(case, "cured")
        elif case["stage"] == "certified":
            self.certified = [c for c in self.certified if c is not case]
            self.begin(case)
        return True

    def had_award(self, case: dict[str, Any]) -> bool:
        return self.cases.index(case) + 1 in self.awards.values()

    def Gone(self, move: m.Gone) -> bool:
        case = self.about(move.case, *WAITS, "certified")
        if case is None or case["undermined"]:
            return 0 < move.case <= len(self.cases)
        if case["stage"] != "certified" or (case["waiting"] and not self.had_award(case)):
            self.certified = [c for c in self.certified if c is not case]
            self.over(case, "retracted")
        else:
            case["undermined"] = True
            for rule in self.rules.guarantees:
                if self.awards.get(rule.name) == move.case and rule.review is not None:
                    period = rule.review.period
                    self.reviews[rule.name] = self.rules.after(self.now, period) if period else None
        case["waiting"] = []
        return True

    def Attest(self, move: m.Attest) -> bool:
        case = self.about(move.case, "attesting")
        if case is None or move.member not in self.certification(case).members or move.member in case["votes"]:
            return False
        seen = [i for i, (finding, _) in enumerate(case["versions"]) if finding == move.finding]
        weakened = seen and any(self.weaker(case, i) for i in range(seen[-1] + 1, len(case["versions"])))
        if not seen or (move.favours and weakened):
            return False
        case["votes"][move.member] = move.favours
        rule, votes = self.certification(case), list(case["votes"].values())
        if votes.count(True) >= rule.quorum:
            self.verified(case)
        elif len(rule.members) - votes.count(False) < rule.quorum:
            self.over(case, "refused")
        return True

    def AttestCure(self, move: m.AttestCure) -> bool:
        case = self.about(move.case, "curing", "certified")
        if case is None or case["undermined"] or case["good"]:
            return False
        if move.member not in self.certification(case).members or move.member in case["cures"]:
            return False
        case["cures"].add(move.member)
        if len(case["cures"]) >= self.certification(case).quorum:
            case["good"] = case["stage"] == "certified"
            self.over(case, "cured") if case["stage"] == "curing" else None
        return True

    def Waive(self, move: m.Waive) -> bool:
        case = self.about(move.case, "curing", "open to challenge")
        if case is None or case["breach"].party != move.party:
            return False
        self.uncured(case) if case["stage"] == "curing" else self.certify(case)
        return True

    def Challenging(self, move: m.Challenging) -> bool:
        case, ruling = self.about(move.case, "open to challenge"), self.rules.ruling
        if case is None or case["breach"].party != move.party:
            return False
        challenge = self.certification(case).challenge
        if ruling is None or challenge is None or move.ground not in challenge.grounds:
            return False
        case["challenges"] += 1
        case["challenged"] = case["versions"][-1][0]
        self.waits(case, "challenged", ruling.period)
        return True

    def Rule(self, move: m.Rule) -> bool:
        case, ruling = self.about(move.case, "challenged"), self.rules.ruling
        if case is None or ruling is None or move.member not in ruling.members or move.member in case["votes"]:
            return False
        if move.finding != case["challenged"]:
            return False
        case["votes"][move.member] = move.upholds
        votes = list(case["votes"].values())
        if votes.count(True) >= ruling.quorum:
            self.over(case, "challenge upheld")
        elif votes.count(False) >= ruling.quorum:
            self.uncured(case)
        return True

    # -- guarantees, members, renewal (P5, P9, P10) ------------------------------------------------------------------

    def Deposits(self, move: m.Deposits) -> bool:
        rule = self.rules.guarantee(move.guarantee)
        if rule is None or rule.name in self.awards or self.ended or not self.asked(rule, move.guarantor):
            return False
        if move.valid_until is not None and move.valid_until < self.now:
            return False
        if any(who == move.guarantor or not self.asked(rule, who) for who in move.waits_for):
            return False
        old = self.consents[rule.name].get(move.guarantor)
        if old is not None and not self.free(rule, move.guarantor):
            sooner = (move.valid_until or 10**18) < (old["until"] or 10**18)
            if sooner or set(move.waits_for) - set(old["waits"]):
                return False
        self.consents[rule.name][move.guarantor] = {
            "until": move.valid_until, "waits": move.waits_for, "goes": None, "held": False,
        }  # fmt: skip
        return True

    def Withdraws(self, move: m.Withdraws) -> bool:
        rule = self.rules.guarantee(move.guarantee)
        consent = self.consents[rule.name].get(move.guarantor) if rule and rule.name not in self.awards else None
        if rule is None or consent is None or consent["goes"] is not None:
            return False
        written = rule.withdrawal
        if self.free(rule, move.guarantor):
            self.leave(rule, move.guarantor)
            return True
        if written is None or written.notice is None or (written.never_while_pending and self.threatened(rule)):
            return False
        consent["goes"] = self.rules.after(self.now, written.notice)
        return True

    def Joins(self, move: m.Joins) -> bool:
        members = self.groups.get(move.alliance, [])
        if move.alliance not in self.rules.alliances or (move.member in members) != move.leaves:
            return False
        members.remove(move.member) if move.leaves else members.append(move.member)
        return True

    def Objects(self, move: m.Objects) -> bool:
        renewal = self.rules.renewal
        if renewal is None or self.until is None or self.ended or move.party not in self.rules.parties:
            return False
        if move.party in self.objections or self.now > self.rules.before(self.until, renewal.notice):
            return False
        self.objections.add(move.party)
        return True

    def Reviews(self, move: m.Reviews) -> bool:
        rule = self.rules.guarantee(move.guarantee)
        if rule is None or rule.review is None or rule.name not in self.reviews:
            return False
        members = [name for name in self.groups.get(rule.review.of, ()) if name != rule.beneficiary]
        if move.who not in (*members, *rule.review.named) or (rule.name, move.who) in self.reviewed:
            return False
        self.reviewed.add((rule.name, move.who))
        return True
