"""Who has a say in an award, and who is interchangeable with whom (Q1a)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from foedus.procedure.rules import CertificationRule, GuaranteeRule, Procedure


class Part(StrEnum):
    """What somebody does in the procedure."""

    CERTIFIES = "certifies"
    CERTIFIES_A_REST = "certifies what the guarantee rests on"
    """Of another body than the one that certifies the breach which opens the guarantee (P7b)."""
    RULES = "rules"
    CONSENTS = "consents"
    ACCUSED = "accused"
    BENEFICIARY = "beneficiary"
    PARTY = "party"


@dataclass(frozen=True, slots=True)
class MemberClass:
    """Actors whom no rule of the procedure tells apart. parts: (what they do, of which body or group), sorted.

    title: what they are called together, such as `Commission` or `Council and Permanent`.
    """

    title: str
    members: tuple[str, ...]
    parts: tuple[tuple[Part, str], ...]

    def has(self, part: Part) -> bool:
        """Whether its members do this."""
        return any(p is part for p, _ in self.parts)


@dataclass(frozen=True, slots=True)
class Coalition:
    """So many members of each class, in the order of the classes. Which ones makes no difference (Q1a)."""

    counts: tuple[int, ...]

    def within(self, other: Coalition) -> bool:
        """Whether the other has as many of every class."""
        return all(a <= b for a, b in zip(self.counts, other.counts, strict=True))

    @property
    def size(self) -> int:
        """How many they are."""
        return sum(self.counts)


def classes_of(procedure: Procedure, guarantee: GuaranteeRule) -> tuple[MemberClass, ...]:
    """Everybody who can do something about the award of a guarantee, the parties first, then as the text names them."""
    parts: dict[str, list[tuple[Part, str]]] = defaultdict(list)
    for party in procedure.parties:
        parts[party].append((Part.PARTY, party))
    for name, part in ((guarantee.by, Part.ACCUSED), (guarantee.beneficiary, Part.BENEFICIARY)):
        parts[name].append((part, name))
    for part, group, members in _groups(procedure, guarantee):
        for member in members:
            if (part, group) not in parts[member]:
                parts[member].append((part, group))
    classes: dict[tuple[tuple[Part, str], ...], list[str]] = defaultdict(list)
    for name, does in parts.items():
        classes[tuple(does)].append(name)
    return tuple(MemberClass(_title(does, names), tuple(names), does) for does, names in classes.items())


def _groups(procedure: Procedure, guarantee: GuaranteeRule) -> Iterator[tuple[Part, str, tuple[str, ...]]]:
    certification, ruling = procedure.certification_of(guarantee.grade), procedure.ruling
    rests = [procedure.certification_of(grade) for _, grade in guarantee.rests_while]
    certifications = [each for each in (certification, *rests) if each is not None]
    for each in certifications:
        main = certification is not None and each.body == certification.body
        yield Part.CERTIFIES if main else Part.CERTIFIES_A_REST, each.body, each.members
    if ruling is not None and any(each.challenge is not None for each in certifications):
        yield Part.RULES, ruling.body, ruling.members
    members = dict(procedure.groups)
    for consent in guarantee.consents:
        yield Part.CONSENTS, consent.of, members.get(consent.of, ())


def _title(does: tuple[tuple[Part, str], ...], names: list[str]) -> str:
    if any(part is Part.PARTY for part, _ in does):
        return names[0]
    return " and ".join(dict.fromkeys(group for _, group in does))


def names_in(classes: tuple[MemberClass, ...], coalition: Coalition) -> frozenset[str]:
    """The first so many of each class: any others would do as well."""
    return frozenset(
        name for each, count in zip(classes, coalition.counts, strict=True) for name in islice(each.members, count)
    )


def certification_for(procedure: Procedure, guarantee: GuaranteeRule) -> CertificationRule | None:
    """How the breach is certified that a guarantee waits for, None if nobody does."""
    return procedure.certification_of(guarantee.grade)
