"""Headlines: each source from templates of its own, with rare true details; copies take over, edit or retell them.

A second language (Esperanto, which is nobody's) stands for translated reports, whose words match nothing but names and
numbers.
"""

from __future__ import annotations

from random import Random

from bench.evidence.happenings import Happening

_FIRST = {
    "monitor": (
        "Monitors recorded {n}{act} near {place}{target}.{detail}",
        "{place}: {act} heard{n2} from the post.{detail}",
        "Patrol noted impacts of {act} at {place}.{detail}",
    ),
    "sensor": ("Detection: {act}, bearing {bearing}", "{act} registered, {bearing} degrees, class {grade}"),
    "ministry": (
        "{accused} forces carried out {act} on {place}, the {who} said{dead}.{detail}",
        "In the past hours the enemy struck {place} with {act}{dead}.{detail}",
        "Our {place} sector came under {act}; {target2} was hit{dead}.{detail}",
    ),
    "authority": (
        "{place} came under {act}{dead}, the administration reports.{detail}",
        "Consequences of {act} in {place}: {target2} damaged{dead}.{detail}",
        "Head of administration: {act} hit the {place} community{dead}.{detail}",
    ),
    "local": (
        "{Act} hits {place}{dead}{detail2}",
        "Residents of {place} tell of {act}{target}.{detail}",
        "Explosions in {place}: what is known of the {act}.{detail}",
        "{place} under fire again{dead}.{detail}",
    ),
    "wire": (
        "{Act} in {place}{dead}, officials say",
        "{accused} {act} strikes {target2} in {place}{dead}, sources say",
        "UPDATE: {place} hit by {act}{dead}",
    ),
    "crowd": (
        "{place}!! {act} right now{detail2}",
        "sounds like {act} over {place}, stay inside",
        "{place} {target2} burning after {act}{dead}{detail2}",
        "subscribers report {act} {place}{detail2}",
    ),
}
_SECOND = (
    "Atako ({act}) trafis {place}{dead}.{detail}",
    "En {place} aŭdiĝis eksplodoj: {act}.{detail}",
    "{place}: {target2} difektita{dead}.{detail}",
    "Loĝantoj de {place} raportas pri {act}{dead}.{detail}",
)
_RETOLD = (
    "Reports: {act} in the area of {place}{dead}.{detail}",
    "{place} hit, according to local accounts{dead}.{detail}",
    "What happened in {place}: {act}{dead}{detail2}",
    "Attack on {place} claims attention{dead}",
    "Several sources speak of {act} near {place}.{detail}",
)
_ESPERANTO = {
    "artillery fire": "artileria fajro",
    "mortar fire": "obusa fajro",
    "multiple rocket fire": "raketa salvo",
    "shelling": "bombardado",
    "strike": "atako",
    "attack": "atako",
    "drone strike": "drona atako",
    "first-person-view drone strike": "malgranda drono",
    "airstrike": "aviada atako",
    "glide bomb strike": "glita bombo",
    "missile strike": "misila atako",
    "ground attack": "surtera atako",
    "small arms fire": "pafado",
    "mine explosion": "mina eksplodo",
    "explosion": "eksplodo",
    "dwelling": "domo",
    "school": "lernejo",
    "hospital": "hospitalo",
    "power line": "elektra lineo",
    "substation": "transformejo",
    "railway": "fervojo",
    "bridge": "ponto",
}
_SYNONYMS = (
    ("Residents", "Locals"),
    ("came under", "was under"),
    ("carried out", "launched"),
    ("reports", "says"),
    ("recorded", "noted"),
    ("damaged", "hit"),
    ("Explosions", "Blasts"),
    ("killed", "dead"),
    ("near", "close to"),
    ("said", "stated"),
)
_CREDITS = ("{who}: {text}", "{text} ({who})", "According to {who}, {text}", "{text} - {who}", "{text} via {who}")


def told(random: Random, one: Happening, trade: str, language: str, said: dict[str, str]) -> str:
    """A sentence of one's own. said: place, act, target, dead, n, who and accused as this source has them."""
    templates = _SECOND if language == "second" else _FIRST[trade]
    return _filled(random, random.choice(templates), one, said, language, remembers=0.4)


def retold(random: Random, one: Happening, said: dict[str, str], language: str) -> str:
    """What another writes of it in words of its own, or in another language; details may get lost."""
    templates = _SECOND if language == "second" else _RETOLD
    return _filled(random, random.choice(templates), one, said, language, remembers=0.3)


def edited(random: Random, text: str, who: str) -> str:
    """The words of another with a credit, a synonym or two, or the end cut off."""
    for old, new in random.sample(_SYNONYMS, 4):
        text = text.replace(old, new)
    if random.random() < 0.3 and ". " in text:
        text = text.rsplit(". ", 1)[0] + "."
    return random.choice(_CREDITS).format(who=who, text=text) if random.random() < 0.6 else text


def _filled(
    random: Random, template: str, one: Happening, said: dict[str, str], language: str, remembers: float
) -> str:
    act, target, dead = said["act"], said["target"], said["dead"]
    if language == "second":
        act, target = _ESPERANTO.get(act, act), _ESPERANTO.get(target, target)
    elif act == "unknown":
        act = "explosions"
    detail = _detail(random, one.details) if random.random() < remembers else ""
    mortal = {"first": f", {dead} killed", "second": f", {dead} mortintoj"}[language] if dead != "0" else ""
    return template.format(
        act=act,
        Act=act[:1].upper() + act[1:],
        place=said["place"],
        who=said["who"],
        accused=said["accused"],
        dead=mortal,
        target=f", {target} hit" if target else "",
        target2=target or ("konstruaĵo" if language == "second" else "a building"),
        n=f"{said['n']} rounds of " if said["n"] != "1" else "",
        n2=f" {said['n']} times" if said["n"] != "1" else "",
        detail=f" {detail[:1].upper()}{detail[1:]}." if detail else "",
        detail2=f", {detail}" if detail else "",
        bearing=random.randrange(360),
        grade=random.randint(1, 5),
    )


def _detail(random: Random, details: tuple[str, ...]) -> str:
    """A rare true thing that an eyewitness noticed, sometimes two, sometimes half remembered."""
    chosen = random.sample(details, 2 if random.random() < 0.3 else 1)
    words = " and ".join(chosen)
    if random.random() < 0.15:
        words = "".join(c if not c.isdigit() else str((int(c) + 1) % 10) for c in words)
    return words
