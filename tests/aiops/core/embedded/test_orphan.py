"""A child that no kernel tells looks for its supervisor itself, and ends without it."""

import subprocess
import sys
from pathlib import Path

from tests.aiops.core.embedded.installation import CODE, alive, wait_until

CHILD = f"""
import sys, time
sys.platform = "darwin"
sys.path.insert(0, {str(CODE)!r})
from aiops.core.embedded import orphan
orphan.LOOK_EVERY_SECONDS = 0.05
orphan.watch()
time.sleep(30)
"""
SUPERVISOR = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", sys.argv[1]], env={**os.environ, "AIOPS_SUPERVISOR": str(os.getpid())})
print(child.pid, flush=True)
time.sleep(30)
"""


def test_a_child_ends_when_its_supervisor_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SUPERVISOR, CHILD]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=tmp_path) as supervisor:
        assert supervisor.stdout is not None
        child = int(supervisor.stdout.readline())
        assert alive(child)
        supervisor.kill()
    wait_until(lambda: not alive(child))
