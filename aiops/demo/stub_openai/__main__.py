"""`python -m aiops.demo.stub_openai --port 8100`: serves until Ctrl-C."""

import argparse
import contextlib

from aiops.demo.stub_openai.server import Stub


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m aiops.demo.stub_openai", description="A stand-in for OpenAI.")
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    parser.add_argument("--seed", type=int, default=1, help="other seeds answer in other words")
    options = parser.parse_args()
    stub = Stub(options.port, options.seed)
    print(stub.url, flush=True)  # noqa: T201 - what a caller needs to know
    with contextlib.suppress(KeyboardInterrupt):
        stub.serve()


if __name__ == "__main__":
    main()
