"""Scores out of log records and of Langfuse's JSON."""

from decimal import Decimal
from typing import Any

import pytest

from aiops.core.events import FieldError
from traces.events.langfuse import as_event
from traces.events.scores import of_log
from traces.types import LogRecord, Resource, Scope

GIVEN = {"gen_ai.evaluation.name": "relevance", "gen_ai.evaluation.score.value": 0.25}


def record(trace_id: bytes | None = b"\1" * 16, **attributes: Any) -> LogRecord:
    given = GIVEN | {f"gen_ai.evaluation.{name.replace('__', '.')}": value for name, value in attributes.items()}
    return LogRecord("gen_ai.evaluation.result", 5, None, given, trace_id, b"\2" * 8, Resource({}), Scope(), 0)


def test_an_evaluation_is_a_score_of_its_span_and_the_same_one_each_time() -> None:
    score = of_log(record(score__label="good", explanation="since"))
    assert score is not None
    assert (score.name, score.value, score.label, score.comment) == ("relevance", Decimal("0.25"), "good", "since")
    assert (score.span_id, score.source, score.at_ns) == (b"\2" * 8, "model", 5)
    assert of_log(record(score__label="good", explanation="since")) == score


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "0.5", True, None, 1e300])
def test_a_value_that_is_no_number_makes_no_score(value: Any) -> None:
    assert of_log(record(score__value=value)) is None


def test_without_a_trace_there_is_nothing_to_judge() -> None:
    assert of_log(record(trace_id=None)) is None


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"value": 0.5}, {"value": 0.5}),
        ({"value": True}, {"value": 1}),
        ({"value": "good"}, {"label": "good"}),
        ({"value": 1, "source": "ANNOTATION"}, {"value": 1, "source": "human"}),
        ({"value": 1, "environment": "x", "metadata": {}, "configId": "c", "observationId": None}, {"value": 1}),
    ],
)
def test_langfuse_scores_become_events(given: dict[str, Any], told: dict[str, Any]) -> None:
    event = as_event({"id": "s", "traceId": "ab" * 16, "name": "n"} | given)
    assert event == {"score_id": "s", "trace_id": "ab" * 16, "name": "n", "source": "rule"} | told


@pytest.mark.parametrize("given", [{}, {"sessionId": "s", "name": "n", "value": 1}, [], "x", None])
def test_langfuse_scores_of_no_trace_are_refused(given: Any) -> None:
    with pytest.raises(FieldError):
        as_event(given)
