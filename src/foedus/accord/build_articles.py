"""Articles out of the outline: what is forbidden, owed or allowed, with conditions and exceptions."""

from __future__ import annotations

from dataclasses import dataclass, field

from lark import Token

from foedus.accord.build_procedure import build_certification, build_guarantee, build_ruling
from foedus.accord.model import (
    Announced,
    Article,
    CalendarDay,
    Condition,
    Deadline,
    DeadlineFrom,
    During,
    Exception_,
    Ground,
    InResponse,
    InsideZone,
    Measure,
    Modality,
    Norm,
    Provision,
    Subject,
    SubjectKind,
    Suspension,
    Window,
)  # fmt: skip
from foedus.accord.outline import Node
from foedus.accord.values import Branch, Values, branch_of, joined, leaves, tokens


@dataclass
class Doubtful:
    """Names and addresses that broken lines would have declared. `parse` owns it."""

    names: set[str] = field(default_factory=set)


def build_articles(nodes: list[Node], values: Values, doubtful: Doubtful) -> tuple[Article, ...]:
    """The articles, in order. One whose line is broken gets the number it seems to have, or that of its place."""
    found = []
    for position, node in enumerate(nodes, start=1):
        number, title = _heading(node, position, values, doubtful)
        span = values.faults.span(node.words)
        found.append(Article(number, title, _provisions(node, number, values, doubtful), span))
    return tuple(found)


def _heading(node: Node, position: int, values: Values, doubtful: Doubtful) -> tuple[str, str]:
    if node.tree is not None:
        written, title = tokens(node.tree)
        number = str(values.number(written))
        if str(written) != number:
            values.faults.add(
                "A0159", values.span(written), f"the number of an article is not written {str(written)[:20]}",
                "1 and 01 would be two articles with one number", "write it without zeros in front",
            )
        return number, values.text(title)
    seen = [w.text for w in node.words[1:4] if w.text.isascii() and w.text.isdigit()]
    number = seen[0][:9] if seen else str(position)
    doubtful.names.add(number)
    return number, ""


def _provisions(article: Node, number: str, values: Values, doubtful: Doubtful) -> tuple[Provision, ...]:
    found: list[Provision] = []
    norms = 0
    before = ""  # address of the norm before this sentence
    for node in article.children:
        if node.kind == "norm":
            norms += 1
            address = number if norms == 1 else f"{number}.{norms}"
            if node.tree is None or any(c.broken for c in node.children):
                doubtful.names.add(address)
            if node.tree is not None:
                found.append(_norm(node, node.tree, address, before, values))
            before = address
        elif node.tree is not None and node.kind == "certification":
            found.append(build_certification(node, node.tree, values))
        elif node.tree is not None and node.kind == "ruling":
            found.append(build_ruling(node, node.tree, values))
        elif node.tree is not None and node.kind == "guarantee":
            found.append(build_guarantee(node, node.tree, values))
        elif node.tree is None:
            doubtful.names.add(number)
    return tuple(found)


_MODALITIES = {"must_not": Modality.MUST_NOT, "must": Modality.MUST, "may": Modality.MAY}


def _norm(node: Node, line: Branch, address: str, before: str, values: Values) -> Norm:
    verb = branch_of(line, *_MODALITIES)
    doing, of, place = (branch_of(line, name) for name in ("doing", "any_object", "place"))
    assert doing is not None and verb is not None
    modality = _MODALITIES[str(verb.data)]
    failing = branch_of(line, "failing") is not None
    subject = _subject(line, failing, before, values)
    act, first = joined(doing), next(leaves(doing))
    if modality is Modality.MAY and act.split()[0] == "not":
        values.faults.add(
            "A0150", values.span(doing), "`may not` can be read two ways",
            "it may forbid, or it may say that somebody need not", "write `must not`, if it is forbidden",
        )
    if first.type == "NAME":
        values.faults.add(
            "A0138", values.span(first), f"the act `{act[:60]}` begins with a capital letter",
            "acts are lower case; with a capital it would be a name", f"write `{act[:1].lower() + act[1:60]}`",
        )
    preposition, zone = tokens(place) if place is not None else ("in", "")
    trees = [c.tree for c in node.children if c.tree is not None]
    return Norm(
        address=address, subject=subject, modality=modality, act=act,
        object=joined(of) if of is not None else "", zone=str(zone), preposition=str(preposition),
        deadline=_deadline(line, modality, failing, values),
        conditions=_conditions(trees, address, values),
        exceptions=tuple(_exception(t, values) for t in trees if t.data == "exception"),
        suspensions=tuple(_suspension(t, values) for t in trees if t.data == "suspension"),
        prevails_over=tuple(str(x) for t in trees if t.data == "prevails" for x in leaves(t)),
        failing=before if failing else "", span=values.span(line),
    )  # fmt: skip


