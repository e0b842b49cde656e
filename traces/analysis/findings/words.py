"""What errors are called, by clients and providers: parts of an error's type or message, in lower case."""

from functools import lru_cache

from traces.analysis.findings.case import Case

TIMEOUT = ("timeout", "timed out", "timedout", "deadline", "etimedout")
CANCELLED = ("cancel", "aborted", "aborterror", "client disconnected", "keyboardinterrupt")
RATE = ("ratelimit", "rate limit", "rate_limit", "too many requests", "toomanyrequests", "quota", "resource_exhausted",
        "resourceexhausted", "throttl")  # fmt: skip
SERVER = ("internalservererror", "internal server error", "serviceunavailable", "service unavailable", "overloaded",
          "bad gateway", "badgateway", "gateway timeout", "servererror", "apiconnectionerror",
          "connection refused", "connection reset", "connecterror")  # fmt: skip
AUTH = ("authentication", "unauthorized", "unauthenticated", "permissiondenied", "permission denied",
        "permission_denied", "forbidden", "invalid api key", "incorrect api key", "invalid_api_key",
        "accessdenied")  # fmt: skip
CONTEXT = ("context_length", "context length", "contextlength", "context window", "contextwindow", "maximum context",
           "prompt is too long", "too many tokens", "input is too long")  # fmt: skip
FILTERED = ("content_filter", "contentfilter", "content filter", "content_policy", "content policy", "safety system",
            "responsibleaipolicy")  # fmt: skip
ARGUMENTS = ("validationerror", "validation error", "invalid argument", "invalidargument", "invalid parameter",
             "invalid input", "missing required", "required field", "field required", "unexpected keyword argument",
             "missing # required positional", "jsondecodeerror", "input should be", "schemaerror",
             "badarguments")  # fmt: skip
UNKNOWN_TOOL = ("unknown tool", "unknowntool", "toolnotfound", "tool not found", "no such tool", "not a valid tool",
                "unknown function", "nosuchtool", "is not available")  # fmt: skip
PARSING = ("outputparser", "output parser", "parsing error", "could not parse", "invalid json", "jsondecodeerror",
           "schema validation", "unexpectedmodelbehavior", "exceeded maximum retries for output")  # fmt: skip
ITERATIONS = ("recursion limit", "graphrecursion", "max iterations", "maximum iterations", "max_iterations", "maxturns",
              "max turns", "max_turns", "iteration limit", "maximum number of steps", "usagelimitexceeded")  # fmt: skip


def told(case: Case, i: int) -> str:
    """The error of a span in one text: its type and message."""
    return f"{case.spans[i].error_type or ''} {case.sign('message', i) or ''}"


def tells(case: Case, i: int, words: tuple[str, ...]) -> bool:
    return _tells(told(case, i), words)


@lru_cache(maxsize=8192)  # a trace of many failures has few different ones
def _tells(text: str, words: tuple[str, ...]) -> bool:
    low = text.lower()
    return any(word in low for word in words)


def status(case: Case, i: int) -> int:
    """The HTTP status of a failed answer; 0 where none is known."""
    value = case.sign("http", i) or ""
    return int(value) if value.isdigit() else 0
