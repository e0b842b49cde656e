"""What stands in the way of a start is named, with where it is and how to mend it."""

import os
import socket
import subprocess
from pathlib import Path

import pytest

from tests.aiops.core.embedded.installation import Installation

pytestmark = pytest.mark.faults

MOUNTS = ("unshare", "--mount", "--map-root-user", "sh", "-c", 'mount -t tmpfs -o "$0" none "$1" && shift && exec "$@"')


def mounted(options: str, home: Path) -> tuple[str, ...]:
    """Runs what follows with a small file system of its own at `home`."""
    home.mkdir(exist_ok=True)
    works = subprocess.run([*MOUNTS, options, str(home), "true"], capture_output=True, check=False).returncode == 0
    if not works:
        pytest.skip("this machine lets nobody mount in a namespace")
    return (*MOUNTS, options, str(home))


def test_a_port_in_use_is_named_with_its_owner(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = Installation(tmp_path / "home", port=port).refused()
    assert f"Port {port} is in use by" in said
    assert f"(process {os.getpid()})" in said


def test_data_of_another_postgresql_is_left_alone(tmp_path: Path) -> None:
    data = tmp_path / "home" / "postgres"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("13\n")
    said = Installation(tmp_path / "home").refused()
    assert "was written by PostgreSQL 13; the server here is" in said
    assert "AIOPS_POSTGRES_BIN" in said


def test_a_foreign_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "home" / "postgres").mkdir(parents=True)
    assert "holds no PostgreSQL data" in Installation(tmp_path / "home").refused()


def test_a_read_only_folder_is_named(tmp_path: Path) -> None:
    home = tmp_path / "home"
    said = Installation(home, prefix=mounted("ro", home)).refused()
    assert f"{home} cannot be written: it is on a read-only file system" in said


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_closed_folder_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert "this user may not write there" in Installation(tmp_path / "home").refused()


def test_a_full_folder_is_named(tmp_path: Path) -> None:
    home = tmp_path / "home"
    said = Installation(home, prefix=mounted("size=32k", home)).refused()
    assert f"{home} cannot be written: its disk is full" in said


def test_a_nearly_full_folder_is_named(tmp_path: Path) -> None:
    home = tmp_path / "home"
    said = Installation(home, prefix=mounted("size=30m", home)).refused()
    assert f"MB are free at {home}; the database needs 200 MB" in said


def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    assert "it is a file" in Installation(tmp_path / "home").refused()


def test_a_missing_server_is_named(tmp_path: Path) -> None:
    said = Installation(tmp_path / "home", extra={"AIOPS_POSTGRES_BIN": str(tmp_path)}).refused()
    assert "holds no `postgres` program" in said
    assert "DATABASE_URL" in said


def test_a_setting_that_is_no_number_is_named(tmp_path: Path) -> None:
    said = Installation(tmp_path / "home", extra={"AIOPS_WEB_THREADS": "many"}).refused()
    assert "'many'" in said


def test_a_database_that_is_away_is_named(tmp_path: Path) -> None:
    url = "postgres://aiops@127.0.0.1:1/nowhere"
    said = Installation(tmp_path / "home", extra={"DATABASE_URL": url}).refused()
    assert "The database does not answer" in said
