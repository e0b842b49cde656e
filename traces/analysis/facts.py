"""The figures in the head of the trace page, worked out from its spans: so they hold before the trace is settled."""

from dataclasses import dataclass

from traces.analysis.tree import Tree
from traces.types import StoredSpan


@dataclass(frozen=True, slots=True)
class Facts:
    """Tokens and cost are sums over the calls that count; `cost_nanousd` is None when none of them has a price."""

    spans: int
    superseded: int
    errors: int
    calls: int
    input_tokens: int
    output_tokens: int
    cost_nanousd: int | None
    unpriced_calls: int
    unpriced_models: tuple[str, ...]
    start_ns: int
    duration_ns: int


def facts(tree: Tree) -> Facts:
    spans = [span for i, span in enumerate(tree.spans) if i not in tree.superseded]
    calls = [span for span in spans if span.usage_counted]
    prices = [span.cost_nanousd for span in calls if span.cost_nanousd is not None]
    unpriced = [span for span in calls if span.cost_nanousd is None]
    return Facts(
        spans=len(spans),
        superseded=len(tree.superseded),
        errors=sum(span.status == "error" for span in spans),
        calls=len(calls),
        input_tokens=sum(span.input_tokens or 0 for span in calls),
        output_tokens=sum(span.output_tokens or 0 for span in calls),
        cost_nanousd=sum(prices) if prices else None,
        unpriced_calls=len(unpriced),
        unpriced_models=tuple(sorted({_model(span) for span in unpriced})),
        start_ns=tree.start_ns,
        duration_ns=tree.duration_ns,
    )


def _model(span: StoredSpan) -> str:
    return span.model or "a call that names no model"
