"""What the worker of these tests runs. Until a run was found by its nudge the worker does not look by itself."""

from pathlib import Path

from workflows.engine import runner
from workflows.engine.declare import step, workflow
from workflows.engine.flow import Flow

runner.POLL_S = 3600.0


@step
def write(file: str, line: str) -> None:
    with Path(file).open("a") as lines:
        lines.write(f"{line}\n")


@workflow("first")
def first(flow: Flow, file: str) -> None:
    flow.step(write, file, "first")


@workflow("nudged")
def nudged(flow: Flow, file: str) -> None:
    flow.step(write, file, "nudged")
    runner.POLL_S = 0.2


@workflow("in two parts")
def in_two_parts(flow: Flow, file: str, line: str) -> None:
    flow.step(write, file, f"{line} begun")
    flow.sleep("1s")
    flow.step(write, file, f"{line} ended")
