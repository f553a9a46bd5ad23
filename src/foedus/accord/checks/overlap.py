"""Whether two sentences can speak of the same incident: the same act, by the same people, at the same place."""

from __future__ import annotations

from foedus.accord.checks.draft import Draft
from foedus.accord.model import Norm, SubjectKind, ZoneArea


def acts_overlap(draft: Draft, one: str, two: str) -> bool:
    """Whether something can be both acts. Words that nobody knows are the same only if they are spelt the same."""
    return one == two or bool(draft.act_words(one) & draft.act_words(two))


def objects_overlap(draft: Draft, one: str, two: str) -> bool:
    """Whether something can be both objects; a sentence that names none speaks of all."""
    return not one or not two or one == two or bool(draft.object_words(one) & draft.object_words(two))


def subjects(draft: Draft, norm: Norm) -> frozenset[str]:
    """Everybody whom a sentence speaks to."""
    if norm.subject.kind is SubjectKind.EACH_MEMBER:
        return frozenset(m for name in norm.subject.names for m in draft.members_of(name))
    return frozenset(draft.accord.bound_by(norm))


def zones_overlap(draft: Draft, one: str, two: str) -> bool:
    """Whether two zones may have ground in common; a sentence that names none speaks of everywhere.

    Zones that are known by name only, or whose ground could not be read, may overlap with anything.
    """
    if not one or not two or one == two:
        return True
    zones = draft.zones
    if zones is None or one not in zones.zones or two not in zones.zones:
        return True
    if zones.known_by_name(one) or zones.known_by_name(two):
        both_names = isinstance(zones.zones[one].shape, ZoneArea) and isinstance(zones.zones[two].shape, ZoneArea)
        return not both_names or bool(zones.area_names(one) & zones.area_names(two))
    shapes = draft.shapes
    return one not in shapes or two not in shapes or bool(shapes[one].intersects(shapes[two]))


def inside(draft: Draft, inner: str, outer: str) -> bool:
    """Whether one zone surely lies wholly in another."""
    if inner == outer:
        return True
    zones = draft.zones
    if zones is None or inner not in zones.zones or outer not in zones.zones or zones.known_by_name(inner):
        return False
    shapes = draft.shapes
    return inner in shapes and outer in shapes and bool(shapes[outer].covers(shapes[inner]))


def same_matter(draft: Draft, one: Norm, two: Norm) -> bool:
    """Whether two sentences can speak of one and the same deed."""
    return (
        acts_overlap(draft, one.act, two.act)
        and objects_overlap(draft, one.object, two.object)
        and bool(subjects(draft, one) & subjects(draft, two))
        and zones_overlap(draft, one.zone, two.zone)
    )
