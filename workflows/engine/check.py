"""What turns out differently each time, found in workflow functions: time, chance and the network belong in steps.

A run that goes on elsewhere calls its function again; where that decides by a clock or a die, it may take another way
than before. Only what can be read off the code is found: names that lead to such a function, also through plain
functions of the same module.
"""

import ast
import builtins
import inspect
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from workflows.engine.declare import WorkflowDefinition

CHANGING = {
    "time": "it is another time when the run resumes",
    "datetime": "it is another time when the run resumes",
    "random": "chance falls out differently when the run resumes",
    "secrets": "chance falls out differently when the run resumes",
    "uuid": "another one is made when the run resumes",
    "network": "it is done again each time the run resumes",
    "file": "it may be another one on the worker where the run resumes",
    "thread": "the flow belongs to the run's own thread",
}
MODULES = {
    "time": "time", "random": "random", "secrets": "secrets", "uuid": "uuid", "numpy.random": "random",
    "socket": "network", "requests": "network", "httpx": "network", "urllib.request": "network", "urllib3": "network",
    "http.client": "network", "aiohttp": "network", "smtplib": "network", "openai": "network", "anthropic": "network",
    "subprocess": "network", "threading": "thread", "concurrent.futures": "thread",
}  # fmt: skip
NAMES = {
    "datetime.datetime.now": "datetime", "datetime.datetime.utcnow": "datetime", "datetime.datetime.today": "datetime",
    "datetime.date.today": "datetime", "django.utils.timezone.now": "datetime", "os.urandom": "random",
    "django.utils.timezone.localtime": "datetime", "os.getpid": "random", "os.getenv": "file",
    "os.environ.get": "file", "builtins.open": "file", "builtins.input": "file",
}  # fmt: skip
HARMLESS = {"uuid.UUID", "uuid.uuid5", "uuid.uuid3", "time.strptime", "time.strftime", "random.Random"}


@dataclass(frozen=True)
class Warned:
    """Where something stands that belongs in a step."""

    workflow: str
    file: str
    line: int
    call: str
    why: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.workflow}: {self.call} outside a step: {self.why}"


def check(definition: WorkflowDefinition) -> list[Warned]:
    """Everything found, by line."""
    found = _in_function(definition.name, definition.function, set())
    return sorted(found, key=lambda each: (each.file, each.line))


def _in_function(workflow: str, function: Callable[..., Any], seen: set[Any]) -> Iterator[Warned]:
    seen.add(function)
    try:
        lines, first = inspect.getsourcelines(function)
    except (OSError, TypeError):
        return
    tree = ast.parse(textwrap.dedent("".join(lines)))
    file = inspect.getsourcefile(function) or "?"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            value = _value(node.func, function)
            if (why := _why(_name_of(node.func, function))) is not None:
                yield Warned(workflow, file, first + node.lineno - 1, f"{ast.unparse(node.func)}()", CHANGING[why])
            elif inspect.isfunction(value) and value.__module__ == function.__module__ and value not in seen:
                yield from _in_function(workflow, value, seen)


def _name_of(node: ast.expr, function: Callable[..., Any]) -> str:
    """The full name of what is called, such as `datetime.datetime.now`; empty where it is not known by a name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.insert(0, node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    root = _global(node.id, function)
    if root is None:
        return ""
    if inspect.ismodule(root):
        return ".".join([root.__name__, *parts])
    module, name = getattr(root, "__module__", None), getattr(root, "__qualname__", None)
    owner = getattr(root, "__self__", None)
    if module is None and owner is not None:  # random.random and the like are methods of a hidden object
        module = type(owner).__module__
    return ".".join([str(module), str(name), *parts]) if name else ""


def _value(node: ast.expr, function: Callable[..., Any]) -> Any:
    return _global(node.id, function) if isinstance(node, ast.Name) else None


def _global(name: str, function: Callable[..., Any]) -> Any:
    closed = inspect.getclosurevars(function)
    return closed.nonlocals.get(name, function.__globals__.get(name, getattr(builtins, name, None)))


def _why(name: str) -> str | None:
    if not name or name in HARMLESS:
        return None
    if name in NAMES:
        return NAMES[name]
    return next((why for module, why in MODULES.items() if name.startswith(f"{module}.")), None)
