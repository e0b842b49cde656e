"""The recorded bytes of real packages, in the versions we have seen; they stay when the installed ones move on."""

from pathlib import Path

import pytest

from tests.traces.semconv.real import GOLDEN, JAVASCRIPT, OLDER, PACKAGES, check, expected

CALLS = [
    file
    for file in sorted(GOLDEN.glob("*/*.pb"))
    if file.stem in expected.EXPECTED and file.parent.name.rpartition("-")[0] in check.CONVENTIONS
]
# What these tell of a conversation is whole.
TOOL_LOOPS = [
    *(folder for name in ("genai-openai", "traceloop", "langfuse", "langsmith") for folder in GOLDEN.glob(name + "-*")),
    GOLDEN / "openinference-openai-0.1.66",
]
AGENTS = [file for file in sorted(GOLDEN.glob("*/agent.pb")) if file.parent.name.rpartition("-")[0] in check.AGENT]


def package_of(file: Path) -> str:
    return file.parent.name.rpartition("-")[0]


@pytest.mark.parametrize("file", CALLS, ids=lambda file: f"{file.parent.name} {file.stem}")
def test_a_recorded_call_is_read_right(file: Path) -> None:
    (span,) = check.decoded(file.read_bytes())
    assert span.convention == check.CONVENTIONS[package_of(file)]
    check.call(span, expected.of(file.parent.name, file.stem))


@pytest.mark.parametrize("folder", TOOL_LOOPS, ids=lambda folder: folder.name)
def test_a_recorded_tool_loop_is_read_right(folder: Path) -> None:
    spans = check.decoded((folder / "tool_loop.pb").read_bytes())
    check.tool_loop(spans, finishes=not folder.name.startswith("langfuse"))


@pytest.mark.parametrize("file", AGENTS, ids=lambda file: file.parent.name)
def test_a_recorded_agent_is_read_right(file: Path) -> None:
    check.agent(package_of(file), check.decoded(file.read_bytes()))


def test_every_package_is_recorded_and_no_recording_names_a_machine() -> None:
    assert {package_of(file) for file in CALLS} == {*PACKAGES, *OLDER}
    assert {package_of(file) for file in GOLDEN.glob("*/*.pb")} >= set(JAVASCRIPT)
    for file in GOLDEN.glob("*/*.pb"):
        assert b"/site-packages/" not in file.read_bytes()
