"""What the steps of these tests do: ask for a text, ask for a form, and what stands in for an answer."""

from typing import Any

from workflows.engine.calling import model

FAST = "constant 1ms, no jitter"
FORM = {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}


def ask(question: str) -> str:
    return model(question, system="You answer in one line.").text


def ask_form(question: str) -> Any:
    return model(question, schema=FORM).data


def template_answer(question: str) -> str:
    return "We will call you back."
