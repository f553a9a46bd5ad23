"""The tables of words that come with the program: what the codes of a data set mean in the common vocabulary."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any


@lru_cache(maxsize=16)
def words_of_data(name: str) -> Mapping[str, Any]:
    """The table `mappings/<name>.json`. Errors: the file is part of the program; its absence is a bug."""
    return json.loads((files("foedus.report") / "mappings" / f"{name}.json").read_text("utf-8"))  # type: ignore[no-any-return]
