"""The short words beside a span's name: what went wrong, what was cut off, what was saved. Most important first."""

from dataclasses import dataclass

from traces.analysis.tree import NONE, Tree
from traces.types import StoredSpan

CUT_OFF = frozenset({"length", "max_tokens", "max_output_tokens", "model_length"})
FILTERED = frozenset({"content_filter", "safety", "prohibited_content", "blocklist", "recitation"})
REFUSED = frozenset({"refusal"})
SHOWN = 24  # characters of an error type that fit beside a name


@dataclass(frozen=True, slots=True)
class Label:
    tone: str  # error, warn, dim
    icon: str  # of the sprite; "" for none
    text: str


def labels(tree: Tree, position: int) -> tuple[Label, ...]:
    """Every label of one span, errors first; empty for a plain span."""
    span = tree.spans[position]
    if not (
        span.status == "error"
        or span.finish_reason
        or span.attempt
        or span.cache_read_tokens
        or span.warnings
        or position in tree.superseded
        or position in tree.missing_parent
    ):
        return ()  # nearly all spans of a large trace: worth the early way out
    return (*_verdicts(span), *_repairs(tree, position), *_notes(span))


def own(span: StoredSpan) -> tuple[Label, ...]:
    """The labels that need no tree: those of the span panel."""
    return (*_verdicts(span), *_notes(span))


def _verdicts(span: StoredSpan) -> list[Label]:
    found = []
    if span.status == "error":
        found.append(Label("error", "error", short_error(span.error_type)))
    reason = (span.finish_reason or "").lower()
    if reason in CUT_OFF:
        found.append(Label("warn", "warn", "cut off"))
    elif reason in FILTERED:
        found.append(Label("warn", "guardrail", "filtered"))
    elif reason in REFUSED:
        found.append(Label("warn", "warn", "refused"))
    return found


def _repairs(tree: Tree, position: int) -> list[Label]:
    """What the tree had to mend. A lone root with a parent elsewhere is normal: its caller sends to somebody else."""
    found = []
    if position in tree.superseded:
        found.append(Label("dim", "copy", "sent again"))
    if position in tree.missing_parent and (tree.parents[position] != NONE or len(tree.roots) > 1):
        found.append(Label("dim", "", "parent missing"))
    return found


def _notes(span: StoredSpan) -> list[Label]:
    found = []
    if span.attempt is not None and span.attempt > 1:
        found.append(Label("dim", "retry", f"{ordinal(span.attempt)} try"))
    if span.cache_read_tokens and span.input_tokens:
        share = min(100 * span.cache_read_tokens // span.input_tokens, 100)
        found.append(Label("dim", "", f"{share} % cached"))
    if "clock_skew" in span.warnings:
        found.append(Label("warn", "clock", "clock skew"))
    return found


def short_error(error_type: str | None) -> str:
    """`openai.error.RateLimitError` -> `RateLimitError`; unknown -> `error`."""
    name = (error_type or "error").rsplit(".", 1)[-1] or "error"
    return name if len(name) <= SHOWN else name[: SHOWN - 1] + "…"


def ordinal(n: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    ending = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def usage_note(span: StoredSpan) -> str:
    """Why this span's tokens are or are not in the sums of the trace; "" for a span without usage."""
    if span.input_tokens is None and span.output_tokens is None:
        return ""
    if span.superseded:
        return "Not counted: this span was sent more than once and the first one counts."
    if not span.usage_counted:
        return "Not counted: a call below this span reports the same tokens."
    if span.cost_nanousd is None:
        return "Counted in tokens, not in cost: no price is known for this model."
    return "Counted: this is the call itself."
