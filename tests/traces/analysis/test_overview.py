"""What the overview's charts draw."""

from aiops.core.stats.log_buckets import bucket_of
from traces.analysis.overview import percentiles, shares


def test_the_largest_come_first_and_the_rest_is_one() -> None:
    """In two parts: a 1 + 5, b 3, c 2, (other) 9, which is none of the named however large."""
    rows = [(0, "a", 1, 0), (1, "a", 5, 2), (0, "b", 3, 3), (1, "c", 2, 0), (0, "(other)", 9, 1)]
    found = shares(rows, 2, most=3)
    assert [(each.title, each.count, each.failed) for each in found] == [
        ("a", (1, 5), (0, 2)),
        ("b", (3, 0), (3, 0)),
        ("2 others", (9, 2), (1, 0)),
    ]


def test_what_lies_outside_the_time_is_left_out_and_no_name_is_said() -> None:
    [found] = shares([(-1, "a", 9, 9), (2, "a", 9, 9), (0, "", 1, 0)], 2)
    assert (found.title, found.count) == ("None named", (1, 0))


def test_percentiles_of_a_part_without_any_are_not_known() -> None:
    """Of 100 traces of a second and 10 of a minute half took no longer than one, 95 in 100 no longer than the other."""
    rows = [(0, bucket_of(1e9), 100), (0, bucket_of(60e9), 10)]
    found = percentiles(rows, 2)
    [p50, p95] = (found.p50_ns[0] or 0) / 1e9, (found.p95_ns[0] or 0) / 1e9
    assert abs(p50 - 1) < 0.01
    assert abs(p95 - 60) < 0.6
    assert (found.p50_ns[1], found.p95_ns[1]) == (None, None)
