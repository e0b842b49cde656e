"""A policy as JSON and back, and what differs between two: how a page overrides one as a new version.

Functions (a fallback's, a gate's, an outside guardrail's) are named, and looked up only among those that the code's own
policy has: JSON can choose among them, never bring one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.policies import fallback, gate, guards
from workflows.policies.durations import written
from workflows.policies.errors import PolicyError
from workflows.policies.guards.outside import Outside
from workflows.policies.guards.verdict import Guard
from workflows.policies.policy import Policy

Json = dict[str, Any]
MOST_CHARACTERS = 500  # of a short form
FIELDS = (
    "timeout", "retries", "backoff", "retry_on", "fallback", "breaker", "rate", "guards_in", "guards_out", "confidence",
    "cache", "batch", "retrieval_first", "model", "provider",
)  # fmt: skip


def as_json(policy: Policy) -> Json:
    """Every field, in the short forms a person writes."""
    return {
        "timeout": written(policy.timeout_ms),
        "retries": policy.retry.times,
        "backoff": str(policy.retry.backoff),
        "retry_on": "|".join(policy.retry.on),
        "fallback": [rung.as_json() for rung in policy.fallback],
        "breaker": str(policy.breaker) if policy.breaker else None,
        "rate": str(policy.rate) if policy.rate else None,
        "guards_in": [guard.as_json() for guard in policy.guards_in],
        "guards_out": [guard.as_json() for guard in policy.guards_out],
        "confidence": policy.confidence.as_json() if policy.confidence else None,
        "cache": str(policy.cache) if policy.cache else None,
        "batch": str(policy.batch) if policy.batch else None,
        "retrieval_first": policy.retrieval_first.as_json() if policy.retrieval_first else None,
        "model": policy.model,
        "provider": policy.provider,
    }


def from_json(given: Any, code: Policy) -> Policy:
    """The code's policy with the given fields overridden; null puts a field out of use. Raises PolicyError."""
    if not isinstance(given, Mapping):
        raise PolicyError("policy", "is a map of fields")
    if unknown := sorted(set(given) - set(FIELDS), key=str):
        raise PolicyError(str(unknown[0]), f"is no field of a policy; they are {', '.join(FIELDS)}")
    for name, value in given.items():
        if isinstance(value, str) and len(value) > MOST_CHARACTERS:
            raise PolicyError(name, f"is longer than {MOST_CHARACTERS} characters")
    merged = as_json(code) | dict(given)
    functions = _functions(code)
    lists = {
        "fallback": [_rung(each, functions) for each in _list(merged, "fallback")],
        "guards_in": [_guard(each, "guards_in", functions) for each in _list(merged, "guards_in")],
        "guards_out": [_guard(each, "guards_out", functions) for each in _list(merged, "guards_out")],
        "retrieval_first": _gate(merged["retrieval_first"], functions),
    }
    return Policy(**(merged | lists))


@dataclass(frozen=True, slots=True)
class Change:
    field: str
    before: Any
    after: Any


def diff(before: Policy, after: Policy) -> tuple[Change, ...]:
    """What differs, field by field, in the forms of `as_json`."""
    old, new = as_json(before), as_json(after)
    return tuple(Change(name, old[name], new[name]) for name in FIELDS if old[name] != new[name])


def _functions(code: Policy) -> dict[str, Callable[..., Any]]:
    found = [rung.function for rung in code.fallback if isinstance(rung, fallback.Function)]
    found += [guard.function for guard in (*code.guards_in, *code.guards_out) if isinstance(guard, Outside)]
    found += [code.retrieval_first.look_up] if code.retrieval_first else []
    return {fallback.reference(each): each for each in found}


def _list(merged: Mapping[str, Any], field: str) -> list[Any]:
    found = merged[field]
    if found is not None and not isinstance(found, list):
        raise PolicyError(field, "is a list")
    return found or []


def _function(name: object, field: str, functions: Mapping[str, Callable[..., Any]]) -> Callable[..., Any]:
    if not isinstance(name, str) or name not in functions:
        known = ", ".join(functions) or "none"
        raise PolicyError(field, f"{name!r} is no function that the step's code declares there; it has {known}")
    return functions[name]


def _named(given: Any, field: str, kind: str) -> tuple[str, Json]:
    """Its kind, and its other members."""
    if not isinstance(given, Mapping) or not isinstance(given.get(kind), str):
        raise PolicyError(field, f"{given!r} has no {kind!r}")
    return given[kind], {name: value for name, value in given.items() if name != kind}


def _made(make: Callable[..., Any], options: Json, field: str, kind: str) -> Any:
    """`make(**options)`; an option it does not know, or one that is missing, is said by name."""
    try:
        return make(**options)
    except TypeError as error:
        raise PolicyError(field, f"{kind}: {str(error).split('() ')[-1]}") from None


def _rung(given: Any, functions: Mapping[str, Callable[..., Any]]) -> fallback.Rung:
    kind, options = _named(given, "fallback", "rung")
    if kind == "function":
        return fallback.function(_function(options.get("function"), "fallback", functions))
    makers: dict[str, Callable[..., fallback.Rung]] = {
        "other_model": fallback.other_model, "cached": fallback.cached, "human": fallback.human,
    }  # fmt: skip
    if kind not in makers:
        raise PolicyError("fallback", f"{kind!r} is none of other_model, cached, function, human")
    return _made(makers[kind], options, "fallback", kind)  # type: ignore[no-any-return]


def _guard(given: Any, field: str, functions: Mapping[str, Callable[..., Any]]) -> Guard:
    kind, options = _named(given, field, "guard")
    if kind == "outside":
        options["function"] = _function(options.get("function"), field, functions)
    makers: dict[str, Callable[..., Guard]] = {
        "pii_masked": lambda kinds=(), restore=True: guards.pii_masked(*kinds, restore=restore),
        "no_injection": guards.no_injection,
        "no_secrets": guards.no_secrets,
        "schema": lambda schema: guards.schema(dict(schema)),
        "grounded": guards.grounded,
        "denied": lambda terms: guards.denied(*terms),
        "allowed": lambda terms, field="": guards.allowed(*terms, field=field),
        "length": guards.length,
        "outside": guards.outside,
    }
    if kind not in makers:
        raise PolicyError(field, f"{kind!r} is none of {', '.join(makers)}")
    return _made(makers[kind], options, field, kind)  # type: ignore[no-any-return]


def _gate(given: Any, functions: Mapping[str, Callable[..., Any]]) -> gate.RetrievalFirst | None:
    if given is None:
        return None
    if not isinstance(given, Mapping) or set(given) != {"function", "min_score"}:
        raise PolicyError("retrieval_first", "has a function and a min_score")
    return gate.retrieval_first(_function(given["function"], "retrieval_first", functions), given["min_score"])
