"""no_answer, premature_end: it ended with nothing, or before its end."""

from collections.abc import Iterator

from traces.analysis.findings.case import Case
from traces.analysis.findings.finding import Hit, Rule
from traces.analysis.tree import NONE


def no_answer(case: Case) -> Iterator[Hit]:
    """The last model call, or a root, gave nothing."""
    empty = {i for i, _ in case.signs.get("empty", ())}
    if case.final is not None and case.final in empty:
        yield Hit(case.final)
    else:
        yield from (Hit(i) for i in case.children[NONE] if i in empty)


def premature(case: Case) -> Iterator[Hit]:
    """The last model call asked for a tool, and nothing ran after it although nothing failed either."""
    i = case.final
    if i is None or case.spans[i].status == "error" or case.spans[i].finish_reason != "tool_calls":
        return
    end = case.spans[i].end_ns
    if not any(span.kind in {"tool", "agent", "retriever"} and span.start_ns >= end for span in case.spans):
        asked = case.sign("asks", i)
        yield Hit(i, f" {asked}" if asked else " a tool")


RULES = (
    Rule(
        "no_answer",
        "failure",
        0.7,
        "There was no answer",
        "The last model call gave neither text nor a tool call, or the root's output is empty.",
        "{span} ended without an answer",
        no_answer,
        follows=("truncated_output", "content_filtered", "empty_retrieval", "tool_error", "context_overflow", "loop"),
    ),
    Rule(
        "premature_end",
        "failure",
        0.65,
        "It ended too early",
        "The last model call asked for a tool, and no tool ran after it.",
        "{span} asked for{detail}, and the run ended before it was called",
        premature,
        follows=("exception_origin", "tool_error", "timeout", "cancelled", "loop"),
    ),
)
