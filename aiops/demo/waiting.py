"""Waits until a server has worked out what was sent to it: then its pages tell the whole story."""

import time
from collections.abc import Callable
from urllib.error import URLError
from urllib.request import urlopen

LEFT = ("aiops_open_traces", "aiops_rollup_marks")  # traces that are not settled, marks that are not rolled up
EVERY_S, PATIENCE_S = 1.0, 60.0


def left(url: str) -> int | None:
    """How much is still to be worked out; None where the server does not tell."""
    try:
        with urlopen(f"{url}/metrics", timeout=10) as answer:  # noqa: S310 the address is our own
            lines = answer.read().decode().splitlines()
    except (URLError, OSError):
        return None
    found = [float(line.split()[-1]) for line in lines if line.split("{")[0].split(" ")[0] in LEFT]
    return round(sum(found)) if found else None


def wait(url: str, progress: Callable[[int, int], None]) -> bool:
    """Whether all is worked out; `progress` gets what is left and the most that was. Gives up where nothing moves."""
    most, least, moved_at = 1, None, time.monotonic()
    time.sleep(EVERY_S)  # what came last is noticed a moment later
    while (now := left(url)) is not None:
        most = max(most, now)
        progress(now, most)
        if now == 0:
            return True
        if least is None or now < least:
            least, moved_at = now, time.monotonic()
        if time.monotonic() - moved_at > PATIENCE_S:
            return False
        time.sleep(EVERY_S)
    return False
