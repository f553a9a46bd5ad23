"""The sheet in words: what is required and whether it holds, who can block or fake, how long it takes (Q1-Q4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from foedus.accord.model import Accord, RequirementKind
from foedus.accord.reading_words import listed, span_of
from foedus.accord.redline_lines import requirement_text
from foedus.basics.instant import Instant, to_datetime
from foedus.basics.sections import Line, Section
from foedus.procedure.moves import Found
from foedus.procedure.path_words import moment
from foedus.prove.conduct import Deed
from foedus.prove.decide import Decision, Proof, Verdict, overall
from foedus.prove.ends import Endless
from foedus.prove.gaps import Gap, gaps, open_gaps
from foedus.prove.inquiry import Answer
from foedus.prove.power import power_in
from foedus.prove.question import Aim, Power, own_breaches
from foedus.prove.roles import Coalition, MemberClass, Part
from foedus.prove.times import Times, award_at

BY_DOING = {
    Deed.VOTE_FOR: "by voting for", Deed.VOTE_AGAINST: "by voting against",
    Deed.ATTEST_CURE: "by attesting that it is made good", Deed.WAIVE: "by waiving its time",
    Deed.CHALLENGE: "by challenging", Deed.UPHOLD: "by upholding a challenge",
    Deed.REJECT: "by rejecting the challenge", Deed.WITHDRAW: "by taking consent back",
}  # fmt: skip
MARKS = {Verdict.KEPT: "kept", Verdict.FALSE: "FALSE", Verdict.UNDECIDED: "undecided"}


def sheet(accord: Accord, proofs: Sequence[Proof], found_at: Instant) -> tuple[str, tuple[Section, ...]]:
    """What is supposed, and the sections."""
    zone = accord.time_zone
    supposed = (
        f"Supposed: all consents are deposited, and a breach is found on {moment(found_at, zone)} ({zone}). "
        "Whoever acts honestly votes as things are, by its limit; the accused uses every right that it has."
    )
    sections = [_required(accord, proofs)] if accord.requirements else []
    for proof in proofs:
        sections += _about(proof, zone, len(proofs) > 1)
    if proofs:
        found = gaps(accord, proofs[0].inquiry.procedure, found_at)
        sections += _gaps(found)
    return supposed, tuple(sections)


def _gaps(found: Sequence[Gap]) -> Iterator[Section]:
    missing = open_gaps(found)
    if missing:
        yield Section("Gaps", tuple(Line(gap.words) for gap in missing))
    heeded = [gap for gap in found if not gap.is_open]
    if heeded:
        yield Section("To be heeded", tuple(Line(gap.words) for gap in heeded))


# -- what is required --------------------------------------------------------------------------------------------------


def _required(accord: Accord, proofs: Sequence[Proof]) -> Section:
    lines = []
    for number, requirement in enumerate(accord.requirements):
        decisions = [proof.decisions[number] for proof in proofs]
        verdict = overall([decision.verdict for decision in decisions])
        more = [
            sentence + _story_of(proof, number, decision, len(proofs) > 1)
            for proof, decision in zip(proofs, decisions, strict=True)
            for sentence in _why(accord, proof, decision, len(proofs) > 1)
        ]
        lines.append(Line(requirement_text(requirement), MARKS[verdict], tuple(more)))
    return Section("Required", tuple(lines))


def story_prefix(proof: Proof, several: bool) -> str:
    """What the names of stories begin with where there are several guarantees."""
    return f"{proof.guarantee.name.replace('#', '.')}-" if several else ""


def _story_of(proof: Proof, number: int, decision: Decision, several: bool) -> str:
    """By which name its story can be asked for; "" where there is none."""
    there = decision.verdict is Verdict.FALSE and decision.way is not None
    return f" (--story {story_prefix(proof, several)}require-{number + 1})" if there else ""


def _why(accord: Accord, proof: Proof, decision: Decision, several: bool) -> Iterator[str]:
    """Why a line is false or undecided, in a sentence or two."""
    name = f"Article {decision.guarantee}: " if several else ""
    if decision.verdict is Verdict.KEPT:
        return
    if decision.verdict is Verdict.UNDECIDED:
        yield name + decision.why
    elif decision.day is not None:
        yield name + _on_that_day(accord, decision, decision.day)
    elif decision.requirement.kind is RequirementKind.AWARD_WITHIN:
        yield name + _too_late(accord, proof, decision)
    elif decision.requirement.kind is RequirementKind.EVERY_BREACH_ENDS:
        yield name + (_no_end(proof, proof.endless[0]) if proof.endless else "")
    else:
        answer = decision.answers[0]
        yield name + _how(proof, answer)


def _on_that_day(accord: Accord, decision: Decision, day: Instant) -> str:
    """Why a line that holds of a breach found when it was asked is false all the same (Q2a)."""
    local = to_datetime(day, accord.time_zone)
    late = f"the award can come {stretch(decision.late_by)} too late" if decision.late_by > 0 else "it does not hold"
    asks = f"--found {local:%Y-%m-%d}" + (f"T{local:%H:%M}" if local.hour or local.minute else "")
    return f"If the breach is found on {moment(day, accord.time_zone)}, {late} (`{asks}` shows how)."


def _too_late(accord: Accord, proof: Proof, decision: Decision) -> str:
    if proof.times is None or proof.times.worst is None or proof.times.never is not None:
        return "If everybody keeps silent, the award never comes."
    took = span(proof.times.found_at, award_at(proof.inquiry, proof.times.worst), accord.time_zone)
    assert decision.requirement.period is not None
    return f"It can take {took}, of a breach of Article {proof.times.breach.norm}."


def _no_end(proof: Proof, each: Endless) -> str:
    if not each.way.stuck:
        return "It can end in a certificate that releases nothing, because a consent is gone by then."
    body = listed(sorted({_class_of(proof, name).title for name, _ in each.helps}))
    ends = f"only {body} can end that, by attesting that it is made good, and nothing says by when" if body else (
        "nobody can end that")  # fmt: skip
    return f"The award can wait without end while {_rests(proof) or 'something is waited for'}: {ends}."


def _rests(proof: Proof) -> str:
    return listed([f"{party} is in certified {grade} breach" for party, grade in proof.guarantee.rests_while], "or")


def _class_of(proof: Proof, name: str) -> MemberClass:
    return next(each for each in proof.inquiry.classes if name in each.members)


def _how(proof: Proof, answer: Answer) -> str:
    who = coalition_words(proof, members_of(proof, answer), answer.aim) or proof.guarantee.by
    slow = ", if others are slow" if answer.power is Power.IF_OTHERS_ARE_SLOW else ""
    can = "can keep it away" if answer.aim is Aim.BLOCK else "can bring it about"
    deeds = deeds_words(proof, answer)
    return f"{who} {can}{slow}, {deeds}." if deeds else f"{who} {can}{slow}."


# -- coalitions --------------------------------------------------------------------------------------------------------


def members_of(proof: Proof, answer: Answer) -> Coalition:
    """How many of each class an answer is about; the accused not counted where it is taken to be on their side."""
    return Coalition(tuple(
        0 if answer.aim is Aim.BLOCK and each.has(Part.ACCUSED) else len(answer.names & set(each.members))
        for each in proof.inquiry.classes
    ))  # fmt: skip


def coalition_words(proof: Proof, coalition: Coalition, aim: Aim) -> str:
    """`3 of the 6 members of Commission and 2 of the 3 members of Panel`; "" for the accused alone."""
    said = []
    for each, count in zip(proof.inquiry.classes, coalition.counts, strict=True):
        if not count:
            continue
        size = len(each.members)
        if size == 1:
            said.append(each.members[0])
        elif count == size:
            said.append(f"all {_members(proof, each)}")
        else:
            said.append(f"{'any one' if count == 1 else count} of the {_members(proof, each)}")
    if not said and aim is Aim.BLOCK:
        return f"{proof.guarantee.by} alone"
    return listed(said)


def _members(proof: Proof, each: MemberClass) -> str:
    """`6 members of Commission`; `10 other members of Council` where the rest of it is in other groups, too."""
    more = any(other is not each and set(each.parts) < set(other.parts) for other in proof.inquiry.classes)
    return f"{len(each.members)} {'other ' if more else ''}members of {each.title}"


def of_nobody(proof: Proof, answer: Answer) -> str:
    """What comes about although all are honest and nobody need do anything for it (P2h); "" if somebody must."""
    if answer.way is None or members_of(proof, answer).size or _by_own_breach(proof, answer):
        return ""
    if any(act.deed is not None and proof.guarantee.by in act.who for act in answer.way.acts):
        return ""
    return "it lapses although all are honest" if answer.aim is Aim.BLOCK else (
        "silence decides although all are honest")  # fmt: skip


def deeds_words(proof: Proof, answer: Answer) -> str:
    """What a coalition does on its way, without the deeds that others do: `by voting against`."""
    if answer.way is None:
        return ""
    mine = answer.names - ({proof.guarantee.by} if answer.aim is Aim.BLOCK else frozenset())
    done = dict.fromkeys(act.deed for act in answer.way.acts if act.deed is not None and mine & set(act.who))
    own = _by_own_breach(proof, answer)
    said = [own] if own else []
    # Who lets its time go after a breach of its own only has it certified sooner.
    said += [_by_doing(proof, deed) for deed in done if not (own and deed is Deed.WAIVE)]
    return listed(said) or ("by keeping silent" if mine else "")


def _by_own_breach(proof: Proof, answer: Answer) -> str:
    """Which breach, committed by one of them, lets the guarantee rest (Q1e); "" where their way has none."""
    own = own_breaches(proof.guarantee, answer.names) if answer.aim is Aim.BLOCK else frozenset()
    moves = [move for act in (answer.way.acts if answer.way is not None else ()) for move in act.moves]
    breaches = [move.breach for move in moves if isinstance(move, Found)]
    for breach in breaches:
        if (breach.party, breach.grade) in own:
            return f"by a {breach.grade} breach that {breach.party} commits, for which the guarantee rests"
    return ""


def _by_doing(proof: Proof, deed: Deed) -> str:
    written = proof.guarantee.withdrawal
    if deed is Deed.WITHDRAW and written is not None and written.notice is not None:
        return f"by notice, {span_of(written.notice)} before consent goes"
    return BY_DOING[deed]


# -- one guarantee -----------------------------------------------------------------------------------------------------


def _about(proof: Proof, zone: str, several: bool) -> Iterator[Section]:
    rule = proof.guarantee
    gives = f"membership of {rule.alliance}" if rule.alliance else f'"{rule.effect}"'
    what = f"the award of Article {rule.name} ({gives} for {rule.beneficiary})"
    of_it = f" under Article {rule.name}" if several else ""
    yield Section(
        f"Who can keep {what} from a true breach by {rule.by}",
        tuple(_lines(proof, proof.block, Aim.BLOCK, False)) or (Line("Nobody, once the breach is found."),),
    )
    if proof.ahead != ():
        yield Section(
            "Who can see to that before the breach is found", tuple(_lines(proof, proof.ahead, Aim.BLOCK, True))
        )
    yield Section(
        f"Who can bring the award about{of_it} without a breach",
        tuple(_lines(proof, proof.cause, Aim.CAUSE, False)) or (Line("Nobody."),),
    )
    yield Section(f"How long from the finding to the award{of_it}", tuple(_times(proof, zone)))
    if proof.endless and not any(d.requirement.kind is RequirementKind.EVERY_BREACH_ENDS and
                                 d.verdict is Verdict.FALSE for d in proof.decisions):  # fmt: skip
        named = [f" (--story {story_prefix(proof, several)}endless-{n})" for n in range(1, len(proof.endless) + 1)]
        ends = (Line(_no_end(proof, each) + name) for each, name in zip(proof.endless, named, strict=True))
        yield Section(f"How a breach can stay without an end{of_it}", tuple(ends))
    weight = tuple(_weights(proof))
    if weight:
        yield Section(f"How much each weighs in that award{of_it}", weight)


def _weights(proof: Proof) -> Iterator[Line]:
    """The power of one member of each class that has any: Shapley-Shubik, Banzhaf (Q5)."""
    for each, weight in power_in(proof) or ():
        if weight.shapley:
            size = len(each.members)
            who = each.members[0] if size == 1 else f"each of the {_members(proof, each)}"
            shares = f"{_percent(weight.shapley)} (Shapley and Shubik), {_percent(weight.banzhaf)} (Banzhaf)"
            yield Line(f"{who}: {shares}")


def _percent(share: Fraction) -> str:
    tenths = round(share * 1_000)
    return f"{tenths // 10}.{tenths % 10} %"


def _lines(proof: Proof, coalitions: Sequence[Coalition] | None, aim: Aim, beforehand: bool) -> Iterator[Line]:
    if coalitions is None:
        yield Line(f"Undecided. {proof.large}")
    for coalition in coalitions or ():
        answer = proof.inquiry.of(aim, coalition, beforehand)
        nobody, how = of_nobody(proof, answer), deeds_words(proof, answer)
        who = f"nobody need do anything: {nobody}" if nobody else coalition_words(proof, coalition, aim)
        slow = ", if others act as late as they may" if answer.power is Power.IF_OTHERS_ARE_SLOW else ""
        yield Line(f"{who}{', ' if how else ''}{how}{slow}")


def _times(proof: Proof, zone: str) -> Iterator[Line]:
    times, inquiry = proof.times, proof.inquiry
    if times is None:
        yield Line(f"Undecided. {proof.large}")
        return
    if times.never is not None:
        yield Line("If everybody keeps silent, it never comes.")
    if times.best is not None:
        yield Line(_when("at best", times.found_at, award_at(inquiry, times.best), zone,
                         "everybody acts at once, and the accused lets its time go"))  # fmt: skip
    if times.honest is not None:
        of = f", of a breach of Article {times.breach.norm}" if len(inquiry.breaches) > 1 else ""
        yield Line(_when("if all are honest and quick", times.found_at, award_at(inquiry, times.honest), zone,
                         f"the accused does nothing{of}"))  # fmt: skip
    if times.worst is not None:
        yield Line(
            _when("at worst", times.found_at, award_at(inquiry, times.worst), zone,
                  f"of a breach of Article {times.breach.norm}"), "", tuple(_of_the_worst(proof, times)),
        )  # fmt: skip


def _of_the_worst(proof: Proof, times: Times) -> Iterator[str]:
    """How much of it is whose doing, and what it does not count."""
    accused = proof.guarantee.by
    adds = [f"{s.actor} {stretch(s.adds)}" for s in times.shares if s.adds and s.actor != accused]
    saved = [f"{listed(adds, 'or')}, if that one alone acts at once"] if adds else []
    saved += [f"{stretch(s.adds)}, if {accused} does nothing" for s in times.shares if s.adds and s.actor == accused]
    if saved:
        yield f"Of that can be saved: {'; or '.join(saved)}."
    if proof.guarantee.rests_while:
        itself = proof.guarantee.beneficiary
        own = f" It is not asked whether {itself} keeps the award from itself in that way." if (
            itself in dict(proof.guarantee.rests_while)) else ""  # fmt: skip
        yield f"Not counted is any wait while {_rests(proof)}.{own}"


def _when(case: str, found_at: Instant, at: Instant, zone: str, how: str) -> str:
    return f"{case}: {span(found_at, at, zone)}, on {moment(at, zone)} ({how})"


def span(start: Instant, end: Instant, zone: str) -> str:
    """How long it is by the calendar and the clock of a zone: `25 days`, `3 days and 12 hours`, `at once`."""
    local = to_datetime(end, zone).replace(tzinfo=None) - to_datetime(start, zone).replace(tzinfo=None)
    return _units(local.days, local.seconds)


def stretch(microseconds: int) -> str:
    """The same of a bare length."""
    seconds = microseconds // 1_000_000
    return _units(seconds // 86_400, seconds % 86_400)


def _units(days: int, seconds: int) -> str:
    hours, minutes = seconds // 3_600, seconds % 3_600 // 60
    said = [
        f"{count} {unit}{'' if count == 1 else 's'}"
        for count, unit in ((days, "day"), (hours, "hour"), (minutes, "minute")) if count
    ]
    return listed(said) or "at once"
