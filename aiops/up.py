"""What `manage.py up` runs: the supervisor, with settings read as a plain module, so that Django stays out of it."""

import os
from pathlib import Path

from aiops.core.embedded import announce, home, supervisor
from aiops.core.embedded.errors import CannotStartError

CODE = Path(__file__).resolve().parent.parent


def main() -> int:
    """The exit code. A home that cannot be written is refused first: settings would fail on it without a good word."""
    try:
        home.prepare(Path(os.environ.get("AIOPS_HOME") or CODE / "var").resolve())
        from aiops import settings
    except CannotStartError as error:
        announce.say(str(error))
        return 1
    except ValueError as error:
        announce.say(f"A setting in the environment cannot be read: {error}")
        return 1
    return supervisor.main(settings)
