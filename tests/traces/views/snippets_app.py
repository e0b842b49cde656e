"""`python -m tests.traces.views.snippets_app FOLDER`: runs each NAME.py of it in a process of its own, forked so that
what all of them import is imported once. Prints what each said on stderr, as JSON."""

import json
import os
import runpy
import sys
import traceback
from pathlib import Path


def main(folder: Path) -> None:
    import openai
    from opentelemetry.exporter.otlp.proto.http import trace_exporter
    from opentelemetry.sdk import trace

    del openai, trace_exporter, trace
    said = {path.stem: run(path) for path in sorted(folder.glob("*.py"))}
    sys.stdout.write(json.dumps(said))


def run(path: Path) -> str:
    log = path.with_suffix(".log")
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return log.read_text()
    with log.open("w") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    try:
        runpy.run_path(str(path), run_name="__main__")
    except BaseException:  # noqa: BLE001  the parent reads of it
        traceback.print_exc()
    sys.exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
