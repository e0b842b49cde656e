"""The listening sockets. The supervisor owns them, so that connections wait in line while the web process restarts."""

import contextlib
import errno
import socket
from pathlib import Path

from aiops.core.embedded.errors import CannotStartError
from aiops.core.embedded.leftovers import program_of

BACKLOG = 1024


def listen(host: str, port: int) -> socket.socket:
    """Raises CannotStartError with who has the port, where that can be seen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named, since asyncio turns Nagle's algorithm off only then; else an answer's body waits 40 ms behind its headers.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise CannotStartError(_why_not(host, port, error)) from None
    listener.set_inheritable(True)
    return listener


def listen_if_free(host: str, port: int) -> socket.socket | None:
    try:
        return listen(host, port)
    except CannotStartError:
        return None


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        holder = _holder(port)
        who = f"{holder[1]} (process {holder[0]})" if holder else "another program"
        return f"Port {port} is in use by {who}. Stop it, or choose another port: AIOPS_PORT={port + 1} make up"
    if error.errno == errno.EACCES:
        return f"Port {port} may not be used by this user. Choose one above 1023 with AIOPS_PORT."
    return f"Cannot listen on {host} port {port}: {error.strerror}. Check AIOPS_HOST and AIOPS_PORT."


def _holder(port: int) -> tuple[int, str] | None:
    """Pid and name of the program that listens on the port, as far as /proc shows it to us."""
    inodes = {f"socket:[{inode}]" for inode in _listening_inodes(port)}
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if any(str(fd.readlink()) in inodes for fd in (process / "fd").iterdir()):
                pid = int(process.name)
                return pid, program_of(pid) or "a program"
    return None


def _listening_inodes(port: int) -> list[str]:
    rows: list[str] = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with contextlib.suppress(OSError):
            rows += Path(table).read_text().splitlines()[1:]
    fields = (row.split() for row in rows)
    return [row[9] for row in fields if row[3] == "0A" and int(row[1].rsplit(":", 1)[1], 16) == port]
