import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from aiops.core.embedded.yielding import NICE, give_way

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nice values of sessions are Linux's")


@pytest.fixture
def sleeper() -> Iterator[int]:
    """A process in a session of its own, as each of the server's is."""
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as process:
        yield process.pid
        process.kill()


def test_a_process_gives_way_and_its_session_with_it(sleeper: int) -> None:
    give_way(sleeper)
    assert os.getpriority(os.PRIO_PROCESS, sleeper) == NICE
    autogroup = Path(f"/proc/{sleeper}/autogroup")
    if autogroup.exists():
        assert autogroup.read_text().split()[-1] == str(NICE)


def test_a_session_that_others_share_is_left_alone() -> None:
    own = Path("/proc/self/autogroup")
    before = own.read_text() if own.exists() else ""
    with subprocess.Popen(["sleep", "60"]) as process:
        give_way(process.pid)
        assert os.getpriority(os.PRIO_PROCESS, process.pid) == NICE
        process.kill()
    assert (own.read_text() if own.exists() else "") == before


def test_a_process_that_is_gone_is_an_error() -> None:
    with subprocess.Popen(["true"]) as process:
        pass
    with pytest.raises(OSError, match="No such process"):
        give_way(process.pid)
