"""One run of a simulated workflow: twelve spans with the attributes of OpenInference and OpenTelemetry GenAI."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from aiops.demo import plants
from aiops.demo.company import EMBEDDING_MODEL, FAILING_SHARE, MODELS, REGIONS, RELEASES, WORKFLOWS, Model, Workflow
from aiops.demo.facts import calls, chat, documents, embedding

MS = 1_000_000
SPANS_PER_RUN = 12


@dataclass(slots=True)
class SimSpan:
    """A span as the simulator thinks of it; `end_ns` is set when its work is done."""

    span_id: bytes
    parent_id: bytes | None
    name: str
    otel_kind: int
    start_ns: int
    end_ns: int = 0
    attributes: dict[str, Any] = field(default_factory=dict)
    error: tuple[str, str] | None = None  # type and message of the exception
    first_token_ns: int | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One trace and the truth about it: `failure` is the planted cause, "" for a good run."""

    trace_id: bytes
    workflow: Workflow
    resource: Mapping[str, Any]
    spans: list[SimSpan]
    failure: str
    customer: str
    session: str
    scope: tuple[str, str] = ("openinference.instrumentation", "0.1.66")

    @property
    def end_ns(self) -> int:
        return max(span.end_ns for span in self.spans)


FAILURES = ("tool_error", "rate_limited", "empty_retrieval", "truncated_output")


class Builder:
    """Lays the spans of one run one after another along a clock."""

    def __init__(self, random: Random, trace_id: bytes, start_ns: int) -> None:
        self.random = random
        self.trace_id = trace_id
        self.clock = start_ns
        self.spans: list[SimSpan] = []

    def open(self, name: str, parent: SimSpan | None, otel_kind: int = 1, **attributes: Any) -> SimSpan:
        """Starts a span now. Attribute names are written with `__` for a dot."""
        span_id = self.random.getrandbits(64).to_bytes(8, "big")
        span = SimSpan(span_id, parent.span_id if parent else None, name, otel_kind, self.clock)
        span.attributes = {key.replace("__", "."): value for key, value in attributes.items()}
        self.spans.append(span)
        self.clock += int(self.random.uniform(0.2, 2) * MS)  # our own code
        return span

    def work(self, nanoseconds: float) -> None:
        self.clock += int(nanoseconds * self.random.lognormvariate(0, 0.35))

    def close(self, span: SimSpan) -> None:
        span.end_ns = self.clock


def run(seed: int, number: int, start_ns: int, when: float = 1.0) -> Run:
    """Run `number` of the company `seed`, starting at `start_ns`; `when` says where in the history that is, 0 to 1."""
    random = Random(f"{seed}:{number}")  # noqa: S311 a simulation wants to be repeatable
    workflow = random.choices(WORKFLOWS, [each.share for each in WORKFLOWS])[0]
    failure = random.choice(FAILURES) if random.random() < FAILING_SHARE else ""
    failure = plants.planted(seed, number, workflow.name, when) or failure
    builder = Builder(random, random.getrandbits(128).to_bytes(16, "big"), start_ns)
    customer = f"customer-{int(random.paretovariate(1.2)) % 5000:04d}"
    session = f"session-{random.getrandbits(32):08x}"
    _story(builder, workflow, failure, customer, session)
    builder.spans[0].attributes["experiment"] = plants.arm(seed, number)
    resource = _resource(random, workflow)
    return Run(builder.trace_id, workflow, resource, builder.spans, failure, customer, session)


def _story(b: Builder, workflow: Workflow, failure: str, customer: str, session: str) -> None:
    small, large = (MODELS[number] for number in workflow.models)
    person = {"session.id": session, "user.id": customer, "gen_ai.conversation.id": session}
    root = b.open(workflow.name, None, 2, openinference__span__kind="CHAIN", aiops__workflow=workflow.name)
    root.attributes.update(person)
    _understand(b, root, small, workflow)
    found = _retrieve(b, root, workflow, empty=failure == "empty_retrieval")
    _act(b, root, workflow, fail=failure == "tool_error")
    answer = _call(b, "write-answer", root, Request(large, workflow.subject, found), failure)
    _guard(b, root, "answer-complete", "flag" if failure == "truncated_output" else "pass")
    b.close(root)
    root.attributes["input.value"] = answer.attributes["input.value"][:400]
    root.attributes["output.value"] = answer.attributes.get("output.value", "")[:400]
    if failure in ("tool_error", "rate_limited"):
        root.error = next(span.error for span in b.spans if span.error)


