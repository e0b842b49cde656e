"""How asking a model can fail, in the words that policies decide by. `answer` is what came all the same: it costs."""

from typing import TYPE_CHECKING

from workflows.policies.errors import CallError

if TYPE_CHECKING:
    from workflows.engine.providers.asking import Answer


class ProviderError(CallError):
    """`charged`: False where the provider took no money, None where nobody knows."""

    charged: bool | None = False
    maybe_done = False

    def __init__(self, message: str, *, status: int | None = None, answer: "Answer | None" = None) -> None:
        super().__init__(message)
        self.status, self.answer = status, answer


class RateLimited(ProviderError):  # noqa: N818 - what happened, as policies name it
    code = "429"

    def __init__(self, message: str, *, retry_after_ms: int | None = None) -> None:
        super().__init__(message, status=429)
        self.retry_after_ms = retry_after_ms


class ServerFault(ProviderError):  # noqa: N818
    code = "5xx"

    def __init__(self, message: str, *, status: int, retry_after_ms: int | None = None) -> None:
        super().__init__(message, status=status)
        self.retry_after_ms = retry_after_ms


class RequestRefused(ProviderError):  # noqa: N818
    """The provider says that we asked wrongly: key, model, parameters, or our own rules forbid the address."""

    code = "4xx"


class TimedOut(ProviderError):  # noqa: N818
    """No whole answer in time. It may have been made, and charged."""

    code = "timeout"
    maybe_done = True

    def __init__(self, message: str, *, status: int | None = None, sent: bool = True) -> None:
        super().__init__(message, status=status)
        self.charged, self.maybe_done = (None if sent else False), sent


class Unreachable(ProviderError):  # noqa: N818
    """No connection, or it broke; `sent`: after the question had gone out."""

    code = "connection"

    def __init__(self, message: str, *, sent: bool = False) -> None:
        super().__init__(message)
        self.charged, self.maybe_done = (None if sent else False), sent


class BadAnswer(ProviderError):  # noqa: N818
    """What came is no answer, or has not the form that was asked for."""

    code = "bad_answer"
    charged = None
    maybe_done = True


class Truncated(ProviderError):  # noqa: N818
    """It stopped at the limit of tokens."""

    code = "truncated"
    charged = None


class ContentFiltered(ProviderError):  # noqa: N818
    """The provider, or the model, would not say it."""

    code = "content_filter"
    charged = None


class CallCancelled(ProviderError):  # noqa: N818
    code = "cancelled"
    charged = None
    maybe_done = True
