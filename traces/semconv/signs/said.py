"""What a model said: the tools it asked for, whether it declined, whether it said anything, whether it kept to JSON."""

from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

from traces.semconv.prompts import TOOLS
from traces.semconv.signs import asked, declared
from traces.semconv.signs.body import output_of
from traces.types import Message, Span

SHORT = 120  # characters: an output of so few may hold no text at all
LONG = 2_000  # characters: an answer beyond it is not compared
MOST_ASKED = 5
OUTPUTS = (
    "gen_ai.output.messages", "llm.output_messages.0.message.content", "output.value", "gen_ai.completion",
    "gen_ai.completion.0.content", "traceloop.entity.output", "langfuse.observation.output", "ai.response.text",
    "mlflow.spanOutputs",
)  # fmt: skip
PLAIN = ("llm.output_messages.0.message.content", "gen_ai.completion.0.content", "ai.response.text")
REFUSAL = 'refusal"'  # one look at a long text before four
REFUSALS = ('"refusal": "', '"refusal":"', '"type": "refusal"', '"type":"refusal"')
REFUSED = "llm.output_messages.0.message.refusal"


def signs(span: Span) -> Iterator[str]:
    """Of a model call. Nothing is parsed unless a first look says that there is something to find."""
    if span.status == "error":
        return
    told = span.attributes
    texts = [text for name in OUTPUTS if (text := told.get(name)).__class__ is str]
    declined = told.get(REFUSED) or (texts and REFUSAL in texts[0] and any(mark in texts[0] for mark in REFUSALS))
    if declined:
        yield "refused"
    asks = span.finish_reason == "tool_calls"
    wants_json = declared.wants_json(told)
    if asks or wants_json or span.output_tokens == 0 or (texts and _may_be_empty(texts, told)):
        of_output = list(_of_output(span, output_of(span), wants_json=wants_json))
        yield from of_output
        if of_output:
            return
    if not declined and span.finish_reason in {None, "stop"} and (said := _answer(texts, told)):
        yield f"said:{said}"


def _answer(texts: list[str], told: dict[str, Any]) -> str:
    """A hash of a short answer, the plain text before what wraps it; of a long one "": two are never the same."""
    plain = next((text for name in PLAIN if (text := told.get(name)).__class__ is str), None)
    text = plain if plain is not None else texts[0] if texts else ""
    if not text or len(text) > LONG:
        return ""
    return blake2b("".join(text.split()).lower().encode(errors="replace"), digest_size=6).hexdigest()


def _may_be_empty(texts: list[str], told: dict[str, Any]) -> bool:
    """Whether all that was told of the output is short, and none of it is plainly a text."""
    if any(len(text) > SHORT for text in texts):
        return False
    return not any((text := told.get(name)).__class__ is str and not text.isspace() and text for name in PLAIN)


def _of_output(span: Span, output: tuple[Message, ...], *, wants_json: bool) -> Iterator[str]:
    calls = [call for message in output for call in message.tool_calls]
    if calls:
        yield from (f"asks:{name}" for name in list(dict.fromkeys(call.name for call in calls))[:MOST_ASKED])
        yield from asked.misfits(calls, declared.tools(span.attributes) if _declares(span.attributes) else None)
        return
    text = "".join(message.text for message in output)
    if (output or span.output_tokens == 0) and not text.strip() and span.finish_reason in {None, "stop"}:
        yield "empty"
    elif wants_json and text and span.finish_reason != "length":
        yield from (f"bad_output:{wrong}" for wrong in declared.misfit(span.attributes, text))


def _declares(attributes: dict[str, Any]) -> bool:
    return any(name in attributes for name in (*TOOLS, "llm.tools.0.tool.json_schema", "llm.request.functions.0.name"))


BLANK = frozenset({"", '""', "null", "None", "{}", '{"output": ""}', '{"output":""}', '{"answer": ""}'})
WHOLE = ("output.value", "gen_ai.output.messages", "traceloop.entity.output", "langfuse.observation.output",
         "mlflow.spanOutputs", "aiops.output")  # fmt: skip


def whole(span: Span) -> Iterator[str]:
    """Of an agent or a workflow: whether it ended with nothing."""
    if span.status == "error":
        return
    told = [value for name in WHOLE if (value := span.attributes.get(name)).__class__ is str]
    if told and all(value.strip() in BLANK for value in told):
        yield "empty"
