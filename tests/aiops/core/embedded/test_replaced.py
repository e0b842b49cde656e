"""DATABASE_URL takes the place of the embedded database, and `doctor` sees what is there."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.aiops.core.embedded.installation import CODE, Installation, wait_until

pytestmark = pytest.mark.faults


def beside(url: str, name: str) -> str:
    """The URL of another database on the same server."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/{name}{f'?{parts.query}' if parts.query else ''}"


@pytest.fixture
def database() -> Iterator[str]:
    """The URL of an empty database on the server that the tests use."""
    name = f"up_{os.getpid()}"
    with psycopg.connect(beside(os.environ["DATABASE_URL"], "postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        yield beside(os.environ["DATABASE_URL"], name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def doctor(up: Installation) -> tuple[int, dict[str, dict[str, str]]]:
    command = [sys.executable, str(CODE / "manage.py"), "doctor", "--json"]
    done = subprocess.run(command, env={**up.environment, **up.extra}, capture_output=True, text=True, check=False)
    return done.returncode, {each["name"]: each for each in json.loads(done.stdout)["findings"]}


def test_a_database_of_ones_own_is_used_and_no_other_started(tmp_path: Path, database: str) -> None:
    up = Installation(tmp_path / "home", extra={"DATABASE_URL": database}).start()
    try:
        up.wait_ready()
        wait_until(lambda: doctor(up)[1]["Worker"]["ok"])
        code, findings = doctor(up)
        assert not up.child("database")
        assert not (up.home / "postgres").exists()
        assert [name for name, each in findings.items() if not each["ok"] and name != "Durability"] == []
        assert findings["Port"]["found"] == f"127.0.0.1:{up.port} answers"
        assert code == (0 if findings["Durability"]["ok"] else 1)
    finally:
        up.stop()


def test_doctor_names_a_database_that_is_away_and_how_to_mend_it(tmp_path: Path) -> None:
    code, findings = doctor(Installation(tmp_path / "home", extra={"DATABASE_URL": "postgres://a@127.0.0.1:1/x"}))
    assert code == 1
    assert findings["Database"]["mend"] == "Start it with `make up`, or set DATABASE_URL to a PostgreSQL that runs."


def test_doctor_names_a_key_that_others_may_read(tmp_path: Path) -> None:
    up = Installation(tmp_path / "home", extra={"DATABASE_URL": "postgres://a@127.0.0.1:1/x"})
    doctor(up)
    (up.home / "secret_key").chmod(0o644)
    _, findings = doctor(up)
    assert findings["Secret key"]["mend"] == f"chmod 600 {up.home / 'secret_key'}"
