"""Writes a back-up: pg_dump, which reads everything as of one moment and stops nobody."""

import os
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from aiops.core import sql
from aiops.core.backup import SCHEMAS, BackupError, programs, secret

STEP = "pg_dump: dumping contents of table "
FLAGS = ("--format=custom", "--compress=1", "--no-owner", "--no-privileges", "--verbose", *(f"-n{n}" for n in SCHEMAS))


@dataclass(frozen=True)
class Dumped:
    tables: int
    bytes: int


def dump(target: Path, told: Callable[[int, int, str], None]) -> Dumped:
    """`told` hears bytes done, bytes in all and the table. Half a file is never left under the final name."""
    secret.write_down()
    sizes = dict(sql.tuples("aiops/core", "database_tables", {"schemas": list(SCHEMAS)}))
    half = target.with_name(f".{target.name}.part")
    try:
        with _private(half) as file:
            tables = _run(file, sizes, told)
            os.fsync(file.fileno())
        half.rename(target)
    except OSError as error:
        raise BackupError(f"{target} cannot be written: {error.strerror or error}.") from None
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)
    return Dumped(tables, target.stat().st_size)


def _private(path: Path) -> IO[bytes]:
    """Whoever reads a back-up reads all projects."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _run(file: IO[bytes], sizes: dict[str, int], told: Callable[[int, int, str], None]) -> int:
    total, done, tables, current = sum(sizes.values()), 0, 0, ""
    said: list[str] = []
    process = programs.start("pg_dump", *FLAGS, stdout=file, stderr=subprocess.PIPE)
    try:
        for raw in process.stderr or ():
            line = raw.decode(errors="replace").rstrip()
            if line.startswith(STEP):
                done, tables, current = done + sizes.get(current, 0), tables + 1, line[len(STEP) :].strip('"')
                told(done, total, current.partition(".")[2])
            else:
                said = [*said, line][-20:]
    except BaseException:
        process.kill()
        raise
    finally:
        process.communicate()
    if process.returncode:
        raise BackupError(f"The database could not be read: {programs.complaint(chr(10).join(said))}")
    told(total, total, f"{tables} tables")
    return tables
