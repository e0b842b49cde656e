"""Semantic conventions: whatever names a sender uses, one normal form.

`normalise` fills a span's normal form when it arrives; `content` reads messages, documents and tool calls out of its
body when somebody opens it, `first_text` only what was asked first. Each convention is a table in a module of its own;
they are listed in docs/reference/conventions.md.
"""

from traces.semconv.normal import normalise
from traces.semconv.reading import content, first_text
from traces.semconv.table import CONVENTIONS

__all__ = ["CONVENTIONS", "content", "first_text", "normalise"]
