from datetime import UTC, datetime, timedelta

from traces.rollup.batches import Batch, Marked, due, joined, stretches
from traces.rollup.measures import Kind

OPEN_SINCE = datetime(2026, 11, 20, 10, tzinfo=UTC)
MINUTE, HOUR, PATIENCE = timedelta(minutes=1), timedelta(hours=1), timedelta(seconds=8)
NOTHING, LONG, LONGER = timedelta(0), timedelta(seconds=9), timedelta(seconds=10)


def at(hour: int, day: int = 20) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def test_the_hours_of_a_day_go_together_but_open_ones_stay_apart() -> None:
    marked: list[Marked] = [
        ("span", at(9), LONG),
        ("span", at(12), NOTHING),
        ("span", at(10), NOTHING),
        ("span", at(3), LONG),
    ]
    assert due(marked, OPEN_SINCE, PATIENCE) == [
        Batch("span", True, (at(10), at(12))),
        Batch("span", False, (at(3), at(9))),
    ]


def test_each_kind_of_facts_and_each_day_is_a_batch_of_its_own() -> None:
    marked: list[Marked] = [("span", at(1), LONG), ("run", at(1), LONG), ("run", at(1, day=19), LONG)]
    assert {(batch.kind, batch.hours) for batch in due(marked, OPEN_SINCE, PATIENCE)} == {
        ("span", (at(1),)),
        ("run", (at(1),)),
        ("run", (at(1, day=19),)),
    }


def test_a_folded_day_waits_until_one_of_its_marks_has_waited_long_enough() -> None:
    marked: list[Marked] = [("span", at(1), NOTHING), ("span", at(2), timedelta(seconds=7))]
    assert due(marked, OPEN_SINCE, PATIENCE) == []
    assert due([*marked, ("span", at(3), PATIENCE)], OPEN_SINCE, PATIENCE) == [
        Batch("span", False, (at(1), at(2), at(3)))
    ]


def test_open_hours_go_first_and_the_longest_waiting_folded_day_next_however_old_it_is() -> None:
    marked: list[Marked] = [("run", at(1, day=19), LONG), ("run", at(1, day=2), LONGER), ("run", at(11), NOTHING)]
    days = [batch.hours[0].day for batch in due(marked, OPEN_SINCE, PATIENCE)]
    assert days == [20, 2, 19]


def test_days_are_joined_with_the_next_of_their_kind_and_no_more_than_asked_for() -> None:
    kinds: list[tuple[Kind, int]] = [("span", 9), ("run", 8), ("span", 7), ("span", 6)]
    batches = [Batch(kind, False, (at(1, day=day),)) for kind, day in kinds]
    both = Batch("span", False, (at(1, day=7), at(1, day=9)))
    assert joined(batches, 2) == (both, [batches[1], batches[3]])
    assert joined(batches, 1) == (batches[0], batches[1:])


def test_buckets_far_apart_are_not_read_in_one_go() -> None:
    minutes = [at(1) + number * MINUTE for number in (0, 1, 5, 10, 11)]  # 3 are missing before 5, 4 before 10
    assert stretches(minutes, MINUTE) == [minutes[:3], minutes[3:]]
    assert stretches([], HOUR) == []
