"""The short words beside a span's name: what went wrong, what was cut off, what was saved. Most important first."""

from dataclasses import dataclass

from traces.analysis.tree import NONE, Tree
from traces.types import StoredSpan

CUT_OFF = frozenset({"length", "max_tokens", "max_output_tokens", "model_length"})
FILTERED = frozenset({"content_filter", "safety", "prohibited_content", "blocklist", "recitation"})
REFUSED = frozenset({"refusal"})
PASSED = frozenset({"pass", "passed", "ok", "allow", "allowed"})
BLOCKED = frozenset({"block", "blocked", "fail", "failed", "deny", "denied", "reject", "rejected"})
JUDGING = frozenset({"guardrail", "cache"})  # kinds whose result is told by a label
ODD = {  # what ingest noticed, by the part of its code before ":"
    "clock_skew": ("clock", "clock skew"),
    "negative_duration": ("clock", "ended before start"),
    "no_end": ("clock", "end not known"),
    "bad_tokens": ("warn", "bad token count"),
    "bad_cost": ("warn", "bad cost"),
    "bad_first_token": ("warn", "bad first token"),
}
SHOWN = 24  # characters of an error type that fit beside a name


@dataclass(frozen=True, slots=True)
class Label:
    tone: str  # error, warn, ok, dim
    icon: str  # of the sprite; "" for none
    text: str


def labels(tree: Tree, position: int) -> tuple[Label, ...]:
    """Every label of one span, verdicts first; empty for a plain span."""
    span = tree.spans[position]
    if not (
        span.status == "error"
        or span.finish_reason
        or span.attempt
        or span.cache_read_tokens
        or span.warnings
        or span.kind in JUDGING
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
    if span.kind == "guardrail" and span.tags.get("verdict"):
        found.append(_judged(span.tags["verdict"]))
    return found


def _judged(verdict: str) -> Label:
    """What a guardrail said: "pass", "block", else a flag in its own word."""
    word = verdict.strip().lower()
    if word in PASSED:
        return Label("ok", "ok", "passed")
    if word in BLOCKED:
        return Label("error", "error", "blocked")
    return Label("warn", "flag", "flagged" if word == "flag" else short(verdict))


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
    if span.kind == "cache":  # a span is of this kind only when a local cache had the answer
        found.append(Label("ok", "ok", "hit"))
    odd = [ODD[code] for code in dict.fromkeys(each.partition(":")[0] for each in span.warnings) if code in ODD]
    found += [Label("warn", icon, words) for icon, words in odd]
    return found


def has_refused_tokens(span: StoredSpan) -> bool:
    """Whether a token count came that nobody can believe, so that it is kept as unknown."""
    return any(code.startswith("bad_tokens:") for code in span.warnings)


def short_error(error_type: str | None) -> str:
    """`openai.error.RateLimitError` -> `RateLimitError`; unknown -> `error`."""
    return short((error_type or "error").rsplit(".", 1)[-1] or "error")


def short(text: str) -> str:
    """As much of a word as fits beside a name."""
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


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
