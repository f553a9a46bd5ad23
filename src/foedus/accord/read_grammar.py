"""The grammar of accords as a parser, read from the table that is shipped with it: building it anew takes a sixth of a
second at every start (2026-11-27).

`make grammar` writes the table. One that is of another grammar, or of another release of the parser's library, is not
used: the grammar is then built from its text, which gives the same.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import lark
from lark import Lark
from lark.grammar import Rule
from lark.lexer import TerminalDef

_GRAMMAR, _TABLE = "grammar.lark", "grammar.json"
_SHIFT = 0
"""How the library writes that a state is gone to; else it is a rule that is over."""


def read_grammar(starts: tuple[str, ...]) -> Lark:
    """The parser, with these start rules."""
    folder = files("foedus.accord")
    text = (folder / _GRAMMAR).read_text(encoding="utf-8")
    table = folder / _TABLE
    shipped = json.loads(table.read_text(encoding="utf-8")) if table.is_file() else {}
    if shipped.get("of") == _of(text, starts):
        memo = {int(number): value for number, value in shipped["memo"].items()}
        found: Lark = Lark._load_from_dict(_with_numbers(shipped["data"]), memo)  # type: ignore[no-untyped-call]
        return found
    return built(text, starts)


def built(text: str, starts: tuple[str, ...]) -> Lark:
    """The parser from the text of the grammar."""
    return Lark(text, parser="lalr", start=list(starts), propagate_positions=True)


def table_of(text: str, starts: tuple[str, ...]) -> str:
    """The table of a grammar, as one line of JSON, the same in every run: the library numbers states, terminals, rules
    in the order of sets, so they are numbered anew from the start rules on."""
    data, memo = built(text, starts).memo_serialize([TerminalDef, Rule])
    data["options"]["import_paths"] = []
    in_order = sorted(memo, key=lambda number: json.dumps(memo[number], sort_keys=True))
    new = {old: number for number, old in enumerate(in_order)}
    data = _renamed(data, new)
    data["parser"]["parser"] = _renumbered(data["parser"]["parser"], starts)
    said = {"of": _of(text, starts), "data": data, "memo": {new[old]: memo[old] for old in in_order}}
    return json.dumps(said, sort_keys=True) + "\n"


def _renamed(value: Any, new: Mapping[int, int]) -> Any:
    """With the new numbers of what it refers to."""
    if isinstance(value, dict):
        return {"@": new[value["@"]]} if "@" in value else {key: _renamed(each, new) for key, each in value.items()}
    return [_renamed(each, new) for each in value] if isinstance(value, list | tuple) else value


def _renumbered(table: Mapping[str, Any], starts: tuple[str, ...]) -> dict[str, Any]:
    """Terminals by their names, states as they are come to from the start rules, by the names of what leads there."""
    tokens: Mapping[int, str] = table["tokens"]
    places = {name: number for number, name in enumerate(sorted(tokens.values()))}
    new: dict[int, int] = {}
    waiting = [table["start_states"][start] for start in starts]
    while waiting:
        state = waiting.pop(0)
        if state not in new:
            new[state] = len(new)
            acts = sorted((tokens[token], act) for token, act in table["states"][state].items() if act[0] == _SHIFT)
            waiting += [act[1] for _, act in acts]
    states = {
        new[state]: {
            places[tokens[token]]: [act[0], new[act[1]] if act[0] == _SHIFT else act[1]]
            for token, act in table["states"][state].items()
        }
        for state in new
    }
    ends = {key: {start: new[state] for start, state in table[key].items()} for key in ("start_states", "end_states")}
    return {"tokens": {number: name for name, number in places.items()}, "states": states, **ends}


def _of(text: str, starts: tuple[str, ...]) -> str:
    said = "\n".join((lark.__version__, *starts, text))
    return hashlib.sha256(said.encode("utf-8")).hexdigest()


def _with_numbers(value: Any) -> Any:
    """JSON makes text of whole numbers that are keys: the states of the table."""
    if isinstance(value, dict):
        return {int(key) if key.isdigit() else key: _with_numbers(each) for key, each in value.items()}
    return [_with_numbers(each) for each in value] if isinstance(value, list) else value


if __name__ == "__main__":
    from foedus.accord.syntax import STARTS

    sys.stdout.write(table_of((files("foedus.accord") / _GRAMMAR).read_text(encoding="utf-8"), STARTS))
