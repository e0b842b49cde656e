"""The golden catalogue: for each code a small trace that has it and one that has not. Times in seconds; span 1 is the
root, `at(n, start, end, parent, ...)`."""

from typing import Any

from tests.traces.analysis.stored import stored
from traces.types import StoredSpan

S = 1_000_000_000
Trace = list[StoredSpan]


def at(number: int, start: float, end: float, parent: int | None = 1, **fields: Any) -> StoredSpan:
    return stored(number, int(start * S), int(end * S), parent, **fields)


def root(**fields: Any) -> StoredSpan:
    return at(1, 0, 100, None, **({"kind": "workflow", "name": "answer"} | fields))


def llm(number: int, start: float, end: float, parent: int = 1, **fields: Any) -> StoredSpan:
    return at(number, start, end, parent, **({"kind": "llm", "name": "chat", "finish_reason": "stop"} | fields))


def tool(number: int, start: float, end: float, parent: int = 1, **fields: Any) -> StoredSpan:
    return at(number, start, end, parent, **({"kind": "tool", "name": "orders.get"} | fields))


def failed(error_type: str, message: str = "", **fields: Any) -> dict[str, Any]:
    signs = (*((f"message:{message}",) if message else ()), *fields.pop("signs", ()))
    return {"status": "error", "error_type": error_type, "signs": signs, **fields}


def steps(*names: str) -> Trace:
    """One after the other, a second each."""
    return [at(n, n, n + 1, kind="step", name=name) for n, name in enumerate(names, 2)]


def called(*hashes: str, **fields: Any) -> Trace:
    return [tool(n, n, n + 1, prompt_hash=each, **fields) for n, each in enumerate(hashes, 2)]


