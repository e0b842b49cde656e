"""The attributes of one span of each kind, as the two conventions write them side by side."""

from aiops.demo.facts import calls
from aiops.demo.facts.models import chat, documents, embedding

__all__ = ["calls", "chat", "documents", "embedding"]
