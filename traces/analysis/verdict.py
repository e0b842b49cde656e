"""How a trace ended, in the product's words: the list, the trace page, filters and files all say it with these."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    word: str
    tone: str  # error, warn, ok, dim
    icon: str  # of the sprite
    why: str = ""


FAILED = Verdict("Failed", "error", "error")
RECOVERED = Verdict("Recovered", "warn", "retry", "A part failed, the whole did not")
OK = Verdict("OK", "ok", "ok")
OK_UNSAID = Verdict("OK", "ok", "ok", "The sender set no status")
NO_ROOT = Verdict("No root yet", "dim", "clock", "The first span of this trace has not arrived")


def verdict(status: str, errors: int, *, has_root: bool) -> Verdict:
    """`status` is that of the trace, as its senders said; `errors` is how many of its spans failed."""
    if status == "error":
        return FAILED
    if not has_root:
        return NO_ROOT
    if errors:
        return RECOVERED
    return OK_UNSAID if status == "unset" else OK
