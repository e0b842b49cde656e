"""Command line of the engine's torture: `python -m tests.torture.engine --help`. On a database of its own."""

import argparse
import os
import sys
import tempfile
from pathlib import Path
from random import Random, SystemRandom

RESULTS = Path("bench-results")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.torture.engine", description=__doc__)
    parser.add_argument("--runs", type=int, default=100, help="at first; more follow as these end")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--stops", type=int, default=50)
    parser.add_argument("--lease", type=int, default=3, help="seconds; a busy machine loses short ones without a kill")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10**6), help="printed; repeats the acts")
    options = parser.parse_args()
    sys.stdout.write(f"seed {options.seed}\n")
    with tempfile.TemporaryDirectory(prefix="aiops-torture-") as folder:
        clean = on_a_server_of_its_own(Path(folder), options)
    sys.exit(0 if clean else 1)


def on_a_server_of_its_own(folder: Path, options: argparse.Namespace) -> bool:
    """With fsync, as in production."""
    from aiops.core import embedded
    from aiops.core.embedded import binaries, place
    from aiops.core.embedded.postgres import Postgres

    server = Postgres(place.find(folder, binaries.find()), extra={"max_connections": "300"})
    server.initialise()
    server.start()
    os.environ |= {
        "DATABASE_URL": embedded.database_url(folder), "AIOPS_HOME": str(folder),
        "DJANGO_SETTINGS_MODULE": "aiops.settings", "AIOPS_MANAGED_WORKFLOWS": "tests.torture.engine.flows",
    }  # fmt: skip
    try:
        return tortured(folder, options)
    finally:
        server.stop()


def tortured(folder: Path, options: argparse.Namespace) -> bool:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tests.torture.engine import rounds

    call_command("migrate", verbosity=0)
    random, log = Random(options.seed), folder / "workers.log"
    outcome = rounds.run(options.runs, options.kills, options.stops, random, log, sys.stdout.write, options.lease)
    connection.close()
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "torture-engine.json").write_text(outcome.as_json())
    sys.stdout.write(f"{outcome.as_json()}\n{'clean' if outcome.clean else 'NOT CLEAN'}\n")
    if not outcome.clean:
        sys.stdout.write((folder / "workers.log").read_text()[-10_000:])
    return outcome.clean


if __name__ == "__main__":
    main()
