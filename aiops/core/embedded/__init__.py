"""The servers that `up` starts. This module only says where they live: standard library alone, settings import it."""

import hashlib
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit


def socket_folder(home: Path) -> Path:
    """Where the embedded server's unix socket is: under home, or under /tmp where home is too long or odd for it."""
    folder = home / "run"
    if len(str(folder)) < 80 and re.fullmatch(r"[\w./-]+", str(folder)):
        return folder
    return Path("/tmp") / f"aiops-{hashlib.sha256(str(home).encode()).hexdigest()[:12]}"  # noqa: S108  its owner is checked


def database_url(home: Path) -> str:
    """The address of the embedded database, whether or not it runs."""
    return f"postgres:///aiops?host={quote(str(socket_folder(home)), safe='')}&user=aiops"


def broker_options(database: str) -> dict[str, Any]:
    """Options of kombu's pgmq transport. `database` is the URL of the database that carries the messages.

    Given as libpq words because the client takes neither a socket folder nor an option from a URL. It polls: a message
    is only a nudge, and 0.2 s of latency is cheaper than a connection that listens.
    """
    parts = urlsplit(database)
    query = dict(parse_qsl(parts.query))
    words = {
        "host": query.get("host") or unquote(parts.hostname or "localhost"),
        "port": query.get("port") or str(parts.port or 5432),
        "dbname": unquote(parts.path.lstrip("/")),
        "user": query.get("user") or unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
    }
    return {
        "conn_string": " ".join(f"{name}={value}" for name, value in words.items() if value),
        "init_extension": False,
        "wait_time_seconds": 0,
        "polling_interval": 0.2,
        "pool_size": 2,
    }


def secret_key(home: Path) -> str:
    """The key of this installation, made once and readable by its owner alone."""
    path = home / "secret_key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()
