"""What a process remembers of promoted attributes; every test begins as a fresh one."""

import pytest

from traces.store import promoted


@pytest.fixture(autouse=True)
def forget_tags() -> None:
    """Every test begins as a fresh process, which has read no project's list yet."""
    promoted.forget()
