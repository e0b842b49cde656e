"""`python -m tests.traces.semconv.real.record`: records anew what the installed packages send."""

import sys
from importlib.metadata import version

from tests.traces.semconv.real import GOLDEN, PACKAGES
from tests.traces.semconv.real.door import bodies


def record(package: str) -> None:
    folder = GOLDEN / f"{package}-{version(PACKAGES[package])}"
    folder.mkdir(parents=True, exist_ok=True)
    for scenario, posted in bodies(package).items():
        (folder / f"{scenario}.pb").write_bytes(b"".join(posted))  # protobuf messages joined are one message
    sys.stdout.write(f"{folder.name}: {len(list(folder.iterdir()))} scenarios\n")


if __name__ == "__main__":
    for package in sys.argv[1:] or PACKAGES:
        record(package)
