"""A table as a file: CSV, and Parquet where its library is there."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from csv import writer
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import typer

from foedus.basics.problem import Problem
from foedus.cli.exits import Exit
from foedus.cli.say import say_problems
from foedus.cli.write import write_bytes


class Table(NamedTuple):
    """kinds: by name of column `str`, `int` or `float`; rows: their cells, None where there is none."""

    kinds: dict[str, type]
    rows: Sequence[tuple[str | int | float | None, ...]]


def write_tables(table: Table, csv: Path | None, parquet: Path | None) -> None:
    """The same table in each form that is asked for."""
    for path, content in tables(table, csv, parquet):
        write_bytes(path, content)


def tables(table: Table, csv: Path | None, parquet: Path | None) -> Iterator[tuple[Path, bytes]]:
    """What each file that is asked for is to hold."""
    if csv is not None:
        yield csv, as_csv(table).encode("utf-8")
    if parquet is not None:
        yield parquet, as_parquet(table)


def as_csv(table: Table) -> str:
    """Numbers to six digits."""
    written = StringIO()
    rows = writer(written, lineterminator="\n")
    rows.writerow(table.kinds)
    for row in table.rows:
        rows.writerow(["" if cell is None else f"{cell:.6g}" if isinstance(cell, float) else cell for cell in row])
    return written.getvalue()


def as_parquet(table: Table) -> bytes:
    """Numbers in full; the same table, the same bytes, of one version of the library."""
    arrow, files = importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    types: dict[type, Any] = {str: arrow.string(), int: arrow.int64(), float: arrow.float64()}
    fields = arrow.schema([(name, types[kind]) for name, kind in table.kinds.items()])
    columns = [list(column) for column in zip(*table.rows, strict=True)] or [[] for _ in table.kinds]
    sink = arrow.BufferOutputStream()
    files.write_table(arrow.table(dict(zip(table.kinds, columns, strict=True)), schema=fields), sink)
    return bytes(sink.getvalue().to_pybytes())


def must_have_parquet(file: Path | None) -> None:
    """Tell before the work that a Parquet file is asked for and its library is missing; ends the run with exit 2."""
    if file is None:
        return
    try:
        importlib.import_module("pyarrow.parquet")
    except ImportError:
        problem = Problem(
            "U0022", None, f"{file} cannot be written: pyarrow is not installed",
            "Parquet is written by that library, which is large and needed for nothing else",
            "install it with `pip install 'foedus[parquet]'`, or write the same table with `--csv`",
        )  # fmt: skip
        say_problems([problem], {})
        raise typer.Exit(Exit.USAGE) from None
