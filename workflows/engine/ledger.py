"""Where one step's attempts are recorded: the Ledger of `attempts.perform`, as rows under the run's lease."""

from workflows.engine import codec
from workflows.policies.calls import Attributes, Outcome
from workflows.store import attempts
from workflows.store.runs import Lease


class RowLedger:
    """Statements of their own, in whatever transaction the caller has open; without one each commits at once."""

    def __init__(self, lease: Lease, step_key: str) -> None:
        self.lease, self.step_key = lease, step_key

    def started(self, rung: str, reserved_nanousd: int, attributes: Attributes) -> int:
        """Raises LeaseLost."""
        return attempts.start(self.lease, self.step_key, rung, reserved_nanousd, codec.cleaned(attributes))

    def ended(
        self, attempt_id: int, outcome: Outcome, cost_nanousd: int | None, attributes: Attributes, error: str = ""
    ) -> None:
        """Raises LeaseLost."""
        attempts.end(self.lease, attempt_id, outcome, cost_nanousd, codec.cleaned(attributes), codec.clean(error))
