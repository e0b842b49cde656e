"""What a process remembers of definitions; every test begins as a fresh one."""

import pytest

from tests.traces.conftest import committed_store
from workflows.store import definitions, discovery, rules

__all__ = ["committed_store"]


@pytest.fixture(autouse=True)
def forget_definitions() -> None:
    definitions.forget()
    discovery.forget()
    rules.forget()
