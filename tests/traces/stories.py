"""Whole traces to look at and to test pages with: each tells a story that the page has to show."""

import json
import random
from dataclasses import dataclass
from typing import Any

from tests.factories import T0_NS, span
from traces.types import Event, Link, Resource, Scope, Span

MS = 1_000_000
Triple = tuple[int, int, int]
REFUND = bytes.fromhex("4f1c9a07d3e85b6120c97fa43be8b2e6")
RESOURCE = Resource({"service.name": "support", "service.version": "2026.44.2", "cloud.region": "eu-central-1"})
SCOPE = Scope("openinference.instrumentation.openai", "0.1.66")
SYSTEM = "You answer customers of Harbour Goods. Use only the articles below and name each one you use.\n" + "\n".join(
    f"Article {i}: a refund is released within {i} working days of arrival." for i in range(44)
)
USER = "I sent back two of the three mugs from order 88213 ten days ago. When do I get the money?"
ANSWER = (
    "Your two mugs reached our warehouse on 19 November. A refund is released within three working days, so we would"
)
KINDS = ("step", "llm", "tool", "http", "db", "retriever", "agent")


def chat(*messages: tuple[str, str], finish: str = "stop", **more: Any) -> dict[str, Any]:
    """Attributes of a model call in the OpenTelemetry convention; the last message is the answer."""
    sent = [{"role": role, "parts": [{"type": "text", "content": text}]} for role, text in messages[:-1]]
    role, text = messages[-1]
    answer = {"role": role, "parts": [{"type": "text", "content": text}], "finish_reason": finish}
    return {
        "gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.request.model": "gpt-4.1",
        "gen_ai.response.finish_reasons": [finish], "gen_ai.input.messages": json.dumps(sent),
        "gen_ai.output.messages": json.dumps([answer]), **more,
    }  # fmt: skip


@dataclass(frozen=True)
class Story:
    """Writes spans by number, in milliseconds after the start."""

    trace_id: bytes
    start_ns: int

    def span(self, number: int, parent: int, name: str, kind: str, start_ms: int, end_ms: int, **more: Any) -> Span:
        fields = {"attributes": {"aiops.step": name}} | more
        return span(
            trace_id=self.trace_id, span_id=number.to_bytes(8, "big"),
            parent_span_id=parent.to_bytes(8, "big") if parent else None, name=name, kind=kind,
            start_ns=self.start_ns + start_ms * MS, end_ns=self.start_ns + end_ms * MS, resource=RESOURCE, scope=SCOPE,
            workflow="support-answer", session="sess-1", user="customer-77", **fields,
        )  # fmt: skip

    def call(self, number: int, parent: int, name: str, times: Triple, usage: Triple, **more: Any) -> Span:
        """`times` are start, first token and end; `usage` is tokens in, tokens out and nano-dollars."""
        (start_ms, first_ms, end_ms), (sent, answered, nanousd) = times, usage
        return self.span(
            number, parent, name, "llm", start_ms, end_ms, provider="openai", model="gpt-4.1",
            first_token_ns=(first_ms - start_ms) * MS, input_tokens=sent, output_tokens=answered,
            cost_nanousd=nanousd, cost_source="reported", **more,
        )  # fmt: skip


def refund(start_ns: int = T0_NS, trace_id: bytes = REFUND) -> list[Span]:
    """22 spans, 9.84 s: an order look-up fails and recovers (span 17), and the answer (span 20) is cut off."""
    story = Story(trace_id, start_ns)
    return [
        story.span(1, 0, "support-answer", "workflow", 0, 9840),
        *_understand(story),
        *_order(story),
        *_answer(story),
    ]


def _understand(story: Story) -> list[Span]:
    asked = chat(("system", "Classify."), ("user", USER), ("assistant", "refund"))
    return [
        story.span(2, 1, "support.answer queued", "queue", 0, 412),
        story.span(3, 1, "understand", "step", 412, 1784),
        story.span(4, 3, "redact-personal-data", "guardrail", 418, 466),
        story.call(5, 3, "classify-intent", (470, 980, 1388), (610, 40, 300_000), attributes=asked),
        story.span(6, 3, "topic-allowed", "guardrail", 1392, 1780),
        story.span(7, 1, "retrieve", "step", 1788, 3126),
        story.span(8, 7, "answer-cache", "cache", 1792, 1806),
        story.span(9, 7, "embed-question", "embedding", 1810, 1986, model="text-embedding-3-small",
                   provider="openai", input_tokens=42, cost_nanousd=840, cost_source="reported"),
        story.span(10, 7, "hybrid-search", "retriever", 1990, 2744, attributes=_documents()),
        story.span(11, 10, "articles by vector", "db", 1996, 2736),
        story.span(12, 10, "articles by words", "db", 1996, 2214),
        story.span(13, 7, "rerank", "reranker", 2748, 3120),
    ]  # fmt: skip


