"""A story as rows and columns, one column for each class that acts, for print and for a picture."""

from __future__ import annotations

from dataclasses import dataclass

from foedus.procedure.event_words import capital
from foedus.procedure.path_words import moment
from foedus.prove.story import Mark, Story

CASE = "What changes"
"""The last column: what follows from what is done."""


@dataclass(frozen=True, slots=True)
class Row:
    """A step. when: "" where it is at the instant of the row above. column: of who does it, None for nobody."""

    when: str
    mark: Mark
    column: int | None
    says: str
    changes: str


def rows(story: Story) -> tuple[Row, ...]:
    """The steps from above to below."""
    columns = {lane.title: n for n, lane in enumerate(story.lanes)}
    found, last = [], ""
    for each in story.steps:
        when = moment(each.at, story.zone)
        says = each.does.removeprefix("is ") if each.mark is Mark.FOUND else each.in_lane
        found.append(
            Row("" if when == last else when, each.mark, columns.get(each.lane), capital(says), " ".join(each.changes))
        )
        last = when
    return tuple(found)
