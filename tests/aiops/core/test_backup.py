"""A back-up is taken, and restored into another database by a process of its own, as people do it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from aiops.core import keyring
from aiops.core.backup import archive, programs
from tests.people import project
from tests.servers import empty_database


def restore(path: Path, database: str, *flags: str, **more: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "restore", str(path), *flags]
    environment = {**os.environ, "DATABASE_URL": database, "AIOPS_SECRET_KEY": settings.SECRET_KEY, **more}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def database() -> Iterator[str]:
    with empty_database("restored") as url:
        yield url if "://" in url else url.replace(":/", ":///", 1)  # as libpq wants it too


def counts(url: str) -> dict[str, int]:
    """Rows of each of our tables."""
    with psycopg.connect(url) as link:
        names = link.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN ('public', 'pgmq')"
        ).fetchall()
        counted = [link.execute(f"SELECT count(*) FROM {name}").fetchone() for (name,) in names]
        return {name: row[0] for (name,), row in zip(names, counted, strict=True) if row}


def copied(url: str) -> int:
    """Rows that a COPY has read by now; -1 while somebody is connected beside that, 0 when nobody is."""
    with psycopg.connect(url) as link:
        row = link.execute(
            "SELECT (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
            "pg_backend_pid()), (SELECT sum(tuples_processed) FROM pg_stat_progress_copy)"
        ).fetchone()
    return int(row[1] or -1) if row and row[0] else 0


def until(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + 30
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.05)


def our_address() -> str:
    words = connection.get_connection_params()
    return psycopg.conninfo.make_conninfo(**{k: v for k, v in words.items() if k in {"host", "port", "user", "dbname"}})


@pytest.mark.django_db(transaction=True)
def test_what_was_backed_up_is_there_after_a_restore(tmp_path: Path, database: str) -> None:
    keyring.create(project("shop"), "till", ["ingest"])
    path = tmp_path / "all.dump"
    call_command("backup", str(path))
    assert path.stat().st_mode & 0o077 == 0, "it is its owner's alone"
    assert [each.name for each in tmp_path.iterdir()] == ["all.dump"]
    before = counts(our_address())

    done = restore(path, database)
    assert done.returncode == 0, done.stderr
    assert "Restored" in done.stdout
    assert "Restoring 100 %" in done.stderr
    assert "secret" not in done.stderr
    assert counts(database) == before

    again = restore(path, database)
    assert again.returncode == 1
    assert "--force" in again.stderr

    with psycopg.connect(database) as link:
        link.execute("CREATE TABLE core_newer (project_id bigint REFERENCES core_project)")
        link.execute("UPDATE core_project SET name = 'changed'")
        link.commit()
        busy = restore(path, database, "--force")
        assert busy.returncode == 1
        assert "1 others are connected" in busy.stderr
    forced = restore(path, database, "--force", AIOPS_SECRET_KEY="another")
    assert forced.returncode == 0, forced.stderr
    assert "secret key here is not the one" in forced.stderr
    assert counts(database) == before, "what a newer version added went too"


@pytest.fixture(scope="module")
def dump(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """With a table of 3 MB: more than all pipes hold."""
    path = tmp_path_factory.mktemp("dump") / "all.dump"
    with django_db_blocker.unblock(), connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("CREATE TABLE aaa_wide AS SELECT repeat('x', 1000) AS x FROM generate_series(1, 3000)")
        try:
            call_command("backup", str(path))
        finally:
            cursor.execute("DROP TABLE aaa_wide")
    return path


@pytest.mark.django_db
def test_a_file_that_is_there_is_not_replaced_unasked(dump: Path) -> None:
    size = dump.stat().st_size
    with pytest.raises(CommandError, match="--force"):
        call_command("backup", str(dump))
    assert dump.stat().st_size == size


@pytest.mark.django_db
def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written: No such file"):
        call_command("backup", str(tmp_path / "nowhere" / "all.dump"))


@pytest.mark.django_db
def test_a_database_that_nobody_prepared_is_not_backed_up(tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_apikey RENAME TO elsewhere")
    with pytest.raises(CommandError, match="cannot be backed up"):
        call_command("backup", str(tmp_path / "all.dump"))


@pytest.mark.django_db
def test_what_is_no_back_up_is_refused(dump: Path, tmp_path: Path) -> None:
    cut, text = tmp_path / "cut.dump", tmp_path / "text.dump"
    whole = dump.read_bytes()
    cut.write_bytes(whole[: len(whole) // 2])
    text.write_text("hello")
    for path, reason in ((cut, "cannot be read"), (text, "cannot be read"), (tmp_path / "no", "no file")):
        with pytest.raises(CommandError, match=reason):
            call_command("restore", str(path))


@pytest.mark.django_db
def test_a_later_version_is_refused_by_name(dump: Path) -> None:
    found = archive.read(dump)
    assert archive.refusal(found, 18) is None
    assert "this server is 15" in str(archive.refusal(found, 15))
    newer = archive.Archive(found.contents, found.postgres, found.migrations | {"traces.9999_new"})
    assert "such as traces.9999_new" in str(archive.refusal(newer, 18))


REFUSE = """
CREATE TABLE mine AS SELECT 7 AS seven;
CREATE SCHEMA strict;
CREATE FUNCTION strict.refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'disk full'; END$$;
CREATE EVENT TRIGGER strict ON ddl_command_start WHEN TAG IN ('%s') EXECUTE FUNCTION strict.refuse();
"""


@pytest.mark.parametrize("act", ["CREATE TABLE", "CREATE INDEX"])
def test_a_restore_that_fails_changes_nothing(dump: Path, database: str, act: str) -> None:
    """Tables come first: nearly all is still to be read. Indexes come after the data: all else was there by then."""
    with psycopg.connect(database) as link:
        link.execute(REFUSE % act)
    done = restore(dump, database, "--force")
    assert done.returncode == 1
    assert "Nothing was changed: " in done.stderr
    assert "disk full" in done.stderr
    assert counts(database) == {"public.mine": 1}


HALF = """#!/bin/sh
case "$*" in *--list*|*--data-only*) exec "$0.real" "$@";; esac
"$0.real" "$@" | head -c 2000000
exec sleep 60
"""  # pg_restore, which stops halfway


def test_a_restore_that_is_killed_halfway_changes_nothing(dump: Path, database: str, tmp_path: Path) -> None:
    for program in Path(programs.path("pg_restore")).resolve().parent.iterdir():
        (tmp_path / program.name).symlink_to(program)
    (tmp_path / "pg_restore").rename(tmp_path / "pg_restore.real")
    (tmp_path / "pg_restore").write_text(HALF)
    (tmp_path / "pg_restore").chmod(0o700)
    with psycopg.connect(database, autocommit=True) as link:
        link.execute("CREATE TABLE mine AS SELECT 7 AS seven")
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "restore", str(dump), "--force"]
    more = {"DATABASE_URL": database, "AIOPS_SECRET_KEY": settings.SECRET_KEY, "AIOPS_POSTGRES_BIN": str(tmp_path)}
    process = subprocess.Popen(command, env={**os.environ, **more}, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        until(lambda: copied(database) > 500)
    finally:
        process.kill()
        process.wait()
    until(lambda: not copied(database))
    assert counts(database) == {"public.mine": 1}
