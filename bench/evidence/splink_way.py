"""Splink, set up as its documentation recommends by somebody who knows the data: Fellegi-Sunter, EM, DuckDB.

Blocks: cells of 30 km and two days, in grids shifted by half a cell, so that every pair within 15 km and a day meets.
Levels by how far apart the stated middles are and whether the stated radius and interval allow for it. Two reports are
linked at its own even odds, and groups are its connected components. Stated lineage is a comparison like others.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import pyarrow as pa

from bench.evidence.ways import Grouped, by_origins, half_h, metric, middle_h, radius_km
from bench.evidence.witnessing import WIDER
from foedus.basics.place import Point
from foedus.report.model import UNKNOWN_ACT, Report

CELL_KM, CELL_HOURS = 30, 48
EVEN_ODDS = 0.5
SEED = 1
_KM = "sqrt((x_l - x_r) * (x_l - x_r) + (y_l - y_r) * (y_l - y_r))"
_HOURS = "abs(t_l - t_r)"
_SHARED = "len(list_intersect(words_l, words_r)) / least(len(words_l), len(words_r))"
_LEVELS: Mapping[str, tuple[str, ...]] = {
    "place": (f"{_KM} <= 1", f"{_KM} <= 3", f"{_KM} <= greatest(r_l, r_r)", f"{_KM} <= r_l + r_r", f"{_KM} <= 20"),
    "time": (
        f"{_HOURS} <= 0.5", f"{_HOURS} <= 2", f"{_HOURS} <= greatest(h_l, h_r, 6)", f"{_HOURS} <= h_l + h_r + 2",
        f"{_HOURS} <= 24",
    ),
    "words": (f"{_SHARED} >= 0.9", f"{_SHARED} >= 0.6", f"{_SHARED} >= 0.4"),
    "acts": ("act_l = act_r", "list_contains(wider_l, act_r) or list_contains(wider_r, act_l)"),
    "number": ("number_l = number_r and number_l > 1", "number_l = number_r"),
    "dead": ("dead_l = dead_r and dead_l > 0", "dead_l = dead_r"),
    "target": ("target_l = target_r",),
    "lineage": ("root_l = root_r",),
    "outlet": ("outlet_l = outlet_r",),
}  # fmt: skip
"""Comparisons, each with its levels from the nearest to the farthest; all others are the last one."""
_NULLS = {"place": "x", "time": "t", "words": "words", "acts": "act", "number": "number", "dead": "dead",
          "target": "target", "lineage": "root", "outlet": "outlet"}  # fmt: skip


def splink(reports: Sequence[Report], _accord: str, threshold: float = EVEN_ODDS) -> Grouped:
    """Train on these reports without labels, link, and take what hangs together as one incident."""
    from splink import DuckDBAPI, Linker, block_on

    warnings.simplefilter("ignore")
    logging.getLogger("splink").setLevel(logging.ERROR)
    api = DuckDBAPI()
    linker = Linker(api.register(pa.Table.from_pylist(_rows(reports))), _settings(), log_level=None)
    near = f"l.x0 = r.x0 and l.y0 = r.y0 and l.t0 = r.t0 and l.act = r.act and {_qualified(_LEVELS['place'][0])}"
    linker.training.estimate_probability_two_random_records_match([near], recall=0.3)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=SEED)
    for fixed in ("act", "target"):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on("x0", "y0", "t0", fixed))
    linked = linker.inference.predict(threshold_match_probability=threshold)
    groups = linker.clustering.cluster_pairwise_predictions_at_threshold(linked, threshold_match_probability=threshold)
    return by_origins(reports, {row["unique_id"]: row["cluster_id"] for row in groups.as_record_list()})


def _settings() -> Any:
    from splink import SettingsCreator, block_on

    grids = product(("x0", "x1"), ("y0", "y1"), ("t0", "t1"))
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[_comparison(name, levels) for name, levels in _LEVELS.items()],
        blocking_rules_to_generate_predictions=[*(block_on(*grid) for grid in grids), block_on("root")],
        retain_matching_columns=False,
    )


def _comparison(name: str, levels: tuple[str, ...]) -> Any:
    import splink.comparison_level_library as level
    from splink.comparison_library import CustomComparison

    known = [level.NullLevel(_NULLS[name]), *(level.CustomLevel(sql) for sql in levels), level.ElseLevel()]
    return CustomComparison(known, output_column_name=name)


def _qualified(sql: str) -> str:
    return re.sub(r"\b(\w+)_([lr])\b", r"\2.\1", sql)


def _rows(reports: Sequence[Report]) -> list[dict[str, Any]]:
    by_id = {r.id: r for r in reports}
    return [_row(r, by_id) for r in reports]


def _row(report: Report, by_id: Mapping[str, Report]) -> dict[str, Any]:
    placed = isinstance(report.place, Point)
    x, y = metric(report) if placed else (None, None)
    t = middle_h(report)
    root, wider = report, []
    while root.derives_from and root.derives_from[0] in by_id:
        root = by_id[root.derives_from[0]]
    word = report.act
    while word := WIDER.get(word, ""):
        wider.append(word)
    grid = {"t0": int(t // CELL_HOURS), "t1": int((t + CELL_HOURS / 2) // CELL_HOURS)}
    if x is not None and y is not None:
        grid |= {"x0": int(x // CELL_KM), "x1": int((x + CELL_KM / 2) // CELL_KM)}
        grid |= {"y0": int(y // CELL_KM), "y1": int((y + CELL_KM / 2) // CELL_KM)}
    return {"x0": None, "x1": None, "y0": None, "y1": None} | grid | {
        "unique_id": report.id, "x": x, "y": y, "r": radius_km(report) if placed else None, "t": t, "h": half_h(report),
        "act": None if report.act == UNKNOWN_ACT else report.act, "wider": wider, "number": report.number.best,
        "dead": report.casualties.best, "target": report.target or None, "root": root.id, "outlet": report.outlet,
        "words": sorted(set(re.findall(r"\w+", report.text.lower()))) or None,
    }  # fmt: skip
