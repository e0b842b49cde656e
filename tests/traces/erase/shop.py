"""Two people's telemetry of every kind, and looking for a word in all there is."""

import time
from typing import Any

import orjson
from django.db import connection
from django.test import Client

from aiops.core.models import Project
from tests import people
from tests.facts import wire
from tests.facts.outcomes import Outcome
from traces import erase, rollup, settle
from traces.models import Erasure
from traces.store import blob, quarantine
from workflows import attribution

SECOND_NS, HOUR_NS = 10**9, 3_600 * 10**9
ADA, BOB = "ada-7f1c", "bob-22e0"
OF_ADA, OF_BOB = "a" * 32, "b" * 32
TABLES = """
    SELECT relname FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace
    WHERE nspname = 'public' AND relkind IN ('r', 'p') AND NOT relispartition
"""


def query(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def quoting(needle: str) -> list[str]:
    """The tables of which some row says this anywhere: ids, texts, JSON, compressed bodies."""
    like = f"%{needle.replace('-', '')}%"
    where = "WHERE replace(t::text, '-', '') ILIKE %s LIMIT 1"
    found = [table for (table,) in query(TABLES) if query(f'SELECT 1 FROM "{table}" AS t {where}', like)]
    bodies = [str(blob.decode(bytes(data))) for (data,) in query("SELECT data FROM span_blob")]
    refused = [str(quarantine.decode(bytes(body))) for (body,) in query("SELECT body FROM quarantine")]
    found += ["bodies of spans"] if any(needle in text for text in bodies) else []
    return found + (["bodies of refused spans"] if any(needle in text for text in refused) else [])


class Shop:
    """Two people's telemetry of every kind, posted at the doors, settled, credited and rolled up."""

    def __init__(self, slug: str = "shop") -> None:
        self.project: Project = people.project(slug)
        self.key = people.key(self.project, "ingest", "outcomes").text
        self.now_ns = time.time_ns() // SECOND_NS * SECOND_NS
        for person, trace_id in ((ADA, OF_ADA), (BOB, OF_BOB)):
            self.tell_all(person, trace_id)
        self.work()

    def post(self, path: str, body: Any) -> dict[str, Any]:
        answer = Client().post(path, orjson.dumps(body), "application/json", headers={"x-api-key": self.key})
        assert answer.status_code == 200, answer.content
        found: dict[str, Any] = answer.json()
        return found

    def spans(self, person: str, trace_id: str, start_ns: int, span_id: str = "1" * 16, **more: Any) -> dict[str, Any]:
        told = {
            "user.id": person, "session.id": f"session of {person}", "aiops.workflow": "support",
            "aiops.business_key": f"order of {person}", "aiops.run.id": f"run of {person}",
            "service.version": f"branch of {person}", "deployment.environment.name": f"env of {person}",
            "gen_ai.operation.name": "chat", "gen_ai.provider.name": "acme",
            "gen_ai.request.model": f"tuned for {person}",
            "gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 10,
            "gen_ai.prompt.name": f"prompt of {person}",
            "gen_ai.input.messages": f'[{{"role":"user","content":"I am {person}"}}]',
        } | more  # fmt: skip
        span = {
            "traceId": trace_id, "spanId": span_id, "name": f"answer {person}", "startTimeUnixNano": str(start_ns),
            "endTimeUnixNano": str(start_ns + SECOND_NS), "attributes": wire.attributes(told),
        }  # fmt: skip
        resource = {"attributes": wire.attributes({"service.name": "shop", "service.version": f"branch of {person}"})}
        return {"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": [span]}]}]}

    def tell_all(self, person: str, trace_id: str) -> None:
        start_ns = self.now_ns - 2 * HOUR_NS
        self.post("/v1/traces", self.spans(person, trace_id, start_ns))
        self.post("/v1/traces", self.spans(person, trace_id[:-1] + "0", start_ns - 9_000 * HOUR_NS))  # refused: too old
        self.post("/v1/metrics", self.metric(person, self.now_ns - HOUR_NS // 2, 700))
        score = {"score_id": f"s-{person}", "trace_id": trace_id, "name": "kind", "label": person, "source": "human"}
        self.post("/api/v1/scores", {"events": [score]})
        for kind, ref in self.references(person, trace_id).items():
            outcome = Outcome(f"{kind} {person}", 1, "support", kind, ref, self.now_ns - HOUR_NS, "success", 10**9)
            self.post("/api/v1/outcomes", wire.outcomes([outcome]))

    def references(self, person: str, trace_id: str) -> dict[str, str]:
        named = {"session": f"session of {person}", "key": f"order of {person}", "run_id": f"run of {person}"}
        return named | {"trace_id": trace_id}

    def metric(self, person: str, time_ns: int, tokens: int, begun_ns: int = 0) -> dict[str, Any]:
        point = {
            "startTimeUnixNano": str(begun_ns or time_ns - 60 * SECOND_NS),
            "timeUnixNano": str(time_ns), "asInt": str(tokens),
            "attributes": wire.attributes(
                {"type": "input", "model": "m", "user.id": person, "session.id": f"session of {person}"}
            ),
        }  # fmt: skip
        sums = {"dataPoints": [point], "aggregationTemporality": 2, "isMonotonic": True}
        metrics = [{"name": "claude_code.token.usage", "sum": sums}]
        resource = {"attributes": wire.attributes({"service.name": "laptop"})}
        return {"resourceMetrics": [{"resource": resource, "scopeMetrics": [{"metrics": metrics}]}]}

    def work(self) -> None:
        for _ in range(3):
            settle.settle_ready(self.project.pk, time.time_ns() + 60 * SECOND_NS)
            attribution.attribute_ready(self.project.pk, 60.0)
            rollup.recompute_ready(self.project.pk, time.time_ns(), self.now_ns - 700 * HOUR_NS)

    def erase(self, kind: str, value: str) -> Erasure:
        job = erase.start(self.project, kind, value, "boss@example.com")
        run(job)
        assert erase.confirm(job)
        run(job)
        self.work()
        job.refresh_from_db()
        return job


def run(job: Erasure) -> None:
    while erase.step(job.pk):
        pass
