"""How a request is refused outside any view, in the form its client reads.

A door registers how it speaks: `register("/v1/", renderer)`. Others get the API's JSON below /api/, else plain text.
"""

from collections.abc import Callable
from dataclasses import dataclass

import orjson

from aiops.core.errors import ApiError

# Takes the refusal and the request's content type; answers body and content type.
Renderer = Callable[[ApiError, str], tuple[bytes, str]]

_renderers: dict[str, Renderer] = {}


@dataclass(frozen=True)
class Refusal:
    status: int
    headers: dict[str, str]
    body: bytes


def register(prefix: str, renderer: Renderer) -> None:
    """Paths that begin with `prefix` are refused by `renderer`; the longest prefix wins."""
    _renderers[prefix] = renderer


def render(error: ApiError, path: str, content_type: str) -> Refusal:
    body, answered_type = _renderer_of(path)(error, content_type)
    headers = {"Content-Type": answered_type}
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    return Refusal(error.status, headers, body)


def _renderer_of(path: str) -> Renderer:
    prefixes = [prefix for prefix in _renderers if path.startswith(prefix)]
    if prefixes:
        return _renderers[max(prefixes, key=len)]
    return _as_json if path.startswith(("/api/", "/v1/")) else _as_text


def _as_json(error: ApiError, _content_type: str) -> tuple[bytes, str]:
    return orjson.dumps(error.body()), "application/json"


def _as_text(error: ApiError, _content_type: str) -> tuple[bytes, str]:
    return f"{error.message}\n".encode(), "text/plain; charset=utf-8"