ASKS = llm(2, 0, 1, finish_reason="tool_calls", signs=("asks:orders.get",))
# code -> (traces that have it, traces that have it not), without the root.
CASES: dict[str, tuple[list[Trace], list[Trace]]] = {
    "exception_origin": (
        [[at(2, 0, 5, **failed("ValueError", "bad input"))], [at(2, 0, 5, signs=("raised:KeyError",))]],
        [[at(2, 0, 5)], [at(2, 0, 5, **failed("X", signs=("http:429",)))]],  # a rate limit says it better
    ),
    "timeout": (
        [
            [at(2, 0, 5, **failed("ReadTimeout"))],
            [at(2, 0, 5, **failed("_OTHER", "Deadline exceeded"))],
            [at(2, 0, 5, **failed("504", signs=("http:504",)))],
            [at(2, 0, 5, signs=("timeout:5000",))],
        ],
        [[at(2, 0, 5, **failed("ValueError"))], [at(2, 0, 5, signs=("timeout:5000",)), at(3, 1, 4, 2)]],
    ),
    "cancelled": (
        [[at(2, 0, 5, **failed("asyncio.CancelledError"))], [at(2, 0, 5, **failed("AbortError"))]],
        [[at(2, 0, 5, **failed("TimeoutError", "cancelled by deadline"))]],
    ),
    "rate_limited": (
        [
            [llm(2, 0, 5, **failed("openai.RateLimitError", signs=("http:429",)))],
            [llm(2, 0, 5, **failed("_OTHER", "Quota exceeded"))],
        ],
        [[llm(2, 0, 5, **failed("openai.APIError", "rate limit table missing", signs=("http:500",)))]],
    ),
    "provider_5xx": (
        [
            [llm(2, 0, 5, **failed("openai.InternalServerError", signs=("http:500",)))],
            [llm(2, 0, 5, **failed("anthropic.OverloadedError"))],
        ],
        [[llm(2, 0, 5, **failed("X", signs=("http:504",)))], [llm(2, 0, 5, **failed("X", signs=("http:404",)))]],
    ),
    "auth": (
        [
            [llm(2, 0, 5, **failed("X", signs=("http:401",)))],
            [llm(2, 0, 5, **failed("openai.AuthenticationError", "Incorrect API key provided: <…>"))],
        ],
        [[llm(2, 0, 5, **failed("X", signs=("http:404",)))]],
    ),
    "retries_exhausted": (
        [[llm(2, 0, 1, attempt=1, **failed("503")), llm(3, 2, 3, attempt=2, **failed("503"))]],
        [
            [llm(2, 0, 1, attempt=1, **failed("503")), llm(3, 2, 3, attempt=2)],
            [llm(2, 0, 1, attempt=1, **failed("503"))],
        ],
    ),
    "retry_waste": (
        [[llm(2, 0, 1, attempt=1, **failed("503")), llm(3, 2, 3, attempt=2)]],
        [
            [llm(2, 0, 1, attempt=1, **failed("503")), llm(3, 2, 3, attempt=2, **failed("503"))],
            [llm(2, 0, 1, attempt=1)],
        ],
    ),
    "truncated_output": (
        [
            [llm(2, 0, 1, finish_reason="length")],
            [llm(2, 0, 1, finish_reason="length", name="a"), llm(3, 2, 3, name="b")],
        ],
        [[llm(2, 0, 1)], [llm(2, 0, 1, finish_reason="length"), llm(3, 2, 3)]],  # said again under the same name
    ),
    "content_filtered": (
        [[llm(2, 0, 1, finish_reason="content_filter")], [llm(2, 0, 1, **failed("X", "Your content policy says no"))]],
        [[llm(2, 0, 1)], [llm(2, 0, 1, finish_reason="content_filter", signs=("refused",))]],
    ),
    "refusal": ([[llm(2, 0, 1, signs=("refused",))]], [[llm(2, 0, 1, finish_reason="content_filter")]]),
    "empty_retrieval": (
        [
            [at(2, 0, 1, kind="retriever", signs=("documents:0",))],
            [
                at(2, 0, 1, kind="retriever", signs=("documents:9",)),
                at(3, 1, 2, kind="reranker", signs=("documents:0",)),
            ],
        ],
        [
            [at(2, 0, 1, kind="retriever", signs=("documents:3",))],
            [at(2, 0, 1, kind="retriever")],  # nothing is known
            # one of two indexes had nothing, the search as a whole had
            [
                at(2, 0, 2, kind="retriever", signs=("documents:3",)),
                at(3, 0, 1, 2, kind="retriever", signs=("documents:0",)),
            ],
        ],
    ),
    "weak_retrieval": (
        [[at(2, 0, 1, kind="retriever", signs=("documents:3", "weak:0.2"))]],
        [[at(2, 0, 1, kind="retriever", signs=("documents:3", "top_score:0.2"))]],
    ),
    "tool_error": (
        [[ASKS, tool(3, 2, 3, **failed("NotFound"))], [ASKS, tool(3, 2, 3, signs=("failed_result",))]],
        [[ASKS, tool(3, 2, 3)], [ASKS, tool(3, 2, 3, **failed("pydantic.ValidationError"))]],
    ),
    "tool_bad_args": (
        [
            [llm(2, 0, 1, finish_reason="tool_calls", signs=("bad_args:orders.get",)), tool(3, 2, 3)],
            [ASKS, tool(3, 2, 3, **failed("TypeError", "got an unexpected keyword argument <…>"))],
        ],
        [[ASKS, tool(3, 2, 3, **failed("NotFound"))]],
    ),
    "tool_unknown": (
        [
            [llm(2, 0, 1, finish_reason="tool_calls", signs=("unknown_tool:orders.put",))],
            [ASKS, tool(3, 2, 3, **failed("ToolNotFoundError"))],
        ],
        [[ASKS, tool(3, 2, 3, **failed("NotFound"))]],
    ),
    "schema_violation": (
        [[llm(2, 0, 1, signs=("bad_output:it is no JSON",))], [at(2, 0, 1, **failed("OutputParserException"))]],
        [[llm(2, 0, 1)], [tool(2, 0, 1, **failed("JSONDecodeError"))]],  # a tool's arguments
    ),
    "guardrail_block": (
        [[at(2, 0, 1, kind="guardrail", signs=("guardrail:block",))]],
        [[at(2, 0, 1, kind="guardrail", signs=("guardrail:pass",))]],
    ),
    "guardrail_flag": (
        [[at(2, 0, 1, kind="guardrail", signs=("guardrail:flag",))]],
        [[at(2, 0, 1, kind="guardrail", signs=("guardrail:pass",))]],
    ),
    "low_confidence": ([[llm(2, 0, 1, signs=("confidence:0.3",))]], [[llm(2, 0, 1)]]),
    "fallback_used": (
        [
            [llm(2, 0, 1, signs=("fallback:2",))],
            [
                llm(2, 0, 1, model="gpt-4o", prompt_hash="p", **failed("503")),
                llm(3, 2, 3, model="haiku", prompt_hash="p"),
            ],
        ],
        [
            [llm(2, 0, 1)],
            [  # the dated name of the same model
                llm(2, 0, 1, model="gpt-4o", prompt_hash="p", **failed("503")),
                llm(3, 2, 3, model="gpt-4o-2024-08-06", prompt_hash="p"),
            ],
            [llm(2, 0, 1, model="gpt-4o", prompt_hash="p"), llm(3, 2, 3, model="haiku", prompt_hash="p")],
        ],
    ),
    "stale_cache": ([[at(2, 0, 1, kind="cache", signs=("stale",))]], [[at(2, 0, 1, kind="cache")]]),
    "context_overflow": (
        [
            [llm(2, 0, 1, **failed("BadRequestError", "This model's maximum context length is # tokens"))],
            [llm(2, 0, 1, model="gpt-4o-2024-08-06", input_tokens=121_600)],  # 0.95 of 128,000
            [llm(2, 0, 1, signs=("context:0.97",))],
            [llm(2, 0, 1, signs=("dropped:4",))],
        ],
        [[llm(2, 0, 1, model="gpt-4o", input_tokens=121_599)], [llm(2, 0, 1, model="unheard-of", input_tokens=10**7)]],
    ),
    "loop": (
        [called("a", "a", "a"), [at(2, 0, 1, **failed("GraphRecursionError", "Recursion limit of # reached"))]],
        [
            called("a", "a", "b"),
            [
                tool(2, 0, 1, prompt_hash="a", attempt=1, **failed("503")),
                tool(3, 2, 3, prompt_hash="a", attempt=2),
                tool(4, 4, 5, prompt_hash="a"),
            ],
        ],
    ),
    "step_repetition": (
        [steps("plan", "act", "plan", "act", "plan", "act"), steps("in", *("a", "b", "c") * 3)],
        [
            steps("plan", "act", "plan", "act", "plan"),
            steps(*["map"] * 9),
            [at(n, 0, 10, kind="step", name="ab"[n % 2]) for n in range(2, 10)],  # side by side
        ],
    ),
    "no_answer": (
        [[llm(2, 0, 1, signs=("empty",))]],
        [[llm(2, 0, 1, signs=("empty",)), llm(3, 2, 3)], [llm(2, 0, 1)]],
    ),
    "premature_end": (
        [[ASKS], [tool(3, 0, 0), llm(4, 5, 6, finish_reason="tool_calls")]],
        [[ASKS, tool(3, 2, 3)], [llm(2, 0, 1)], [llm(2, 0, 1, finish_reason="tool_calls", **failed("X"))]],
    ),
    "eval_failed": (
        [[at(2, 0, 1, kind="evaluator", signs=("eval:fail",))]],
        [[at(2, 0, 1, kind="evaluator")]],
    ),
}
