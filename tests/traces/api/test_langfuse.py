"""The real Langfuse SDK, in a process of its own, against a live server."""

import json
import subprocess
import sys
from typing import Any

import pytest
from django.test import Client

from costs.store import catalogue
from tests import people
from traces.store import reader, scores


@pytest.mark.django_db(transaction=True)
def test_the_real_sdk_sends_its_span_and_its_scores(live_server: Any) -> None:
    catalogue.load_if_new()
    shop = people.project("shop")
    command = [sys.executable, "-m", "tests.traces.api.langfuse_app", live_server.url, people.key(shop, "ingest").text]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    told = json.loads(done.stdout)
    assert (told["allowed"], told["healthy"]) == (True, "OK")
    trace_id = bytes.fromhex(told["trace_id"])
    client = Client()
    client.force_login(people.person(of=shop))
    page = client.get(told["page"].removeprefix(live_server.url))
    assert (page.status_code, page["Location"]) == (302, f"/p/shop/traces/{told['trace_id']}/")
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


@pytest.mark.django_db
def test_whose_key_it_is_needs_a_key_and_tells_of_its_project_alone() -> None:
    shop = people.project("shop")
    people.project("other")
    key = people.key(shop, "ingest").text
    told = Client().get("/api/public/projects", headers={"Authorization": f"Bearer {key}"}).json()
    named = {"id": "shop", "name": shop.name}
    assert told == {"data": [{**named, "organization": named, "metadata": {}}]}
    assert Client().get("/api/public/projects").status_code == 401
    assert Client().get("/api/public/health").json()["status"] == "OK"
