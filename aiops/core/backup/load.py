"""Restores a back-up in one transaction: all of it, or the database stays as it was."""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import psycopg
from django.db import connection

from aiops.core import sql
from aiops.core.backup import SCHEMAS, BackupError, programs
from aiops.core.backup.archive import Archive

READ_BYTES = 1 << 20
LEAVING_SECONDS = 2.0
TOO_NEW = b"SET transaction_timeout = 0;\n"  # pg_restore 17 and later say it to every server, older ones know it not


def tables() -> int:
    """How many tables the database has: 0 for one that nobody has used."""
    return len(sql.tuples("aiops/core", "database_tables", {"schemas": list(SCHEMAS)}))


def others() -> int:
    """Clients besides this process. Its own connections end, which takes the server a moment."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    deadline = time.monotonic() + LEAVING_SECONDS
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as link:
        while True:
            found = link.execute(sql.statement("aiops/core", "database_sessions")).fetchone()
            if not found or not found[0] or time.monotonic() > deadline:
                return int(found[0]) if found else 0
            time.sleep(0.1)


def load(path: Path, archive: Archive, server: int, told: Callable[[int, int], None]) -> None:
    """`told` hears bytes read and bytes in all. Raises BackupError, with the database as it was."""
    with path.open("rb") as source, tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as heard:
        reader = programs.start("pg_restore", "--no-owner", "--no-privileges", "--file=-", stdin=source,
                                stdout=subprocess.PIPE, stderr=said)  # fmt: skip
        writer = programs.start("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f-", stdin=subprocess.PIPE,
                                stdout=subprocess.DEVNULL, stderr=heard)  # fmt: skip
        try:
            whole = _pump(reader, writer, _beginning(archive), server, lambda: told(_at(source), path.stat().st_size))
        except BaseException:
            writer.kill()
            reader.kill()
            raise
        finally:
            for process, pipe in ((reader, reader.stdout), (writer, writer.stdin)):
                with suppress(BrokenPipeError):
                    pipe.close()  # type: ignore[union-attr]  # first: a program waits for room in its pipe
                process.wait()
        if reader.returncode or writer.returncode or not whole:
            raise BackupError(f"Nothing was changed: {_why(heard) or _why(said)}")
    told(path.stat().st_size, path.stat().st_size)


def _beginning(archive: Archive) -> bytes:
    """Not psql's own single transaction: that one commits at the end of input, also when we were killed midway."""
    text = sql.statement("aiops/core", "restore_preamble")
    return f"BEGIN;\n{text}\n{'' if archive.makes_public else 'CREATE SCHEMA public;'}\n".encode()


def _pump(reader: Any, writer: Any, beginning: bytes, server: int, told: Callable[[], None]) -> bool:
    """From one program to the other; False where the reader gave up, and then the writer commits nothing."""
    try:
        writer.stdin.write(beginning)
        first = True
        while piece := reader.stdout.read(READ_BYTES):
            writer.stdin.write(piece.replace(TOO_NEW, b"", 1) if first and server < 17 else piece)
            first = False
            told()
        if reader.wait():
            writer.kill()
            return False
        writer.stdin.write(b"COMMIT;\n")
        writer.stdin.close()
    except BrokenPipeError:  # the writer stopped at an error, which it has said
        return False
    return True


def _at(source: IO[bytes]) -> int:
    """How far pg_restore has read: it shares the place in the file with us."""
    return os.lseek(source.fileno(), 0, os.SEEK_CUR)


def _why(stream: IO[bytes]) -> str:
    stream.seek(0)
    text = stream.read().decode(errors="replace")
    return programs.complaint(text) if text.strip() else ""
