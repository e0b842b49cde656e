"""`python -m tests.traces.semconv.frameworks.record --python PATH FRAMEWORK ...`: records what frameworks send.

`PATH` is the interpreter of an environment that has them. Whatever names the machine is taken out of the bytes.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.traces.semconv.frameworks import FRAMEWORKS, GOLDEN, bodies

FOLDERS = re.compile(r'(?<=")/(?:[^"/\n]+/)+')
OF_THE_MACHINE = ("process.", "host.", "os.", "code.filepath", "code.file.path")


def version(framework: str, python: str) -> str:
    code = f"from importlib.metadata import version; print(version({FRAMEWORKS[framework]!r}))"
    return subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def scrubbed(body: bytes) -> bytes:
    """The same request without the names of the machine's folders, host, user and processes."""
    request = ExportTraceServiceRequest.FromString(body)
    for spans in request.resource_spans:
        _scrub(spans.resource.attributes)
        for span in (span for scope in spans.scope_spans for span in scope.spans):
            span.status.message = FOLDERS.sub("", span.status.message)
            _scrub(span.attributes)
            for event in span.events:
                _scrub(event.attributes)
    return request.SerializeToString()


def _scrub(attributes: Any) -> None:
    kept = [each for each in attributes if not each.key.startswith(OF_THE_MACHINE)]
    del attributes[:]
    for each in kept:
        if each.value.HasField("string_value"):
            each.value.string_value = FOLDERS.sub("", each.value.string_value)
    attributes.extend(kept)


def record(framework: str, python: str) -> None:
    folder = GOLDEN / f"{framework}-{version(framework, python)}"
    folder.mkdir(parents=True, exist_ok=True)
    for scenario, posted in bodies(framework, python).items():
        (folder / f"{scenario}.pb").write_bytes(scrubbed(b"".join(posted)))  # messages joined are one message
    sys.stdout.write(f"{folder.name}: {len(list(folder.iterdir()))} scenarios\n")


def main(arguments: Iterable[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("frameworks", nargs="+", choices=list(FRAMEWORKS))
    options = parser.parse_args(arguments)
    for framework in options.frameworks:
        record(framework, options.python)


if __name__ == "__main__":
    main()
