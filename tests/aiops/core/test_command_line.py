"""Commands as people run them: a database that is away, or not up to date, is one sentence and exit code 1."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import empty_database

CODE = Path(__file__).resolve().parents[3]
AWAY = "postgres://nobody@127.0.0.1:1/none"  # nothing listens there
FILE = str(CODE / "pyproject.toml")


@pytest.fixture(scope="module")
def without_schema() -> Iterator[str]:
    """The address of a database that nobody has prepared."""
    with empty_database("unprepared") as address:
        yield address


def manage(database: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "manage.py", *arguments]
    environment = os.environ | {"DATABASE_URL": database}
    return subprocess.run(command, cwd=CODE, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("arguments", [("create_key", "shop"), ("demo",), ("prepare",)])
def test_an_absent_database_is_one_sentence(arguments: tuple[str, ...]) -> None:
    done = manage(AWAY, *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("The database does not answer: ")
    assert done.stderr.endswith("set DATABASE_URL to a PostgreSQL that runs.\n")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [("create_key", "shop"), ("signin_link", "ada@example.com"), ("import", FILE, "--project", "shop")]
)
def test_a_database_that_nobody_prepared_is_one_sentence(without_schema: str, arguments: tuple[str, ...]) -> None:
    done = manage(without_schema, *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("The database lacks ")
    assert done.stderr.endswith(" migrations: run `python manage.py prepare`.\n")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("database", [AWAY, ""])
def test_the_doctor_says_so_too_and_goes_on_as_far_as_it_can(without_schema: str, database: str) -> None:
    done = manage(database or without_schema, "doctor")
    assert (done.returncode, done.stderr) == (1, "")
    assert ("MEND Database" if database else "MEND Migrations") in done.stdout


def test_whoever_wants_the_whole_error_gets_it() -> None:
    done = manage(AWAY, "create_key", "shop", "--traceback")
    assert done.returncode == 1
    assert "Traceback" in done.stderr
    assert "OperationalError" in done.stderr


def test_prepare_makes_a_database_that_commands_can_use() -> None:
    with empty_database("prepared") as address:
        assert manage(address, "prepare").returncode == 0
        assert manage(address, "create_key", "shop").stdout.startswith("aio_")


def test_the_doctor_may_be_asked_for_one_thing_and_what_it_cannot_tell_is_not_well() -> None:
    done = manage(AWAY, "doctor", "--only", "Python")
    assert (done.returncode, done.stdout.count("\n")) == (0, 1)
    assert manage(AWAY, "doctor", "--only", "Worker").returncode == 1
