"""What the person at the terminal sees: progress, where to go, how to send the first trace, what was restarted."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aiops.core.embedded.child import Child, dying_with_parent
from aiops.core.embedded.errors import CannotStartError


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def ended(child: Child, code: int) -> None:
    how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
    say(f"The {child.name} {how}; starting it again (log: {child.log})")


def prepare(command: Sequence[str]) -> dict[str, Any]:
    """Runs `manage.py prepare`, shows its progress, and answers what it made: its last line, a JSON object."""
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=dying_with_parent(signal.SIGKILL),  # noqa: PLW1509  the supervisor has one thread
    )
    lines: list[str] = []
    try:
        for line in process.stdout or ():
            lines.append(line.rstrip())
            if not line.startswith("{"):
                say(line.rstrip())
    except BaseException:
        process.kill()
        raise
    if process.wait() or not lines:
        raise CannotStartError("The database could not be brought up to date; the reason is above.")
    prepared: dict[str, Any] = json.loads(lines[-1])
    return prepared


def answers(listener: socket.socket) -> bool:
    """Whether the web process answers /healthz on this socket within a second."""
    try:
        with socket.create_connection(listener.getsockname()[:2], timeout=1) as connection:
            connection.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return b" 200 " in connection.recv(64)
    except OSError:
        return False


def ready(url: str, home: Path, prepared: dict[str, Any], seconds: float, on_otlp_port: bool) -> None:
    say(f"\naiops runs at {url} (started in {seconds:.1f} s, data in {home}). Ctrl-C stops it.")
    if link := prepared.get("link"):
        say(f"Sign in (once):  {link}")
    if key := prepared.get("key"):
        endpoint = "http://127.0.0.1:4318" if on_otlp_port else url
        say("\nSend traces from any OpenTelemetry SDK (this key is shown only now):\n")
        say(f"  export OTEL_EXPORTER_OTLP_ENDPOINT={endpoint}")
        say("  export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf")
        say(f'  export OTEL_EXPORTER_OTLP_HEADERS="x-api-key={key}"\n')
        say("No program at hand? `make demo` in another terminal loads a simulated company to look around in.\n")