def _documents() -> dict[str, Any]:
    found: dict[str, Any] = {"openinference.span.kind": "RETRIEVER", "input.value": "refund mug"}
    texts = [("kb-2041", "Refunds: how long they take", 0.94), ("kb-1187", "Return an opened parcel", 0.88)]
    for place, (name, text, score) in enumerate(texts):
        prefix = f"retrieval.documents.{place}.document."
        found |= {prefix + "id": name, prefix + "content": text, prefix + "score": score}
    return found


def _order(story: Story) -> list[Span]:
    stack = "Traceback (most recent call last):\n" + "\n".join(f'  File "shop/{i}.py", line {i}' for i in range(30))
    raised = {"type": "httpx.HTTPStatusError", "message": "503 for /orders/88213", "stacktrace": stack}
    event = Event("exception", story.start_ns + 4900 * MS, {f"exception.{key}": text for key, text in raised.items()})
    order = json.dumps({"order": 88213, "paid": "54.00 EUR", "returned": [{"sku": "MUG-BLUE", "qty": 2}]})
    tool = {"openinference.span.kind": "TOOL", "tool.name": "orders.get", "input.value": '{"order": 88213}'}
    return [
        story.span(14, 1, "resolve-order", "agent", 3130, 6020),
        story.call(15, 14, "plan", (3134, 3834, 4260), (1176, 100, 2_900_000),
                   attributes=chat(("system", SYSTEM), ("user", USER), ("assistant", "I will look at the order."))),
        story.span(16, 14, "orders.get", "tool", 4266, 4905, attributes=tool | {"output.value": '{"error": 503}'}),
        story.span(17, 16, "GET /orders/88213", "http", 4270, 4901, status="error", error_type="503",
                   status_message="503 Service Unavailable", events=[event]),
        story.span(18, 14, "orders.get", "tool", 5405, 6014, attempt=2, attributes=tool | {"output.value": order}),
        story.span(19, 18, "GET /orders/88213", "http", 5409, 6010),
    ]  # fmt: skip


def _answer(story: Story) -> list[Span]:
    said = chat(("system", SYSTEM), ("user", USER), ("assistant", ANSWER), finish="length")
    link = Link(bytes(15) + b"\x09", bytes(7) + b"\x03", {"why": "retry of"})
    return [
        story.call(20, 1, "write-answer", (6024, 7154, 9508), (1840, 700, 7_744_000), cache_read_tokens=1024,
                   finish_reason="length", links=[link], attributes=said),
        story.span(21, 1, "answer-complete", "guardrail", 9512, 9832),
        story.span(22, 1, "faithfulness", "evaluator", 9512, 9700),
    ]  # fmt: skip


def many(count: int, trace_id: bytes, start_ns: int = T0_NS, seed: int = 7) -> list[Span]:
    """A trace of `count` spans, about 12 levels deep, one in 500 failed; the same for the same seed."""
    draw = random.Random(seed)
    made = [_one_of_many(trace_id, 1, None, f"{count} spans", "workflow", start_ns, count * 10 * MS)]
    for number in range(2, count + 1):
        parent = made[draw.randint(max(1, number // 8 - 4), max(1, number // 8)) - 1]
        room = max(parent.end_ns - parent.start_ns, 16)
        length = draw.randint(room // 16 + 1, room // 8 + 2)
        start = parent.start_ns + draw.randint(0, room * 7 // 8)
        kind = draw.choice(KINDS)
        each = _one_of_many(
            trace_id, number, parent, f"{kind} {number % 97}", kind, start, min(length, parent.end_ns - start)
        )
        each.status = "error" if draw.random() < 0.002 else "ok"
        if kind == "llm":
            each.model, each.provider, each.first_token_ns = "gpt-4.1", "openai", length // 3
            each.input_tokens, each.output_tokens = draw.randint(10, 4000), draw.randint(5, 900)
            each.cost_nanousd = draw.randint(1000, 9_000_000)
        made.append(each)
    return made


def chain(count: int, trace_id: bytes, start_ns: int = T0_NS) -> list[Span]:
    """Each span the only child of the one before."""
    made: list[Span] = []
    for number in range(1, count + 1):
        above = made[-1] if made else None
        begin, length = start_ns + number * MS, (2 * count - 2 * number + 1) * MS
        made.append(_one_of_many(trace_id, number, above, f"level {number}", KINDS[number % 7], begin, length))
    return made


def _one_of_many(
    trace_id: bytes, number: int, parent: Span | None, name: str, kind: str, start_ns: int, length_ns: int
) -> Span:
    return span(
        trace_id=trace_id, span_id=number.to_bytes(8, "big"), parent_span_id=parent and parent.span_id, name=name,
        kind=kind, start_ns=start_ns, end_ns=start_ns + max(length_ns, 1), resource=RESOURCE, scope=SCOPE,
        workflow="support-answer", attributes={"n": number},
    )  # fmt: skip
