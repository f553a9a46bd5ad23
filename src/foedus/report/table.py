"""A table as text: the same for CSV and JSON, so that one set of readers serves both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from foedus.basics.problem import Problem
from foedus.report.model import Refused


@dataclass(frozen=True, slots=True)
class Record:
    """One record. number: the first after the heading is 1. line: in the file (the file's first line for JSON)."""

    number: int
    line: int
    cells: Mapping[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """All records that could be told apart; `refused` are those that could not. acts: what the file itself says that
    its source can report."""

    columns: tuple[str, ...] = ()
    records: tuple[Record, ...] = ()
    refused: tuple[Refused, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[tuple[str, int], ...] = ()
    acts: frozenset[str] = frozenset()
