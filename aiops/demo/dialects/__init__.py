"""The same run as one team's libraries write it, in the attributes that real packages were recorded with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from aiops.demo.dialects import langfuse, plain, vercel
from aiops.demo.runs import Run, SimSpan


@dataclass(frozen=True, slots=True)
class Dialect:
    """The scope of its spans, and what it makes of each: name and attributes."""

    scope: tuple[str, str]
    say: Callable[[SimSpan], SimSpan]


GENAI = Dialect(("opentelemetry.instrumentation.genai.openai", "1.3b0"), plain.genai)
OPENINFERENCE = Dialect(("openinference.instrumentation.openai", "0.1.66"), plain.openinference)
VERCEL = Dialect(("ai", ""), vercel.say)
LANGFUSE = Dialect(("langfuse-sdk", "5.0.4"), langfuse.say)
# Workflows that are not named here write two conventions side by side.
OF_WORKFLOW: Mapping[str, Dialect] = {
    "contract-check": GENAI,
    "sales-mail": GENAI,
    "code-review": GENAI,
    "product-search": OPENINFERENCE,
    "invoice-reader": OPENINFERENCE,
    "ticket-triage": VERCEL,
    "refund-agent": LANGFUSE,
}


def spoken(run: Run) -> Run:
    """The run as its team's libraries write it; ids, times and usage stay."""
    dialect = OF_WORKFLOW.get(run.workflow.name)
    if dialect is None:
        return run
    return replace(run, spans=[dialect.say(span) for span in run.spans], scope=dialect.scope)
