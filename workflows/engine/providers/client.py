"""Asks a model by HTTP, under a deadline, and says in the words of policies what went wrong.

One client for every endpoint: what is special to a provider's words is in `openai_api` and `anthropic_api`, where we
may connect to in `aiops.core.outbound`.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from types import ModuleType
from typing import Any

import orjson

from aiops.core import outbound
from costs.pricing.rates import Tokens
from workflows.engine.providers import anthropic_api, openai_api
from workflows.engine.providers.asking import Answer, Endpoint, Question
from workflows.engine.providers.errors import (
    BadAnswer,
    CallCancelled,
    ContentFiltered,
    ProviderError,
    RateLimited,
    RequestRefused,
    ServerFault,
    TimedOut,
    Truncated,
    Unreachable,
)
from workflows.policies.guards.form import wrong

CONNECT_SECONDS = 5.0
MAX_ANSWER_BYTES = 16 * 1024 * 1024
LOOPBACK = ("127.0.0.1", "::1", "localhost")
SAID_CHARACTERS = 500  # of what a provider says about an error
APIS: dict[str, tuple[ModuleType, str]] = {
    "openai": (openai_api, openai_api.CHAT),
    "anthropic": (anthropic_api, anthropic_api.MESSAGES),
}


@dataclass(frozen=True)
class Patience:
    """Until when (time.monotonic()), whether the answer is still wanted, and how large it may be."""

    ends: float
    cancelled: Callable[[], bool] = lambda: False
    most_bytes: int = MAX_ANSWER_BYTES  # of an answer

    def limits(self) -> outbound.Limits:
        left = max(0.001, self.ends - time.monotonic())
        return outbound.Limits(min(CONNECT_SECONDS, left), left, left, self.most_bytes)


def sent_bytes(endpoint: Endpoint, question: Question) -> bytes:
    """The question as it goes on the wire."""
    api, _ = APIS[endpoint.kind]
    return orjson.dumps(api.body(endpoint, question))


def ask(endpoint: Endpoint, question: Question, patience: Patience, body: bytes | None = None) -> Answer:
    """Raises ProviderError; one that carries an answer was charged for it."""
    api, path = APIS[endpoint.kind]
    told = _post(endpoint, path, api.headers(endpoint), body or sent_bytes(endpoint, question), patience)
    try:
        found: Answer = api.answer(told)
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise BadAnswer(f"{endpoint.name} sent no answer that can be read ({type(error).__name__})") from None
    return checked(found, question)


def checked(found: Answer, question: Question) -> Answer:
    """The answer, its JSON read where a form was asked for. Raises ContentFiltered, Truncated, BadAnswer."""
    if found.finish == "content_filter":
        raise ContentFiltered("the answer was held back by the provider's content filter", answer=found)
    if found.finish == "length":
        raise Truncated(f"the answer stopped at {question.max_tokens} tokens", answer=found)
    if question.schema is None or (found.tool_calls and not found.text):
        if not found.text.strip() and not found.tool_calls:
            raise BadAnswer("the answer is empty", answer=found)
        return found
    try:
        data = orjson.loads(found.text)
    except orjson.JSONDecodeError:
        raise BadAnswer("the answer is no JSON", answer=found) from None
    found = replace(found, data=data)
    if problem := wrong(data, question.schema):
        raise BadAnswer(f"the answer has not the form asked for: {problem}", answer=found)
    return found


def embed(
    endpoint: Endpoint, model: str, texts: Sequence[str], patience: Patience
) -> tuple[list[list[float]], Tokens | None]:
    """A vector for each text. Raises ProviderError."""
    if endpoint.kind != "openai":
        raise RequestRefused(f"{endpoint.name} makes no embeddings")
    body = orjson.dumps({"model": model, "input": list(texts), "encoding_format": "float"})
    told = _post(endpoint, openai_api.EMBEDDINGS, openai_api.headers(endpoint), body, patience)
    try:
        found = openai_api.vectors(told)
    except (KeyError, TypeError, AttributeError, ValueError):
        raise BadAnswer(f"{endpoint.name} sent no embeddings that can be read") from None
    if len(found) != len(texts):
        raise BadAnswer(f"{endpoint.name} sent {len(found)} embeddings for {len(texts)} texts")
    return found, openai_api.usage(told)


def rules() -> outbound.Rules:
    """Those of every request of ours; a model on the same machine may be asked where the product itself is only heard
    there."""
    common = outbound.Rules.of_settings()
    return replace(common, allow=(*common.allow, *LOOPBACK)) if common.plain_http else common


def _post(endpoint: Endpoint, path: str, headers: Mapping[str, str], body: bytes, patience: Patience) -> Any:
    request = outbound.Request(
        "POST", endpoint.base_url.rstrip("/") + path, {"Content-Type": "application/json", **headers}, body
    )
    try:
        return _told(endpoint, request, patience).json()
    except outbound.OutboundError as error:
        raise _meant(endpoint, error) from None


def call(  # noqa: PLR0913, PLR0917
    endpoint: Endpoint,
    method: str,
    path: str,
    patience: Patience,
    body: bytes | None = None,
    kind: str = "application/json",
) -> outbound.Response:
    """Whatever else a provider can do. Raises ProviderError."""
    api, _ = APIS[endpoint.kind]
    headers = api.headers(endpoint) | ({"Content-Type": kind} if body is not None else {})
    try:
        return _told(endpoint, outbound.Request(method, endpoint.base_url.rstrip("/") + path, headers, body), patience)
    except outbound.OutboundError as error:
        raise _meant(endpoint, error) from None


def _told(endpoint: Endpoint, request: outbound.Request, patience: Patience) -> outbound.Response:
    told = outbound.send(request, patience.limits(), cancelled=patience.cancelled, rules=rules())
    if not told.ok:
        raise _refusal(endpoint, told)
    return told


def _meant(endpoint: Endpoint, error: outbound.OutboundError) -> ProviderError:
    said = f"{endpoint.name}: {error}"
    if isinstance(error, outbound.RefusedError):
        return RequestRefused(said)
    if isinstance(error, outbound.CancelledError):
        return CallCancelled(said)
    if isinstance(error, outbound.TimedOutError):
        return TimedOut(said, sent=error.may_have_arrived)
    if isinstance(error, outbound.TooLargeError) or "no JSON" in str(error):
        return BadAnswer(said)
    return Unreachable(said, sent=error.may_have_arrived)


def _refusal(endpoint: Endpoint, told: outbound.Response) -> ProviderError:
    said = f"{endpoint.name} answered {told.status}: {_said(told)}"
    if told.status == 429:
        return RateLimited(said, retry_after_ms=retry_after_ms(told.headers))
    if told.status == 408:
        return TimedOut(said, status=408)
    if told.status >= 500:
        return ServerFault(said, status=told.status, retry_after_ms=retry_after_ms(told.headers))
    return RequestRefused(said, status=told.status)


def _said(told: outbound.Response) -> str:
    try:
        found = orjson.loads(told.body)["error"]
        return str(found["message"] if isinstance(found, dict) else found)[:SAID_CHARACTERS]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return told.body[:SAID_CHARACTERS].decode(errors="replace")


def retry_after_ms(headers: Mapping[str, str]) -> int | None:
    """`Retry-After-Ms`, or `Retry-After` in seconds or as a date (against the answer's own date: its clock, not ours).

    >>> retry_after_ms({"retry-after": "7"}), retry_after_ms({"retry-after": "soon"})
    (7000, None)
    """
    for name, unit in (("retry-after-ms", 1), ("retry-after", 1000)):
        try:
            found = float(headers.get(name, ""))
        except ValueError:
            continue
        return int(found * unit) if 0 <= found < 10**7 else None
    try:
        then, now = parsedate_to_datetime(headers["retry-after"]), parsedate_to_datetime(headers["date"])
        return max(0, int((then - now).total_seconds() * 1000))
    except (KeyError, ValueError, TypeError):
        return None
