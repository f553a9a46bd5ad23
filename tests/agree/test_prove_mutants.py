"""A fault in the transition function shows in what is proved of some accord."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from prove_mutants import MUTANTS
from trials import share

TESTS = Path(__file__).parents[1]


@lru_cache
def proved(number: int) -> Any:
    done = subprocess.run(
        [sys.executable, str(TESTS / "prove_mutants.py"), str(number)], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(TESTS.parent / "src")},
    )  # fmt: skip
    return json.loads(done.stdout)


def test_there_are_fifty_faults_and_each_is_another() -> None:
    assert len(MUTANTS) == len(set(MUTANTS)) == 50


@pytest.mark.parametrize("number", share(range(len(MUTANTS)), 25))
def test_a_fault_is_found_out(number: int) -> None:
    assert proved(number) != proved(-1), MUTANTS[number]