def _understand(b: Builder, root: SimSpan, model: Model, workflow: Workflow) -> None:
    step = b.open("understand", root, openinference__span__kind="CHAIN", aiops__step="understand")
    _guard(b, step, "redact-personal-data", "pass")
    _call(b, "classify-intent", step, Request(model, workflow.subject, []), "")
    b.close(step)


def _guard(b: Builder, parent: SimSpan, name: str, verdict: str) -> None:
    guard = b.open(name, parent, openinference__span__kind="GUARDRAIL")
    guard.attributes |= {"aiops.guardrail.name": name, "aiops.guardrail.verdict": verdict}
    b.work(40 * MS)
    b.close(guard)


def _retrieve(b: Builder, root: SimSpan, workflow: Workflow, *, empty: bool) -> list[dict[str, Any]]:
    step = b.open("retrieve", root, openinference__span__kind="CHAIN", aiops__step="retrieve")
    embed = b.open("embed-question", step, 3)
    embed.attributes |= embedding(b.random, EMBEDDING_MODEL, workflow.subject)
    b.work(EMBEDDING_MODEL.first_token_ns)
    b.close(embed)
    search = b.open("hybrid-search", step)
    found = [] if empty else documents(b.random, 4)
    search.attributes |= calls.retriever(workflow.subject, found)
    b.work(240 * MS)
    b.close(search)
    rerank = b.open("rerank", step)
    rerank.attributes |= calls.reranker(workflow.subject, found)
    b.work(120 * MS)
    b.close(rerank)
    b.close(step)
    return found


def _act(b: Builder, root: SimSpan, workflow: Workflow, *, fail: bool) -> None:
    tool = b.open(workflow.tool, root)
    tool.attributes |= calls.tool(b.random, workflow.tool)
    resource, number = workflow.tool.split(".", maxsplit=1)[0], b.random.randrange(10_000, 99_999)
    http = b.open(f"GET /{resource}/{{id}}", tool, 3)
    http.attributes |= calls.http(resource, number, 503 if fail else 200)
    b.work((4_000 if fail else 210) * MS)
    b.close(http)
    if fail:
        tool.error = http.error = ("UpstreamError", f"GET /{resource}/{number} answered 503")
    b.close(tool)


@dataclass(frozen=True, slots=True)
class Request:
    """What a model is asked: which one, about what, and with which documents."""

    model: Model
    subject: str
    found: list[dict[str, Any]]


def _call(b: Builder, name: str, parent: SimSpan, request: Request, failure: str) -> SimSpan:
    span = b.open(name, parent, 3, aiops__step=name)
    facts = chat(b.random, request.model, request.subject, request.found, cut=failure == "truncated_output")
    if failure == "rate_limited":
        span.error = ("RateLimitError", "429: requests per minute exceeded, retry after 20 s")
        span.attributes |= {key: value for key, value in facts.items() if not ANSWER & set(key.split("."))}
        span.attributes["error.type"] = "429"
        b.work(200 * MS)
    else:
        span.attributes |= facts
        _answer(b, span, request.model)
    b.close(span)
    return span


ANSWER = {"output", "output_messages", "response", "usage", "token_count"}  # what a refused call does not have


def _answer(b: Builder, span: SimSpan, model: Model) -> None:
    b.work(model.first_token_ns)
    span.first_token_ns = b.clock
    span.attributes["gen_ai.response.time_to_first_chunk"] = (b.clock - span.start_ns) / 1e9
    b.work(model.per_token_ns * span.attributes["gen_ai.usage.output_tokens"])


def _resource(random: Random, workflow: Workflow) -> dict[str, Any]:
    return {
        "service.name": workflow.service,
        "service.version": random.choice(RELEASES),
        "deployment.environment.name": "production",
        "cloud.region": random.choices(REGIONS, (5, 2, 2, 1))[0],
        "telemetry.sdk.language": "python",
        "telemetry.sdk.name": "opentelemetry",
        "telemetry.sdk.version": "1.45.0",
    }
