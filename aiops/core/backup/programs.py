"""PostgreSQL's client programs, and how they reach our database: the password is never on a command line."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from typing import IO, Any

from django.db import connection

from aiops.core.backup import BackupError
from aiops.core.embedded import binaries
from aiops.core.embedded.errors import CannotStartError


def path(name: str) -> str:
    """Those the database is started with, else those of the machine. Raises BackupError."""
    try:
        program = binaries.find().program(name)
    except CannotStartError:
        program = ""
    if program and os.access(program, os.X_OK):
        return program
    if found := shutil.which(name):
        return found
    raise BackupError(f"There is no {name} here: install PostgreSQL's client programs, or set AIOPS_POSTGRES_BIN.")


def environment() -> dict[str, str]:
    """The variables of libpq that lead to settings.DATABASE_URL; its options too, such as sslmode."""
    words = dict(connection.get_connection_params())
    named = {"PGHOST": "host", "PGPORT": "port", "PGDATABASE": "dbname", "PGUSER": "user", "PGPASSWORD": "password"}
    named |= {f"PG{name.upper().replace('_', '')}": name for name in ("sslmode", "sslrootcert", "sslcert", "sslkey")}
    ours = {variable: str(words[name]) for variable, name in named.items() if words.get(name)}
    return {**os.environ, **ours, "LC_ALL": "C", "PGCLIENTENCODING": "UTF8", "PGCONNECT_TIMEOUT": "10"}


def start(name: str, *arguments: str, **pipes: "int | IO[Any]") -> "subprocess.Popen[bytes]":
    return subprocess.Popen([path(name), *arguments], env=environment(), **pipes)  # type: ignore[call-overload,no-any-return]


def output(name: str, arguments: Sequence[str], why: str) -> str:
    """What the program prints. Raises BackupError, which begins with `why`."""
    done = subprocess.run([path(name), *arguments], env=environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupError(f"{why}: {complaint(done.stderr)}")
    return done.stdout


def complaint(stderr: str) -> str:
    """The first line that says what is wrong, without the name of the program."""
    lines = [line for line in stderr.splitlines() if "error" in line.lower() or "fatal" in line.lower()]
    return (lines or stderr.strip().splitlines() or ["no reason was given"])[0].partition(": ")[2] or stderr.strip()
