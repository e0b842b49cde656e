from tests.factories import SECOND_NS, T0_NS, batch, span
from traces.ingest.clock import flag_skew


def test_a_span_that_ends_after_it_arrived_is_flagged() -> None:
    ahead = span(end_ns=T0_NS + 60 * SECOND_NS)
    made = batch([span(), ahead], received_ns=T0_NS + 2 * SECOND_NS)
    flag_skew(made)
    assert [each.warnings for each in made.spans] == [[], ["clock_skew"]]


def test_a_few_seconds_ahead_are_no_skew() -> None:
    made = batch([span()], received_ns=T0_NS - 3 * SECOND_NS)
    flag_skew(made)
    assert made.spans[0].warnings == []
