"""What is wrong with a policy as somebody wrote it."""


class PolicyError(ValueError):
    """A field of a policy that cannot be read. `field` is its name as in Policy, `reason` what to write instead."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


class CallError(Exception):
    """A step or a call that did not work out, in words that policies decide by (see failures.Failure)."""

    code = "error"
    status: int | None = None
    retry_after_ms: int | None = None
    maybe_done = True  # whether the other side may have acted all the same
