"""Command line of the torture: `python -m tests.torture --help`."""

import argparse
import sys
from pathlib import Path
from random import Random, SystemRandom

from tests.torture import rounds

RESULTS = Path("bench-results")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--outage", type=float, default=60, help="seconds that the database is away in the end")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10**6), help="printed; repeats a run")
    options = parser.parse_args()
    sys.stdout.write(f"seed {options.seed}\n")
    outcome = rounds.run(options.rounds, options.outage, Random(options.seed), options.seed, sys.stdout.write)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "torture.json").write_text(outcome.as_json())
    sys.stdout.write(f"{outcome.summary()}\n")
    sys.exit(0 if outcome.clean else 1)


if __name__ == "__main__":
    main()
