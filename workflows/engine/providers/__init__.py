"""Models: any endpoint that speaks OpenAI's API, and Anthropic."""

from workflows.engine.providers.asking import Answer, Endpoint, Question, Tool, ToolCall

__all__ = ["Answer", "Endpoint", "Question", "Tool", "ToolCall"]
