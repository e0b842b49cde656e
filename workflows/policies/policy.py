"""A step's policy: everything that decides how often, with what and for how much it is tried.

Policies are written in code in short forms ("20s", "1h exact, semantic 0.95") and overridden by a page as a new version
of the workflow, from JSON (see `written`). What is wrong is said at once, by field.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from workflows.policies.batching import Batch, parse_batch
from workflows.policies.breaker import Breaker, parse_breaker
from workflows.policies.caching import Caching, parse_cache
from workflows.policies.confidence import Confidence, parse_confidence
from workflows.policies.durations import parse_ms
from workflows.policies.errors import PolicyError
from workflows.policies.failures import PROVIDER_CODES, parse_predicate
from workflows.policies.fallback import Rung, parse_chain
from workflows.policies.gate import RetrievalFirst
from workflows.policies.guards.verdict import Guard
from workflows.policies.rate import Rate, parse_rate
from workflows.policies.retry import Backoff, Retry, parse_backoff, parse_times

DEFAULT_TIMEOUT_MS = 60_000
MOST_GUARDS = 20


@dataclass(frozen=True, init=False)
class Policy:
    """`model` and `provider` are what a step's calls use when they name none; empty: the project's default."""

    timeout_ms: int
    retry: Retry
    fallback: tuple[Rung, ...]
    breaker: Breaker | None
    rate: Rate | None
    guards_in: tuple[Guard, ...]
    guards_out: tuple[Guard, ...]
    confidence: Confidence | None
    cache: Caching | None
    batch: Batch | None
    retrieval_first: RetrievalFirst | None
    model: str
    provider: str

    def __init__(  # noqa: PLR0913  a policy has this many sides
        self,
        *,
        timeout: str | None = None,
        retries: int = 0,
        backoff: str | Backoff | None = None,
        retry_on: str | Sequence[str] = PROVIDER_CODES,
        fallback: Sequence[Rung] = (),
        breaker: str | Breaker | None = None,
        rate: str | Rate | None = None,
        guards_in: Sequence[Guard] = (),
        guards_out: Sequence[Guard] = (),
        confidence: float | Confidence | None = None,
        cache: str | Caching | None = None,
        batch: str | Batch | None = None,
        retrieval_first: RetrievalFirst | None = None,
        model: str = "",
        provider: str = "",
    ) -> None:
        """Raises PolicyError."""
        waits = Backoff() if backoff is None else backoff if isinstance(backoff, Backoff) else parse_backoff(backoff)
        values = {
            "timeout_ms": DEFAULT_TIMEOUT_MS if timeout is None else parse_ms(timeout, "timeout"),
            "retry": Retry(parse_times(retries), waits, parse_predicate(retry_on)),
            "fallback": parse_chain(fallback),
            "breaker": parse_breaker(breaker),
            "rate": parse_rate(rate),
            "guards_in": _guards(guards_in, "guards_in"),
            "guards_out": _guards(guards_out, "guards_out"),
            "confidence": parse_confidence(confidence),
            "cache": parse_cache(cache),
            "batch": parse_batch(batch),
            "retrieval_first": _gate(retrieval_first),
            "model": _name(model, "model"),
            "provider": _name(provider, "provider"),
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)


def _guards(given: Sequence[Any], field: str) -> tuple[Guard, ...]:
    if not isinstance(given, (list, tuple)) or len(given) > MOST_GUARDS:
        raise PolicyError(field, f"is a list of at most {MOST_GUARDS} guardrails")
    for each in given:
        if isinstance(each, type) or not isinstance(each, Guard):
            raise PolicyError(field, f"{each!r} is no guardrail; write it like pii_masked() or grounded(min=0.7)")
    return tuple(given)


def _gate(given: Callable[..., Any] | RetrievalFirst | None) -> RetrievalFirst | None:
    if given is not None and not isinstance(given, RetrievalFirst):
        raise PolicyError("retrieval_first", f"{given!r} is no gate; write it like retrieval_first(look_up, 0.82)")
    return given


def _name(given: object, field: str) -> str:
    if not isinstance(given, str) or len(given) > 256:
        raise PolicyError(field, f"{given!r} is no name")
    return given.strip()
