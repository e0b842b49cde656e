"""Which managed workflows this process knows, and what their code is.

Modules are named by the setting MANAGED_WORKFLOWS and imported once, when somebody first asks. The hash of a workflow
is over the syntax trees of its function and of the steps it names, so a comment or a blank line changes nothing.
"""

import ast
import hashlib
import inspect
import textwrap
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings

from workflows.engine import declare
from workflows.engine.declare import StepDefinition, WorkflowDefinition

_found: set[str] = set()
_finding = threading.RLock()


@dataclass(frozen=True)
class Code:
    """What a workflow is written as."""

    hash: str
    source: str
    steps: dict[str, StepDefinition]


def find() -> None:
    """Imports the modules of MANAGED_WORKFLOWS that were not yet. What such a module raises is not caught."""
    with _finding:
        for path in settings.MANAGED_WORKFLOWS:
            if path not in _found:
                import_module(path)
                _found.add(path)


def known() -> dict[str, WorkflowDefinition]:
    find()
    return declare.workflows


def hashes() -> list[str]:
    """Of all code that this process can run."""
    return [code_of(each).hash for each in known().values()]


@cache
def code_of(definition: WorkflowDefinition) -> Code:
    steps = {each.name: each for each in _steps_named(definition.function)}
    parts = [definition.function, *(steps[name].function for name in sorted(steps))]
    sources = [_source(part) for part in parts]
    digest = hashlib.sha256("\n".join(_tree(source) for source in sources).encode()).hexdigest()
    return Code(digest, "\n\n".join(sources), steps)


def _source(function: Callable[..., Any]) -> str:
    try:
        return textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError):  # typed into a shell
        return f"# no source: {function.__module__}.{function.__qualname__}\n"


def _tree(source: str) -> str:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            if ast.get_docstring(node) is not None:
                node.body = node.body[1:] or [ast.Pass()]
            node.decorator_list = []  # policies and budgets: versions tell of them
    return ast.dump(tree)


def _steps_named(function: Callable[..., Any], seen: set[Any] | None = None) -> Iterator[StepDefinition]:
    """Steps that a function's code refers to, also through plain functions of the same module."""
    seen = set() if seen is None else seen
    seen.add(function)
    code = function.__code__
    closed = inspect.getclosurevars(function)
    for name, value in {**closed.globals, **closed.nonlocals}.items():
        if isinstance(value, StepDefinition):
            yield value
        elif inspect.isfunction(value) and value.__module__ == function.__module__ and value not in seen:
            yield from _steps_named(value, seen)
        elif inspect.ismodule(value) and name in code.co_names:
            yield from (
                each for word in code.co_names if isinstance(each := getattr(value, word, None), StepDefinition)
            )
