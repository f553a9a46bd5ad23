"""Random accord texts that parse: every construct of the language, in any layout a person might give it."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

PARTIES = ("Alpha", "Beta", "Gamma-2")
BODIES = ("Panel", "Mission")
ALLIANCES = ("Union", "League")
ZONES = ("Line", "Buffer", "Théâtre")
ACTS = ("strike", "attack on civilians", "deny access", "withdraw heavy weapons", "open the road")
OBJECTS = ("power line", "water works")
GRADES = ("light", "grave", "material")

numbers = st.integers(1, 9_999).map(str)
parties, bodies, zones = st.sampled_from(PARTIES), st.sampled_from(BODIES), st.sampled_from(ZONES)
alliances, acts, objects, grades = (st.sampled_from(x) for x in (ALLIANCES, ACTS, OBJECTS, GRADES))
units = st.sampled_from(["minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months",
"year"])
periods = st.builds("{} {}".format, st.integers(1, 99), units)
distances = st.builds("{} {}".format, st.integers(1, 999), st.sampled_from(["km", "m"]))
dates = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1))
moments = st.builds(
    lambda day, time: f"{day}{time}", dates, st.just("") | st.times().map(lambda t: f" {t:%H:%M}")
)
quoted = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters='"'), min_size=1, max_size=12
).map('"{}"'.format)


def listed(items: st.SearchStrategy[str], most: int = 4) -> st.SearchStrategy[str]:
    """So many items with commas between."""
    return st.lists(items, min_size=1, max_size=most).map(", ".join)


def maybe(text: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """The text, or nothing."""
    return st.just("") | text


def form(pattern: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A pattern with its braces filled in."""
    return st.tuples(*parts).map(lambda values: pattern.format(*values))


also = maybe(form(", also {}", listed(quoted)))
zone_lines = st.one_of(
    form("zone {} from {}{}", zones, quoted, also),
    form("zone {} from {} where {} is {}{}", zones, quoted, st.sampled_from(["name", "NAME_1"]) | quoted,
    listed(quoted), also),
    form("zone {} within {} of {}{}", zones, distances, zones, also),
    form("zone {} is {}{}", zones, listed(zones), also),
    form("zone {} area {}{}", zones, listed(quoted), also),
)
evidence_lines = st.tuples(
    maybe(
        form("one incident is reports of the same act within {} and {}", distances, periods)
        | form("one episode is reports of the same act within {} and gaps of at most {}", distances, periods)
    ),
    maybe(form("confirmed by {} independent origins{}", numbers, maybe(form(", at least {} of them not a party",
    numbers)))),
    maybe(
        st.sampled_from(["preponderance", "clear and convincing",
        "beyond reasonable doubt"]).map("attributed to the standard {}".format)
        | st.integers(1, 99).map("attributed to the standard of at least {} percent".format)
    ),
    maybe(form("{} {} for {}", listed(quoted), st.sampled_from(["speak", "speaks"]), parties)),
    maybe(form("{} {} as one origin", listed(quoted), st.sampled_from(["count", "counts"]))),
)
windows = maybe(form(" within {}", periods) | st.just(" per calendar day"))
norm_lines = st.one_of(
    form("{} breach when count is at least {}{}", grades, numbers, windows),
    form("{} breach when casualties are at least {}{}", grades, numbers, windows),
    form("{} breach when {} breaches are at least {}{}", grades, grades, numbers, windows),
    form("{} breach when not done in time", grades),
    form("unless {}: in response within {} to an {} on that party within {}", st.sampled_from(["1a", "2.2b"]), periods,
    acts, distances),
    form("unless 1c: announced to {} at least {} before", bodies, periods),
    form("unless 1d: in {}", zones),
    form("unless 1e: from {} until {}", moments, moments),
    form("suspended while {} reports {}", bodies, acts),
    form("prevails over {}", listed(st.sampled_from(["1", "2.2", "3"]))),
)
subjects = st.one_of(
    st.sampled_from(["Each party", "each party", "Alpha", "Alpha and Beta", "Alpha, Beta and Gamma-2", "Alpha, Beta"]),
    form("Each member of {}", alliances | bodies),
)
places = maybe(form(" {} {}", st.sampled_from(["in", "from", "to"]), zones))
entry_deadlines = form(" within {} after entry into force", periods) | form(" by {}", moments)
norms = st.one_of(
    form("{} must not {}{}{}.", subjects, acts, maybe(form(" any {}", objects)), places),
    form("{} must {}{}{}{}.", subjects, acts, maybe(form(" any {}", objects)), places, maybe(entry_deadlines)),
    form("{} may {}{}.", subjects, acts, maybe(form(" within {}", periods))),
)
failing = form("Failing that, the same party must admit {}{} within {}.", bodies, places, periods)
certifications = form(
    "{} certifies a {} breach by {} of {} within {}{}.", bodies, grades, numbers, numbers, periods,
    st.sampled_from(["", "; silence is assent", "; silence is refusal"]),
)
duties = form("each member votes within {}", periods)
certification_lines = st.lists(form("the accused may cure a breach{} within {}", maybe(st.just(" of Article 2")),
periods), max_size=2).flatmap(
    lambda cures: maybe(
        form("the accused may challenge {} within {} for {}", st.sampled_from(["once", "twice", "3 times"]), periods,
             listed(st.sampled_from(["forgery", "wrong party", "outside the zone"])))
    ).map(lambda challenge: [*cures, challenge])
).flatmap(lambda lines: maybe(duties).map(lambda duty: [*lines, duty]))
rulings = form(
    "{} decides a challenge by {} of {} within {}{}.", bodies, numbers, numbers, periods,
    st.sampled_from(["", "; silence dismisses it", "; silence upholds it"]),
)
guarantees = form(
    "On certified {} breach by {}, {} for {} takes effect at once.", grades, parties,
    form("membership of {}", alliances) | quoted, parties,
)
constructions = st.sampled_from(
    ["a revocable escrow", "an escrow with undertaking", "a provisional application",
    "a protocol with a suspensive condition"]
)
guarantee_lines = st.tuples(
    form("consent of every member of {}, deposited as {}", alliances, constructions),
    maybe(form("consent of at least {} members of {}, deposited as {}", numbers, alliances, constructions)),
    maybe(
        st.just("consent may not be withdrawn")
        | form("consent may be withdrawn on {} notice{}", periods, st.sampled_from(["",
        ", never while a breach is pending"]))
    ),
    maybe(form("suspended while {} is in certified {} breach", parties, grades)),
    maybe(st.just("on retraction after award: Article 6")),
)
requirement_lines = st.one_of(
    st.just("no single party can block the award"),
    form("no coalition of {} members of {} can {} the award", numbers, bodies, st.sampled_from(["block", "cause"])),
    form("{} alone cannot {} the award", parties, st.sampled_from(["block", "cause"])),
    form("the award follows a {} breach within {}", grades, periods),
    form("every {} breach ends in cure, dismissal or award", grades),
)

