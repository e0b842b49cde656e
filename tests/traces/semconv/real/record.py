"""`python -m tests.traces.semconv.real.record [--python PATH] [PACKAGE ...]`: records anew what packages send.

`PATH` is the interpreter of an environment that has them, in whatever version; without it, this one.
"""

import argparse
import re
import subprocess
import sys

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.traces.semconv.real import GOLDEN, OLDER, PACKAGES
from tests.traces.semconv.real.door import bodies

FOLDER = re.compile(r'"/[^"]*/site-packages/')


def version(package: str, python: str) -> str:
    code = f"from importlib.metadata import version; print(version({(PACKAGES | OLDER)[package]!r}))"
    return subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def unlocated(body: bytes) -> bytes:
    """The same request, but for the folders in the stack traces of exceptions."""
    request = ExportTraceServiceRequest.FromString(body)
    for spans in request.resource_spans:
        for span in (span for scope in spans.scope_spans for span in scope.spans):
            for attribute in (attribute for event in span.events for attribute in event.attributes):
                if attribute.value.HasField("string_value"):
                    attribute.value.string_value = FOLDER.sub('"', attribute.value.string_value)
    return request.SerializeToString()


def record(package: str, python: str) -> None:
    folder = GOLDEN / f"{package}-{version(package, python)}"
    folder.mkdir(parents=True, exist_ok=True)
    for scenario, posted in bodies(package, python).items():
        (folder / f"{scenario}.pb").write_bytes(unlocated(b"".join(posted)))  # messages joined are one message
    sys.stdout.write(f"{folder.name}: {len(list(folder.iterdir()))} scenarios\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("packages", nargs="*", default=list(PACKAGES))
    options = parser.parse_args()
    for package in options.packages:
        record(package, options.python)


if __name__ == "__main__":
    main()
