"""Command line of the benchmark: `python -m tests.bench --help`."""

import argparse
import json
import platform
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench import engine, events, ingest, matrix, normalise, peers, queries

RESULTS = Path("bench-results")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", default=["one-core", "sustained", "queries"], help="what to measure")
    parser.add_argument("--smoke", action="store_true", help="a minute's worth: does it run and add up?")
    parser.add_argument("--spans", default="100000,1000000,5000000", help="sizes for the queries")
    parser.add_argument("--seconds", type=float, default=60, help="how long each longer load lasts")
    parser.add_argument("--pace", type=int, default=5_000, help="spans a second offered to the first sustained load")
    parser.add_argument("--environments", type=Path, help="folder that keeps installed peers for next time")
    options = parser.parse_args()
    sizes = [10_000] if options.smoke else [int(each) for each in options.spans.split(",")]
    runs, seconds = (100, 10) if options.smoke else (1_500, options.seconds)
    parts: dict[str, Callable[[], Iterator[dict[str, Any]]]] = {
        "one-core": lambda: ingest.one_core(runs, seconds),
        "sustained": lambda: ingest.sustained(seconds, options.pace),
        "events": lambda: events.one_core(2_000 if options.smoke else 50_000),
        "normalise": normalise.by_convention,
        "queries": lambda: queries.grow(sizes),
        "matrix": lambda: matrix.worst(sizes),
        "engine": lambda: engine.measured(runs, 50 if options.smoke else 500, 5 if options.smoke else 30),
        "peers": lambda: peers.compare(runs // 3, options.environments),
    }
    rows = [row for part in options.parts for row in shown(part, parts[part]())]
    RESULTS.mkdir(exist_ok=True)
    machine = {"machine": platform.machine(), "python": platform.python_version(), "at": datetime.now(UTC).isoformat()}
    (RESULTS / "latest.json").write_text(json.dumps({**machine, "rows": rows}, indent=1))
    if any(row.get("refused") or row.get("missing") for row in rows):
        sys.exit("Some spans were refused or are missing: see the rows above.")


def shown(part: str, rows: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    sys.stdout.write(f"\n{part}\n")
    for row in rows:
        facts = "  ".join(f"{name} {value:,}" for name, value in row.items() if name != "what")
        sys.stdout.write(f"  {row['what']:<44} {facts}\n")
        sys.stdout.flush()
        yield row


if __name__ == "__main__":
    main()
