"""The report page: what a mediator finds on it, and what it never does with what others wrote."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
import shapely

from foedus.accord.model import Party, Renewal
from foedus.basics.instant import DAY, HOUR, Interval, Period, Unit
from foedus.basics.place import Point
from foedus.web.map_svg import map_section
from foedus.web.markup import link, text
from foedus.web.report_page import fair_shares, report_page
from foedus.web.view import view_of
from foedus.web.words import stretch
from page_values import deal, item, large, near, one_history, one_incident, replay_of, small
from replay_values import START, report

VOID = {"meta", "br", "hr", "input", "img", "link"}


class Reader(HTMLParser):
    """Reads a page as a browser does and keeps what tests ask about."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-1:]}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def prose(self) -> str:
        return " ".join(" ".join(self.words).split())

    def values(self, attribute: str) -> list[str]:
        return [a[attribute] or "" for _, a in self.tags if attribute in a]


@pytest.fixture(scope="module")
def page() -> str:
    return report_page([item(small()), item(small())], "A title")


def test_the_page_loads_nothing_from_anywhere(page: str) -> None:
    read = Reader(page)
    assert not {"src", "srcset", "action", "data", "style"} & {a for _, found in read.tags for a in found}
    assert not [a for _, found in read.tags for a in found if a.startswith("on")]
    assert not {"link", "img", "iframe", "object", "embed", "base"} & {tag for tag, _ in read.tags}
    outward = [(tag, found) for tag, found in read.tags if re.match("https?:|//", found.get("href") or "")]
    assert outward and all(tag == "a" and found["rel"] == "noopener noreferrer" for tag, found in outward)
    style = page[page.index("<style>") : page.index("</style>")]
    assert "url(" not in style and "@import" not in style


def test_the_policy_allows_the_page_its_own_style_and_script_only(page: str) -> None:
    policy = next(f["content"] or "" for _, f in Reader(page).tags if "http-equiv" in f)
    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_every_id_is_there_once_and_every_inner_link_leads_somewhere(page: str) -> None:
    read = Reader(page)
    ids = read.values("id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in read.values("href") if href.startswith("#")} <= set(ids)
    assert {i for labels in read.values("aria-labelledby") for i in labels.split()} <= set(ids)


def test_the_verdict_says_which_article_by_whom_how_sure_known_when_and_why(page: str) -> None:
    prose = Reader(page).prose
    assert "Serious breach of Article 1 by AA . Reached 2024-10-04 09:00" in prose
    assert "known as breached since 2024-10-06 09:00 (2 days later); 91 % sure; without Monitor, 45 %." in prose
    assert "Because of 4 reports about 2 incidents, by Gazette, Monitor." in prose
    assert "Nothing is certified or awarded here" in prose and "What it waits for was not found." in prose


def test_a_page_on_an_accord_that_may_have_been_renewed_says_that_reports_do_not_tell() -> None:
    done = small()
    renewal = Renewal(Period(1, Unit.YEAR), Period(30, Unit.DAY))
    deal = replace(done.accord, in_force_until=START + 90 * DAY, renewal=renewal)
    prose = Reader(report_page([item(replace(done, accord=deal))], "T")).prose
    assert "At that end it is renewed unless a party has objected. Reports do not tell whether one has" in prose


def test_what_nobody_can_be_named_for_is_said_first_and_not_read_as_kept() -> None:
    done = small()
    unnamed = one_history(1, done.known.incidents[:2], party=None)
    prose = Reader(report_page([item(replay_of(done.known.incidents, done.reports, [unnamed]))], "T")).prose
    assert "The accord was broken; by whom is undetermined." in prose
    assert "By whom is undetermined breached 1 finding that it was broken" in prose


def test_without_a_breach_the_verdict_says_so() -> None:
    done = small()
    prose = Reader(report_page([item(replay_of(done.known.incidents, done.reports, []))], "T")).prose
    assert "No article was found breached by any party." in prose and "Nothing was found, and nothing is und" in prose


def test_the_whole_accord_can_be_read_in_plain_words(page: str) -> None:
    assert "The whole accord in plain words" in page and "Where the two differ, the text holds." in page


def test_the_trail_reaches_every_report_of_a_finding(page: str) -> None:
    done = small()
    prose, hrefs = Reader(page).prose, Reader(page).values("href")
    wanted = {r for i in done.known.incidents for r in i.reports if i.id in done.histories[0].first.incidents}
    assert len(wanted) == 4
    for one in (r for r in done.reports if r.id in wanted):
        assert one.id[:12] in prose and one.link in hrefs


def test_without_its_script_the_page_hides_nothing_but_the_filter() -> None:
    tags = Reader(report_page([item(large(80, 4))], "T")).tags
    hidden = [found.get("class") for _, found in tags if "hidden" in found]
    assert hidden == ["filter"]


def test_what_sources_write_stays_text() -> None:
    bad = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    done = small(outlet=bad, note=bad, link="javascript:alert(1)", act=bad)
    read = Reader(report_page([item(replace(done, notes=(bad,)))], bad, bad))
    assert [tag for tag, _ in read.tags].count("script") == 1
    assert not [href for href in read.values("href") if "javascript" in href]
    assert "javascript:alert(1)" in read.prose and "<script>alert(1)</script>" in read.prose


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "ftp://x", "//x", " https://x y", "x"])
def test_an_address_that_is_not_of_the_web_is_no_link(address: str) -> None:
    assert "<a" not in link(address, "words")


