"""A dead server's pid files do not stop the next one; a living server's are left alone."""

import os
import subprocess
from pathlib import Path

import pytest

from aiops.core.embedded import leftovers


@pytest.fixture
def pid_file(tmp_path: Path) -> Path:
    return tmp_path / "postmaster.pid"


def written(pid_file: Path, pid: int) -> Path:
    pid_file.write_text(f"{pid}\n/data\n17\n")
    return pid_file


def test_a_zombie_is_dead(pid_file: Path) -> None:
    with subprocess.Popen(["true"]) as ended:
        os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)  # ended, not collected
        leftovers.disown(written(pid_file, ended.pid))
    assert leftovers.owner(pid_file) == int(leftovers.NO_SUCH_PID)


def test_a_pid_that_another_program_has_by_now_is_not_the_server(pid_file: Path) -> None:
    leftovers.disown(written(pid_file, os.getpid()))
    assert leftovers.owner(pid_file) == int(leftovers.NO_SUCH_PID)


def test_what_postgresql_checks_beside_the_pid_stays(pid_file: Path) -> None:
    leftovers.disown(written(pid_file, os.getpid()))
    assert pid_file.read_text().split("\n")[1:] == ["/data", "17", ""]


def test_a_living_server_keeps_its_file(pid_file: Path, tmp_path: Path) -> None:
    program = tmp_path / "postgres"
    program.symlink_to("/bin/sleep")
    with subprocess.Popen([program, "30"]) as living:
        try:
            leftovers.disown(written(pid_file, living.pid))
            assert leftovers.owner(pid_file) == living.pid
        finally:
            living.kill()


def test_no_file_is_no_trouble(pid_file: Path) -> None:
    leftovers.disown(pid_file)
    leftovers.stop_server(pid_file, seconds=1)
