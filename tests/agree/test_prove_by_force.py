"""What is proved by classes, together and at limits is what brute force finds, by every actor, at every tick."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from random import Random

import pytest

from foedus.procedure.rules import Procedure
from foedus.procedure.state import Breach, Stage
from foedus.prove.ends import endless
from foedus.prove.game import TooLarge
from foedus.prove.inquiry import Inquiry
from foedus.prove.question import Aim
from foedus.prove.roles import Coalition, names_in
from foedus.prove.times import award_at, times_of
from prove_trials import NORMS, Size, asked, invented
from reference_prove import TICK, TooMany, World, awards, ends, power, power_beforehand, resting
from trials import SOAKS

TRIALS, MOST, SIZE = (2_000, 2_000, Size()) if SOAKS else (40, 150, Size(2, 1))
"""How many procedures, and how many places each may have: those that have more are drawn anew."""
VECTORS = 16 if SOAKS else 3
"""A procedure with more kinds of coalitions is asked about so many of them, drawn by chance."""
NAMED = (1, 1, 2, 2, 3) if SOAKS else (1, 2)
"""And about coalitions of so many, by name."""
NOTICE_ENDS = 8 * TICK
PARTS = 8
"""Of the trials, so that several processes can share them."""


@dataclass
class Trial:
    """One procedure, and both that answer about it."""

    procedure: Procedure
    chance: Random
    most: int = MOST

    def __post_init__(self) -> None:
        self.inquiry: Inquiry = asked(self.procedure)
        self.world = World(self.procedure, self.inquiry.guarantee, self.most)
        self.breaches = self._breaches("material", "AA")
        self.counter = tuple(
            breach for party, grade in self.inquiry.guarantee.rests_while for breach in self._breaches(grade, party)
        )
        self.groups = tuple(self._groups())

    def _breaches(self, grade: str, party: str) -> tuple[Breach, ...]:
        """Of each norm, or of one where all have the same cure."""
        certification = self.procedure.certification_of(grade)
        named = certification is not None and any(article for article, _ in certification.cures)
        return tuple(Breach(norm, grade, party) for norm in (NORMS if named else NORMS[:1]))

    def _groups(self) -> list[frozenset[str]]:
        """Coalitions by how many of each class, all or some of them; and some by name."""
        classes = self.inquiry.classes
        vectors = list(product(*(range(len(each.members) + 1) for each in classes)))
        if len(vectors) > VECTORS:
            vectors = self.chance.sample(vectors, VECTORS)
        everybody = sorted(name for each in classes for name in each.members)
        return [
            *(names_in(classes, Coalition(counts)) for counts in vectors),
            *(frozenset(self.chance.sample(everybody, min(n, len(everybody)))) for n in NAMED),
        ]

    def differences(self, with_ends: bool) -> list[object]:
        """Everything that the two do not agree about. Errors: TooMany."""
        found = [*self._powers(), *self._beforehand(), *self._times()]
        return [*found, *self._ends()] if with_ends else found

    def _powers(self) -> list[object]:
        found = list[object]()
        for names in self.groups:
            for aim in (Aim.BLOCK, Aim.CAUSE):
                whole = names | {"AA"} if aim is Aim.BLOCK else names
                expected = power(self.world, aim.value, self.breaches, whole, self.inquiry.start)
                told = self.inquiry.ask(aim, names).power.value
                found += [(aim, sorted(names), expected, told)] if expected != told else []
        return found

    def _beforehand(self) -> list[object]:
        found, early = list[object](), self.inquiry.before(self.inquiry.found_at - NOTICE_ENDS)
        for names in self.groups[::3]:
            expected = power_beforehand(
                self.world, self.breaches, self.counter, names | {"AA"}, self.inquiry.start, early
            )
            told = self.inquiry.ask(Aim.BLOCK, names, beforehand=True).power.value
            found += [("beforehand", sorted(names), expected, told)] if expected != told else []
        return found

    def _times(self) -> list[object]:
        self.inquiry.board.ask_anew()
        inquiry, times = self.inquiry, times_of(self.inquiry)
        each = {breach: awards(self.world, breach, inquiry.start) for breach in self.breaches}
        everybody = frozenset(name for some in inquiry.classes for name in some.members)
        honest = awards(self.world, times.breach, inquiry.start, prompt=everybody, passive=True).earliest
        pairs = [
            ("best", min((e.earliest for e in each.values() if e.earliest is not None), default=None),
             times.best and award_at(inquiry, times.best)),
            ("honest", honest, times.honest and award_at(inquiry, times.honest)),
            ("worst", max((e.latest for e in each.values() if e.latest is not None), default=None),
             times.worst and award_at(inquiry, times.worst)),
            ("never", any(e.never for e in each.values()), times.never is not None),
        ]  # fmt: skip
        return [pair for pair in (*pairs, *self._shares(each[times.breach].latest)) if pair[1] != pair[2]]

    def _shares(self, latest: int | None) -> list[tuple[str, object, object]]:
        """How much later the award can come by one actor alone."""
        times, certification = times_of(self.inquiry), self.procedure.certification_of("material")
        if latest is None or certification is None:
            return []
        court = self.procedure.ruling.members if self.procedure.ruling else ()
        quick = {certification.body: (frozenset(certification.members), False), "AA": (frozenset[str](), True),
                 "Court": (frozenset(court), False)}  # fmt: skip
        found = list[tuple[str, object, object]]()
        for share in times.shares:
            prompt, passive = quick[share.actor]
            sooner = awards(self.world, times.breach, self.inquiry.start, prompt, passive).latest
            found.append((f"share of {share.actor}", latest - sooner if sooner is not None else 0, share.adds))
        return found

    def _ends(self) -> list[object]:
        self.inquiry.board.ask_anew()
        starts = [self.inquiry.start]
        for counter in self.counter:
            starts += resting(self.world, counter, self.inquiry.start)
        expected = {end for breach in self.breaches for end in ends(self.world, breach, starts)}
        told = {(each.way.end.cases[-1].stage, each.way.stuck) for each in endless(self.inquiry)}
        return [("ends", expected, told)] if expected != told else []


def drawn(seed: int) -> tuple[Trial, list[object]]:
    """The first procedure of a seed that is small enough, and what the two do not agree about."""
    chance = Random(seed)
    while True:
        trial = Trial(invented(chance, SIZE), chance)
        try:
            return trial, trial.differences(with_ends=SOAKS or seed % 5 == 0)
        except (TooMany, TooLarge):
            continue


@pytest.mark.parametrize("part", range(PARTS))
def test_powers_times_and_ends_are_those_that_brute_force_finds(part: int) -> None:
    for seed in range(part, TRIALS, PARTS):
        trial, differences = drawn(seed)
        assert differences == [], (seed, trial.procedure)


@pytest.mark.parametrize("seed", [627, 1143, 3078, 3257, 3427, 3438, 3723])
def test_who_may_vote_and_need_not_can_certify_a_breach_that_somebody_commits_to_rest_the_guarantee(seed: int) -> None:
    """In each of these a party's own certified breach keeps the award away, and a member whose duty ends after the
    limit may bring that about in time, and need not."""
    chance = Random(seed)
    trial = Trial(invented(chance, Size(3, 2)), chance, most=2_000)
    assert trial.procedure.guarantees[0].rests_while[0][0] != "BB"
    assert trial.differences(with_ends=False) == []


def test_the_trials_hold_every_power_and_every_kind_of_end() -> None:
    powers, stages = set[tuple[str, str]](), set[tuple[Stage, bool]]()
    for seed in range(17, 37):
        inquiry = asked(invented(Random(seed), Size(2, 1)))
        everybody = frozenset(name for each in inquiry.classes for name in each.members)
        for aim in (Aim.BLOCK, Aim.CAUSE):
            powers |= {(aim.value, inquiry.ask(aim, names).power.value) for names in (frozenset[str](), everybody)}
        if inquiry.procedure.guarantees[0].rests_while:
            stages |= {(each.way.end.cases[-1].stage, each.way.stuck) for each in endless(inquiry)}
    expected = {(aim, each) for aim in ("block", "cause") for each in ("cannot", "can if others are slow", "can")}
    assert powers == expected and stages == {(Stage.CERTIFIED, True), (Stage.CERTIFIED, False)}
