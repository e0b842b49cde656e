"""What a process remembers of definitions; every test begins as a fresh one."""

import pytest

from workflows.store import definitions, discovery, rules


@pytest.fixture(autouse=True)
def forget_definitions() -> None:
    definitions.forget()
    discovery.forget()
    rules.forget()
