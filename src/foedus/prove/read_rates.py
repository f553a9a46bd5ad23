"""Read a file of rates (TOML) and hold it against the accord: whom it names must be there, what counts must be given.

    [bodies.Commission]                     # one for each body that votes
    available = [0.90, 0.98]                # a number from 0 to 1, or [low, high]
    errs_on_true = 0.05                     # of a true breach, an available member votes against it
    errs_on_false = 0.02                    # of a breach that never was, it votes for it
    votes = "at the limit"                  # or "at once"
    [bodies.Commission.members.ZA]          # what is different for one member
    available = 0.7
    [accused]
    challenges_true = "worst"               # a number, [low, high], or as bad as can be
    challenges_false = 0.9
    challenges = "at the limit"             # or "at once"
    makes_good_true = 0.1                   # in time; not given: never
    [findings]
    false_per_year = [0.01, 0.1]
    lifetime_years = 10                     # not given: the time in force
    detected = [{ within = "2 days", probability = 0.9 }, { within = "14 days", probability = 1 }]
    [asked]
    award_within = "20 days"
    award_probability = 0.9
    false_award_below = 0.01
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path
from typing import Any

from foedus.accord.syntax import UNITS
from foedus.basics.instant import Period, Unit
from foedus.basics.problem import Problem, in_order
from foedus.basics.settings import PathOf, Settings, SettingsReader, is_number, places, told
from foedus.procedure.rules import CertificationRule, Procedure
from foedus.prove.rates import NEVER, AccusedRates, Asked, BodyRates, Detected, MemberRates, Odds, Rates, When

KIND = Settings(
    "a file of rates", "[bodies.Commission]", unread="X0020", no_toml="X0021", stranger="X0022", unknown="X0023",
    wrong="X0024", missing="X0025",
    why_stranger="a rate for somebody who has no vote would change nothing, and be overlooked",
    why_wrong="what is worked out from a rate is as good as the rate",
)  # fmt: skip
_MEMBER = ("available", "errs_on_true", "errs_on_false")
_ACCUSED = ("challenges_true", "challenges_false", "challenges", "makes_good_true", "makes_good_false")
_FINDINGS = ("false_per_year", "lifetime_years", "detected")
_OF_OTHERS = ("detection", "provenance")
"""Tables of a measured file that what is asked here needs not: how much is found by size, and where it comes from."""
_ASKED = ("award_within", "award_probability", "false_award_below")
_MOST_PER_YEAR = 10_000
_LONGEST_YEARS = 1_000
_PERIOD = re.compile(r"([1-9]\d{0,5}) +([a-z]+)")


def read_rates(
    path: Path, procedure: Procedure, measured_will_do: bool = False
) -> tuple[Rates | None, tuple[Problem, ...]]:
    """Read and check a file of rates; None if there is a problem. measured_will_do: whether what `foedus rates` has
    measured is enough, without a word of bodies and of the accused."""
    try:
        content: bytes | OSError = path.read_bytes()
    except OSError as error:
        content = error
    text = KIND.decoded(content, str(path))
    return rates_in(text, str(path), procedure, measured_will_do) if isinstance(text, str) else (None, (text,))


def rates_in(
    text: str, file: str, procedure: Procedure, measured_will_do: bool = False
) -> tuple[Rates | None, tuple[Problem, ...]]:
    """The rates that a text gives, held against a procedure; None if there is a problem."""
    value = KIND.loaded(text, file)
    if isinstance(value, Problem):
        return None, (value,)
    reader = _Reader(KIND, file, places(text), procedure=procedure)
    rates = reader.measured(value) if measured_will_do and _is_measured_alone(value) else reader.rates(value)
    return (None, in_order(reader.problems)) if reader.problems else (rates, ())


def _is_measured_alone(value: Mapping[str, Any]) -> bool:
    return {"findings", "detection"} <= {*value} and not {"bodies", "accused", "asked"} & {*value}


def voting_bodies(procedure: Procedure) -> dict[str, tuple[str, ...]]:
    """The bodies that certify a breach which opens a guarantee, and who decides a challenge, with their members."""
    found: dict[str, tuple[str, ...]] = {}
    for rule in _certifications(procedure):
        found[rule.body] = rule.members
        if rule.challenge is not None and procedure.ruling is not None:
            found[procedure.ruling.body] = procedure.ruling.members
    return found


def _certifications(procedure: Procedure) -> list[CertificationRule]:
    grades = {guarantee.grade for guarantee in procedure.guarantees}
    return [rule for rule in procedure.certifications if rule.grade in grades]


# -- what it says ------------------------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class _Reader(SettingsReader):
    """One file of rates while it is read."""

    procedure: Procedure

    def rates(self, value: Mapping[str, Any]) -> Rates:
        bodies, accused = self.table(value, ("bodies",)), self.table(value, ("accused",))
        needed = voting_bodies(self.procedure)
        for name in bodies:
            if name not in needed:
                self.stranger(("bodies", name), f"{name} does not vote on an award of this accord", name, list(needed))
        can = any(rule.challenge is not None or rule.cures for rule in _certifications(self.procedure))
        return replace(
            self.measured(value), bodies={name: self._body(bodies, name, members) for name, members in needed.items()},
            accused=self._accused(accused) if can or accused else None, asked=self._asked(value), judged=True,
        )  # fmt: skip

    def measured(self, value: Mapping[str, Any]) -> Rates:
        """What is said of findings alone."""
        findings = self.table(value, ("findings",))
        self.known(value, (), ("bodies", "accused", "findings", "asked", *_OF_OTHERS))
        self.known(findings, ("findings",), _FINDINGS)
        return Rates(
            {}, None,
            self._odds(findings, ("findings", "false_per_year"), _MOST_PER_YEAR) if "false_per_year" in findings
            else None,
            tuple(self._detected(findings)),
            self._one(findings, ("findings", "lifetime_years"), _LONGEST_YEARS), judged=False,
        )  # fmt: skip

    def _body(self, bodies: Mapping[str, Any], name: str, members: tuple[str, ...]) -> BodyRates:
        path = ("bodies", name)
        if name not in bodies:
            if not get_close_matches(name, bodies, 1, 0.6):  # one misspelt is told once, at its place
                self.missing(("bodies",), f"nothing is said of {name}, which votes", f"add a table `[bodies.{name}]`")
            return BodyRates(dict.fromkeys(members, MemberRates(NEVER, NEVER, NEVER)), When.AT_THE_LIMIT)
        own = self.table(bodies, path)
        self.known(own, path, (*_MEMBER, "votes", "members"))
        others = self.table(own, (*path, "members"))
        for other in others:
            if other not in members:
                self.stranger((*path, "members", other), f"{other} is no member of {name}", other, list(members))
        default = {key: own[key] for key in _MEMBER if key in own}
        return BodyRates(
            {member: self._member(path, default, others, member) for member in members},
            self._when(own, (*path, "votes")),
        )  # fmt: skip

    def _member(
        self, path: PathOf, default: Mapping[str, Any], others: Mapping[str, Any], member: str
    ) -> MemberRates:
        place = (*path, "members", member)
        own = self.table(others, place)
        self.known(own, place, _MEMBER)
        found = []
        for key in _MEMBER:
            at = (*place, key) if key in own else (*path, key)
            found.append(self._odds(own if key in own else default, at))
        return MemberRates(*found)

    def _accused(self, own: Mapping[str, Any]) -> AccusedRates:
        self.known(own, ("accused",), _ACCUSED)
        if not any(rule.challenge is not None for rule in _certifications(self.procedure)):
            challenges: tuple[Odds | None, Odds | None, When] = (NEVER, NEVER, When.AT_ONCE)
        elif not own:
            self.missing((), "nothing is said of the accused, which may challenge", "add a table `[accused]`")
            challenges = (NEVER, NEVER, When.AT_ONCE)
        else:
            first, second = (
                None if own.get(key) == "worst" else self._odds(own, ("accused", key), or_worst=True)
                for key in ("challenges_true", "challenges_false")
            )
            challenges = (first, second, self._when(own, ("accused", "challenges")))
        good = [self._odds(own, ("accused", key)) if key in own else NEVER for key in _ACCUSED[3:]]
        return AccusedRates(*challenges, *good)

    def _detected(self, findings: Mapping[str, Any]) -> Iterator[Detected]:
        path, given = ("findings", "detected"), findings.get("detected", [])
        if not isinstance(given, list) or not all(isinstance(row, Mapping) for row in given):
            self.wrong(path, '`[{ within = "2 days", probability = 0.9 }, ...]`', given)
            return
        before: Detected | None = None
        for row in given:
            self.known(row, path, ("within", "probability"))
            period, odds = self._period(row, (*path, "within"), path), self._odds(row, (*path, "probability"))
            if period is None:
                continue
            now = Detected(period, odds)
            if before is not None and not _follows(before, now):
                self.problems.append(Problem(
                    "X0024", self.span(path), f"`{period}` does not follow on `{before.within}`",
                    "each row says how likely a breach is found by then at the latest, so both can only grow",
                    "order the rows by their periods, shortest first, with probabilities that do not fall",
                ))  # fmt: skip
            before = now
            yield now

    def _asked(self, value: Mapping[str, Any]) -> Asked:
        own = self.table(value, ("asked",))
        self.known(own, ("asked",), _ASKED)
        period = self._period(own, ("asked", "award_within"), ("asked",)) if "award_within" in own else None
        chance, below = (self._one(own, ("asked", key)) for key in _ASKED[1:])
        if (period is None) != (chance is None) and ("award_within" in own) != ("award_probability" in own):
            self.missing(
                ("asked",), "`award_within` and `award_probability` are asked together",
                'give both, such as `award_within = "20 days"` and `award_probability = 0.9`',
            )  # fmt: skip
        return Asked(period, chance, below)

    # -- single values ---------------------------------------------------------------------------------------------

    def _odds(
        self, table: Mapping[str, Any], path: PathOf, most: int = 1, or_worst: bool = False
    ) -> Odds:
        key = path[-1]
        if key not in table:
            what = f"`{key}` is missing in [{'.'.join(path[:-1])}]"
            self.missing(path[:-1], what, f"add `{key} = ...` there; no rate is built in")
            return NEVER
        value = table[key]
        both = value if isinstance(value, list) else [value, value]
        if len(both) != 2 or not all(is_number(each, most) for each in both):
            kind = f"a number from 0 to {most:,}, or two as [low, high]" + (', or "worst"' if or_worst else "")
            self.wrong(path, kind, value)
            return NEVER
        low, high = (Fraction(each) for each in both)
        if low > high:
            self.problems.append(Problem(
                "X0024", self.span(path), f"`{key}` begins above its end: {told(value)}",
                "an interval is from its least number to its greatest", f"write [{told(both[1])}, {told(both[0])}]",
            ))  # fmt: skip
            return NEVER
        return Odds(low, high)

    def _one(self, table: Mapping[str, Any], path: PathOf, most: int = 1) -> Fraction | None:
        if path[-1] not in table:
            return None
        value = table[path[-1]]
        if not is_number(value, most):
            self.wrong(path, f"a number from 0 to {most:,}", value)
            return None
        return Fraction(value)

    def _period(self, table: Mapping[str, Any], path: PathOf, at: PathOf) -> Period | None:
        value = table.get(path[-1], "")
        found = _PERIOD.fullmatch(value) if isinstance(value, str) else None
        if found is None or found[2] not in UNITS:
            self.wrong(at if path not in self.places else path, f'`{path[-1]}` as a period, such as "20 days"', value)
            return None
        return Period(int(found[1]), Unit(UNITS[found[2]]))

    def _when(self, table: Mapping[str, Any], path: PathOf) -> When:
        value = table.get(path[-1])
        if value in tuple(When):
            return When(value)
        if value is None:
            self.missing(
                path[:-1], f"`{path[-1]}` is missing in [{'.'.join(path[:-1])}]",
                f'add `{path[-1]} = "at the limit"` or `{path[-1]} = "at once"`; neither is built in',
            )  # fmt: skip
        else:
            self.wrong(path, '"at once" or "at the limit"', value)
        return When.AT_THE_LIMIT


def _follows(before: Detected, now: Detected) -> bool:
    grows = before.probability.low <= now.probability.low and before.probability.high <= now.probability.high
    return grows and _length(before.within) < _length(now.within)


_DAYS = {
    Unit.MINUTE: Fraction(1, 1440), Unit.HOUR: Fraction(1, 24), Unit.DAY: Fraction(1), Unit.WEEK: Fraction(7),
    Unit.MONTH: Fraction(30), Unit.YEAR: Fraction(365),
}  # fmt: skip
"""About so long, to put periods in order."""


def _length(period: Period) -> Fraction:
    return period.count * _DAYS[period.unit]
