"""Checks of this machine and this code: nothing here needs the database."""

import shutil
import socket
import stat
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence

from django.conf import settings
from django.contrib.staticfiles import finders

from aiops.core.doctor import Check, Finding

LEAST_PYTHON = (3, 11)
LEAST_FREE_BYTES = 1_000_000_000
NEEDED_FILES = ("base.css", "base.js", "tokens.css")


def python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    mend = "" if sys.version_info >= LEAST_PYTHON else "Install Python 3.11 or newer and run `make clean up`."
    return Finding("Python", found, mend)


def disk() -> Finding:
    home = settings.AIOPS_HOME
    free = shutil.disk_usage(next(each for each in (home, *home.parents) if each.exists())).free
    mend = f"Free some space, or move {settings.AIOPS_HOME} and set AIOPS_HOME." if free < LEAST_FREE_BYTES else ""
    return Finding("Disk", f"{free / 1e9:.1f} GB free at {settings.AIOPS_HOME}", mend)


def secret_key() -> Finding:
    path = settings.AIOPS_HOME / "secret_key"
    if not path.exists():
        return Finding("Secret key", "from AIOPS_SECRET_KEY")
    mode = stat.S_IMODE(path.stat().st_mode)
    return Finding("Secret key", f"{path}, mode {mode:o}", f"chmod 600 {path}" if mode & 0o077 else "")


def static_files() -> Finding:
    missing = [name for name in NEEDED_FILES if not finders.find(name)]
    mend = f"Restore {', '.join(missing)} below {settings.STATICFILES_DIRS[0]}." if missing else ""
    return Finding("Static files", "missing" if missing else "found", mend)


def port() -> Finding:
    """Ours, free, or somebody else's."""
    where = f"{settings.AIOPS_HOST}:{settings.AIOPS_PORT}"
    try:
        with urllib.request.urlopen(f"http://{where}/healthz", timeout=3) as response:
            if response.read() == b'{"status": "ok"}':
                return Finding("Port", f"{where} answers")
    except (urllib.error.HTTPError, ValueError):
        pass
    except OSError:
        return _port_that_is_silent(where)
    return Finding("Port", f"{where} belongs to another program", "Set AIOPS_PORT to a free port.")


def _port_that_is_silent(where: str) -> Finding:
    with socket.socket(socket.AF_INET6 if ":" in settings.AIOPS_HOST else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.AIOPS_HOST, settings.AIOPS_PORT))
        except OSError as error:
            return Finding("Port", f"{where}: {error.strerror}", "Set AIOPS_PORT to a free port.")
    return Finding("Port", f"{where} is free: nothing runs there")


CHECKS: Sequence[Check] = (python, disk, secret_key, static_files, port)
