"""What can go wrong on the way out, in words for the person who gave the address."""


class OutboundError(Exception):
    """`kind` is for programs, the message for people. `may_have_arrived`: the other side may have acted on it."""

    kind = "unreachable"

    def __init__(self, message: str, *, may_have_arrived: bool = False) -> None:
        super().__init__(message)
        self.may_have_arrived = may_have_arrived


class RefusedError(OutboundError):
    """Our own rules forbid it; trying again changes nothing."""

    kind = "refused"


class UnreachableError(OutboundError):
    """No address, no connection, no TLS."""


class TimedOutError(OutboundError):
    kind = "timeout"


class BrokenError(OutboundError):
    """It was connected, and the other side said no HTTP or hung up."""

    kind = "broken"


class TooLargeError(OutboundError):
    kind = "too_large"


class CancelledError(OutboundError):
    """The caller no longer wants the answer."""

    kind = "cancelled"
