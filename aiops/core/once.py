"""A new secret on its way to the page that shows it once.

The POST that made it answers with a redirect, so that reloading the page makes nothing again. In between, the text lies
in the maker's own session; the first page view takes it out, and after five minutes nobody gets it any more.
"""

import time

from django.http import HttpRequest

VALID_SECONDS = 300


def keep(request: HttpRequest, slot: str, /, **shown: str) -> None:
    """For the next page that asks for `slot`, such as "key:7". A newer one takes its place."""
    request.session[f"once:{slot}"] = {"at": int(time.time()), "shown": shown}


def take(request: HttpRequest, slot: str) -> dict[str, str] | None:
    """What was kept, for the first who asks; None when there is nothing, or it waited too long."""
    kept = request.session.pop(f"once:{slot}", None)
    if kept is None or time.time() - kept["at"] > VALID_SECONDS:
        return None
    shown: dict[str, str] = kept["shown"]
    return shown
