"""Read who can do what and who prefers which outcome, of those who only rank (rule V15).

    [game.options]                          # what each can do or leave
    "RU signs" = { by = "RU" }
    "NATO deposits" = { by = "NATO", way = "taken only" }           # cannot be taken back; or "given up only"
    [game.outcomes]                         # those that can come about: the options that are taken in each
    "no deal" = []
    "signed" = ["RU signs"]
    "war" = { taken = ["NATO deposits"], either = ["RU signs"] }    # either: it does not matter

Who prefers which stands in `[positions.PARTY]` as `outcomes = ["signed", ["no deal", "war"]]`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from foedus.basics.settings import PathOf
from foedus.incentives.graph_model import Option, Way
from foedus.incentives.positions import Game
from foedus.incentives.read_numbers import NumbersReader
from foedus.incentives.stakes import Source

_TIERS = 'names in order, best first, equally good ones in brackets: `["a", ["b", "c"]]`'


@dataclass(kw_only=True)
class GameReader(NumbersReader):
    """Names, rankings and the game of a file while they are read."""

    def is_of_accord(self, path: PathOf, who: str) -> bool:
        """Whether somebody is in the accord: a party, an alliance, a body, or a member of an alliance."""
        groups = dict(self.procedure.groups)
        members = [name for alliance in self.procedure.alliances for name in groups[alliance]]
        names = [*self.procedure.parties, *groups]
        if who in names or who in members:
            return True
        self.stranger(path, f"{who} is nobody in this accord", who, names)
        return False

    def nobody_has(self, path: PathOf, what: str, name: str, names: Sequence[str]) -> None:
        """A choice, an option or an outcome is named that there is not."""
        near = get_close_matches(name, names, 1, 0.6)
        self.add(
            "W0012", path, what, "a position on what nobody can choose would be overlooked",
            (f"write `{near[0]}`, if that is meant; " if near else "")
            + f"there is {', '.join(f'`{each}`' for each in names) or 'none yet'}",
        )  # fmt: skip

    def tiers_of(
        self, own: Mapping[str, Any], path: PathOf, names: Sequence[str], of: str
    ) -> tuple[tuple[str, ...], ...]:
        """A ranking: tiers, best first. Nothing, with a problem, where it names what is not there or one twice."""
        given = own.get(path[-1], [])
        if not isinstance(given, list) or not all(_is_tier(each) for each in given):
            self.wrong(path, _TIERS, given)
            return ()
        tiers = tuple((each,) if isinstance(each, str) else tuple(each) for each in given)
        ranked = [name for tier in tiers for name in tier]
        strangers = [name for name in ranked if name not in names]
        for name in strangers:
            self.nobody_has(path, f"there is no `{name}` of {of}", name, names)
        if len(set(ranked)) < len(ranked):
            self.wrong(path, "each once: " + _TIERS, given)
            return ()
        return () if strangers else tiers

    def game(self, value: Mapping[str, Any], positions: Mapping[str, Any]) -> Game | None:
        """Who can do what, and who prefers which outcome; None where nothing is said of it."""
        own = self.table(value, ("game",))
        if "game" not in value:
            for who, said in positions.items():
                if isinstance(said, Mapping) and "outcomes" in said:
                    self.missing(("positions", who, "outcomes"), "outcomes are ranked, and it is not said what leads "
                                 "to them", "add `[game.options]` and `[game.outcomes]`")  # fmt: skip
            return None
        self.known(own, ("game",), ("options", "outcomes"))
        options = self._moves(own)
        states = self._states(own, [each.name for each in options])
        preferred: dict[str, tuple[tuple[str, ...], ...]] = {}
        sources: dict[str, Source] = {}
        for who, said in positions.items():
            if not isinstance(said, Mapping) or "outcomes" not in said:
                continue
            path = ("positions", who, "outcomes")
            preferred[who] = self.tiers_of(said, path, [*states], "the outcomes")
            sources[who] = self.source_of(said, ("positions", who))
            if preferred[who] or said["outcomes"] == []:
                self._all_ranked(path, who, preferred[who], states)
        for option in options:
            if option.owner not in preferred:
                self.missing(
                    ("game", "options", option.name), f"{option.owner} can do something, and nobody says what it wants",
                    f"add `outcomes = [...]` to `[positions.{option.owner}]`",
                )  # fmt: skip
        return Game(options, states, preferred, sources)

    def _all_ranked(
        self, path: PathOf, who: str, tiers: Sequence[Sequence[str]], states: Mapping[str, str]
    ) -> None:
        left = [name for name in states if all(name not in tier for tier in tiers)]
        if left:
            self.add(
                "W0013", path, f"the ranking of {who} leaves out {', '.join(f'`{name}`' for name in left)}",
                "whether it would move to an outcome can be told only where it is known what it prefers",
                "rank every outcome; those between which it does not care stand in brackets",
            )  # fmt: skip

    def _moves(self, own: Mapping[str, Any]) -> tuple[Option, ...]:
        tables, found = self.table(own, ("game", "options")), []
        for name in tables:
            path = ("game", "options", name)
            its = self.table(tables, path)
            self.known(its, path, ("by", "way"))
            who, way = its.get("by"), its.get("way", Way.BOTH.value)
            if not isinstance(who, str):
                self.missing(path, f"it is not said whose option `{name}` is", 'add `by = "..."`')
                continue
            if way not in [each.value for each in Way]:
                self.wrong((*path, "way"), "one of " + ", ".join(f'"{each.value}"' for each in Way), way)
                way = Way.BOTH.value
            if self.is_of_accord((*path, "by"), who):
                found.append(Option(who, name, Way(way)))
        if not found and not self.problems:
            self.missing(("game",), "nobody can do anything", 'add `[game.options]` with `"NAME" = { by = "PARTY" }`')
        return tuple(found)

    def _states(self, own: Mapping[str, Any], options: Sequence[str]) -> dict[str, str]:
        tables = self.table(own, ("game", "outcomes"))
        if len(tables) < 2 and not self.problems:
            self.missing(("game",), "there is no choice of outcomes", 'add two at least to `[game.outcomes]`')
        found: dict[str, str] = {}
        for name, given in tables.items():
            path = ("game", "outcomes", name)
            rows = given if isinstance(given, Mapping) else {"taken": given}
            self.known(rows, path, ("taken", "either"))
            named = {key: rows.get(key, []) for key in ("taken", "either")}
            if not all(isinstance(row, list) and all(isinstance(each, str) for each in row) for row in named.values()):
                self.wrong(path, 'options that are taken: `["RU signs", "UA signs"]`', given)
                continue
            for each in (*named["taken"], *named["either"]):
                if each not in options:
                    self.nobody_has(path, f"there is no option `{each}` of the game", each, options)
            letters = "".join(
                "-" if each in named["either"] else "Y" if each in named["taken"] else "N" for each in options
            )
            same = next((other for other, its in found.items() if its == letters), None)
            if same is not None:
                self.add(
                    "W0013", path, f"`{name}` and `{same}` are the same options taken",
                    "two outcomes that nothing tells apart are one", "leave one of them out, or add what tells them "
                    "apart to `[game.options]`",
                )  # fmt: skip
            found[name] = letters
        return found


def _is_tier(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and bool(value) and all(isinstance(each, str) for each in value)
    )
