"""The life of one step. For now it only calls the function once; policies take its place."""

import time

from workflows.policies.calls import AttemptDone, Ledger, Performed, StepCall


def perform(call: StepCall, ledger: Ledger) -> Performed:
    """Raises LeaseLost."""
    attempt, start_ns = ledger.started("primary", 0, {}), time.time_ns()
    try:
        value = call.function(*call.arguments.positional, **call.arguments.named)
    except Exception as error:  # noqa: BLE001 - whatever a step raises is an outcome
        told = (type(error).__name__, str(error)[:2000])
        ledger.ended(attempt, "error", 0, {}, told[0])
        done = AttemptDone(attempt, "primary", "error", 0, 0, start_ns, time.time_ns(), *told)
        return Performed("failed", error=told, attempts=(done,))
    ledger.ended(attempt, "ok", 0, {})
    done = AttemptDone(attempt, "primary", "ok", 0, 0, start_ns, time.time_ns())
    return Performed("ok", value, attempts=(done,))
