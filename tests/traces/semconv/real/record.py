"""`python -m tests.traces.semconv.real.record [--python PATH | --node FOLDER] [PACKAGE ...]`: records anew.

`PATH` is the interpreter of an environment that has them, in whatever version; without it, this one. `FOLDER` is where
npm has put a JavaScript package (vercel, vercel-legacy) and what vercel.mjs says it needs.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.traces.semconv.real import GOLDEN, JAVASCRIPT, OLDER, PACKAGES
from tests.traces.semconv.real.door import bodies, bodies_of

FOLDER = re.compile(r'(?<=")/[^"\n]*/site-packages/|(?<=")/[^"\n]*/(?=[^"/\n]+\.py")|file:///[^\s)]*/')
SCRIPT = Path(__file__).with_name("vercel.mjs")


def version(package: str, python: str) -> str:
    code = f"from importlib.metadata import version; print(version({(PACKAGES | OLDER)[package]!r}))"
    return subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def unlocated(body: bytes) -> bytes:
    """The same request, but for the folders in the stack traces of exceptions."""
    request = ExportTraceServiceRequest.FromString(body)
    for spans in request.resource_spans:
        for span in (span for scope in spans.scope_spans for span in scope.spans):
            events = (attribute for event in span.events for attribute in event.attributes)
            for attribute in (*span.attributes, *events):
                if attribute.value.HasField("string_value"):
                    attribute.value.string_value = FOLDER.sub("", attribute.value.string_value)
    return request.SerializeToString()


def record(package: str, python: str) -> None:
    keep(GOLDEN / f"{package}-{version(package, python)}", bodies(package, python))


def record_javascript(package: str, folder: Path) -> None:
    manifest = json.loads((folder / "node_modules" / JAVASCRIPT[package] / "package.json").read_text())
    shutil.copy(SCRIPT, folder)
    command = ["node", str(folder / SCRIPT.name)]
    keep(GOLDEN / f"{package}-{manifest['version']}", bodies_of(command, package.removeprefix("vercel-")))


def keep(folder: Path, posted: Mapping[str, list[bytes]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for scenario, parts in posted.items():
        (folder / f"{scenario}.pb").write_bytes(unlocated(b"".join(parts)))  # messages joined are one message
    sys.stdout.write(f"{folder.name}: {len(list(folder.iterdir()))} scenarios\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--node", type=Path)
    parser.add_argument("packages", nargs="*", default=list(PACKAGES))
    options = parser.parse_args()
    for package in options.packages:
        if package in JAVASCRIPT:
            record_javascript(package, options.node)
        else:
            record(package, options.python)


if __name__ == "__main__":
    main()
