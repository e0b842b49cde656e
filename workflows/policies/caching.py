"""Which question is the same as one answered before: exactly, or nearly."""

import dataclasses
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.policies.durations import parse_ms, written
from workflows.policies.errors import PolicyError

FORM = "1h exact, semantic 0.95"
_EXACT = re.compile(r"(\S+) exact")
_SEMANTIC = re.compile(r"semantic (\d(?:\.\d+)?)(?: by ([\w./:-]{1,200}))?")
LOWEST_SIMILARITY = 0.5


@dataclass(frozen=True, slots=True)
class Caching:
    """`semantic`: how alike (0.5 to 1) is enough; `by` names an embedding model, else words and letters are compared.
    A near answer is held as long as an exact one."""

    max_age_ms: int
    semantic: float | None = None
    by: str = ""

    def __str__(self) -> str:
        near = f", semantic {self.semantic:g}" if self.semantic is not None else ""
        return f"{written(self.max_age_ms)} exact{near}{f' by {self.by}' if self.by else ''}"


def parse_cache(given: object, field: str = "cache") -> Caching | None:
    """From "1h exact", "1h exact, semantic 0.95", "... semantic 0.95 by text-embedding-3-small". Raises PolicyError."""
    if given is None or isinstance(given, Caching):
        return given
    parts = [part.strip() for part in given.split(",")] if isinstance(given, str) else []
    exact = _EXACT.fullmatch(parts[0]) if parts else None
    near = _SEMANTIC.fullmatch(parts[1]) if len(parts) == 2 else None
    if exact is None or len(parts) > 2 or (len(parts) == 2 and near is None):
        raise PolicyError(field, f"{given!r} is no cache; write it like {FORM}")
    semantic = float(near[1]) if near else None
    if semantic is not None and not LOWEST_SIMILARITY <= semantic <= 1:
        raise PolicyError(field, f"semantic {semantic:g} is not between {LOWEST_SIMILARITY} and 1")
    return Caching(parse_ms(exact[1], field), semantic, (near[2] or "") if near else "")


class NotKeyableError(TypeError):
    """An argument that cannot be told by value, so no answer can be found by it."""


def exact_key(scope: Iterable[str], arguments: Any) -> bytes:
    """32 bytes: the same for the same scope (workflow, step, version of its code) and equal arguments, whatever the
    order of a map's members. Raises NotKeyableError."""
    text = json.dumps([list(scope), canonical(arguments)], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def canonical(value: Any, depth: int = 0) -> Any:
    """As JSON, with types that JSON cannot tell apart marked: 1, 1.0 and True are three questions."""
    if depth > 50:
        raise NotKeyableError("nests too deep")
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return ["float", repr(value)]
    if isinstance(value, Mapping):
        return {"map": [[canonical(key, depth + 1), canonical(inner, depth + 1)] for key, inner in _sorted(value)]}
    if isinstance(value, (list, tuple)):
        return [canonical(inner, depth + 1) for inner in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {each.name: getattr(value, each.name) for each in dataclasses.fields(value)}
        return [type(value).__qualname__, canonical(fields, depth + 1)]
    raise NotKeyableError(f"{type(value).__name__} has no value that could be looked up")


def _sorted(value: Mapping[Any, Any]) -> list[tuple[Any, Any]]:
    return sorted(value.items(), key=lambda item: (type(item[0]).__name__, str(item[0])))
