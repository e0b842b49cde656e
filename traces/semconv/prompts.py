"""Two hashes of a model call: which prompt it was made from (`prompt_fingerprint`) and what exactly was sent."""

from functools import lru_cache
from hashlib import blake2b
from typing import Any

from traces.types import Span

MAX_KNOWN = 8_000  # characters; longer prompts are not remembered, to bound the memory
_DIGITS = str.maketrans("", "", "0123456789")  # dates and counters do not make another prompt
# A system message first in gen_ai.input.messages, as the encoders in use write it.
_SYSTEM_FIRST = ('[{"role": "system"', '[{"role":"system"')


def digest(text: str, key: bytes = b"") -> str:
    """16 hex digits, equal for equal texts under equal keys (of at most 64 bytes)."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=8, key=key).hexdigest()


def of_system(system: str) -> tuple[str, bytes]:
    """The fingerprint of a system prompt, which its digits do not change, and a key that stands for its exact text."""
    return digest(system.translate(_DIGITS)), digest(system).encode()


_known = lru_cache(maxsize=512)(of_system)  # a service sends the same system prompts all day


def fill(span: Span, facts: dict[str, Any]) -> None:
    """`prompt_hash`: equal for equal instructions and messages. `prompt_fingerprint`: equal for equal prompt name and
    version; where none is declared, for equal system prompts but for their digits. None where the text was not sent."""
    prompt = facts.get("prompt")
    system = facts.get("system_prompt")
    if system.__class__ is not str:
        system = _system_message(span.attributes, prompt)
    key = b""
    if system:
        span.prompt_fingerprint, key = (_known if len(system) <= MAX_KNOWN else of_system)(system)
    if prompt.__class__ is str:
        span.prompt_hash = digest(prompt, key)
    name = facts.get("prompt_name")
    if name.__class__ is str:
        span.prompt_fingerprint = digest(f"{name}\0{facts.get('prompt_version', '')}")


def _system_message(attributes: dict[str, Any], prompt: Any) -> str:
    """The system message where it stands first, without parsing anything; "" where it does not."""
    for prefix, role in (("llm.input_messages.0.message.", "role"), ("gen_ai.prompt.0.", "role")):
        if attributes.get(prefix + role) in ("system", "developer"):
            text = attributes.get(prefix + "content")
            return text if text.__class__ is str else ""
    if prompt.__class__ is str and prompt.startswith(_SYSTEM_FIRST):
        # A quote inside a text is escaped, so this finds the next message's key and never a word of the text.
        return str(prompt[: prompt.find('"role"', 10)])
    return ""
