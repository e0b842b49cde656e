"""The same batches into Phoenix and MLflow as into ours, in one run, each alone on core 0 together with the load.

Only what can be read back counts: the clock runs from the first batch until the product's own API has every span.
That is fair to all three: MLflow and ours store before they answer, Phoenix answers from memory and stores later.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import URLError
from urllib.request import build_opener, urlopen

from tests.bench import load
from tests.bench.ingest import row
from tests.bench.products import OURS, PEERS, Peer, Product
from tests.bench.queries import times
from tests.bench.stack import Stack, free_port, running

SPANS_PER_BODY, CONNECTIONS, WARM_UP_RUNS = 200, 4, 50
POLL_SECONDS = 1  # asking costs the product time on its only core


def compare(runs: int, environments: Path | None = None) -> Iterator[dict[str, Any]]:
    """One row a product. `environments` is a folder in which what was installed stays for the next time."""
    bodies, warm_up = load.encode(runs, SPANS_PER_BODY), load.encode(WARM_UP_RUNS, SPANS_PER_BODY, first=runs)
    with running(cores={0}) as stack:
        yield measured(OURS, stack, warm_up, bodies, load.spans_of(runs))
    with TemporaryDirectory(prefix="aiops-peers-") as folder:
        for peer in PEERS:
            programs = installed(peer, environments or Path(folder))
            with started(peer, programs) as stack:
                yield measured(peer.product, stack, warm_up, bodies, load.spans_of(runs))


def measured(product: Product, stack: Stack, warm_up: list[bytes], bodies: list[bytes], spans: int) -> dict[str, Any]:
    """Sends, waits until all can be read back, then asks for sizes and the newest 50."""
    wait_idle(stack)
    idle = stack.pss_bytes()
    key, warm_spans = stack.key, load.spans_of(WARM_UP_RUNS)
    load.send(stack.url, key, warm_up, warm_spans, CONNECTIONS, product.headers)
    known, _ = queryable(product, stack, warm_spans)
    stored = product.stored_bytes(stack)
    wait_idle(stack)
    cpu, own_cpu, begun = stack.cpu_seconds(), time.process_time(), time.monotonic()
    sent = load.send(stack.url, key, bodies, spans, CONNECTIONS, product.headers)
    counted, at = queryable(product, stack, known + spans)
    found = counted - known
    if not found:
        raise RuntimeError(f"{product.name} gives back none of {spans} spans; {sent.refused} batches were refused")
    return {
        **row(product.name, sent, stack.cpu_seconds() - cpu),
        "requests": len(bodies),
        "spans": found,
        "spans/s": round(found / (at - begun)),
        "acknowledged/s": round(sent.spans_per_second),
        "missing": spans - found,
        "load's CPU us/span": round((time.process_time() - own_cpu) / spans * 1e6),
        "bytes/span": round((product.stored_bytes(stack) - stored) / found),
        "idle PSS MB": round(idle / 1e6),
        "PSS MB": round(stack.pss_bytes() / 1e6),
        "newest 50 ms": times(build_opener(), product.newest(stack), "newest", spans)["median ms"],
    }


def wait_idle(stack: Stack, limit_seconds: float = 60) -> None:
    """Until it uses less than a tenth of a core, so that no start or warm-up is timed or weighed."""
    begun, used = time.monotonic(), stack.cpu_seconds()
    while time.monotonic() - begun < limit_seconds:
        time.sleep(2)
        before, used = used, stack.cpu_seconds()
        if used - before < 0.2:
            return


def queryable(product: Product, stack: Stack, wanted: int, patience_seconds: float = 30) -> tuple[int, float]:
    """How many spans the API can read back once it has all that are wanted or gains no more, and since when."""
    found, at = 0, time.monotonic()
    while found < wanted and time.monotonic() - at < patience_seconds:
        now = product.count(stack)
        if now > found:
            found, at = now, time.monotonic()
            say(f"{product.name}: {found:,} of {wanted:,} spans can be read back")
        if found < wanted:
            time.sleep(POLL_SECONDS)
    return found, at


def installed(peer: Peer, folder: Path) -> Path:
    """The folder of the peer's programs; what is there already from an earlier run is used."""
    home = folder / f"{peer.package}-{peer.version}"
    say(f"{peer.product.name}: {peer.package} {peer.version} into {home}; the first time this takes a while")
    begun = time.monotonic()
    subprocess.run(["uv", "venv", "-q", "--allow-existing", "--python", sys.executable, home], check=True)
    python, wanted = home / "bin" / "python", f"{peer.package}=={peer.version}"
    subprocess.run(["uv", "pip", "install", "-q", "--compile-bytecode", "--python", python, wanted], check=True)
    say(f"{peer.product.name}: installed after {time.monotonic() - begun:.0f} s")
    return home / "bin"


@contextmanager
def started(peer: Peer, programs: Path) -> Iterator[Stack]:
    """The peer running on core 0 with a fresh home. Its processes are one group, so that all can be ended."""
    before = os.sched_getaffinity(0)
    with TemporaryDirectory(prefix="aiops-peer-", ignore_cleanup_errors=True) as home:
        words = {"port": free_port(), "other_port": free_port(), "home": home}
        settings = {name: value.format_map(words) for name, value in peer.settings.items()}
        environment = os.environ | settings | {"PATH": f"{programs}:{os.environ['PATH']}"}
        command = [str(programs / peer.command[0]), *(part.format_map(words) for part in peer.command[1:])]
        os.sched_setaffinity(0, {0})
        with Path(home, "log").open("w") as log:
            process = subprocess.Popen(
                command, env=environment, cwd=home, stdout=log, stderr=log, start_new_session=True
            )
        stack = Stack(f"http://127.0.0.1:{words['port']}", "none", Path(home), process.pid, environment)
        try:
            wait_healthy(peer, stack, process)
            yield stack
        finally:
            end(process)
            os.sched_setaffinity(0, before)


def wait_healthy(peer: Peer, stack: Stack, process: subprocess.Popen[bytes], seconds: float = 300) -> None:
    begun = time.monotonic()
    while process.poll() is None and time.monotonic() - begun < seconds:
        try:
            urlopen(stack.url + peer.health, timeout=2).close()
        except (URLError, OSError):
            time.sleep(0.3)
        else:
            say(f"{peer.product.name}: up after {time.monotonic() - begun:.0f} s")
            return
    raise RuntimeError(f"{peer.product.name} does not answer:\n{(stack.home / 'log').read_text()[-3000:]}")


def end(process: subprocess.Popen[bytes]) -> None:
    """Asks the whole group to stop, and insists after a while."""
    for wish in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, wish)
            process.wait(20)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def say(line: str) -> None:
    sys.stderr.write(f"    {line}\n")
    sys.stderr.flush()
