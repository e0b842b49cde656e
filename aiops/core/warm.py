"""Loads what pages need and is slow to load once a process is ready, so that the first page need not wait for it.

At the start it would hold up readiness by a second; some commands and tests never need it at all.
"""

import gc
import importlib
import threading
import time
from collections.abc import Sequence

OF_WEB = ("scipy.special",)  # 17 MB; pandas, for the tables of failures alone, would be 30 more
AFTER_SECONDS = 1.0  # whoever waited for the process to be ready asks for something now


def start(modules: Sequence[str]) -> None:
    """In a thread of its own that keeps nobody from stopping. A module that cannot be loaded fails where it is used."""
    threading.Thread(target=_load, args=(modules,), name="warm", daemon=True).start()


def _load(modules: Sequence[str]) -> None:
    time.sleep(AFTER_SECONDS)
    for module in modules:
        importlib.import_module(module)
    gc.freeze()  # all of this stays