_KINDS = {
    "each_party": SubjectKind.EACH_PARTY, "each_member": SubjectKind.EACH_MEMBER, "same_party": SubjectKind.SAME_PARTY,
    "named": SubjectKind.NAMED,
}  # fmt: skip


def _subject(line: Branch, failing: bool, before: str, values: Values) -> Subject:
    branch = branch_of(line, *_KINDS)
    assert branch is not None
    kind, span = _KINDS[str(branch.data)], values.span(branch)
    same = kind is SubjectKind.SAME_PARTY
    if failing and not same:
        values.faults.add(
            "A0148", span, "after `Failing that,` another party is bound than the one that failed",
            "one party's failure cannot bind another", "write `Failing that, the same party must ...`",
        )
    elif same and not failing:
        values.faults.add(
            "A0147", span, "`the same party` as which?",
            "it takes up the sentence before, and only `Failing that,` says so",
            "write `Failing that, the same party ...`, or name the party",
        )
    elif failing and not before:
        values.faults.add(
            "A0147", values.span(line), "`Failing that` has no sentence before it in its article",
            "it takes up the sentence before, in the same article",
            "put it under the sentence whose breach it takes up",
        )
    return Subject(kind, tuple(str(t) for t in leaves(branch)), span)


def _deadline(line: Branch, modality: Modality, failing: bool, values: Values) -> Deadline | None:
    branch = branch_of(line, "within", "within_after_entry", "by_moment")
    if branch is None:
        return None
    inner, span = branch.children[0], values.span(branch)
    assert not isinstance(inner, Token)
    if branch.data == "by_moment":
        return Deadline(by=values.moment(inner), span=span)
    period = values.period(inner)
    if branch.data == "within_after_entry":
        return Deadline(period, DeadlineFrom.ENTRY_INTO_FORCE, span=span)
    if not failing and modality is not Modality.MAY:
        values.faults.add(
            "A0149", span, f"within {period} of what?", "a clock must start somewhere",
            f"write `within {period} after entry into force`, or a date: `by 2025-07-01`",
        )
    return Deadline(period, DeadlineFrom.FIRST_BREACH, span=span)


_MEASURES = {
    "count": Measure.COUNT, "casualties": Measure.CASUALTIES, "breaches": Measure.BREACHES,
    "not_done": Measure.NOT_DONE, "average": Measure.AVERAGE,
}  # fmt: skip


def _conditions(lines: list[Branch], address: str, values: Values) -> tuple[Condition, ...]:
    found: list[Condition] = []
    for line in (t for t in lines if t.data == "condition"):
        grade, measure = str(tokens(line)[0]), branch_of(line, *_MEASURES)
        assert measure is not None
        nth = 1 + sum(c.grade == grade for c in found)
        counts, counted = tokens(measure, "INT"), tokens(measure, "WORD")
        error = branch_of(measure, "error")
        found.append(
            Condition(
                grade, _MEASURES[str(measure.data)], values.number(counts[0]) if counts else 1,
                _window(measure, values), str(counted[0]) if counted else "",
                f"{address}/{grade}" + (f"#{nth}" if nth > 1 else ""), values.span(line),
                values.fraction(error) if error is not None else 0,
                branch_of(measure, "looked_at_day") is not None,
            )
        )  # fmt: skip
    return tuple(found)


def _window(measure: Branch, values: Values) -> Window:
    branch = branch_of(measure, "sliding", "calendar_day", "looked_at_day", "stretch")
    if branch is None:
        return None
    if branch.data in ("calendar_day", "looked_at_day"):
        return CalendarDay()
    period = branch_of(branch, "period")
    assert period is not None
    return values.period(period)


def _exception(line: Branch, values: Values) -> Exception_:
    ground = branch_of(line, "in_response", "announced", "inside", "during")
    assert ground is not None
    address = tokens(line)[0]
    if address.type != "MIXED":
        values.faults.add(
            "A0146", values.span(address), "an exception has the number of its sentence and a letter",
            "a finding must be able to say which exception applied, and a bare number is that of the sentence",
            f"write `unless {str(address)[:20]}a: ...`",
        )
    return Exception_(str(address), _ground(ground, values), values.span(line))


def _ground(ground: Branch, values: Values) -> Ground:
    period, distance, words = (branch_of(ground, name) for name in ("period", "distance", "words"))
    if ground.data == "in_response":
        assert period is not None and distance is not None and words is not None
        return InResponse(values.period(period), joined(words), values.distance(distance))
    if ground.data == "announced":
        assert period is not None
        return Announced(str(tokens(ground)[0]), values.period(period))
    if ground.data == "inside":
        return InsideZone(str(tokens(ground, "NAME")[0]))
    start, end = (values.moment(b) for b in ground.children if not isinstance(b, Token))
    return During(start, end)


def _suspension(line: Branch, values: Values) -> Suspension:
    words = branch_of(line, "words")
    assert words is not None
    return Suspension(str(tokens(line)[0]), joined(words), values.span(line))
