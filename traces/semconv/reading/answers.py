"""What an SDK dumped as it was: requests and answers of OpenAI's APIs, LangChain's messages, retrieved documents."""

from typing import Any

from traces.semconv.reading.chat import message, messages
from traces.semconv.reading.langchain import ROLES, inner
from traces.semconv.reading.values import items, maps, number, parsed, text
from traces.types import Document, Message

TEXTS = ("page_content", "pageContent", "content", "text")
OUTPUTS = ("output", "return", "result")


def asked(value: Any) -> tuple[Message, ...]:
    """The messages of a request: `messages` (a list, or LangChain's list of lists), or `input` with `instructions`."""
    request = parsed(value)
    if not isinstance(request, dict):
        return messages(value)
    if "messages" in request:
        return _flat(request["messages"])
    system = (Message("system", text(request["instructions"])),) if request.get("instructions") else ()
    return system + (messages(request["input"]) if "input" in request else ())


def answered(value: Any) -> tuple[Message, ...]:
    """The messages of an answer: `choices`, `generations`, Responses' `output`, one message, or a text."""
    answer = parsed(value)
    if not isinstance(answer, dict):
        return messages(value, "assistant")
    if "choices" in answer:
        return tuple(_choice(choice) for choice in maps(answer["choices"]))
    if "generations" in answer:
        return _flat([one.get("message", one.get("text")) for one in _nested(answer["generations"])])
    if "output" in answer:
        return _flat(answer["output"]) if answer["output"] is not None else ()
    return (message(_plain(answer), "assistant"),) if "content" in answer or "tool_calls" in answer else ()


def documents(value: Any) -> tuple[Document, ...]:
    """Documents of a list, or of a map that holds one under `documents` or `output`; texts alone are documents too."""
    found = parsed(value)
    if isinstance(found, dict):
        found = next((found[name] for name in ("documents", *OUTPUTS) if isinstance(found.get(name), list)), [])
    return tuple(_document(inner(one)) for one in items(found))


def result(value: Any) -> str:
    """What a function returned: the text under `output` where that is all, else the whole."""
    found = parsed(value)
    if isinstance(found, dict) and len(found) == 1 and (name := next(iter(found))) in OUTPUTS:
        return text(found[name])
    return text(value)


def _document(one: Any) -> Document:
    if not isinstance(one, dict):
        return Document("", text(one))
    told = one.get("metadata")
    metadata = told if isinstance(told, dict) else {}
    score = next((one[name] for name in ("score", "relevance_score", "similarity") if name in one), None)
    return Document(
        id=text(one.get("id") or metadata.get("id")),
        text=next((text(one[name]) for name in TEXTS if one.get(name)), ""),
        score=number(score if score is not None else metadata.get("score")),
        metadata=metadata,
    )


def _nested(value: Any) -> list[dict[str, Any]]:
    """The maps of a list, or of a list of lists."""
    return [one for each in items(value) for one in (maps(each) if isinstance(each, list) else maps([each]))]


def _flat(value: Any) -> tuple[Message, ...]:
    if isinstance(value, str):
        return messages(value, "assistant")
    flat = [one for each in items(value) for one in (each if isinstance(each, list) else [each])]
    return tuple(message(_plain(inner(one)), "user") for one in flat)


def _plain(one: Any) -> Any:
    """LangChain says `type` where others say `role`; Responses' own items have a `type` and no role."""
    if not isinstance(one, dict) or "role" in one:
        return one
    kind = one.get("type")
    if isinstance(kind, str) and ("content" in one or kind in ROLES):
        return one | {"role": ROLES.get(kind, kind)}
    if kind == "function_call":
        return {"role": "assistant", "tool_calls": [one]}
    return one


def _choice(choice: dict[str, Any]) -> Message:
    inner = choice.get("message")
    item = dict(inner) if isinstance(inner, dict) else {"content": choice.get("text")}
    return message(item | {"finish_reason": choice.get("finish_reason")}, "assistant")
