"""Traces that have more spans than are read at once, as the API tells them."""

import pytest
from django.test import override_settings

from tests.factories import trace
from tests.traces.api.calling import Caller
from traces import otlp

URL = "/api/v1/traces/"


@pytest.fixture
def large(shop: Caller) -> str:
    """The URL of a trace of 12 spans."""
    spans = trace(12)
    shop.store(*spans)
    return URL + spans[0].trace_id.hex()


@pytest.mark.parametrize(("most", "cut"), [(11, True), (12, False)])
def test_the_detail_says_whether_these_are_all_spans(shop: Caller, large: str, most: int, cut: bool) -> None:
    with override_settings(MAX_TRACE_SPANS=most):
        found = shop.get(large).json()
    assert (len(found["spans"]), found["span_count"], found["cut"]) == (most, 12, cut)


def test_a_cut_file_says_so_in_its_name_its_header_and_itself(shop: Caller, large: str) -> None:
    with override_settings(MAX_TRACE_SPANS=11):
        answer = shop.get(large + "/otlp")
    assert answer.headers["Aiops-Cut"] == "11/12"
    assert answer.headers["Content-Disposition"].endswith('-first-11.json"')
    assert answer.json()["cut"] == {"spans": 11, "of": 12}


def test_a_whole_file_says_nothing(shop: Caller, large: str) -> None:
    answer = shop.get(large + "/otlp")
    assert ("Aiops-Cut" in answer.headers, list(answer.json())) == (False, ["resourceSpans"])


def test_a_cut_file_is_read_like_any_other_and_its_spans_are_unchanged(shop: Caller, large: str) -> None:
    """So that those sent back are known again."""
    whole = otlp.decode(shop.get(large + "/otlp").content, "json")
    with override_settings(MAX_TRACE_SPANS=11):
        part = otlp.decode(shop.get(large + "/otlp").content, "json")
    assert (len(part.spans), part.rejected, part.notes) == (11, [], {})
    assert [(span.span_id, span.attributes, span.resource) for span in part.spans] == [
        (span.span_id, span.attributes, span.resource) for span in whole.spans[:11]
    ]
