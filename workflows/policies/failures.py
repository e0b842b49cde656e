"""Why a try failed, in the words that retries, breakers and pages share, and predicates over them: 429|5xx|timeout."""

from dataclasses import dataclass

from workflows.policies.errors import CallError, PolicyError

# What the provider or the way to it did; these say something about the provider, so a breaker counts them.
PROVIDER_CODES = ("429", "5xx", "timeout", "connection")
CODES = (
    *PROVIDER_CODES, "4xx", "bad_answer", "truncated", "content_filter", "guardrail", "low_confidence",
    "breaker_open", "rate", "budget", "unpriced", "cancelled", "deadline", "error",
)  # fmt: skip
# Trying again cannot help, or must not: these never match a predicate.
FINAL = frozenset({"budget", "unpriced", "cancelled", "deadline", "breaker_open"})


@dataclass(frozen=True, slots=True)
class Failure:
    """`maybe_done`: the other side may have acted although no answer came."""

    code: str
    message: str = ""
    error_type: str = ""
    status: int | None = None
    retry_after_ms: int | None = None
    maybe_done: bool = False


def of(error: BaseException) -> Failure:
    """What an exception means. Anything that no client of ours raised is an `error`."""
    name = type(error).__name__
    if isinstance(error, CallError):
        return Failure(error.code, str(error)[:2000], name, error.status, error.retry_after_ms, error.maybe_done)
    if isinstance(error, TimeoutError):
        return Failure("timeout", str(error)[:2000], name, maybe_done=True)
    if isinstance(error, ConnectionError):
        return Failure("connection", str(error)[:2000], name, maybe_done=True)
    return Failure("error", str(error)[:2000], name, maybe_done=True)


def parse_predicate(given: object, field: str = "retry_on") -> tuple[str, ...]:
    """From "429|5xx|timeout" or a list of such words: codes, statuses (503) and names of exceptions (ValueError).

    Raises PolicyError.
    """
    words = given.split("|") if isinstance(given, str) else given
    if not isinstance(words, (list, tuple)) or not words:
        raise PolicyError(field, f"{given!r} is no list of failures such as 429|5xx|timeout")
    return tuple(dict.fromkeys(_word(each, field) for each in words))


def _word(given: object, field: str) -> str:
    word = given.strip() if isinstance(given, str) else ""
    if word in FINAL:
        raise PolicyError(field, f"{word} is never tried again")
    status = word.isascii() and word.isdigit() and 400 <= int(word) <= 599
    if word in CODES or status or (word.isidentifier() and word[0].isupper()):
        return word
    known = ", ".join(code for code in CODES if code not in FINAL)
    raise PolicyError(field, f"{given!r} is none of {known}, no status such as 503 and no name of an exception")


def matches(predicate: tuple[str, ...], failure: Failure) -> bool:
    """Whether any word of the predicate says this failure."""
    if failure.code in FINAL:
        return False
    status = str(failure.status) if failure.status else ""
    return any(word in {failure.code, failure.error_type, status} for word in predicate)


def counts_against_provider(failure: Failure) -> bool:
    return failure.code in PROVIDER_CODES
