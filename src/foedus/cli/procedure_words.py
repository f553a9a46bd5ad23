"""The procedure of an accord as text: who must do what by when, what follows if they do not, when the award comes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from foedus.accord.model import Accord
from foedus.accord.reading_words import article_of, listed
from foedus.basics.instant import Instant
from foedus.basics.wrapping import wrapped
from foedus.procedure.path_dates import Promise, promises, sunset
from foedus.procedure.path_walk import Doing, Edge, Node
from foedus.procedure.path_words import (
    AT_ONCE,
    NOT_ARMED,
    TAKEN_BACK,
    TOO_LONG,
    USED_UP,
    actor,
    article,
    consents,
    duty_words,
    effect,
    limit_words,
    moment,
    name_of,
    norms_said,
    notice_words,
    obstacles,
    own_dates,
    review_words,
    stalls,
    steps,
    sunset_words,
    title,
    what,
)
from foedus.procedure.paths import Course, Paths, period_at
from foedus.procedure.rules import Procedure
from foedus.procedure.state import Stage
from foedus.replay.words import length

NO_PROCEDURE = (
    "No article says who certifies a breach: there is no procedure, and a breach that is found leads to no award."
)


def procedure_lines(
    accord: Accord, procedure: Procedure, every: Sequence[tuple[str, Paths | None]], at: Instant
) -> list[str]:
    """Lines of at most 100 columns. every: (grade, its ways, None where they cannot be laid out)."""
    zone = accord.time_zone
    lines = wrapped(f"{accord.name}: the procedure, if a breach is found on {moment(at, zone)}", "  ", "")
    if not every:
        return [*lines, *wrapped(NO_PROCEDURE)]
    lines += wrapped(f"Times of {zone}; at 00:00 a day begins. Who acts exactly at a limit acts in time.")
    for grade, ways in every:
        lines += ["", f"{article_of(grade).capitalize()} breach"]
        lines += wrapped(TOO_LONG, "  ") if ways is None else _certification(procedure, ways, zone)
    end = sunset(procedure, at)
    return [*lines, "", *wrapped(sunset_words(end, zone))] if end is not None else lines


def _certification(procedure: Procedure, ways: Paths, zone: str) -> list[str]:
    kept = promises(procedure, ways)
    lines: list[str] = []
    for promise in kept:
        asked = consents(promise)
        needs = f"once the consents of {asked} are in" if asked else "from the beginning: nobody's consent is asked for"
        lines += wrapped(f"Before any breach: {name_of(promise)} is armed {needs}.", "    ", "  ")
    for number, node in enumerate(steps(ways), 1):
        lines += ["", *_step(ways, node, number, zone)]
    lines += ["", *_certificate(ways, kept, zone)]
    said = stalls(ways)
    for promise in kept:
        name = f"{name_of(promise)}: " if len(kept) > 1 else ""
        more = [*obstacles(promise, zone), *notice_words(promise, zone), review_words(promise, zone)]
        said += [name + sentence for sentence in more if sentence]
    said += [TAKEN_BACK, *([NOT_ARMED] if kept else [])]
    lines += ["", "  What can keep the award from following, or hold it up"]
    return [*lines, *(line for sentence in said for line in wrapped(f"- {sentence}", "      ", "    "))]


def _step(ways: Paths, node: Node, number: int, zone: str) -> list[str]:
    head = f"{number}. {title(ways, node.place)} (Article {article(ways, node.place)}): {actor(ways, node.place)}, "
    lines = wrapped(head + limit_words(ways, node.place), "     ", "  ")
    assert node.limit is not None, "every wait has a limit (P2)"
    lines += wrapped(f"by {moment(node.limit, zone)} at the latest{_earlier(ways, node, zone)}", "     ")
    lines += wrapped(duty_words(ways, node.place), "     ") if duty_words(ways, node.place) else []
    grounds = ways.rule.challenge.grounds if ways.rule.challenge else ()
    if node.place.stage is Stage.CHALLENGEABLE:
        lines += wrapped(f"only for {listed(grounds, 'or')}", "     ")
    out = [e for e in ways.edges if e.source == node.place and e.doing is not Doing.RETRACTION]
    for words in sorted(dict.fromkeys(what(ways, e) for e in out), key=lambda w: _is_silence(ways, out, w)):
        ends = [e for e in out if what(ways, e) == words]
        lines += wrapped(f"- {words}: {_leads(ways, ends)}", "       ", "     ")
    return lines


def _is_silence(ways: Paths, edges: Iterable[Edge], words: str) -> bool:
    return any(e.doing is Doing.SILENCE for e in edges if what(ways, e) == words)


def _earlier(ways: Paths, node: Node, zone: str) -> str:
    """Where breaches of some articles come to a step sooner than others."""
    own = [(c, c.walk.node(node.place)) for c in ways.courses]
    sooner = [(c, n.limit) for c, n in own if n is not None and n.limit is not None and n.limit != node.limit]
    said = [f"by {moment(limit, zone)} for a breach of {norms_said(course.norms)}" for course, limit in sooner]
    return f" ({'; '.join(said)})" if said else ""


def _leads(ways: Paths, edges: Sequence[Edge]) -> str:
    """Where a doing leads: to a step, to the certificate, or to an end without one."""
    numbers = {node.place: n for n, node in enumerate(steps(ways), 1)}
    said = []
    for edge in edges:
        norms = ways.norms_of(edge)
        of = f" for a breach of {norms_said(norms)}" if norms else ""
        if edge.target.stage.runs:
            said.append(f"on to step {numbers[edge.target]}{of}")
        elif edge.target.stage is Stage.CERTIFIED:
            said.append(f"certified{of}")
        else:
            said.append(f"the end, {title(ways, edge.target).lower()}: no certificate, no award{of}")
    return ", ".join(said)


def _certificate(ways: Paths, kept: Sequence[Promise], zone: str) -> list[str]:
    lines = []
    for course in ways.courses:
        if course.walk.certified is not None:
            soonest, latest = course.walk.certified
            whose = f", for a breach of {norms_said(course.norms)}" if len(ways.courses) > 1 else ""
            lines += wrapped(f"Certified{whose}", "    ", "  ")
            lines += wrapped(f"at the soonest {moment(soonest, zone)}, {AT_ONCE}", "      ", "    ")
            whole = f"{length(latest - ways.found_at)}: {_sum(ways, course)}"
            lines += wrapped(f"at the latest {moment(latest, zone)}, {USED_UP} ({whole})", "      ", "    ")
    for promise in kept:
        asked = consents(promise)
        released = f" It releases the consents of {asked}; nobody's further will is needed." if asked else ""
        head = f"Award under {name_of(promise)}, in the same entry, if the accused is {promise.rule.by}"
        never = " It cannot be armed as things are, so nothing is released."
        more = released + own_dates(ways, promise, zone) if promise.release else never
        lines += wrapped(f"{head}: {effect(promise)}{more}", "    ", "  ")
    if not kept:
        lines += wrapped("No guarantee waits for a breach of this grade: nothing is released.", "  ")
    return lines


def _sum(ways: Paths, course: Course) -> str:
    """The limits that the longest way uses up, in words."""
    numbers = {node.place: n for n, node in enumerate(steps(ways), 1)}
    found = [
        f"{period_at(ways.rule, ways.ruling, e.source, course.norms[0])} (step {numbers[e.source]})"
        for e in course.walk.longest
    ]  # fmt: skip
    return listed(found)
