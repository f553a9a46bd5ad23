"""Words for acts and objects that everybody uses: what sources can name and accords can forbid without declaring it.

Two tables, each from a wider word to the narrower ones it takes in. An accord may declare its own words and give
these another content; then the accord's counts. Readers translate the words of their data into these.
"""

from __future__ import annotations

from collections.abc import Mapping

ACTS: Mapping[str, tuple[str, ...]] = {
    "armed violence": ("attack", "armed clash", "non-state clash", "violence against civilians", "explosion"),
    "attack": ("strike", "assault", "armed clash", "violence against civilians"),
    "strike": ("shelling", "airstrike", "drone strike", "missile strike"),
    "shelling": ("artillery fire", "mortar fire", "rocket fire"),
    "rocket fire": ("multiple rocket fire",),
    "airstrike": ("glide bomb strike",),
    "drone strike": ("first-person-view drone strike",),
    "air or drone strike": ("airstrike", "drone strike"),
    "shelling or missile attack": ("shelling", "missile strike"),
    "assault": ("ground attack", "raid"),
    "armed clash": ("small arms fire",),
    "violence against civilians": ("attack on civilians", "sexual violence", "abduction"),
    "explosion": ("bomb explosion", "mine explosion", "suicide bombing", "grenade attack"),
    "bomb explosion": ("vehicle bomb explosion",),
    "ceasefire violation": ("attack", "explosion"),
    "air alert": ("rocket alert", "aircraft alert"),
    "fire": (),
    "overflight": (),
    "exercise": (),
    "protest": (),
    "riot": ("mob violence",),
    "looting": (),
    "arrest": (),
    "change of control": (),
    "agreement": (),
    "deny access": (),
    "withdraw heavy weapons": (),
    "withdraw forces": (),
    "move heavy weapons": (),
    "route mined": (),
    "interference with monitors": (),
    "exchange prisoners": (),
    "admit monitors": (),
    "clear mines": (),
    "move forces": (),
    "lay mines": (),
}
"""Acts, wider to narrower. A word that stands only on the right is the narrowest there is."""

MISTAKEN = (("assault", "armed clash"), ("strike", "explosion"))
"""Acts of which a witness may take one for the other though they are of two categories, with all that they take in: an
assault that is met with fire is a clash to whoever hears it, and a bang does not tell whether it was fired or laid."""

SENSED = frozenset({"fire", "air alert", "rocket alert", "aircraft alert"})
"""What sensors tell: nobody's act. A report that does not say what was done does not mean one of these."""

OBJECTS: Mapping[str, tuple[str, ...]] = {
    "energy facility": (
        "power plant", "substation", "power line", "power supply", "heating plant", "oil facility", "gas facility",
        "grid depot",
    ),
    "power plant": (
        "thermal power plant", "hydroelectric power plant", "nuclear power plant", "wind power plant",
        "solar power plant",
    ),
    "oil facility": ("oil refinery", "oil depot", "oil pumping station", "oil transfer station", "oil field"),
    "gas facility": (
        "gas storage", "gas compressor station", "gas distribution station", "gas field", "gas pipeline",
    ),
    "civilian object": ("school", "hospital", "dwelling", "energy facility"),
    "military object": ("airbase", "ammunition depot", "military position"),
    "coalition forces": (),
    "government forces": (),
    "civilians": (),
    "infrastructure": ("energy facility", "border post", "railway", "port", "bridge"),
}
"""Objects, wider to narrower."""


def narrower(word: str, table: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """The word and every word it takes in, at any depth."""
    found = {word}
    waiting = [word]
    while waiting:
        for kind in table.get(waiting.pop(), ()):
            if kind not in found:
                found.add(kind)
                waiting.append(kind)
    return frozenset(found)


def known(word: str, table: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a table has the word, on either side."""
    return word in table or any(word in kinds for kinds in table.values())
