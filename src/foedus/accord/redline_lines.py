"""An accord as the lines it would be written in: one for each thing that it says, so that drafts can be compared.

Each line is told twice: as it is written, and by what it means, in which articles are called by their headings and not
by their numbers. So an article that was only given another number still means the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from foedus.accord.model import (
    Accord,
    Alliance,
    Announced,
    Article,
    Body,
    CalendarDay,
    Category,
    Certification,
    Condition,
    Consent,
    Deadline,
    DeadlineFrom,
    During,
    Exception_,
    Granularity,
    Ground,
    Guarantee,
    InResponse,
    InsideZone,
    Measure,
    Norm,
    OneOwner,
    Party,
    Provision,
    Renewal,
    Requirement,
    RequirementKind,
    Ruling,
    Silence,
    Spokesman,
    SubjectKind,
    VotingDuty,
    Zone,
    ZoneArea,
    ZoneFromFile,
    ZoneUnion,
    ZoneWithin,
)  # fmt: skip
from foedus.accord.reading_words import article_of, listed
from foedus.basics.instant import Period, show
from foedus.basics.probability import decimal


@dataclass(frozen=True, slots=True)
class Line:
    """A line. key: what it is about; lines of one key are versions of each other. meaning: what is compared.

    label: by what name it is called, where that alone can change ("exception b"). A line that lists names is told name
    by name where no more than its names changed: frame is what it says beside them, stem stands before each one told.
    """

    key: str
    text: str
    meaning: str
    label: str = ""
    frame: str = ""
    stem: str = ""
    names: tuple[str, ...] = ()


Sentence: TypeAlias = tuple[Line, ...]
"""A sentence and the lines below it; the sentence comes first."""


def line(key: str, text: str, meaning: str | None = None) -> Line:
    """A line that means what it says, or `meaning`."""
    return Line(key, text, text if meaning is None else meaning)


# -- before the articles ----------------------------------------------------------------------------------------------


def blocks(accord: Accord) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    """Everything outside the articles, block by block."""
    return (
        ("Head", _head(accord)),
        ("Parties", tuple(_party(p) for p in accord.parties)),
        ("Alliances", tuple(_group("alliance", a) for a in accord.alliances)),
        ("Bodies", tuple(_group("body", b) for b in accord.bodies)),
        ("Zones", tuple(_zone(z) for z in accord.zones)),
        ("Acts", tuple(_category("act", c) for c in accord.acts)),
        ("Objects", tuple(_category("object", c) for c in accord.objects)),
        ("Evidence", _evidence(accord)),
        ("Requirements", tuple(_requirement(r) for r in accord.requirements)),
    )


def _head(accord: Accord) -> tuple[Line, ...]:
    start = show(accord.in_force_from, accord.time_zone)
    end = "" if accord.in_force_until is None else f" until {show(accord.in_force_until, accord.time_zone)}"
    renewal = [_renewal(accord.renewal)] if accord.renewal is not None else []
    return (
        line("name", f'accord "{accord.name}"'),
        line("version", f"version {accord.version}"),
        line("time zone", f"time zone {accord.time_zone}"),
        line("windows", f"windows {accord.window_ends}"),
        line("in force", f"in force from {start}{end}"),
        *renewal,
        line("grades", f"grades {', '.join(accord.grades)}"),
        *(line(s.title, f'source "{s.title}"' + (f' at "{s.address}"' if s.address else "")) for s in accord.sources),
    )


def _renewal(one: Renewal) -> Line:
    return line("renewal", f"renewed for {one.period} at a time unless a party objects {one.notice} before")


def _also(names: Sequence[str]) -> str:
    return f", also {', '.join(_quote(n) for n in names)}" if names else ""


def _quote(name: str) -> str:
    return f'"{name}"'


def _party(one: Party) -> Line:
    start = f"{one.name} {_quote(one.title)}"
    return line(one.name, start + _also(one.also), start + _also(sorted(one.also)))


def _group(kind: str, group: Alliance | Body) -> Line:
    start = f"{kind} {group.name} {_quote(group.title)}, members "
    meaning = start + " ".join(sorted(group.members))
    text = start + " ".join(group.members)
    return Line(group.name, text, meaning, frame=start, stem=f"{kind} {group.name}: member ", names=group.members)


def _category(kind: str, one: Category) -> Line:
    start = f"{kind} {one.name} is "
    text, meaning = (start + ", ".join(kinds) for kinds in (one.kinds, sorted(one.kinds)))
    return Line(one.name, text, meaning, frame=start, stem=f"{kind} {one.name}: ", names=one.kinds)


def _zone(zone: Zone) -> Line:
    return line(zone.name, _zone_text(zone, tuple), _zone_text(zone, _in_order))


def _in_order(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(names))


def _zone_text(zone: Zone, order: Callable[[Sequence[str]], tuple[str, ...]]) -> str:
    """A zone as it is written; the order of names means nothing."""
    match zone.shape:
        case ZoneFromFile(path, name, values):
            where = f" where {name} is {', '.join(map(_quote, order(values)))}" if values else ""
            text = f'from "{path}"{where}'
        case ZoneWithin(distance, of):
            text = f"within {_metres(distance)} of {of}"
        case ZoneUnion(zones):
            text = f"is {', '.join(order(zones))}"
        case ZoneArea(names):
            text = f"area {', '.join(map(_quote, order(names)))}"
        case _:
            assert_never(zone.shape)
    return f"zone {zone.name} {text}{_also(order(zone.also))}"


def _metres(distance: int) -> str:
    return f"{distance // 1000} km" if distance % 1000 == 0 else f"{distance} m"


def _evidence(accord: Accord) -> tuple[Line, ...]:
    rules = accord.evidence
    same, confirmed = rules.same_incident, rules.confirmation
    origins = f"{confirmed.origins} independent origin{'' if confirmed.origins == 1 else 's'}"
    outsiders = f", at least {confirmed.not_a_party} of them not a party" if confirmed.not_a_party else ""
    proof = rules.standard.name
    gaps = "gaps of at most " if same.granularity is Granularity.EPISODE else ""
    return (
        line(
            "one incident",
            f"one {same.granularity} is reports of the same act within {_metres(same.distance_m)} and "
            f"{gaps}{same.period}",
        ),
        line("confirmed", f"confirmed by {origins}{outsiders}"),
        line("attributed", f"attributed to the standard {f'of {proof}' if proof.startswith('at least') else proof}"),
        *(_spokesman(s) for s in rules.spokesmen),
        *(_owner(o) for o in rules.owners),
    )


def _spokesman(one: Spokesman) -> Line:
    origins = tuple(map(_quote, one.origins))
    text = f"{', '.join(origins)} speak{'s' if len(origins) == 1 else ''} for {one.party}"
    meaning, stem = f"{sorted(origins)} for {one.party}", f"who speaks for {one.party}: "
    return Line(one.party, text, meaning, stem=stem, names=origins)


def _owner(one: OneOwner) -> Line:
    names = tuple(map(_quote, one.origins))
    text = f"{', '.join(names)} count as one origin"
    return line(f"one origin: {min(names, default='')}", text, f"{sorted(one.origins)} count as one origin")


def requirement_text(one: Requirement) -> str:
    """A line under `require` as it is written."""
    members = f"{one.count} member{'' if one.count == 1 else 's'} of {one.who}"
    match one.kind:
        case RequirementKind.NO_SINGLE_PARTY_BLOCKS:
            return str(one.kind.value)
        case RequirementKind.NO_COALITION_BLOCKS:
            return f"no coalition of {members} can block the award"
        case RequirementKind.NO_COALITION_CAUSES:
            return f"no coalition of {members} can cause the award"
        case RequirementKind.ALONE_CANNOT_BLOCK:
            return f"{one.who} alone cannot block the award"
        case RequirementKind.ALONE_CANNOT_CAUSE:
            return f"{one.who} alone cannot cause the award"
        case RequirementKind.AWARD_WITHIN:
            return f"the award follows {article_of(one.grade)} breach within {one.period}"
        case RequirementKind.EVERY_BREACH_ENDS:
            return f"every {one.grade} breach ends in cure, dismissal or award"
        case _:
            assert_never(one.kind)


def _requirement(one: Requirement) -> Line:
    return line(f"{one.kind} {one.who} {one.grade}", requirement_text(one))


# -- articles ---------------------------------------------------------------------------------------------------------


def sentences(accord: Accord, article: Article) -> tuple[Sentence, ...]:
    """The sentences of an article, each with the lines below it."""
    return tuple(_sentence(accord, p) for p in article.provisions)


def _sentence(accord: Accord, provision: Provision) -> Sentence:
    match provision:
        case Norm():
            return _norm(accord, provision)
        case Certification():
            return _certification(accord, provision)
        case Ruling():
            return _ruling(provision)
        case Guarantee():
            return _guarantee(accord, provision)
        case _:
            assert_never(provision)


def _called(accord: Accord, address: str) -> str:
    """An article or a sentence by its heading, so that a new number changes nothing; by its number if it has none."""
    number, dot, nth = address.partition(".")
    title = next((a.title for a in accord.articles if a.number == number), "")
    return f"{title or number}{dot}{nth}"


def _norm(accord: Accord, norm: Norm) -> Sentence:
    text, meaning = _norm_text(accord, norm), _norm_text(accord, norm, _in_order)
    before = next((n for n in accord.norms if n.address == norm.failing), None) if norm.failing else None
    follows = f" after: {_norm_text(accord, before, _in_order)}" if before is not None else ""
    lines = [line("norm", text, meaning + follows)]
    lines += [_condition(c) for c in norm.conditions]
    lines += [_exception(e, accord.time_zone) for e in norm.exceptions]
    lines += [line(f"suspended {s.body}", f"suspended while {s.body} reports {s.act}") for s in norm.suspensions]
    lines += [line("prevails", f"prevails over {a}", f"over {_called(accord, a)}") for a in norm.prevails_over]
    return tuple(lines)


def _norm_text(accord: Accord, norm: Norm, order: Callable[[Sequence[str]], tuple[str, ...]] = tuple) -> str:
    what = f"{norm.act} any {norm.object}" if norm.object else norm.act
    where = f" {norm.preposition} {norm.zone}" if norm.zone else ""
    when = _deadline(norm.deadline, accord.time_zone) if norm.deadline else ""
    start = "Failing that, the same party" if norm.failing else _subject(norm, order)
    return f"{start} {norm.modality} {what}{where}{when}."


def _subject(norm: Norm, order: Callable[[Sequence[str]], tuple[str, ...]]) -> str:
    names = order(norm.subject.names)
    match norm.subject.kind:
        case SubjectKind.EACH_PARTY:
            return "Each party"
        case SubjectKind.NAMED:
            return listed(names)
        case SubjectKind.SAME_PARTY:
            return "The same party"
        case SubjectKind.EACH_MEMBER:
            return f"Each member of {listed(names)}"
        case _:
            assert_never(norm.subject.kind)


def _deadline(deadline: Deadline, zone: str) -> str:
    if deadline.by is not None:
        return f" by {show(deadline.by, zone)}"
    after = " after entry into force" if deadline.after is DeadlineFrom.ENTRY_INTO_FORCE else ""
    return f" within {deadline.period}{after}"


def _condition(one: Condition) -> Line:
    match one.window:
        case None:
            window = ""
        case CalendarDay():
            window = " per calendar day"
        case Period():
            window = f" within {one.window}"
        case _:
            assert_never(one.window)
    match one.measure:
        case Measure.COUNT:
            text = f"count is at least {one.at_least}{window}"
        case Measure.CASUALTIES:
            text = f"casualties are at least {one.at_least}{window}"
        case Measure.BREACHES:
            text = f"{one.of_grade} breaches are at least {one.at_least}{window}"
        case Measure.NOT_DONE:
            text = "not done in time"
        case Measure.AVERAGE:
            text = f"count averages more than {one.at_least} {one.per}, "
            text += f"at error at most {decimal(one.error)} over the lifetime"
        case _:
            assert_never(one.measure)
    return line(f"{one.grade} {one.measure}", f"{one.grade} breach when {text}")


def _exception(one: Exception_, zone: str) -> Line:
    letter = one.address.lstrip("0123456789.")
    text = _ground(one.ground, zone)
    return Line(f"unless {letter}", f"unless {one.address}: {text}", f"unless {text}", label=f"exception {letter}")


def _ground(ground: Ground, zone: str) -> str:
    match ground:
        case InResponse(period, act, distance):
            return f"in response within {period} to {article_of(act)} on that party within {_metres(distance)}"
        case Announced(body, period):
            return f"announced to {body} at least {period} before"
        case InsideZone(name):
            return f"in {name}"
        case During(start, end):
            return f"from {show(start, zone)} until {show(end, zone)}"
        case _:
            assert_never(ground)


# -- procedure --------------------------------------------------------------------------------------------------------


def _certification(accord: Accord, one: Certification) -> Sentence:
    text = f"{one.body} certifies {article_of(one.grade)} breach by {one.quorum} of {one.of} within {one.period}"
    lines = [line(f"certification {one.grade}", f"{text}{_silence(one.silence)}."), *_duty(one.duty)]
    for cure in one.cures:
        of, called = (f" of Article {cure.article}", _called(accord, cure.article)) if cure.article else ("", "")
        text = f"the accused may cure a breach{of} within {cure.period}"
        lines.append(line("cure", text, f"cure {called} within {cure.period}"))
    if one.challenge is not None:
        times = {1: "once", 2: "twice"}.get(one.challenge.times, f"{one.challenge.times} times")
        grounds = ", ".join(one.challenge.grounds)
        text = f"the accused may challenge {times} within {one.challenge.period} for"
        lines.append(line("challenge", f"{text} {grounds}", f"{text} {sorted(one.challenge.grounds)}"))
    return tuple(lines)


def _ruling(one: Ruling) -> Sentence:
    text = f"{one.body} decides a challenge by {one.quorum} of {one.of} within {one.period}{_silence(one.silence)}."
    return (line("ruling", text), *_duty(one.duty))


def _duty(duty: VotingDuty | None) -> Sentence:
    return (line("duty", f"each member votes within {duty.period}"),) if duty is not None else ()


def _silence(silence: Silence | None) -> str:
    if silence is None:
        return ""
    return f"; silence {'is ' if silence in (Silence.ASSENT, Silence.REFUSAL) else ''}{silence}"


def _guarantee(accord: Accord, one: Guarantee) -> Sentence:
    what = f"membership of {one.alliance}" if one.alliance else _quote(one.effect)
    text = f"On certified {one.grade} breach by {one.by}, {what} for {one.beneficiary} takes effect at once."
    lines = [line("guarantee", text), *(_consent(c) for c in one.consents)]
    if one.withdrawal is not None:
        never = ", never while a breach is pending" if one.withdrawal.never_while_pending else ""
        notice = one.withdrawal.notice
        may = f"may be withdrawn on {notice} notice{never}" if notice is not None else "may not be withdrawn"
        lines.append(line("withdrawal", f"consent {may}"))
    for pause in one.suspensions:
        lines.append(line("suspended", f"suspended while {pause.party} is in certified {pause.grade} breach"))
    if one.on_retraction:
        text = f"on retraction after award: Article {one.on_retraction}"
        lines.append(line("retraction", text, f"retraction: {_called(accord, one.on_retraction)}"))
    return tuple(lines)


def _consent(one: Consent) -> Line:
    who = f"at least {one.count} member{'' if one.count == 1 else 's'}" if one.count else "every member"
    text = f"consent of {who} of {one.of}, deposited as {article_of(one.construction.value)}"
    return line(f"consent {one.of}", text)
