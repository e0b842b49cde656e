"""The real Langfuse SDK, in a process of its own, against a live server."""

import subprocess
import sys
from typing import Any

import pytest

from costs.store import catalogue
from tests import people
from traces.store import reader, scores


@pytest.mark.usefixtures("committed_store")
def test_the_real_sdk_sends_its_span_and_its_scores(live_server: Any) -> None:
    catalogue.load_if_new()
    shop = people.project("shop")
    command = [sys.executable, "-m", "tests.traces.api.langfuse_app", live_server.url, people.key(shop, "ingest").text]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    trace_id = bytes.fromhex(done.stdout)
    detail = reader.trace(shop.id, trace_id)
    assert detail is not None, done.stderr
    [span] = detail.spans
    assert (span.name, span.kind, span.model, span.input_tokens) == ("answer", "llm", "gpt-4o-mini", 100)
    assert span.cost_nanousd == 27_000  # 100 x $0.15/M + 20 x $0.60/M
    found = {
        score.name: (score.value and float(score.value), score.label, score.span_id)
        for score in scores.of_trace(shop.id, trace_id)
    }
    assert found == {"helpful": (0.75, None, span.span_id), "tone": (None, "friendly", None)}
    assert "error" not in done.stderr.lower()
