"""Step: a rule of the project names the workflow of traces that would else be called after service and root span."""

from traces.ingest.attribute import from_root
from traces.types import Batch, Span
from workflows.analysis.rules import Root, Rule, match
from workflows.store import rules

FROM_ROOT = "service.name + root"


def apply_rules(batch: Batch) -> None:
    """Runs after traces.ingest.attribute, which declared names go before. Without rules it costs one look-up."""
    known = rules.for_project(batch.project_id)
    if not known:
        return
    unnamed = [span for span in batch.spans if span.workflow_reason == FROM_ROOT]
    found = {span.trace_id: rule for span in unnamed if span.parent_span_id is None and (rule := _rule(known, span))}
    for span in unnamed:
        if (rule := found.get(span.trace_id)) is not None:
            span.workflow, span.workflow_reason = rule.workflow, rule.reason


def _rule(known: tuple[Rule, ...], span: Span) -> Rule | None:
    name, _ = from_root(span)
    return match(known, Root(span.resource.service, span.name, name, span.attributes, span.resource.attributes))
