"""A proof certificate read from its file, member by member."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from foedus.basics.problem import Problem, Span
from foedus.procedure.state import Breach
from foedus.recheck.claims import Able, Certificate, Play, Plays, Smallest
from foedus.recheck.play import Asks, Question, Step
from foedus.recheck.shown import Can, Cannot, Plan, Position, Sure, Turn

FORMAT = "foedus proof certificate 1"
MOST_BYTES = 256 * 1024 * 1024
MEND = "take the file that `foedus prove ACCORD --certificate FILE` wrote, unchanged"
T = TypeVar("T")


class _Wrong(Exception):
    """Something in the file is not what it should be; the words say where and what."""


def read_certificate(path: Path) -> Certificate | Problem:
    """The certificate of a file, or what is wrong with it."""
    name = str(path)
    try:
        if path.stat().st_size > MOST_BYTES:
            return Problem("X0030", None, f"{name} is no proof certificate", "it is larger than any is", MEND)
        content = path.read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        return Problem("X0030", None, f"{name} cannot be read", f"the system says: {why}", "check the path")
    try:
        return _certificate(json.loads(content))
    except json.JSONDecodeError as error:
        return Problem(
            "X0030", Span(name, error.lineno, error.colno), "this is no proof certificate",
            "it is no JSON from here on", MEND,
        )  # fmt: skip
    except (UnicodeDecodeError, RecursionError, ValueError):
        return Problem("X0030", None, f"{name} is no proof certificate", "it is no JSON text", MEND)
    except _Wrong as wrong:
        return Problem("X0030", None, f"{name} is no proof certificate", str(wrong), MEND)


def _certificate(given: Any) -> Certificate:
    top = _map("the file", given, "format", "accord", "name", "found_at", "guarantees")
    if top["format"] != FORMAT:
        raise _Wrong(f"its format is {top['format']!r}, and this program reads {FORMAT!r}")
    guarantees = _list("guarantees", top["guarantees"], _guarantee)
    _text("name", top["name"])
    return Certificate(_text("accord", top["accord"]), _whole("found_at", top["found_at"]), guarantees)


def _guarantee(where: str, given: Any) -> Plays:
    held = _map(where, given, "guarantee", "smallest", "plays")
    return Plays(
        _text(f"{where}.guarantee", held["guarantee"]), _list(f"{where}.plays", held["plays"], _play),
        _list(f"{where}.smallest", held["smallest"], _smallest),
    )  # fmt: skip


def _smallest(where: str, given: Any) -> Smallest:
    held = _map(where, given, "asks", "beforehand", "coalitions")
    return Smallest(
        _asks(where, held["asks"]), _yes(f"{where}.beforehand", held["beforehand"]),
        _list(f"{where}.coalitions", held["coalitions"], _able),
    )  # fmt: skip


def _able(where: str, given: Any) -> Able:
    held = _map(where, given, "names", "sure")
    return Able(frozenset(_list(f"{where}.names", held["names"], _text)), _yes(f"{where}.sure", held["sure"]))


_OWN = {"cannot": ("positions",), "can": ("steps",), "sure": ("positions", "plan")}


def _play(where: str, given: Any) -> Play:
    shows = given.get("shows") if isinstance(given, dict) else None
    if not isinstance(shows, str) or shows not in _OWN:
        raise _Wrong(f"{where} shows none of {', '.join(_OWN)}")
    held = _map(where, given, "asks", "names", "breach", "begins", "start", "shows", *_OWN[shows])
    names = frozenset(_list(f"{where}.names", held["names"], _text))
    question = Question(_asks(where, held["asks"]), names, _breach(f"{where}.breach", held["breach"]))
    begins, start = _whole(f"{where}.begins", held["begins"]), _list(f"{where}.start", held["start"], _step)
    if shows == "can":
        return Can(question, begins, start, _list(f"{where}.steps", held["steps"], _step))
    positions = _list(f"{where}.positions", held["positions"], _position)
    if shows == "cannot":
        return Cannot(question, begins, start, positions)
    return Sure(question, begins, start, positions, _list(f"{where}.plan", held["plan"], _plan))


def _position(where: str, given: Any) -> Position:
    parent, step, rank = _row(where, given, 3)
    return Position(_whole(where, parent), None if step is None else _step(where, step), _whole(where, rank))


def _plan(where: str, given: Any) -> Plan:
    position, turn, takes, rank = _row(where, given, 4)
    if turn not in list(Turn):
        raise _Wrong(f"{where}: the turn is none of {', '.join(Turn)}")
    return Plan(_whole(where, position), Turn(turn), _whole(where, takes), _whole(where, rank))


def _step(where: str, given: Any) -> Step:
    if not isinstance(given, list) or len(given) < 2:
        raise _Wrong(f"{where} is no step: a list of a deed and what it is about")
    if given[0] == "to":
        _row(where, given, 2)
        return Step(to=_whole(where, given[1]))
    if given[0] == "found":
        return Step(breach=_breach(where, given[1:]))
    return Step(tuple(_text(where, name) for name in given[2:]), _text(where, given[0]), _whole(where, given[1]))


def _breach(where: str, given: Any) -> Breach:
    norm, grade, party = (_text(where, each) for each in _row(where, given, 3))
    return Breach(norm, grade, party)


# -- the smallest pieces -----------------------------------------------------------------------------------------------


def _map(where: str, given: Any, *names: str) -> dict[str, Any]:
    if not isinstance(given, dict) or set(given) != set(names):
        raise _Wrong(f"{where} does not have just these members: {', '.join(names)}")
    return given


def _list(where: str, given: Any, each: Callable[[str, Any], T]) -> tuple[T, ...]:
    if not isinstance(given, list):
        raise _Wrong(f"{where} is no list")
    return tuple(each(f"{where}[{n}]", one) for n, one in enumerate(given))


def _row(where: str, given: Any, size: int) -> list[Any]:
    if not isinstance(given, list) or len(given) != size:
        raise _Wrong(f"{where} is no list of {size}")
    return given


def _asks(where: str, given: Any) -> Asks:
    if given not in list(Asks):
        raise _Wrong(f"{where} asks none of {', '.join(Asks)}")
    return Asks(given)


def _text(where: str, given: Any) -> str:
    if not isinstance(given, str):
        raise _Wrong(f"{where} is no text")
    return given


def _yes(where: str, given: Any) -> bool:
    if not isinstance(given, bool):
        raise _Wrong(f"{where} is neither true nor false")
    return given


def _whole(where: str, given: Any) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or abs(given) > 2**53:
        raise _Wrong(f"{where} has something else where a whole number belongs")
    return given
