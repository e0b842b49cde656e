"""What others said of a call: a guardrail, an evaluator, the ladder it stands on, the cache it came from."""

from collections.abc import Iterator, Mapping
from typing import Any

from traces.semconv.reading.values import number
from traces.types import Span

BLOCKED = frozenset({"block", "blocked", "fail", "failed", "deny", "denied", "reject", "rejected", "tripped"})
PASSED = frozenset({"pass", "passed", "ok", "allow", "allowed", "true", "valid"})
FAILED = frozenset({"fail", "failed", "bad", "incorrect", "no", "false", "reject", "rejected", "hallucinated"})
VERDICTS = ("aiops.guardrail.verdict", "guardrail.verdict", "guardrail.result", "gen_ai.guardrail.action")
TRIPPED = ("guardrail.triggered", "guardrail.tripwire_triggered")
LABELS = ("gen_ai.evaluation.score.label", "gen_ai.evaluation.result", "eval.label", "aiops.eval.verdict")
CONFIDENCE, THRESHOLD = "aiops.confidence", "aiops.confidence.threshold"
RUNG, STALE = "aiops.fallback.rung", "aiops.cache.stale"
MADE, CHANGED = "aiops.cache.created_at", "aiops.cache.source_changed_at"
TOLD = frozenset((*VERDICTS, *TRIPPED, *LABELS, CONFIDENCE, RUNG, STALE, MADE))
JUDGING = frozenset({"guardrail", "evaluator"})
UNSURE = 0.5


def signs(span: Span, _facts: Mapping[str, Any]) -> Iterator[str]:
    told = span.attributes
    if verdict := guardrail(told):
        yield f"guardrail:{verdict}"
    label = next((str(told[name]).strip().lower() for name in LABELS if name in told), "")
    if label in FAILED:
        yield "eval:fail"
    sure, least = number(told.get(CONFIDENCE)), number(told.get(THRESHOLD))
    if sure is not None and sure < (UNSURE if least is None else least):
        yield f"confidence:{sure:.3g}"
    rung = str(told.get(RUNG, "")).strip()
    if rung and rung not in {"0", "primary"}:
        yield f"fallback:{rung}"
    if told.get(STALE) is True or _older(told.get(MADE), told.get(CHANGED)):
        yield "stale"


def guardrail(told: Mapping[str, Any]) -> str:
    """block, flag or pass; "" where none spoke."""
    if any(told.get(name) is True for name in TRIPPED):
        return "block"
    verdict = next((str(told[name]).strip().lower() for name in VERDICTS if name in told), "")
    if not verdict:
        return ""
    return "block" if verdict in BLOCKED else "pass" if verdict in PASSED else "flag"


def _older(made: Any, changed: Any) -> bool:
    """Both in RFC 3339 with the same offset, or both numbers."""
    comparable = made.__class__ is changed.__class__ and made.__class__ in {str, int, float}
    return bool(comparable and made < changed)
