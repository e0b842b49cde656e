"""Servers that tests start for themselves, through the product's own launcher."""

from pathlib import Path

from aiops.core.embedded import binaries, place
from aiops.core.embedded.postgres import Postgres

# A crash of the machine may lose a test's data; nothing else changes.
UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "64MB"}


def throwaway_postgres(folder: Path) -> Postgres:
    """A running server over a new data folder below `folder`."""
    server = Postgres(place.find(folder, binaries.find()), extra=UNSAFE_BUT_FAST)
    server.initialise()
    server.start()
    return server
