"""What holds for every trace, however broken."""

import random
from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.traces.analysis.stored import stored
from tests.traces.analysis.time.lines import line_of, path, split_of, tidy_traces, traces, trees
from traces.analysis.time.critical_path import walk
from traces.analysis.time.folded import Folder
from traces.analysis.time.timeline import NONE, Timeline
from traces.types import StoredSpan
from traces.types.time_kinds import TIME_KINDS


@trees
@given(traces())
def test_the_path_tiles_the_window_exactly_once(spans: list[StoredSpan]) -> None:
    split = split_of(*spans)
    cuts = [split.line.window[0], *(each.end_ns for each in split.spent)]
    assert [each.start_ns for each in split.spent] == cuts[:-1]
    assert cuts[-1] == split.line.window[1]
    assert all(before < after for before, after in pairwise(cuts))


@trees
@given(traces())
def test_the_window_is_the_duration_that_every_page_shows(spans: list[StoredSpan]) -> None:
    line = line_of(spans)
    assert line.window == (min(s.start_ns for s in spans), max(s.end_ns for s in spans))


@trees
@given(traces())
def test_a_section_lies_inside_its_span(spans: list[StoredSpan]) -> None:
    line = line_of(spans)
    for section in walk(line):
        if section.position != NONE and not section.waiting:
            assert line.starts[section.position] <= section.start_ns
            assert section.end_ns <= line.ends[section.position]


@trees
@given(traces())
def test_what_waits_has_not_begun(spans: list[StoredSpan]) -> None:
    line = line_of(spans)
    for section in walk(line):
        if section.waiting:
            assert line.ends[line.starter[section.position]] <= section.end_ns <= line.starts[section.position]


@trees
@given(traces(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(spans: list[StoredSpan], chance: random.Random) -> None:
    shuffled = list(spans)
    chance.shuffle(shuffled)
    assert split_of(*shuffled) == split_of(*spans)


@trees
@given(traces())
def test_the_input_is_not_changed(spans: list[StoredSpan]) -> None:
    line = line_of(spans)
    before = [tuple(getattr(line, name).copy()) for name in COLUMNS]
    walk(line)
    split_of(*spans)
    assert [tuple(getattr(line, name)) for name in COLUMNS] == before


COLUMNS = ("starts", "ends", "children", "top_of", "tops", "starter", "pieces", "shifts")


@trees
@given(traces(), st.integers(0, 10**18))
def test_it_does_not_matter_when_a_trace_was(spans: list[StoredSpan], later: int) -> None:
    moved = [replace(span, start_ns=span.start_ns + later) for span in spans]
    assert path(*moved) == [(n, start + later, end + later, kind) for n, start, end, kind in path(*spans)]


@trees
@given(traces())
def test_the_parts_add_up_to_the_duration(spans: list[StoredSpan]) -> None:
    split = split_of(*spans)
    assert sum(split.critical_ns.values()) == split.duration_ns
    assert sum(split.critical_of.values()) + sum(s.duration_ns for s in split.spent if s.position == NONE) == (
        split.duration_ns
    )
    assert set(split.critical_ns) | set(split.self_ns) <= set(TIME_KINDS)


@trees
@given(traces())
def test_the_call_paths_add_up_to_the_duration(spans: list[StoredSpan]) -> None:
    split = split_of(*spans)
    assert sum(Folder(split.line).fold(split.spent).values()) == split.duration_ns


@trees
@given(tidy_traces())
def test_in_a_tidy_trace_nothing_is_outside_moved_or_late(spans: list[StoredSpan]) -> None:
    split = split_of(*spans)
    assert (split.critical_ns.get("outside", 0), split.line.shifts, split.async_tail_ns) == (0, {}, 0)


@trees
@given(tidy_traces())
def test_self_time_is_what_no_child_covers(spans: list[StoredSpan]) -> None:
    split = split_of(*spans)
    for i, span in enumerate(split.line.spans):
        own = set(range(span.start_ns, span.start_ns + span.duration_ns))
        for child in split.line.children[i]:
            own -= set(range(split.line.starts[child], split.line.ends[child]))
        assert split.self_of[i] == len(own)


@trees
@given(traces(services=1))
def test_within_one_service_no_clock_is_corrected(spans: list[StoredSpan]) -> None:
    assert line_of(spans).shifts == {}


@trees
@given(traces())
def test_no_span_saves_more_than_it_holds_up(spans: list[StoredSpan]) -> None:
    split = split_of(*spans)
    assert all(0 < each.drag_ns <= each.critical_ns for each in split.savings)
    assert all(each.critical_ns == split.critical_of[each.position] for each in split.savings)


@trees
@given(tidy_traces())
def test_a_drag_is_what_running_the_trace_again_saves(spans: list[StoredSpan]) -> None:
    split = split_of(*spans)
    found = {each.position: each.drag_ns for each in split.savings}
    for i in split.critical_of:
        saved = split.duration_ns - length(split.line, split.line.order[0], i)
        assert found.get(i, 0) == min(saved, split.critical_of[i])


def length(line: Timeline, i: int, idle: int, slower: int = NONE, by: int = 0) -> int:
    """How long span i takes when `idle` does no work of its own and the leaf `slower` takes longer: what measures.Again
    finds, by the plain recursion."""
    kids = sorted(
        (k for k in line.children[i] if line.ends[k] > line.starts[k]), key=lambda k: (line.starts[k], line.ends[k])
    )
    lo = line.starts[i]
    ends: dict[int, int] = {}
    for k in kids:
        done = [each for each in ends if line.ends[each] <= line.starts[k]]
        was = max((line.ends[each] for each in done), default=lo)
        pause = 0 if i == idle else line.starts[k] - was
        ends[k] = max((ends[each] for each in done), default=lo) + pause + length(line, k, idle, slower, by)
    after = 0 if i == idle else line.ends[i] - max((line.ends[k] for k in kids), default=lo)
    return max(ends.values(), default=lo) + after - lo + (by if i == slower else 0)


@trees
@given(tidy_traces())
def test_what_is_on_the_path_has_no_slack(spans: list[StoredSpan]) -> None:
    split = split_of(*spans)
    assert all(split.slack_of[i] == 0 for i in split.critical_of)
    assert all(slack >= 0 for slack in split.slack_of.values())


@trees
@given(tidy_traces())
def test_a_span_may_take_its_slack_longer_and_the_trace_takes_no_longer(spans: list[StoredSpan]) -> None:
    split = split_of(*spans)
    for i, slack in split.slack_of.items():
        if slack and split.self_of[i] and not split.line.children[i]:
            assert length(split.line, split.line.order[0], NONE, i, slack) == split.duration_ns


@trees
@given(st.integers(1, 50), st.integers(1, 50))
def test_a_chain_of_any_depth_is_the_own_time_of_each(depth: int, margin: int) -> None:
    spans = [stored(i + 1, i * margin, (2 * depth - i) * margin, i or None) for i in range(depth)]
    split = split_of(*spans)
    assert all(split.critical_of[i] == 2 * margin for i in range(depth))
