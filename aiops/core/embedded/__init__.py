"""The servers that `up` starts. This module only says where they live: standard library alone, settings import it."""

import hashlib
import secrets
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit


def socket_folder(home: Path) -> Path:
    """Where the embedded server's unix socket is: under home, or under /tmp where home is too long for a socket."""
    folder = home / "run"
    if len(str(folder)) < 80:
        return folder
    return Path("/tmp") / f"aiops-{hashlib.sha256(str(home).encode()).hexdigest()[:12]}"


def database_url(home: Path) -> str:
    """The address of the embedded database, whether or not it runs."""
    return f"postgres:///aiops?host={quote(str(socket_folder(home)), safe='')}&user=aiops"


def broker_url(database: str) -> str:
    """kombu's pgmq transport on the same PostgreSQL as `database`."""
    return urlunsplit(urlsplit(database)._replace(scheme="pgmq"))


def secret_key(home: Path) -> str:
    """The key of this installation, made once and readable by its owner alone."""
    path = home / "secret_key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()
