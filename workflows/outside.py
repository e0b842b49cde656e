"""How a step or an effect reaches another system of the company: by the name of a connection, never by an address.

Addresses and keys are the project's own, set by who runs it (`manage.py connect`): no input and no model can change
where something goes.
"""

import re
from typing import Any
from urllib.parse import unquote

import orjson

from aiops.core import outbound
from workflows.engine import desk, starting
from workflows.engine.providers.client import rules
from workflows.models import Connection

STRAIGHT = re.compile(r"/[\w.~%!$&'()*+,;=:@?/-]*", re.ASCII)
LIMITS = outbound.Limits(5.0, 10.0, 15.0, 1024 * 1024)


class NotConnectedError(RuntimeError):
    """The project has no connection of this name."""


class OutsideError(RuntimeError):
    """The other side did not take it."""


def connected(name: str) -> bool:
    return _named(name) is not None


def call(name: str, method: str, path: str, body: Any = None, *, idempotency_key: str = "") -> Any:
    """What the other side answers, read from JSON. Raises NotConnectedError, OutsideError, outbound.OutboundError.

    `path` may hold what a model or a stranger said: it cannot climb out of the address it is put behind.
    """
    if not STRAIGHT.fullmatch(path) or {".", ".."} & set(unquote(path).partition("?")[0].split("/")):
        raise OutsideError(f"{path!r:.100} is no path: it begins with / and goes neither up nor elsewhere")
    found = _named(name)
    if found is None:
        raise NotConnectedError(f"this project has no connection {name!r}: manage.py connect {name!r} ADDRESS")
    headers = {"Content-Type": "application/json"}
    headers |= {"Authorization": f"Bearer {found.key}"} if found.key else {}
    headers |= {"Idempotency-Key": idempotency_key} if idempotency_key else {}
    request = outbound.Request(method, found.base_url.rstrip("/") + path, headers, orjson.dumps(body))
    told = outbound.send(request, LIMITS, rules=rules())
    if not told.ok:
        raise OutsideError(f"{name} answered {told.status}: {told.body[:300].decode(errors='replace')}")
    return told.json() if told.body else None


def _named(name: str) -> Connection | None:
    project_id = starting.here().project_id
    found: Connection | None = desk.served(lambda: Connection.objects.filter(project_id=project_id, name=name).first())
    return found
