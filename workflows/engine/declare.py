"""How a managed workflow is written: plain functions with `@workflow`, `@step` and `@effect` above them.

A workflow function decides; steps do. It is called again whenever its run goes on elsewhere, so everything that can
turn out differently (models, time, chance, the network) belongs in a step: `manage.py workflows check` finds the rest.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import update_wrapper
from typing import Any, Literal, overload

from workflows.policies import calls
from workflows.policies.durations import parse_ms

EffectKind = Literal["none", "db", "idempotent", "unsafe"]
EFFECTS: tuple[str, ...] = ("none", "db", "idempotent", "unsafe")
KINDS = ("rag", "agent", "automation", "other")
DEFAULT_DEADLINE = "15m"
NANO = 10**9


class DeclarationError(TypeError):
    """A workflow or step that is declared wrongly; raised when its module is imported."""


def Budget(usd: str | float | Decimal, per: Literal["run", "day", "month"] = "run") -> calls.Budget:  # noqa: N802
    """What may be spent, in dollars: `Budget("0.05", per="run")`. Raises DeclarationError."""
    try:
        nanousd = int(Decimal(str(usd)) * NANO)
    except InvalidOperation:
        raise DeclarationError(f"budget: {usd!r} is no amount") from None
    if nanousd < 0 or per not in {"run", "day", "month"}:
        raise DeclarationError("budget: an amount of at least 0, per run, day or month")
    return calls.Budget(nanousd, per)


@dataclass(eq=False)
class StepDefinition:
    """A function that a run calls by `flow.step`. Called directly it is the plain function, as tests may want."""

    function: Callable[..., Any]
    name: str
    policy: Any = None  # workflows.policies.Policy
    effect: EffectKind = "none"
    dry: Any = None  # what a dry run takes for the result of a step with an effect
    signature: inspect.Signature = field(init=False)

    def __post_init__(self) -> None:
        if self.effect not in EFFECTS:
            raise DeclarationError(f"step {self.name}: effect is one of {', '.join(EFFECTS)}, not {self.effect!r}")
        if inspect.iscoroutinefunction(self.function):
            raise DeclarationError(f"step {self.name}: a step is a plain function, not a coroutine")
        _check_name("step", self.name)
        self.signature = inspect.signature(self.function)
        update_wrapper(self, self.function)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.function(*args, **kwargs)


@dataclass(eq=False)
class EffectDefinition:
    """A function that does something outside: it takes `idempotency_key` beside its payload."""

    function: Callable[..., Any]
    name: str
    kind: Literal["idempotent", "unsafe"] = "idempotent"

    def __post_init__(self) -> None:
        if self.kind not in {"idempotent", "unsafe"}:
            raise DeclarationError(f"effect {self.name}: kind is idempotent or unsafe, not {self.kind!r}")
        if "idempotency_key" not in inspect.signature(self.function).parameters:
            raise DeclarationError(f"effect {self.name}: it must take idempotency_key and hand it to the other side")
        _check_name("effect", self.name)
        update_wrapper(self, self.function)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.function(*args, **kwargs)


@dataclass(eq=False)
class WorkflowDefinition:
    """A function that a run calls with a flow and its input."""

    function: Callable[..., Any]
    name: str
    kind: str = "other"
    success: str = ""  # the metric that says a run was good
    budget: calls.Budget = field(default_factory=calls.Budget)
    deadline_ms: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise DeclarationError(f"workflow {self.name}: kind is one of {', '.join(KINDS)}, not {self.kind!r}")
        parameters = list(inspect.signature(self.function).parameters.values())
        if not parameters or parameters[0].kind not in {
            inspect.Parameter.POSITIONAL_ONLY,
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
        }:
            raise DeclarationError(f"workflow {self.name}: its function takes the flow first")
        _check_name("workflow", self.name, most=256)
        update_wrapper(self, self.function)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.function(*args, **kwargs)

    @property
    def parameters(self) -> Mapping[str, inspect.Parameter]:
        """Of its input: all but the flow."""
        return dict(list(inspect.signature(self.function).parameters.items())[1:])


workflows: dict[str, WorkflowDefinition] = {}
effects: dict[str, EffectDefinition] = {}


def workflow(
    name: str, *, kind: str = "other", success: str = "", budget: calls.Budget | None = None, deadline: str = ""
) -> Callable[[Callable[..., Any]], WorkflowDefinition]:
    """Declares a managed workflow under the name that its traces bear. Raises DeclarationError."""

    def declared(function: Callable[..., Any]) -> WorkflowDefinition:
        deadline_ms = parse_ms(deadline or DEFAULT_DEADLINE, f"workflow {name}: deadline")
        definition = WorkflowDefinition(function, name, kind, success, budget or calls.Budget(), deadline_ms)
        _once(workflows, name, definition, "workflow")
        return definition

    return declared


@overload
def step(function: Callable[..., Any]) -> StepDefinition: ...


@overload
def step(
    *, name: str = "", policy: Any = None, effect: EffectKind = "none", dry: Any = None
) -> Callable[[Callable[..., Any]], StepDefinition]: ...


def step(
    function: Callable[..., Any] | None = None,
    *,
    name: str = "",
    policy: Any = None,
    effect: EffectKind = "none",
    dry: Any = None,
) -> Any:
    """Declares a step, with or without parentheses. Raises DeclarationError."""

    def declared(function: Callable[..., Any]) -> StepDefinition:
        return StepDefinition(function, name or function.__name__, policy, effect, dry)

    return declared(function) if function is not None else declared


def effect(
    *, name: str = "", kind: Literal["idempotent", "unsafe"] = "idempotent"
) -> Callable[[Callable[..., Any]], EffectDefinition]:
    """Declares what `flow.effect` may have done outside. Raises DeclarationError."""

    def declared(function: Callable[..., Any]) -> EffectDefinition:
        definition = EffectDefinition(function, name or function.__name__, kind)
        _once(effects, definition.name, definition, "effect")
        return definition

    return declared


def _once(known: dict[str, Any], name: str, definition: Any, what: str) -> None:
    other = known.get(name)
    if other is not None and _place(other) != _place(definition):
        raise DeclarationError(f"{what} {name} is declared twice: {_place(other)} and {_place(definition)}")
    known[name] = definition


def _place(definition: Any) -> tuple[str, str]:
    return (definition.function.__module__, definition.function.__qualname__)


def _check_name(what: str, name: str, most: int = 200) -> None:
    if not 0 < len(name) <= most or not name.isprintable() or any(mark in name for mark in "#["):
        raise DeclarationError(f"{what} {name!r}: a name is printable, at most {most} characters, without # and [")
