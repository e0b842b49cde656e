import pytest

from tests.traces.analysis.stored import stored
from traces.analysis.labels import labels, ordinal, short_error, usage_note
from traces.analysis.tree import build
from traces.types import StoredSpan


def words(*spans: StoredSpan, at: int = 0) -> list[str]:
    return [label.text for label in labels(build(spans), at)]


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (stored(1), []),
        (stored(1, status="error", error_type="openai.error.RateLimitError"), ["RateLimitError"]),
        (stored(1, status="error"), ["error"]),
        (stored(1, finish_reason="length"), ["cut off"]),
        (stored(1, finish_reason="MAX_TOKENS"), ["cut off"]),
        (stored(1, finish_reason="content_filter"), ["filtered"]),
        (stored(1, finish_reason="stop"), []),
        (stored(1, attempt=1), []),
        (stored(1, attempt=2), ["2nd try"]),
        (stored(1, input_tokens=200, cache_read_tokens=50), ["25 % cached"]),
        (stored(1, warnings=("clock_skew",)), ["clock skew"]),
        (stored(1, warnings=("negative_duration",)), ["ended before start"]),
        (stored(1, warnings=("bad_tokens:input_tokens", "bad_tokens:output_tokens")), ["bad token count"]),
        (stored(1, warnings=("truncated",)), []),
        (stored(1, kind="cache"), ["hit"]),
        (stored(1, kind="guardrail"), []),
        (stored(1, kind="guardrail", tags={"verdict": "pass"}), ["passed"]),
        (stored(1, kind="guardrail", tags={"verdict": "flag"}), ["flagged"]),
        (stored(1, kind="guardrail", tags={"verdict": "BLOCK"}), ["blocked"]),
        (stored(1, kind="guardrail", tags={"verdict": "needs a person to look"}), ["needs a person to look"]),
        (stored(1, kind="step", tags={"verdict": "pass"}), []),
        (stored(1, status="error", error_type="E", attempt=3, finish_reason="length"), ["E", "cut off", "3rd try"]),
    ],
)
def test_labels_say_what_is_unusual_worst_first(span: StoredSpan, expected: list[str]) -> None:
    assert words(span) == expected


def test_a_span_sent_again_says_so() -> None:
    assert words(stored(1), stored(1, 5, 6), at=1) == ["sent again"]


def test_an_orphan_says_that_its_parent_is_missing() -> None:
    assert words(stored(1), stored(2, 5, 6, parent=9), at=1) == ["parent missing"]


def test_a_lone_root_whose_caller_reports_elsewhere_is_not_unusual() -> None:
    assert words(stored(1, parent=9), stored(2, 5, 6, parent=1)) == []


@pytest.mark.parametrize(
    ("n", "text"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (21, "21st"), (112, "112th")]
)
def test_ordinals(n: int, text: str) -> None:
    assert ordinal(n) == text


def test_a_long_error_type_is_cut_to_what_fits() -> None:
    assert len(short_error("x" * 300)) == 24


@pytest.mark.parametrize(
    ("span", "beginning"),
    [
        (stored(1), ""),
        (stored(1, input_tokens=1, usage_counted=True, cost_nanousd=1), "Counted: "),
        (stored(1, input_tokens=1, usage_counted=True), "Counted in tokens, not in cost"),
        (stored(1, input_tokens=1), "Not counted: a call below"),
        (stored(1, input_tokens=1, superseded=True), "Not counted: this span was sent more than once"),
    ],
)
def test_the_usage_note_says_whether_it_counts_and_why(span: StoredSpan, beginning: str) -> None:
    note = usage_note(span)
    assert note.startswith(beginning)
    assert bool(note) == bool(beginning)
