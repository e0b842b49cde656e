"""A case as a trace: what each kind of workflow does, in the attributes of OpenTelemetry's GenAI conventions."""

from random import Random
from typing import Any

from aiops.demo.company import Workflow as OfCompany
from aiops.demo.office.life import Case
from aiops.demo.office.talk import Conversation, instructions, pool
from aiops.demo.runs import MS, Run, SimSpan

SCOPE = ("opentelemetry.instrumentation.genai.openai", "1.3b0")
EMBEDDING = "text-embedding-3-small"
HELD_OUT = "holdout"


class Making:
    """Lays the spans of one run along a clock. `hold` opens a span, what is done until `close` lies in it."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.random = Random(f"{case.seed}:{case.workflow.key}:{case.start_ns}:{case.number}")  # noqa: S311
        self.trace_id = self.random.randbytes(16)
        self.clock = case.start_ns
        self.spans: list[SimSpan] = []
        talks = pool(case.seed, case.workflow.key)
        self.talk: Conversation = talks[self.random.randrange(len(talks))]

    def open(self, name: str, parent: SimSpan | None, otel_kind: int = 1, **said: Any) -> SimSpan:
        """Attribute names are written with `__` for a dot."""
        span = SimSpan(self.random.randbytes(8), parent.span_id if parent else None, name, otel_kind, self.clock)
        span.attributes = {key.replace("__", "."): value for key, value in said.items()}
        self.spans.append(span)
        self.clock += self.random.randrange(200_000, 1_500_000)  # our own code
        return span

    def work(self, ms: float, spread: float = 0.25) -> None:
        self.clock += int(ms * MS * self.random.lognormvariate(-spread * spread / 2, spread))

    def close(self, span: SimSpan, error: tuple[str, str] | None = None) -> SimSpan:
        span.end_ns, span.error = self.clock, error
        return span

    def guard(self, parent: SimSpan, name: str, verdict: str = "pass") -> None:
        span = self.open(name, parent, aiops__guardrail__name=name, aiops__guardrail__verdict=verdict)
        self.work(35)
        self.close(span)

    def call(self, name: str, parent: SimSpan, *, tokens: tuple[int, int, int], error: bool = False) -> None:
        """A model call; `tokens`: sent, of these read from the cache, and received."""
        model, key, cut = self.case.model, self.case.workflow.key, self.case.failure == "truncated_output"
        span = self.open(name, parent, 3, gen_ai__operation__name="chat", aiops__step=name)
        span.attributes |= {
            "gen_ai.provider.name": model.provider, "gen_ai.request.model": model.name,
            "gen_ai.prompt.name": key, "gen_ai.prompt.version": str(self.case.prompt),
            "gen_ai.system_instructions": instructions(key, self.case.prompt),
            "gen_ai.input.messages": self.talk.question,
        }  # fmt: skip
        if error:
            self.work(180)
            span.attributes["error.type"] = "429"
            self.close(span, LIMITED)
            return
        sent, cached, received = tokens
        self.work(model.until_first_ms)
        first_s = (self.clock - span.start_ns) / 1e9
        self.work(model.a_token_ms * received, 0.1)
        span.attributes |= {
            "gen_ai.response.model": model.name, "gen_ai.output.messages": self.talk.reply,
            "gen_ai.response.finish_reasons": ["length" if cut and name in ANSWERS else "stop"],
            "gen_ai.usage.input_tokens": sent, "gen_ai.usage.output_tokens": received,
            "gen_ai.usage.cache_read.input_tokens": cached, "gen_ai.response.time_to_first_chunk": round(first_s, 3),
        }  # fmt: skip
        self.close(span)

    def answer(self, name: str, parent: SimSpan) -> None:
        case = self.case
        limited = case.failure == "rate_limited"
        self.call(name, parent, tokens=(case.sent, case.cached, case.received), error=limited)
        if limited:
            raise FailedError(LIMITED)

    def tool(self, name: str, parent: SimSpan) -> None:
        """With the storm, two tries that fail and the pauses after them; then the one that does not."""
        storm, failing = self.case.storm_ms, self.case.failure == "tool_error"
        if storm and name == self.case.workflow.tools[0]:
            for _ in range(2):
                self._try(name, parent, 60, "504")
                self.clock += int((storm - 120) / 2 * MS)
        self._try(name, parent, 3_000 if failing else 190, "503" if failing else "")
        if failing:
            raise FailedError(BROKEN)

    def _try(self, name: str, parent: SimSpan, ms: float, status: str) -> None:
        talk, resource = self.talk, name.partition(".")[0]
        span = self.open(name, parent, gen_ai__operation__name="execute_tool", gen_ai__tool__name=name)
        span.attributes |= {"gen_ai.tool.call.arguments": talk.arguments}
        http = self.open(f"GET /{resource}/{{id}}", span, 3, http__request__method="GET")
        http.attributes |= {
            "url.full": f"https://{resource}.example/v2/{resource}", "server.address": f"{resource}.example",
            "http.response.status_code": int(status or 200),
        }  # fmt: skip
        self.work(ms)
        error = (TIMED_OUT if status == "504" else BROKEN) if status else None
        self.close(http, error)
        if not status:
            span.attributes["gen_ai.tool.call.result"] = talk.result
        self.close(span, error)


ANSWERS = frozenset({"write-answer", "decide", "write"})
LIMITED = ("RateLimitError", "429: requests per minute exceeded, retry after 20 s")
BROKEN = ("UpstreamError", "the service answered 503")
TIMED_OUT = ("TimeoutError", "no answer within 60 ms")
NOTHING_FOUND = ("NoSourcesError", "no article was found to answer from")


class FailedError(Exception):
    """Ends a run; its only argument is what its root says of it."""


def run(case: Case) -> Run:
    """The trace of a case."""
    made = Making(case)
    root = _root(made)
    error = None
    try:
        KINDS[case.workflow.kind](made, root)
    except FailedError as failed:
        error = failed.args[0]
    else:
        root.attributes["output.value"] = made.talk.answer
    if not root.end_ns or error:
        made.close(root, error)
    resource = {
        "service.name": case.workflow.service, "service.version": case.release,
        "deployment.environment.name": "production", "cloud.region": case.region,
    }  # fmt: skip
    of = OfCompany(case.workflow.key, case.workflow.service, 0.0, (0, 0), "", "")
    return Run(made.trace_id, of, resource, made.spans, case.failure, case.customer, case.session, SCOPE)


def _root(made: Making) -> SimSpan:
    case = made.case
    operation = "invoke_agent" if case.workflow.kind == "agent" else "invoke_workflow"
    root = made.open(case.workflow.key, None, 2, gen_ai__operation__name=operation)
    root.attributes |= {
        "aiops.workflow": case.workflow.key, "session.id": case.session, "user.id": case.customer,
        "tenant.id": case.tenant, "input.value": made.talk.asked,
    }  # fmt: skip
    if case.workflow.measured.reference == "key":
        root.attributes["aiops.business_key"] = business_key(case)
    return root


def business_key(case: Case) -> str:
    return f"{case.workflow.key}-{case.day:%y%m%d}-{case.number:04d}"


def _rag(made: Making, root: SimSpan) -> None:
    case = made.case
    made.guard(root, "redact-personal-data")
    made.call("classify", root, tokens=(420, 280, 14))
    step = made.open("retrieve", root, aiops__step="retrieve")
    embed = made.open("embed-question", step, 3, gen_ai__operation__name="embeddings")
    embed.attributes |= {
        "gen_ai.provider.name": "openai", "gen_ai.request.model": EMBEDDING, "gen_ai.usage.input_tokens": 60
    }  # fmt: skip
    made.work(90)
    made.close(embed)
    empty = case.failure == "empty_retrieval"
    search = made.open("hybrid-search", step, gen_ai__operation__name="retrieval")
    search.attributes |= {
        "gen_ai.data_source.id": f"articles-{case.region}", "gen_ai.retrieval.query.text": made.talk.asked,
        "gen_ai.retrieval.documents": "[]" if empty else made.talk.documents,
    }  # fmt: skip
    made.work(240)
    made.close(search)
    made.close(step)
    if empty:
        raise FailedError(NOTHING_FOUND)
    for tool in case.workflow.tools:
        made.tool(tool, root)
    made.answer("write-answer", root)
    made.guard(root, "answer-complete", "flag" if case.failure == "truncated_output" else "pass")


def _agent(made: Making, root: SimSpan) -> None:
    """Two turns with a tool each, then the decision. Each turn sends what was said before again."""
    case = made.case
    made.guard(root, "no-orders-in-message")
    for turn, tool in enumerate(case.workflow.tools):
        share = 0.6 + 0.2 * turn
        made.call("choose-tool", root, tokens=(int(case.sent * share), int(case.cached * share), 40))
        made.tool(tool, root)
    made.answer("decide", root)
    made.guard(root, "within-limits", "flag" if case.failure == "truncated_output" else "pass")


def _automation(made: Making, root: SimSpan) -> None:
    """A hook puts it into a queue and answers; a worker takes it from there."""
    case = made.case
    put = made.open("publish", root, 4, messaging__system="redis", messaging__operation__type="send")
    made.work(3)
    made.close(put)
    made.close(root)
    made.clock += int(case.wait_ms * MS)
    work = made.open("work-on-it", put, 5, messaging__system="redis", messaging__operation__type="process")
    error = None
    try:
        made.call("read", work, tokens=(int(case.sent * 0.3), int(case.cached * 0.3), 60))
        for tool in case.workflow.tools:
            made.tool(tool, work)
        made.answer("write", work)
        made.guard(work, "fields-complete")
        store = made.open("INSERT results", work, 3, db__system__name="postgresql", db__operation__name="INSERT")
        made.work(12)
        made.close(store)
    except FailedError as failed:
        error = failed.args[0]
        raise
    finally:
        made.close(work, error)


KINDS = {"rag": _rag, "agent": _agent, "automation": _automation}
