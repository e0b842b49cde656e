"""Why the model stopped, in five words: stop, length, tool_calls, content_filter, error."""

import json
from functools import lru_cache
from typing import Any

from traces.semconv.storable import storable

MAX_LENGTH = 50

REASONS = {
    "stop": "stop end_turn stop_sequence eos eos_token complete completed done finish finished pause_turn",
    "length": "length max_tokens max_output_tokens max_length token_limit incomplete model_context_window_exceeded",
    "tool_calls": "tool_calls tool_call tool_use tool function_call function_calls",
    "content_filter": (
        "content_filter content_filtered safety recitation refusal blocklist prohibited_content spii guardrail "
        "guardrail_intervened language image_safety"
    ),
    "error": "error failed failure cancelled canceled malformed_function_call unexpected_tool_call network_error",
}
_WORDS = {word: reason for reason, words in REASONS.items() for word in words.split()}


@lru_cache(maxsize=1024)
def _from_text(text: str) -> str | None:
    if text.startswith("["):
        try:
            found = normalised(json.loads(text))
        except (ValueError, RecursionError):
            return None
        return found and storable(found)
    word = text.strip().lower().replace("-", "_").removeprefix("finish_reason_")[:MAX_LENGTH]
    return _WORDS.get(word, word) or None


def normalised(value: Any) -> str | None:
    """The reason of the first choice, of a string, a list, or a list as JSON. Unknown reasons stay as they are.

    >>> normalised(["tool-calls"]), normalised('["max_tokens"]'), normalised("STOP"), normalised([]), normalised(7)
    ('tool_calls', 'length', 'stop', None, None)
    """
    if isinstance(value, (list, tuple)) and value:
        value = value[0]
    if not isinstance(value, str) or len(value) > 2000:
        return None
    return _from_text(value)