Row = tuple[int, str]
"""A level and the text of a line."""


@st.composite
def provisions(draw: st.DrawFn) -> list[Row]:
    """A sentence of an article with the lines under it; a `Failing that` may follow a norm."""
    kind = draw(st.sampled_from(["norm", "norm", "norm", "certification", "ruling", "guarantee"]))
    if kind == "norm":
        rows = [(1, draw(norms)), *((2, line) for line in draw(st.lists(norm_lines, max_size=4)))]
        return [*rows, (1, draw(failing))] if draw(st.booleans()) else rows
    if kind == "certification":
        return [(1, draw(certifications)), *((2, line) for line in draw(certification_lines))]
    if kind == "ruling":
        return [(1, draw(rulings)), (2, draw(maybe(duties)))]
    return [(1, draw(guarantees)), *((2, line) for line in draw(guarantee_lines))]


@st.composite
def rows_of_accords(draw: st.DrawFn) -> list[Row]:
    """The lines of an accord that parses; whether it means something is another matter."""
    head = [
        f"time zone {draw(st.sampled_from(['UTC', 'Europe/Kyiv', 'America/New_York', 'Asia/Kathmandu']))}",
        draw(st.sampled_from(["", "windows exclude their start and include their end",
        "windows include their start and include their end"])),
        draw(form("in force from {}{}", moments, maybe(form(" until {}", moments)))),
        draw(maybe(form("renewed for {} at a time unless a party objects {} before", periods, periods))),
        draw(st.sampled_from(["", "grades " + ", ".join(GRADES)])),
        draw(maybe(form("source {}{}", quoted, maybe(form(" at {}", quoted))))),
    ]
    rows = [(0, draw(form("accord {}, version {}", quoted, numbers))), *((1, line) for line in head)]
    rows += [(0, "parties"), *((1, draw(form(f"{name} {{}}{{}}", quoted, also))) for name in PARTIES)]
    for kind, names in (("alliance", ALLIANCES), ("body", BODIES)):
        for name in names:
            rows += [(0, f"{kind} {name} {draw(quoted)}")]
            rows += [(1, "members " + draw(st.sampled_from(["A B C", "A, B",
            "Judge-1"]))) for _ in range(draw(st.integers(1, 2)))]
    rows += [(0, line) for line in draw(st.lists(zone_lines, max_size=4))]
    rows += [(0, f"act {act} is {draw(listed(acts))}") for act in draw(st.lists(acts, max_size=3))]
    rows += [(0, f"object {thing} is {draw(listed(objects))}") for thing in draw(st.lists(objects, max_size=2))]
    rows += [(0, "evidence"), *((1, line) for line in draw(evidence_lines))]
    for number in range(1, draw(st.integers(1, 4)) + 1):
        rows += [(0, f"Article {number} {draw(quoted)}"), *draw(provisions())]
        rows += draw(provisions()) if draw(st.booleans()) else []
    rows += [(0, "require"), *((1, line) for line in draw(st.lists(requirement_lines, max_size=3)))]
    return [row for row in rows if row[1]]


@st.composite
def accord_texts(draw: st.DrawFn) -> str:
    """An accord that parses, in some layout: other indents, comments, empty rows, rows broken after commas."""
    step = draw(st.sampled_from([" ", "  ", "    ", "\t"]))
    text: list[str] = []
    for level, line in draw(rows_of_accords()):
        noise = draw(st.integers(0, 9))
        margin = step * level
        if noise == 0:
            text.append("")
        if noise == 1:
            text.append(draw(st.sampled_from(["", step, step * 2, step * 3])) + "# a remark, of its own")
        if noise == 2 and ", " in line and '"' not in line:
            line = line.replace(", ", draw(st.sampled_from([",\n", ",  # why\n", ",\n# inside\n"])) + margin + step, 1)
        text.append(margin + line + ("  # a remark" if noise == 3 else ""))
    return draw(st.sampled_from(["\n", "\r\n"])).join("\n".join(text).split("\n")) + draw(st.sampled_from(["", "\n",
    "\n# end"]))
