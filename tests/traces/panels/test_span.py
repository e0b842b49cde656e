import json
from typing import Any

import pytest

from tests.traces.analysis.stored import MS, stored
from tests.traces.stories import chat
from traces.panels.span import MOST_ROWS, MOST_TURNS, panel, raw_json, summary_line
from traces.types import Event, Resource, Scope, SpanBody


def body(attributes: dict[str, Any] | None = None, **more: Any) -> SpanBody:
    fields: dict[str, Any] = {"events": (), "links": (), "resource": Resource({}), "scope": Scope()}
    fields |= {"status_message": "", "otel_kind": 1} | more
    return SpanBody(attributes=attributes or {}, **fields)


def test_the_line_under_the_name_says_how_fast_the_model_spoke() -> None:
    # 700 tokens in 3,484 - 1,130 = 2,354 ms: 297 a second
    call = stored(1, 0, 3484 * MS, model="gpt-4.1", first_token_ns=1130 * MS, output_tokens=700)
    expected = "gpt-4.1 · 3.48 s, first token after 1.13 s · 700 tokens out at 297 a second"
    assert summary_line(call).replace("\u00a0", " ") == expected


@pytest.mark.parametrize(("length_ns", "tokens"), [(0, 100), (17_000, 3), (49 * MS, 500), (500 * MS, 19)])
def test_too_little_to_tell_a_speed_tells_none(length_ns: int, tokens: int) -> None:
    line = summary_line(stored(1, 5, 5 + length_ns, output_tokens=tokens))
    assert f"{tokens} tokens" in line
    assert "a second" not in line


def test_documents_carry_their_titles_and_bars_to_one_scale() -> None:
    found = [{"id": "a", "score": 0.5, "content": "x", "metadata": {"title": "A"}}, {"id": "b", "content": "y" * 121}]
    first, second = panel(stored(1), body({"gen_ai.retrieval.documents": json.dumps(found)})).documents
    assert (first.title, first.bar, first.more) == ("A", 0.5, True)
    assert (second.title, second.bar, second.more) == ("", 0.0, True)


@pytest.mark.parametrize(("scores", "bars"), [((4.0, 1.0), (1.0, 0.25)), ((-3.0, 0.5), (0.0, 0.5))])
def test_scores_beyond_one_are_drawn_to_the_best(scores: tuple[float, ...], bars: tuple[float, ...]) -> None:
    found = json.dumps([{"id": "a", "score": score, "content": "x"} for score in scores])
    made = panel(stored(1), body({"gen_ai.retrieval.documents": found}))
    assert tuple(each.bar for each in made.documents) == bars


def test_a_span_without_a_body_still_has_a_panel() -> None:
    made = panel(stored(1), None)
    assert (made.turns, made.attributes, made.failure.text) == ((), (), "")


def test_a_failure_without_a_message_says_so() -> None:
    assert panel(stored(1, status="error"), None).failure.text == "The span failed without a message."


def test_a_failure_without_a_message_says_what_was_raised_last() -> None:
    raised = [Event("exception", n, {"exception.message": f"Error {n}\nTraceback\n  line"}) for n in (1, 2)]
    assert panel(stored(1, status="error"), body(events=tuple(raised))).failure.text == "Error 2"
    assert panel(stored(1, status="error"), body(events=tuple(raised), status_message="m")).failure.text == "m"


def test_a_stack_behind_the_message_of_an_exception_is_shown_as_one() -> None:
    raised = {"exception.message": "Error code: 429\nTraceback\n  line 1"}
    [event] = panel(stored(1, 0, 100), body(events=(Event("exception", 40, raised),))).events
    assert (event.exception_message, event.stack.text) == ("Error code: 429", "Traceback\n  line 1")


def test_an_exception_is_set_apart_from_the_other_attributes_of_its_event() -> None:
    raised = {"exception.type": "E", "exception.message": "m", "exception.stacktrace": "line 1", "more": 1}
    [event] = panel(stored(1, 0, 100), body(events=(Event("exception", 40, raised),))).events
    assert (event.exception_type, event.exception_message, event.stack.text, event.offset_ns) == (
        "E",
        "m",
        "line 1",
        40,
    )
    assert [(row.name, row.value) for row in event.rows] == [("more", "1")]


def test_only_the_last_messages_of_a_very_long_history_are_shown() -> None:
    history = [("user", f"message {i}") for i in range(MOST_TURNS + 50)]
    made = panel(stored(1), body(chat(*history, ("assistant", "end"))))
    assert (len(made.turns), made.turns_left_out, made.turns[-1].text.text) == (MOST_TURNS, 51, "end")


def test_only_the_first_attributes_of_a_crowd_are_shown() -> None:
    made = panel(stored(1), body({f"key {i:05}": i for i in range(MOST_ROWS + 5)}))
    assert (len(made.attributes), made.attributes_left_out) == (MOST_ROWS, 5)


def test_raw_json_writes_ids_as_hex_and_keeps_every_attribute() -> None:
    kept = json.loads(raw_json(stored(255), body({"__proto__": "x", "big": 2**70, "bytes": b"\x00\xff"})))
    assert kept["span_id"] == "00000000000000ff"
    assert kept["body"]["attributes"] == {"__proto__": "x", "big": 2**70, "bytes": "00ff"}


@pytest.mark.parametrize(("score", "text"), [(0.94, "0.94"), (0.78949, "0.789"), (-12.125, "-12.1"), (1, "1")])
def test_scores_are_written_in_three_figures(score: float, text: str) -> None:
    found = json.dumps([{"id": "a", "score": score, "content": "x"}])
    [document] = panel(stored(1), body({"gen_ai.retrieval.documents": found})).documents
    assert document.score_text == text
