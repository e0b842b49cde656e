"""Attributes of model calls and of what was retrieved for them."""

import json
from dataclasses import dataclass
from random import Random
from typing import Any

from aiops.demo.company import Model
from aiops.demo.texts import text

CHARACTERS_PER_TOKEN = 4.2
IN_OPENINFERENCE = {"gcp.gemini": "google"}  # where its name for a provider is not OpenTelemetry's


def tokens(*texts: str) -> int:
    return int(sum(len(each) for each in texts) / CHARACTERS_PER_TOKEN) + 3


def documents(random: Random, count: int) -> list[dict[str, Any]]:
    """What a search found, best first: id, title, text and score."""
    scores = sorted((random.betavariate(5, 2) for _ in range(count)), reverse=True)
    return [
        {"id": f"kb-{random.randrange(1000, 1400)}", "content": text(random, 900), "score": round(score, 4)}
        for score in scores
    ]


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was said in one chat call, and how many tokens that was. `sent` includes `cached`."""

    system: str
    question: str
    answer: str
    finish: str
    sent: int
    received: int
    cached: int


def chat(random: Random, model: Model, subject: str, found: list[dict[str, Any]], *, cut: bool) -> dict[str, Any]:
    """A chat call: messages, usage and finish reason, in GenAI's JSON and OpenInference's flattened form."""
    exchange = _exchange(random, subject, found, cut=cut)
    return _genai(model, exchange) | _openinference(model, exchange)


def _exchange(random: Random, subject: str, found: list[dict[str, Any]], *, cut: bool) -> Exchange:
    system = "You help the customers and colleagues of Harbour Goods. " + text(Random(subject), 1500)  # noqa: S311
    question = f"It is about {subject}. " + text(random, random.randrange(500, 1500))
    if found:
        question += "\n\nArticles:\n" + "\n".join(f"[{each['id']}] {each['content'][:300]}" for each in found)
    answer = text(random, random.randrange(500, 1800)) if found else random.choice(("orders", "refunds", "returns"))
    cached = tokens(system) if random.random() < 0.6 else 0
    finish = "length" if cut else "stop"
    return Exchange(system, question, answer, finish, tokens(system, question), tokens(answer), cached)


def _genai(model: Model, said: Exchange) -> dict[str, Any]:
    asked = [{"role": "user", "parts": [{"type": "text", "content": said.question}]}]
    told = [{"role": "assistant", "parts": [{"type": "text", "content": said.answer}], "finish_reason": said.finish}]
    return {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": model.provider,
        "gen_ai.request.model": model.name,
        "gen_ai.response.model": model.name,
        "gen_ai.request.temperature": 0.2,
        "gen_ai.request.max_tokens": 700,
        "gen_ai.system_instructions": json.dumps([{"type": "text", "content": said.system}]),
        "gen_ai.input.messages": json.dumps(asked),
        "gen_ai.output.messages": json.dumps(told),
        "gen_ai.response.finish_reasons": [said.finish],
        "gen_ai.usage.input_tokens": said.sent,
        "gen_ai.usage.output_tokens": said.received,
        "gen_ai.usage.cache_read.input_tokens": said.cached,
    }


def _openinference(model: Model, said: Exchange) -> dict[str, Any]:
    return {
        "openinference.span.kind": "LLM",
        "llm.system": IN_OPENINFERENCE.get(model.provider, model.provider),
        "llm.provider": IN_OPENINFERENCE.get(model.provider, model.provider),
        "llm.model_name": model.name,
        "llm.invocation_parameters": json.dumps({"temperature": 0.2, "max_tokens": 700}),
        "llm.input_messages.0.message.role": "system",
        "llm.input_messages.0.message.content": said.system,
        "llm.input_messages.1.message.role": "user",
        "llm.input_messages.1.message.content": said.question,
        "llm.output_messages.0.message.role": "assistant",
        "llm.output_messages.0.message.content": said.answer,
        "llm.token_count.prompt": said.sent,
        "llm.token_count.completion": said.received,
        "llm.token_count.total": said.sent + said.received,
        "llm.token_count.prompt_details.cache_read": said.cached,
        "input.value": said.question,
        "input.mime_type": "text/plain",
        "output.value": said.answer,
        "output.mime_type": "text/plain",
    }


def embedding(random: Random, model: Model, subject: str) -> dict[str, Any]:
    """An embeddings call. Its vector is not recorded."""
    asked = f"It is about {subject}. " + text(random, 400)
    return {
        "openinference.span.kind": "EMBEDDING",
        "llm.system": model.provider,
        "embedding.model_name": model.name,
        "embedding.embeddings.0.embedding.text": asked,
        "gen_ai.operation.name": "embeddings",
        "gen_ai.provider.name": model.provider,
        "gen_ai.request.model": model.name,
        "gen_ai.response.model": model.name,
        "gen_ai.usage.input_tokens": tokens(asked),
        "llm.token_count.prompt": tokens(asked),
        "input.value": asked,
    }
