"""Template tags: figures with their exact value in a title, times in the project's zone, a query that is kept."""

from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from aiops.core.models import Project


def render(source: str, url: str = "/", **context: Any) -> str:
    return Template(source).render(Context({"request": RequestFactory().get(url), **context}))


@pytest.mark.parametrize(
    ("source", "value", "html"),
    [
        ("{{ v|money }}", 13_987_654, '<span title="$0.013987654">$0.0140</span>'),
        ("{{ v|money:6 }}", 7_744_000, "$0.007744"),  # nothing is hidden: no title
        ("{{ v|money }}", None, '<span class="dim">Without a price</span>'),
        ("{{ v|compact }}", 4_690_123, '<span title="4,690,123">4.69\u00a0M</span>'),
        ("{{ v|tokens }}", None, ""),
        ("{{ v|duration }}", 9_840_123_456, '<span title="9,840.123456\u00a0ms">9.84\u00a0s</span>'),
        ("{{ v|hexa }}", b"\x0f\xa0", "0fa0"),
    ],
)
def test_what_rounding_hides_is_in_the_title(source: str, value: Any, html: str) -> None:
    assert render(source, v=value) == html


def test_a_time_is_that_of_the_projects_zone_with_all_of_it_in_the_title() -> None:
    html = render("{% when v %}", v=1_790_000_000_250_000_000, project=Project(time_zone="Europe/Berlin"))
    assert html == (
        '<time datetime="2026-09-21T16:13:20.250000+02:00" title="21 Sep 2026, 16:13:20.250 Europe/Berlin">'
        "21 Sep, 16:13:20</time>"
    )


def test_a_missing_time_is_nothing() -> None:
    assert render("{% when v %}", v=None) == ""


def test_a_form_keeps_the_rest_of_the_query_escaped() -> None:
    html = render('{% hidden_params "q" %}', url="/?q=old&tag.%22%3E=a%26b")
    assert html == '<input type="hidden" name="tag.&quot;&gt;" value="a&amp;b">'


@pytest.mark.parametrize(
    ("current", "link"), [("-start", "?sort=-cost"), ("-cost", "?sort=cost"), ("cost", "?sort=-cost")]
)
def test_a_heading_sorts_the_largest_first_and_then_the_smallest(current: str, link: str) -> None:
    assert f'href="{link}"' in render('{% sort_link "cost" "Cost" v %}', url="/?cursor=abc", v=current)
