"""Rows in their order, and a line for each way that runs took: straight, past steps, or back."""

from workflows.analysis.flow_graph import Node, Way, arrange


def node(name: str) -> Node:
    return Node(name, "step", runs=8, times=10, failed=1, tries=12, mean_ms=20.0, at_it=0, waiting=0)


def test_a_way_past_a_step_goes_round_it_and_one_back_on_the_other_side() -> None:
    ways = [Way("", "search", 8), Way("search", "answer", 6), Way("search", "", 2), Way("answer", "search", 1)]
    found = arrange([node("search"), node("answer")], ways)
    lines = {line.words: line for line in found.lines}
    assert lines["Start to search: 8 runs"].path == "M64 23V49"  # rows of 36: dots at 18, 54, 90, 126, of radius 5
    assert lines["search to end: 2 runs"].path == "M59 54C42 54 42 126 59 126"
    assert lines["answer to search: 1 run"].path == "M69 90C80 90 80 54 69 54"
    assert [line.back for line in lines.values()] == [True, False, False, False]
    assert (lines["Start to search: 8 runs"].breadth, lines["search to end: 2 runs"].breadth) == ("4.0", "1.8")
    assert (found.height, found.dots) == (144, (18, 54, 90, 126))


def test_of_no_run_nothing_is_drawn() -> None:
    assert arrange([], [Way("", "gone", 1)]).lines == ()


def test_a_step_says_how_often_it_was_taken_and_tried_again() -> None:
    assert (node("search").a_run, node("search").again, node("search").ns) == (1.25, 2, 20_000_000)
