"""How a run's function is left before its end. Not exceptions to be handled: `except Exception` lets them through."""

from typing import Any


class Leave(BaseException):
    """The run's function is left; what is to be written of it depends on which kind this is."""


class Suspended(Leave):
    """The run waits; it is called again when its wait has ended."""


class Cancelled(Leave):
    """Somebody wants it cancelled."""


class DeadlineOver(Leave):
    """The run's time is up."""


class CodeChanged(Leave):
    """What the function asks for now is not what this run did before."""

    def __init__(self, expected: Any, found: Any, place: str) -> None:
        super().__init__(place)
        self.expected, self.found, self.place = expected, found, place


class Gone(Leave):
    """Another worker has the run: nothing is to be written."""


class BatchPending(Exception):  # noqa: N818 - no failure: the step's answer is on its way
    """What the step asks for is in a provider's batch; it is performed again when that is answered."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


class StepFailed(Exception):  # noqa: N818 - what happened to the step; a workflow may catch it and go on
    """A step did not work out, whatever its policy tried. A workflow may catch it; resumed, it meets the same."""

    def __init__(self, step: str, error_type: str, message: str) -> None:
        super().__init__(f"{step}: {error_type}: {message}")
        self.step, self.error_type, self.message = step, error_type, message
