"""The redline: what a later draft says that an earlier one did not, article by article; layout does not count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from foedus.accord.model import Accord, Article
from foedus.accord.redline_lines import Line, Sentence, blocks, sentences


class How(StrEnum):
    """What became of a thing that one of the drafts says."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Changed:
    """One difference. where: "Head", "Zones", 'Article 2 "Withdrawal"'. before, after: the words, "" where there are
    none; a sentence that was added or removed brings the lines below it, each on a line of its own."""

    where: str
    how: How
    before: str
    after: str


def redline(old: Accord, new: Accord) -> tuple[Changed, ...]:
    """Every difference in what two drafts say, in the order of the text, removed articles last.

    The order in which names and conditions are listed means nothing and is not compared, nor are comments and layout.
    An article that has only another number is MOVED. No difference gives an empty tuple.
    """
    found: list[Changed] = []
    (*before, (_, required_before)), (*after, (where, required_after)) = blocks(old), blocks(new)
    for (name, was), (_, now) in zip(before, after, strict=True):
        found += _lines(name, was, now)
    found += _articles(old, new)
    found += _lines(where, required_before, required_after)
    return tuple(found)


def shown_redline(old: Accord, new: Accord) -> str:
    """The redline as text: a heading for each place, below it `was`, `now`, `new`, `gone` and `moved` lines."""
    changes = redline(old, new)
    if not changes:
        return f'The two drafts of "{new.name}" say the same.\n'
    parts = []
    for where, group in groupby(changes, key=lambda c: c.where):
        rows = [row for one in group for row in _rows(one)]
        parts.append("\n".join([where, *rows]))
    return "\n\n".join(parts) + "\n"


def _rows(one: Changed) -> list[str]:
    match one.how:
        case How.ADDED:
            return _marked("new", one.after)
        case How.REMOVED:
            return _marked("gone", one.before)
        case How.CHANGED:
            return [*_marked("was", one.before), *_marked("now", one.after)]
        case How.MOVED:
            return _marked("moved", f"{one.before} is now {one.after}")


def _marked(mark: str, text: str) -> list[str]:
    first, *rest = text.split("\n")
    return [f"    {mark:<6}{first}", *(f"          {row}" for row in rest)]


# -- lines ------------------------------------------------------------------------------------------------------------


def _lines(where: str, before: Sequence[Line], after: Sequence[Line]) -> list[Changed]:
    """Differences between two lists of lines, whose order means nothing; lines of one key are paired in order."""
    gone, come = _without(before, after), _without(after, before)
    found = _relabelled(where, before, after)
    for line in come:
        match_ = next((g for g in gone if g.key == line.key), None)
        if match_ is None:
            found.append(Changed(where, How.ADDED, "", line.text))
        else:
            gone.remove(match_)
            found += _names(where, match_, line) or [Changed(where, How.CHANGED, match_.text, line.text)]
    return found + [Changed(where, How.REMOVED, line.text, "") for line in gone]


def _relabelled(where: str, before: Sequence[Line], after: Sequence[Line]) -> list[Changed]:
    """Lines that say the same under another name: an exception that got another letter."""
    found = []
    for line in after:
        same = [b for b in before if b.meaning == line.meaning]
        if same and line.label and all(b.label != line.label for b in same):
            found.append(Changed(where, How.MOVED, same[0].label, f"{line.label}: {line.meaning}"))
    return found


def _names(where: str, before: Line, after: Line) -> list[Changed]:
    """The names that came and went, where a list of names is all that changed and some of it stayed."""
    if (before.frame, before.stem) != (after.frame, after.stem) or set(before.names).isdisjoint(after.names):
        return []
    come = [Changed(where, How.ADDED, "", after.stem + n) for n in after.names if n not in before.names]
    return come + [Changed(where, How.REMOVED, before.stem + n, "") for n in before.names if n not in after.names]


