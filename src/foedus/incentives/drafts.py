"""Options that are other words of the accord: the text with them, read and checked, and what follows for the stakes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple, TypeAlias

from foedus.accord.model import Accord
from foedus.accord.read_accord import ReadAccord, read_source
from foedus.incentives.positions import Change, changed
from foedus.incentives.stakes import Stakes
from foedus.procedure.compiling import compile_procedure
from foedus.procedure.rules import GuaranteeRule

Edits: TypeAlias = tuple[tuple[str, str], ...]
"""Words of the text, and what stands in their place."""


class AccordText(NamedTuple):
    """The text of an accord. folder: where the files of its zones lie."""

    source: str
    file: str
    folder: Path


def as_it_is(stakes: Stakes, _: Accord) -> Stakes:
    """Nothing follows from the words but who must consent."""
    return stakes


@dataclass(frozen=True, slots=True)
class Drafts:
    """The drafts of a text; owns those that were read. follows: what else follows of a draft for the stakes, such as
    how bodies then judge, where a file of rates is given."""

    text: AccordText
    follows: Callable[[Stakes, Accord], Stakes] = as_it_is
    read: dict[Edits, ReadAccord] = field(default_factory=dict)
    followed: dict[Edits, tuple[Stakes, Stakes]] = field(default_factory=dict)
    """By words, of which stakes and what followed of them: how bodies judge takes long to work out."""

    def draft(self, edits: Edits) -> ReadAccord:
        """The text with these words, as it is read."""
        if edits not in self.read:
            self.read[edits] = read_source(edited(self.text.source, edits), self.text.file, self.text.folder)
        return self.read[edits]

    def guarantee(self, name: str, edits: Edits) -> GuaranteeRule | None:
        """The guarantee of a name in a draft; None where the draft is not sound, or does not promise it."""
        accord = self.draft(edits).accord
        return compile_procedure(accord).guarantee(name) if accord is not None else None


    def stakes(self, stakes: Stakes, edits: Edits) -> Stakes:
        """The stakes of a draft that is sound."""
        if edits not in self.followed or self.followed[edits][0] is not stakes:
            accord, guarantee = self.draft(edits).accord, self.guarantee(stakes.guarantee.name, edits)
            assert accord is not None and guarantee is not None, "W0018: every draft is sound"
            self.followed[edits] = stakes, self.follows(replace(stakes, guarantee=guarantee), accord)
        return self.followed[edits][1]


def stakes_of(stakes: Stakes, changes: Sequence[Change], drafts: Drafts | None) -> Stakes:
    """The stakes with these changes: first what follows from other words of the text, then what the file says."""
    edits = edits_of(changes)
    return changed(drafts.stakes(stakes, edits) if drafts is not None and edits else stakes, changes)


def edits_of(changes: Iterable[Change]) -> Edits:
    """The words that they change."""
    return tuple((change.was, change.becomes) for change in changes if change.was)


def found_in(source: str, words: str) -> list[tuple[int, int]]:
    """Where words stand in a text, whatever the breaks of lines between them."""
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    return [match.span() for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", source)] if pattern else []


def edited(source: str, edits: Edits) -> str:
    """The text with other words, each at the one place where the words stand; from the end on, so that places stay."""
    places = sorted(((*found_in(source, was)[0], becomes) for was, becomes in edits), reverse=True)
    for start, end, becomes in places:
        source = source[:start] + becomes + source[end:]
    return source
