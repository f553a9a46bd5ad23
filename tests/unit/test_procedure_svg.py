"""The drawn procedure: no words run into others or into a line, whatever the names; it is plain, always the same."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from drawn_values import SPACE, nothing_collides, texts
from foedus.accord.model import Accord
from foedus.accord.read_accord import read_source
from foedus.basics.instant import Instant
from foedus.procedure.compiling import compile_procedure
from foedus.procedure.paths import paths
from foedus.web.procedure_svg import procedure_svg
from foedus.web.svg_text import written
from library_values import deal

ROOT = Path(__file__).parents[2]
LONG = "Commission-for-the-Verification-of-Compliance-and-Monitoring"
WIDE = "W" * 60
UNION = "Union-of-the-Neighbouring-States-and-Territories-of-the-Region"
TITLE = "A case with a name that goes on for so long that the heading of its picture takes several lines, "
HOSTILE = "</text><script>alert(1)</script>&\u202e" + "x" * 30
SEVERAL = """
accord "{name}", version 1
    time zone America/St_Johns
    windows exclude their start and include their end
    in force from 2025-10-28 13:30 until 2026-10-28 13:30
    renewed for 1 year at a time unless a party objects 60 days before

parties
    North "Northern Side"
    South "Southern Side"

alliance {union} "Union"
    members AA BB CC DD

body {body} "Long"
    members Member-1 Member-2 Member-3 Member-4 Member-5

body {judge} "Wide"
    members Judge-1 Judge-2 Judge-3

act attack is shelling

evidence
    one incident is reports of the same act within 3 km and 6 hours
    confirmed by 1 independent origin
    attributed to the standard clear and convincing

Article 1 "No attacks"
    Each party must not attack.
        serious breach when count is at least 1
        material breach when serious breaches are at least 3 within 7 days

Article 2 "Prisoners"
    North must release prisoners within 10 days after entry into force.
        material breach when not done in time

Article 3 "Certification"
    {body} certifies a material breach by 3 of 5 within 1 hour; silence is {silence}.
{cure}{challenge}    {judge} decides a challenge by 2 of 3 within 1 month; silence {ruling} it.
    {body} certifies a serious breach by 3 of 5 within 90 minutes; silence is refusal.
        the accused may challenge once within 2 days for forgery

Article 4 "Accession"
    On certified material breach by North, membership of {union} for South takes effect at once.
        consent of every member of {union}, deposited as a revocable escrow
        consent may be withdrawn on 3 days notice
        suspended while South is in certified material breach
        on retraction after award: Article 5
    On certified material breach by South, "release of {title}" for North takes effect at once.
        consent of at least 2 members of {union}, deposited as an escrow with undertaking
        consent may not be withdrawn
        on retraction after award: Article 5

Article 5 "Review"
    Each member of {union} may suspend the release within 30 days.
"""


def made(
    body: str = LONG, judge: str = WIDE, challenges: str = "3 times", cure: str = "", silence: str = "assent",
    ruling: str = "dismisses", title: str = "the funds",
) -> Accord:  # fmt: skip
    cures = f"        the accused may cure a breach{cure} within 7 days\n" if cure else ""
    grounds = "forgery, wrong party, outside the zone, exception"
    challenge = f"        the accused may challenge {challenges} within 36 hours for {grounds}\n" if challenges else ""
    text = SEVERAL.format(
        body=body, judge=judge, challenge=challenge, cure=cures, silence=silence, ruling=ruling, title=title,
        name=TITLE + title, union=UNION,
    )  # fmt: skip
    found = read_source(text, "case.accord", Path())
    assert found.accord is not None, [p.what for p in found.errors]
    return found.accord


def drawn(accord: Accord, at: Instant | None = None) -> str:
    rules = compile_procedure(accord)
    found_at = accord.in_force_from if at is None else at
    every = [(c.grade, paths(accord, rules, c.grade, found_at)) for c in rules.certifications]
    return procedure_svg(accord, rules, every, found_at)


CASES = {
    "accession": lambda: deal("conditional_accession/conditional_accession")[0],
    "moratorium": lambda: deal("energy_moratorium_2025/with_guarantee")[0],
    "none": lambda: deal("minsk_2_2015/minsk_2")[0],
    "long names, 3 challenges, no cure": made,
    "some can be made good": lambda: made(cure=" of Article 2", silence="refusal", ruling="upholds"),
    "all can be made good, no challenge": lambda: made(cure=" ", challenges=""),
    "part can be made good, no challenge": lambda: made(cure=" of Article 2", challenges=""),
    "nine challenges": lambda: made(challenges="9 times", judge="北の国と南の国の間の停戦を監視する合同委員会"),
    "a hundred and one": lambda: made(challenges="101 times"),
    "hostile": lambda: made(title="<script>alert(1)</script>&" + "x" * 300),
}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_no_words_run_into_others_over_an_edge_or_over_a_line(case: str) -> None:
    svg = drawn(CASES[case]())
    nothing_collides(svg)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_picture_is_plain_and_always_the_same(case: str) -> None:
    svg = drawn(CASES[case]())
    assert svg == drawn(CASES[case]())
    tags = {element.tag.removeprefix(SPACE) for element in ElementTree.fromstring(svg).iter()}
    assert tags <= {"svg", "title", "style", "defs", "marker", "path", "rect", "circle", "text"}
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|url\((?!#)|@import|\u202e", svg)


def test_who_stays_silent_goes_a_dashed_way() -> None:
    root = ElementTree.fromstring(drawn(deal("conditional_accession/conditional_accession")[0]))
    ways = [e.attrib["class"] for e in root.iter(f"{SPACE}path") if "line" in e.attrib.get("class", "")]
    dashed = [kind for kind in ways if "silent" in kind]
    assert len(dashed) == 4 + 1, "after the vote, the cure, the time to challenge, the ruling; and in the legend"
    assert len(ways) > 2 * len(dashed)


def test_the_picture_names_the_worst_case_and_what_it_is_drawn_from() -> None:
    said = " ".join(t.words for t in texts(drawn(deal("conditional_accession/conditional_accession")[0])))
    for words in (
        "if a breach is found on Sun 1 June 2025 00:00", "Drawn from the accord itself",
        "until Thu 26 June 2025 00:00", "AWARD under Article 5, in the same entry", "all 32 members of NATO",
        "no decision by then (silence is assent)", "4 of 6 vote that there is a breach",
    ):  # fmt: skip
        assert words in said


def test_an_accord_without_certification_is_drawn_as_one() -> None:
    assert "No article says who certifies a breach" in drawn(deal("minsk_2_2015/minsk_2")[0])


def test_the_picture_in_the_documents_is_the_one_that_is_drawn() -> None:
    kept = (ROOT / "docs" / "pictures" / "procedure.svg").read_text(encoding="utf-8")
    assert kept == drawn(deal("conditional_accession/conditional_accession")[0]), (
        "draw it again: foedus procedure library/conditional_accession/conditional_accession.accord --svg -o "
        "docs/pictures/procedure.svg"
    )  # fmt: skip


def test_words_stay_within_their_width_and_none_is_lost() -> None:
    for name in (LONG, WIDE, HOSTILE, "a b c " * 40, "北" * 60, "O-" * 80, ""):
        for most in (60, 150, 366):
            block = written(name, most, 14, bold=True)
            assert block.width <= most
            assert "".join(block.lines).replace(" ", "") == name.replace(" ", "")
