"""Laws of the page: no text of anybody's changes its structure, and the time axis keeps the order of time."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.basics.instant import DAY, HOUR
from foedus.web.axis import LEFT, RIGHT, axis_over
from foedus.web.report_page import fair_shares, report_page
from foedus.web.view import view_of
from page_values import item, small
from trials import examples

LONGEST = 60 * 366 * DAY


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag + "".join(sorted(f" {name}" for name, _ in attrs)))


PLAIN = Tags(report_page([item(small(outlet="o", note="n", target="t"))], "T")).seen
anything = st.text(st.characters(), min_size=1) | st.sampled_from(["</style><script>", "'\"><b>", "-->", "]]>", "&lt;"])


@given(anything)
@settings(max_examples=examples(60))
def test_no_text_of_a_source_changes_the_structure_of_the_page(words: str) -> None:
    page = report_page([item(small(outlet=words, note=words, target=words))], words or "T")
    page.encode("utf-8")
    assert Tags(page).seen == PLAIN


@given(st.lists(st.integers(0, LONGEST), min_size=2, max_size=20), st.sampled_from(["UTC", "Europe/Kyiv"]))
def test_later_is_never_drawn_further_left_and_the_labels_do_not_crowd(instants: list[int], zone: str) -> None:
    axis = axis_over(instants, zone)
    drawn = [axis.x(at) for at in sorted(instants)]
    assert drawn == sorted(drawn) and drawn[0] >= LEFT and drawn[-1] <= RIGHT
    ticks = [x for x, _ in axis.ticks()]
    assert ticks == sorted(ticks) and len(ticks) <= 17


@given(st.integers(0, LONGEST), st.integers(0, 400 * 24))
def test_every_axis_longer_than_a_week_has_a_label(start: int, hours: int) -> None:
    axis = axis_over([start, start + 8 * DAY + hours * HOUR], "Europe/Kyiv")
    assert axis.ticks()


@given(st.lists(st.tuples(st.floats(-170, 170), st.floats(-75, 75)), min_size=1, max_size=60))
def test_a_map_of_few_points_shows_them_all(points: list[tuple[float, float]]) -> None:
    view = view_of(points, [])
    assert view is not None and all(view.shows(*p) for p in points)


@given(st.lists(st.integers(0, 1_000)), st.integers(0, 5_000))
def test_shares_never_exceed_what_is_needed_nor_what_is_there(needs: list[int], total: int) -> None:
    shares = fair_shares(needs, total)
    assert all(s <= n for s, n in zip(shares, needs, strict=True)) and sum(shares) <= total
    assert sum(shares) == sum(needs) or sum(shares) > total - max(1, len(needs))
