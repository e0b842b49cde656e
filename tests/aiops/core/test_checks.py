"""A step that is named and not there is found before the first span is lost to it."""

from typing import Any

import pytest

from aiops.core.checks import LISTS, named_steps


def test_every_step_that_settings_name_is_there() -> None:
    assert named_steps(None) == []


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("path", ["traces.ingest.nowhere.step", "traces.ingest.limit.nothing"])
def test_a_step_that_is_not_there_is_named(settings: Any, name: str, path: str) -> None:
    setattr(settings, name, [path])
    [error] = named_steps(None)
    assert error.msg.startswith(f"{name} names {path}")
