"""Whoever starts it, the database runs as somebody PostgreSQL accepts, and only that person reaches it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from aiops.core.embedded import binaries, place
from aiops.core.embedded.errors import CannotStartError
from tests.aiops.core.embedded.installation import CODE
from tests.servers import UNSAFE_BUT_FAST, throwaway_postgres

pytestmark = pytest.mark.faults
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become others")

START_AND_STOP = f"""
import sys
sys.path.insert(0, {str(CODE)!r})
from pathlib import Path
from aiops.core.embedded import binaries, place
from aiops.core.embedded.postgres import Postgres
server = Postgres(place.find(Path(sys.argv[1]), binaries.find()), extra={UNSAFE_BUT_FAST!r})
server.initialise()
server.start()
print("ready", server.ready(), server.place.prefix, server.place.user)
server.stop()
"""


@pytest.fixture
def without_namespaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home below a closed folder, on a machine that opens no user namespaces: there `unshare` always fails."""
    unshare = tmp_path / "bin" / "unshare"
    unshare.parent.mkdir()
    unshare.write_text("#!/bin/sh\nexit 1\n")
    unshare.chmod(0o755)
    monkeypatch.setenv("PATH", f"{unshare.parent}:{os.environ['PATH']}")
    existed = set(place.SYSTEM_FOLDER.glob("*"))
    yield tmp_path / "home"
    for made in set(place.SYSTEM_FOLDER.glob("*")) - existed:
        shutil.rmtree(made)


@needs_root
def test_root_gets_a_user_namespace(tmp_path: Path) -> None:
    found = place.find(tmp_path, binaries.find())
    if not found.prefix:
        pytest.skip("user namespaces are closed here")
    assert (found.prefix[0], found.user, found.data) == ("unshare", None, tmp_path / "postgres")


@needs_root
def test_root_without_namespaces_runs_it_as_another_account(without_namespaces: Path) -> None:
    server = throwaway_postgres(without_namespaces)
    try:
        assert server.place.user not in {None, "root"}
        assert server.place.data.is_relative_to(place.SYSTEM_FOLDER)
        assert server.ready()
    finally:
        server.stop()


@needs_root
def test_root_without_namespaces_finds_its_data_again(without_namespaces: Path) -> None:
    first = throwaway_postgres(without_namespaces)
    first.stop()
    again = throwaway_postgres(without_namespaces)
    again.stop()
    assert again.place.data == first.place.data


@needs_root
def test_a_normal_user_runs_it_as_themselves(tmp_path_factory: pytest.TempPathFactory) -> None:
    python = shutil.which("python3", path="/usr/local/bin:/usr/bin")
    works = "import sys; sys.exit(sys.version_info < (3, 11))"
    if not python or subprocess.run([python, "-c", works], check=False).returncode:
        pytest.skip("no Python that another account may run")
    home = Path("/var/tmp") / f"aiops-test-{os.getpid()}"  # noqa: S108  a folder that both accounts may enter
    home.mkdir()
    shutil.chown(home, "nobody")
    try:
        command = ["runuser", "-u", "nobody", "--", python, "-c", START_AND_STOP, str(home)]
        environment = {**os.environ, "AIOPS_POSTGRES_BIN": str(binaries.find().folder)}
        done = subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True, check=False)
        assert done.stdout == "ready True () None\n", done.stderr
    finally:
        shutil.rmtree(home)


def test_a_socket_folder_of_somebody_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    with pytest.raises(CannotStartError, match="belongs to somebody else"):
        place.find(tmp_path, binaries.find())


@pytest.mark.parametrize("name", ["with space", "x" * 90, "quo'te"])
def test_a_home_that_is_too_long_or_odd_for_a_socket_still_works(tmp_path: Path, name: str) -> None:
    server = throwaway_postgres(tmp_path / name)
    try:
        assert server.ready()
    finally:
        server.stop()
        shutil.rmtree(server.place.sockets, ignore_errors=True)
