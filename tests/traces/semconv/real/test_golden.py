"""The recorded bytes of real packages, in the versions we have seen; they stay when the installed ones move on."""

from pathlib import Path

import pytest

from tests.traces.semconv.real import GOLDEN, PACKAGES, check, expected

FOLDERS = sorted(folder for folder in GOLDEN.iterdir() if folder.is_dir())


def package_of(folder: Path) -> str:
    return folder.name.rpartition("-")[0]


@pytest.mark.parametrize("scenario", expected.EXPECTED)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_recorded_call_is_read_right(folder: Path, scenario: str) -> None:
    (span,) = check.decoded((folder / f"{scenario}.pb").read_bytes())
    check.call(span, expected.of(package_of(folder), scenario))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_recorded_tool_loop_is_read_right(folder: Path) -> None:
    check.tool_loop(check.decoded((folder / "tool_loop.pb").read_bytes()))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_recorded_agent_is_read_right(folder: Path) -> None:
    check.agent(package_of(folder), check.decoded((folder / "agent.pb").read_bytes()))


def test_every_package_is_recorded() -> None:
    assert {package_of(folder) for folder in FOLDERS} == set(PACKAGES)
