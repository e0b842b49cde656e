"""Runs a package over all scenarios and catches what its exporter posts."""

import gzip
import os
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiops.demo.stub_openai import Stub

ENVIRONMENT = {
    "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "SPAN_ONLY",
    "LANGSMITH_TRACING": "true",
    "LANGCHAIN_REVISION_ID": "1.4.2",
    "OTEL_SEMCONV_STABILITY_OPT_IN": "gen_ai_latest_experimental",
    "TRACELOOP_TELEMETRY": "false",
    "TRACELOOP_METRICS_ENABLED": "false",
    "USE_OTEL_LITELLM_REQUEST_SPAN": "true",  # else its calls are written onto the span they were made in
}
TIMEOUT_S = 120


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        assert isinstance(self.server, _Server)
        self.server.bodies[self.headers["x-scenario"]].append(body)
        self.send_response(200)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Silent."""


class _Server(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.bodies: dict[str, list[bytes]] = defaultdict(list)


def bodies(
    package: str,
    python: str = sys.executable,
    module: str = "tests.traces.semconv.real.drive",
    environment: Mapping[str, str] = ENVIRONMENT,
) -> dict[str, list[bytes]]:
    """What the package posts, by scenario, when `module` is run by `python`. Raises as bodies_of does."""
    return bodies_of([python, "-m", module, package], environment=environment)


def bodies_of(command: list[str], *more: str, environment: Mapping[str, str] = ENVIRONMENT) -> dict[str, list[bytes]]:
    """What is posted, by scenario, by this command with the addresses of the stub and the door, and `more`, added.

    Raises CalledProcessError when its process fails.
    """
    with Stub(seed=1) as stub, _Server() as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        door = f"http://127.0.0.1:{server.server_address[1]}/v1/traces"
        whole = [*command, stub.url, door, *more]
        subprocess.run(whole, env={**os.environ, **environment}, check=True, timeout=TIMEOUT_S)
        server.shutdown()
        return dict(server.bodies)
