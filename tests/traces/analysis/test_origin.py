from tests.traces.analysis.stored import number, stored
from traces.analysis.origin import origin
from traces.analysis.tree import build
from traces.types import StoredSpan


def began(*spans: StoredSpan) -> int | None:
    tree = build(spans)
    found = origin(tree)
    return None if found is None else number(tree.spans[found])


def failed(each: int, start: int, end: int, parent: int | None = None, kind: str = "Timeout") -> StoredSpan:
    return stored(each, start, end, parent, status="error", error_type=kind)


def test_the_deepest_span_of_one_error_is_its_origin() -> None:
    assert began(failed(1, 0, 100), failed(2, 10, 90, 1), failed(3, 20, 80, 2)) == 3


def test_a_failure_that_reached_the_root_comes_before_an_earlier_one_that_was_caught() -> None:
    caught = [stored(2, 5, 30, 1), failed(3, 6, 29, 2, "503")]
    assert began(failed(1, 0, 100), *caught, failed(4, 40, 90, 1)) == 4


def test_another_error_below_is_the_origin_since_it_ended_first() -> None:
    assert began(failed(1, 0, 100, kind="RetryError"), failed(2, 10, 90, 1, kind="503")) == 2


def test_the_first_of_two_attempts_is_the_origin() -> None:
    assert began(failed(1, 0, 100), failed(3, 50, 90, 1), failed(2, 10, 40, 1)) == 2


def test_a_good_trace_has_no_origin() -> None:
    assert began(stored(1), stored(2, 1, 2, 1)) is None