def _without(lines: Sequence[Line], others: Sequence[Line]) -> list[Line]:
    """The lines whose meaning the others lack, each as often as it is lacking."""
    there = Counter(o.meaning for o in others)
    found = []
    for line in lines:
        if there[line.meaning]:
            there[line.meaning] -= 1
        else:
            found.append(line)
    return found


# -- articles ---------------------------------------------------------------------------------------------------------


def _articles(old: Accord, new: Accord) -> list[Changed]:
    pairs = _paired(old, new)
    found: list[Changed] = []
    for article in new.articles:
        before = pairs.get(id(article))
        where = _heading(article)
        if before is None:
            found.append(Changed(where, How.ADDED, "", _whole(sentences(new, article))))
            continue
        if before.number != article.number:
            found.append(Changed(where, How.MOVED, f"Article {before.number}", f"Article {article.number}"))
        if before.title != article.title:
            found.append(Changed(where, How.CHANGED, _heading(before), where))
        found += _sentences(where, sentences(old, before), sentences(new, article))
    kept = {id(a) for a in pairs.values()}
    for article in old.articles:
        if id(article) not in kept:
            found.append(Changed(_heading(article), How.REMOVED, _whole(sentences(old, article)), ""))
    return found


def _heading(article: Article) -> str:
    return f'Article {article.number} "{article.title}"' if article.title else f"Article {article.number}"


def _paired(old: Accord, new: Accord) -> dict[int, Article]:
    """The earlier article of each later one, by identity of the later: the same words first, then the same heading,
    then the same number."""
    meanings = {id(a): _meaning(accord, a) for accord in (old, new) for a in accord.articles}
    left = list(old.articles)
    pairs: dict[int, Article] = {}
    rules: tuple[Callable[[Article, Article], bool], ...] = (
        lambda o, n: o.number == n.number and meanings[id(o)] == meanings[id(n)],
        lambda o, n: meanings[id(o)] == meanings[id(n)],
        lambda o, n: o.title == n.title,
        lambda o, n: o.number == n.number,
    )
    for alike in rules:
        for article in new.articles:
            if id(article) in pairs:
                continue
            before = next((o for o in left if alike(o, article)), None)
            if before is not None:
                pairs[id(article)] = before
                left = [o for o in left if o is not before]
    return pairs


def _meaning(accord: Accord, article: Article) -> tuple[str, tuple[tuple[str, ...], ...]]:
    return article.title, tuple(_means(s) for s in sentences(accord, article))


def _sentences(where: str, before: Sequence[Sentence], after: Sequence[Sentence]) -> list[Changed]:
    """Differences between the sentences of an article: equal ones are put aside, the others paired where they are
    alike, the rest was added or removed."""
    gone = list(before)
    come = []
    for sentence in after:
        equal = next((s for s in gone if _means(s) == _means(sentence)), None)
        if equal is None:
            come.append(sentence)
        else:
            gone.remove(equal)
    found: list[Changed] = []
    for sentence in come:
        was = _most_alike(sentence, gone)
        if was is None:
            found.append(Changed(where, How.ADDED, "", _whole((sentence,))))
        else:
            gone.remove(was)
            found += _lines(where, was, sentence)
    return found + [Changed(where, How.REMOVED, _whole((s,)), "") for s in gone]


def _means(sentence: Sentence) -> tuple[str, ...]:
    """What a sentence says: its first line, then the lines below it sorted, since their order means nothing."""
    first, *rest = (f"{x.label} {x.meaning}" for x in sentence)
    return (first, *sorted(rest))


def _most_alike(sentence: Sentence, candidates: Sequence[Sentence]) -> Sentence | None:
    """The candidate of the same kind that shares most words with a sentence; the first of equals."""
    kin = [c for c in candidates if c[0].key == sentence[0].key]
    words = {w for x in sentence for w in x.meaning.split()}
    return max(kin, key=lambda c: len(words & {w for x in c for w in x.meaning.split()}), default=None)


def _whole(parts: Sequence[Sentence]) -> str:
    return "\n".join(x.text if n == 0 else f"    {x.text}" for s in parts for n, x in enumerate(s))
