"""Step: says which workflow, run and step each span belongs to, as far as the batch can tell, and why."""

from traces.types import Batch, Span, is_supplement

# In this order; the first that is set wins. The reason is stored with the workflow.
WORKFLOW_ATTRIBUTES = ("aiops.workflow", "gen_ai.workflow.name", "traceloop.workflow.name", "traceloop.entity.workflow")
DECLARED = frozenset(WORKFLOW_ATTRIBUTES)


def attribute(batch: Batch) -> None:
    """Fills `workflow`, `workflow_reason`, `run_id` and `step` in place.

    A span takes its own attribute, else that of its trace's other spans in this batch, else what the root span's
    service and name say. What no batch alone can know is put right when the trace is settled.
    """
    by_trace: dict[bytes, tuple[str, str]] = {}
    for span in batch.spans:
        read(span)
        named = span.workflow is not None and span.workflow_reason is not None
        if named and span.trace_id not in by_trace:
            by_trace[span.trace_id] = (str(span.workflow), str(span.workflow_reason))
    for span in batch.spans:
        if span.workflow is not None or span.trace_id in by_trace or is_supplement(span.source, span.kind):
            continue
        if span.parent_span_id is None:
            by_trace[span.trace_id] = from_root(span)
    for span in batch.spans:
        if span.workflow is None and span.trace_id in by_trace:
            span.workflow, span.workflow_reason = by_trace[span.trace_id]


def read(span: Span) -> None:
    """What the span itself, or its resource, declares."""
    attributes, shared = span.attributes, span.resource.attributes
    if not (DECLARED.isdisjoint(attributes) and DECLARED.isdisjoint(shared)):
        for name in WORKFLOW_ATTRIBUTES:
            value = attributes.get(name) or shared.get(name)
            if isinstance(value, str) and value:
                span.workflow, span.workflow_reason = value[:200], name
                break
    if isinstance(run := attributes.get("aiops.run.id"), str) and run:
        span.run_id = run[:200]
    if isinstance(step := attributes.get("aiops.step"), str) and step:
        span.step = step[:100]  # with workflow, model and provider it stands in one index entry of 2,704 bytes


def from_root(span: Span) -> tuple[str, str]:
    """`service root-name`: the last resort, so that every trace has a workflow people recognise."""
    service = span.resource.service
    name = f"{service} {span.name}".strip() if service and not service.startswith("unknown_service") else span.name
    return name[:200], "service.name + root"
