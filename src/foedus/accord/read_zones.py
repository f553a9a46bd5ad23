"""Reading the zones of an accord from the GeoJSON files beside it; every fault is told, none is guessed away."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

import shapely
from shapely.geometry.base import BaseGeometry

from foedus.accord.geojson import Fault, Feature, features_of, parse_json
from foedus.accord.model import (
    Accord,
    Exception_,
    InsideZone,
    Norm,
    Zone,
    ZoneArea,
    ZoneFromFile,
    ZoneUnion,
    ZoneWithin,
)
from foedus.accord.zones import Zones
from foedus.basics.problem import Problem, Severity, Span, in_order

__all__ = ["Zones", "read_zones"]

LARGEST_FILE_BYTES = 64 * 1024 * 1024
"""A zone file larger than this, packed or unpacked, is refused: all oblasts of a country need about 1 MiB."""
_GZIP_MARK = b"\x1f\x8b"


def read_zones(
    accord: Accord, doubtful: frozenset[str] = frozenset()
) -> tuple[Zones | None, tuple[Problem, ...]]:
    """Read every zone of the accord. Zones only if no zone has an error; problems are in the order of the text.

    Files are looked for in `accord.folder` and nowhere else, because an accord may come from a stranger.
    Names of zones that nobody declares, and circles, are problems here, so that `Zones` never meets them.
    doubtful: names of declarations that are broken themselves; that they are missing is not told a second time.
    """
    zones = {z.name: z for z in accord.zones}
    files: dict[str, tuple[Feature, ...] | Fault] = {}
    problems = [p for zone in accord.zones for p in _definition_problems(zone, zones, doubtful)]
    drawn: dict[str, BaseGeometry] = {}
    for zone in accord.zones:
        if isinstance(zone.shape, ZoneFromFile):
            found = _ground(zone, zone.shape, accord.folder, files)
            if isinstance(found, Fault):
                problems.append(found.at(zone.span))
            else:
                drawn[zone.name] = found
    problems += _strays(drawn, zones)
    whole = all(part in zones for zone in accord.zones for part in _parts(zone))
    if not whole or any(p.is_error for p in problems):
        return None, in_order(problems)
    made = Zones(MappingProxyType(zones), MappingProxyType(drawn))
    problems += _without_area(accord, made)
    return (None if any(p.is_error for p in problems) else made), in_order(problems)


# -- files -------------------------------------------------------------------------------------------------------------


def _ground(
    zone: Zone, source: ZoneFromFile, folder: Path, files: dict[str, tuple[Feature, ...] | Fault]
) -> BaseGeometry | Fault:
    if source.path not in files:
        files[source.path] = _read_features(source.path, folder)
    features = files[source.path]
    if isinstance(features, Fault):
        return features
    chosen = _chosen(source, features)
    if isinstance(chosen, Fault):
        return chosen
    shapes: list[BaseGeometry] = []
    for feature in chosen:
        ground = feature.ground(source.path)
        if isinstance(ground, Fault):
            return ground
        shapes.append(ground)
    whole = shapely.union_all(shapes)
    return whole if not whole.is_empty else _nothing(zone, source)


def _read_features(path: str, folder: Path) -> tuple[Feature, ...] | Fault:
    content = _read_bytes(path, folder)
    if isinstance(content, Fault):
        return content
    value = parse_json(content, path)
    return value if isinstance(value, Fault) else features_of(value, path)


def _read_bytes(path: str, folder: Path) -> bytes | Fault:
    try:
        home = folder.resolve()
        file = (folder / path).resolve()
        if not file.is_relative_to(home):
            return _outside(path)
        if file.stat().st_size > LARGEST_FILE_BYTES:
            return _too_large(path)
        if file.is_dir():
            return Fault(
                "A0401", f'"{path}" is a folder, not a zone file', "the zone would have no ground",
                "name the file in it",
            )  # fmt: skip
        content = file.read_bytes()
    except FileNotFoundError:
        return Fault(
            "A0401", f'there is no zone file "{path}"', f"the zone would have no ground; looked for beside the accord, "
            f"as {folder / path}", _file_meant(path, folder),
        )  # fmt: skip
    except (OSError, ValueError, RuntimeError) as error:  # ValueError: a zero byte; RuntimeError: links in a circle
        reason = getattr(error, "strerror", None) or "it is no name of a file"
        return Fault(
            "A0401", f'the zone file "{path}" cannot be read', f"{reason}; the zone would have no ground",
            "put the file beside the accord, and write its path from there",
        )  # fmt: skip
    return _unpacked(content, path) if content.startswith(_GZIP_MARK) else content


def _file_meant(path: str, folder: Path) -> str:
    """A file of nearly that name, where there is one in the folder of the accord."""
    beside, there = (folder / path).parent, []
    with contextlib.suppress(OSError):
        if beside.resolve().is_relative_to(folder.resolve()) and beside.is_dir():
            there = sorted(f.name for f in beside.iterdir())
    near = get_close_matches(Path(path).name, there, 1, 0.7)
    if near:
        return f'did you mean "{Path(path).with_name(near[0]).as_posix()}"?'
    return "put the file into the folder of the accord, and write its path from there"


def _unpacked(content: bytes, path: str) -> bytes | Fault:
    unpacked = b""
    try:
        while content:  # a gzip file may have several members, one after the other
            member = zlib.decompressobj(wbits=31)
            unpacked += member.decompress(content, LARGEST_FILE_BYTES + 1 - len(unpacked))
            if len(unpacked) > LARGEST_FILE_BYTES:
                return _too_large(path)
            if not member.eof:
                raise zlib.error("the end is missing")
            content = member.unused_data.lstrip(b"\0")
    except zlib.error:
        return Fault(
            "A0404", f'the packed zone file "{path}" is damaged', "some of it is missing or changed, so some of the "
            "ground could be too", "fetch or pack the file again",
        )  # fmt: skip
    return unpacked


def _outside(path: str) -> Fault:
    return Fault(
        "A0402", f'the zone file "{path}" lies outside the folder of the accord',
        "an accord is passed on with its folder; a file from elsewhere would not come along, and could be any file",
        "move the file into the folder of the accord",
    )  # fmt: skip


def _too_large(path: str) -> Fault:
    return Fault(
        "A0414", f'the zone file "{path}" is larger than {LARGEST_FILE_BYTES // 1024 // 1024} MiB',
        "such a file would take minutes at every run", "leave out what the zone does not need, or simplify the borders",
    )  # fmt: skip


# -- which shapes ------------------------------------------------------------------------------------------------------


def _chosen(source: ZoneFromFile, features: tuple[Feature, ...]) -> tuple[Feature, ...] | Fault:
    if not source.property:
        return features
    carrying = [f for f in features if source.property in f.properties]
    if not carrying:
        return _no_property(source, features)
    present = {f.text(source.property) for f in carrying}
    for value in source.values:
        if value not in present:
            return _no_value(source, value, present)
    wanted = frozenset(source.values)
    return tuple(f for f in carrying if not wanted or f.text(source.property) in wanted)


def _no_property(source: ZoneFromFile, features: tuple[Feature, ...]) -> Fault:
    names = sorted({name for f in features for name in f.properties})
    return Fault(
        "A0407", f'no shape in "{source.path}" has a property "{source.property}"',
        "then none can be chosen, and the zone would be empty", _meant(source.property, names, "its properties are"),
    )  # fmt: skip


def _no_value(source: ZoneFromFile, value: str, present: set[str]) -> Fault:
    return Fault(
        "A0408", f'no shape in "{source.path}" has the {source.property} "{value}"',
        "part of the zone would be missing without anybody seeing it", _meant(value, sorted(present), "there are"),
    )  # fmt: skip


def _meant(word: str, known: list[str], there_are: str) -> str:
    folded = {k.casefold(): k for k in reversed(known)}
    close = get_close_matches(word, known, 1, 0.6) or get_close_matches(word.casefold(), list(folded), 1, 0.6)
    if close:
        return f'did you mean "{folded.get(close[0].casefold(), close[0])}"?'
    if not known:
        return "leave out `where` and take every shape"
    more = f" and {len(known) - 6} more" if len(known) > 6 else ""
    return f"{there_are} " + ", ".join(f'"{k}"' for k in known[:6]) + more


def _nothing(zone: Zone, source: ZoneFromFile) -> Fault:
    return Fault(
        "A0406", f'zone {zone.name} finds no shape in "{source.path}"', "nothing could ever be inside it",
        "choose a file with shapes",
    )  # fmt: skip


# -- definitions -------------------------------------------------------------------------------------------------------


def _definition_problems(zone: Zone, zones: Mapping[str, Zone], doubtful: frozenset[str]) -> list[Problem]:
    problems = []
    for name in _parts(zone):
        if name not in zones and name not in doubtful:
            mend = _meant(name, sorted(set(zones) - {zone.name}), "declare it, or use one of") if len(zones) > 1 else ""
            problems.append(Problem(
                "A0416", zone.span, f"zone {zone.name} is made of {name}, which is no zone of this accord",
                "its ground would not be known", mend or f"declare `zone {name} ...`",
            ))  # fmt: skip
    circle = _circle(zone, zones)
    if circle:
        problems.append(Problem(
            "A0415", zone.span, f"zone {zone.name} is made of itself: {' of '.join(circle)}",
            "its ground would never be found", "let one of them come from a file",
        ))  # fmt: skip
    return problems


def _parts(zone: Zone) -> tuple[str, ...]:
    match zone.shape:
        case ZoneWithin(_, of):
            return (of,)
        case ZoneUnion(members):
            return members
        case ZoneFromFile() | ZoneArea():
            return ()


def _circle(zone: Zone, zones: Mapping[str, Zone]) -> tuple[str, ...]:
    """The way from a zone back to itself, or nothing. A walk with its own list: definitions can be nested deeply."""
    waiting: list[tuple[str, ...]] = [(zone.name,)]
    seen: set[str] = set()
    while waiting:
        way = waiting.pop()
        for name in reversed(_parts(zones[way[-1]]) if way[-1] in zones else ()):
            if name == zone.name:
                return (*way, name)
            if name not in seen:
                seen.add(name)
                waiting.append((*way, name))
    return ()


# -- what can be read and still be wrong -------------------------------------------------------------------------------


def _without_area(accord: Accord, zones: Zones) -> list[Problem]:
    """Lines and points are good for `within ... of`, but nothing can lie in them."""
    problems: dict[str, Problem] = {}
    for name, span in _uses(accord):
        if name in zones.zones and name not in problems and not zones.has_area(name):
            problems[name] = Problem(
                "A0417", span, f"{name} is a line or a point, so nothing can lie in it",
                "the sentence could never apply", f"declare `zone ... within 5 km of {name}` and name that zone",
                see=(zones.zones[name].span,),
            )  # fmt: skip
    return list(problems.values())


def _uses(accord: Accord) -> list[tuple[str, Span]]:
    uses: list[tuple[str, Span]] = []
    for norm in accord.norms:
        uses += [(norm.zone, norm.span)] if norm.zone else []
        uses += [(g.zone, e.span) for e, g in _grounds(norm) if isinstance(g, InsideZone)]
    return uses


def _grounds(norm: Norm) -> list[tuple[Exception_, object]]:
    return [(e, e.ground) for e in norm.exceptions]


FAR_APART_DEGREES = 20.0
"""Zones of one accord that lie farther apart than this (about 2,000 km) are asked after, if turning one round helps."""


def _strays(drawn: Mapping[str, BaseGeometry], zones: Mapping[str, Zone]) -> list[Problem]:
    """Longitude and latitude exchanged can be valid numbers still; a zone far from all others that would lie among
    them if turned round is such a case."""
    problems = []
    for name, shape in drawn.items():
        others = [s for n, s in drawn.items() if n != name]
        turned = shapely.transform(shape, lambda corners: corners[:, ::-1])
        if others and not _near(shape, others) and _near(turned, others):
            problems.append(Problem(
                "A0418", zones[name].span, f"zone {name} lies far from every other zone of this accord",
                "with longitude and latitude exchanged it would lie among them, so they may have been exchanged",
                "GeoJSON writes longitude first; exchange them in the file if that is so", severity=Severity.WARNING,
            ))  # fmt: skip
    return problems


def _near(shape: BaseGeometry, others: list[BaseGeometry]) -> bool:
    return any(shapely.distance(shapely.box(*shape.bounds), shapely.box(*o.bounds)) < FAR_APART_DEGREES for o in others)