def test_marks_that_turn_the_direction_of_writing_are_taken_out() -> None:
    assert text("a\u202eb\u2066c\x00d\ud800e") == "a b c d e"


def test_the_same_replays_give_the_same_bytes(page: str) -> None:
    assert report_page([item(small()), item(small())], "A title") == page


def test_hue_and_shape_follow_the_place_in_the_text_and_not_the_name() -> None:
    done = small()
    turned = replace(done.accord, parties=(Party("BB", "Republic of B"), Party("AA", "Republic of A")))
    one, other = (map_section(replace(done, accord=a), {}, "m") for a in (done.accord, turned))
    assert one.count("s-p0") == other.count("s-p1") and one.count("s-p1") == other.count("s-p0")


def test_incidents_without_a_place_are_counted_below_the_map() -> None:
    assert "1 incident has no place." in map_section(small(), {}, "m")


def test_a_map_without_any_place_says_why_there_is_none() -> None:
    assert "There is no map: nothing is known." in map_section(replay_of([], [], []), {}, "m")


def test_confirmed_incidents_are_filled_and_others_hollow() -> None:
    drawn = map_section(small(), {}, "m").split("<figcaption>")[0]
    assert drawn.count("mark p0 sure") == 1 and drawn.count("mark p1 hollow") == 1


def test_one_stray_coordinate_does_not_shrink_the_map() -> None:
    field = [(near(k).longitude, near(k).latitude) for k in range(200)]
    view = view_of([*field, (0.0, 0.0)], [])
    assert view is not None and all(view.shows(*p) for p in field[5:-5]) and not view.shows(0.0, 0.0)
    reports = [report(k) for k in range(201)]
    made = [one_incident(k, [r], near(k) if k else Point(0, 0, 1)) for k, r in enumerate(reports)]
    assert "outside what the map shows" in map_section(replay_of(made, reports, []), {}, "m")


def test_zones_are_drawn_and_named() -> None:
    ground = {"The-Line": shapely.LineString([(29, 49), (31, 51)]), "Land": shapely.box(29, 49, 32, 52)}
    drawn = map_section(small(), ground, "m")
    assert 'class="zone line"' in drawn and 'class="zone"' in drawn and ">The Line<" in drawn


@pytest.mark.slow
def test_a_large_replay_stays_below_three_megabytes_and_says_what_it_left_out() -> None:
    page = report_page([item(large(3_000, 50)), item(large(600, 300))], "T")
    Reader(page)
    assert len(page.encode()) < 3_000_000
    assert 'class="cell"' in page


def test_a_trail_longer_than_its_cap_is_counted() -> None:
    assert "… and 300 more incidents, in the JSON." in Reader(report_page([item(large(500, 1))], "T")).prose


def test_findings_beyond_the_room_are_listed_in_a_line_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foedus.web.report_page.ROOM", 20_000)
    page = report_page([item(large(300, 300))], "T")
    assert "more findings without the trail, which is in the JSON" in page and "more, in the JSON." in page
    test_every_id_is_there_once_and_every_inner_link_leads_somewhere(page)


def test_small_needs_are_met_whole_and_the_rest_is_shared() -> None:
    assert fair_shares([10, 500, 300], 410) == [10, 200, 200]
    assert fair_shares([10, 20], 1_000) == [10, 20] and fair_shares([], 5) == []


def test_a_whole_day_reads_as_its_date() -> None:
    assert stretch(Interval(START, START + DAY - 1), "UTC") == "2024-10-04"
    assert stretch(Interval(START, START + HOUR), "UTC") == "2024-10-04 00:00 to 01:00"


def test_the_sources_of_the_text_are_linked(page: str) -> None:
    assert deal().sources[0].address in Reader(page).values("href")


def _colours(page: str) -> list[dict[str, str]]:
    light, dark = re.findall(r":root \{(.*?)\}", page[: page.index("@media print")], re.DOTALL)
    shades = [dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", found)) for found in (light, dark)]
    return [shades[0], {**shades[0], **shades[1]}]


def _contrast(one: str, other: str) -> float:
    """Contrast of two colours by WCAG 2.2: relative luminances, (lighter + 0.05) / (darker + 0.05)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_words_and_marks_stand_out_from_every_ground_they_lie_on(page: str, scheme: int) -> None:
    shade = _colours(page)[scheme]
    for ground in ("paper", "sheet", "tint", "force"):
        for ink in ("ink", "soft", "mark"):
            assert _contrast(shade[ink], shade[ground]) >= 4.5, (ink, ground)
    assert _contrast(shade["zone"], shade["land"]) >= 4.5
    for hue in ("p0", "p1", "p2", "p3", "p4", "p5", "pm", "pn"):
        assert min(_contrast(shade[hue], shade[g]) for g in ("sheet", "force", "land")) >= 3, hue
