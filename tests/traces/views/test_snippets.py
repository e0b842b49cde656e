"""The Python snippets of the set-up pages run as they are copied: a real SDK, a stub of OpenAI's API, a live server.

LlamaIndex and LiteLLM are not in the lock; Node, Vercel and the coding agents are no Python.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aiops.demo.stub_openai.server import Stub
from tests import people
from traces.store import partitions, reader
from traces.types import TraceFilter
from traces.views.clients import BY_KEY, CLIENTS

RUN_HERE = ("openai", "openinference", "langchain", "pydantic_ai", "langfuse", "openllmetry")


@pytest.fixture
def stub() -> Iterator[str]:
    with Stub(0, 1) as server:
        yield server.url


@pytest.mark.django_db(transaction=True)
def test_each_python_snippet_sends_a_call_as_it_is_copied(live_server: Any, stub: str, tmp_path: Path) -> None:
    partitions.forget()
    projects = {name: people.project(name.replace("_", "-")) for name in RUN_HERE}
    for name, project in projects.items():
        code = BY_KEY[name].snippet(live_server.url, people.key(project, "ingest").text)
        (tmp_path / f"{name}.py").write_text(code)
    told = {"OPENAI_BASE_URL": stub, "OPENAI_API_KEY": "any", "OTEL_METRICS_EXPORTER": "none"}
    command = [sys.executable, "-m", "tests.traces.views.snippets_app", str(tmp_path)]
    done = subprocess.run(command, env={**os.environ, **told}, capture_output=True, text=True, timeout=240, check=True)
    said, found = json.loads(done.stdout), {}
    for name, project in projects.items():
        rows = reader.list_traces(project.pk, TraceFilter(0, 2**62)).rows
        spans = [span for row in rows for span in reader.trace(project.pk, row.trace_id).spans]  # type: ignore[union-attr]
        found[name] = {(span.kind, span.model) for span in spans if span.input_tokens and span.kind == "llm"}
    missing = {name: said[name] for name, calls in found.items() if not calls}
    assert missing == {}
    assert {model.rpartition("/")[2][:12] for calls in found.values() for _, model in calls if model} == {
        "gpt-4.1-mini"
    }


def test_what_is_not_run_here_is_named() -> None:
    python = {each.key for each in CLIENTS if each.language == "python"}
    assert python - set(RUN_HERE) == {"llamaindex", "litellm"}


@pytest.mark.parametrize("name", ["llamaindex", "litellm"])
def test_those_at_least_compile(name: str) -> None:
    compile(BY_KEY[name].snippet("http://127.0.0.1:8000", "k"), name, "exec")
