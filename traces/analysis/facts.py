"""The figures in the head of the trace page, worked out from its spans: so they hold before the trace is settled."""

from dataclasses import dataclass

from traces.analysis import labels
from traces.analysis.tree import NONE, Tree
from traces.types import CALL_KINDS, StoredSpan


@dataclass(frozen=True, slots=True)
class Facts:
    """Tokens and cost are sums over the calls that count; `cost_nanousd` is None when none of them has a price.

    `calls` are the calls that count and those that reported no tokens: `silent_calls`, of which `unexplained_calls`
    neither failed nor sent a count that was refused. With `calls == silent_calls` nothing is known of tokens.
    """

    spans: int
    superseded: int
    errors: int
    calls: int
    silent_calls: int
    unexplained_calls: int
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
    silent = silent_calls(tree)
    prices = [span.cost_nanousd for span in calls if span.cost_nanousd is not None]
    unpriced = [span for span in calls if span.cost_nanousd is None]
    return Facts(
        spans=len(spans),
        superseded=len(tree.superseded),
        errors=sum(span.status == "error" for span in spans),
        calls=len(calls) + sum(not span.usage_counted for span in silent),
        silent_calls=len(silent),
        unexplained_calls=sum(span.status != "error" and not labels.has_refused_tokens(span) for span in silent),
        input_tokens=sum(span.input_tokens or 0 for span in calls),
        output_tokens=sum(span.output_tokens or 0 for span in calls),
        cost_nanousd=sum(prices) if prices else None,
        unpriced_calls=len(unpriced),
        unpriced_models=tuple(sorted({_model(span) for span in unpriced})),
        start_ns=tree.start_ns,
        duration_ns=tree.duration_ns,
    )


def silent_calls(tree: Tree) -> list[StoredSpan]:
    """The model calls without a token count, in tree order.

    A call above another call, or above a span that counts, is a wrapper: it need not repeat it and is no call itself.
    """
    found = []
    call_below = bytearray(len(tree.spans))
    for i in range(len(tree.spans) - 1, -1, -1):
        span, parent = tree.spans[i], tree.parents[i]
        if i in tree.superseded:
            continue
        is_call = span.usage_counted or span.kind in CALL_KINDS
        if is_call and not call_below[i] and span.input_tokens is None and span.output_tokens is None:
            found.append(span)
        if parent != NONE:
            call_below[parent] |= is_call or call_below[i]
    return found[::-1]


def _model(span: StoredSpan) -> str:
    return span.model or "a call that names no model"
