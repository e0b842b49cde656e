"""Who may pass a door: one function, `require_key`, behind the OTLP doors and the API alike.

A key comes as `Authorization: Bearer KEY`, as `x-api-key: KEY`, or as the password of HTTP Basic (Langfuse's SDK). It
is never read from the address, where logs and histories would keep it. A scope is held or not: none implies another, so
a key made for ingest can never read.
"""

import base64
import binascii
import logging
from datetime import timedelta
from typing import Protocol

from django.db.models import Q
from django.http.request import HttpHeaders
from django.utils import timezone

from aiops.core import keys, quota
from aiops.core.errors import ApiError
from aiops.core.keycache import KeyCache
from aiops.core.lockout import Lockout
from aiops.core.models import ApiKey
from aiops.core.network import HasMeta, client_ip, neighbourhood, within

logger = logging.getLogger(__name__)
cache = KeyCache()
lockout = Lockout()


class Asking(HasMeta, Protocol):
    """An HttpRequest or the REST framework's request."""

    @property
    def headers(self) -> HttpHeaders: ...


def require_key(request: Asking, scope: str) -> ApiKey:
    """The key of the request, with its project loaded (`key.project`, at most 5 s old).

    Raises ApiError: 401 no key, or a wrong, expired or revoked one; 403 without the scope or from a network that is not
    allowed; 429 over its quota, or too many wrong keys from this address. Raises OperationalError without a database.
    """
    key = identify(request)
    require_scope(key, scope)
    return key


def require_scope(key: ApiKey, scope: str) -> None:
    """Raises ApiError 403 when the key lacks the scope, 429 when its minute is used up."""
    if scope not in key.scopes:
        raise ApiError(403, "scope_missing", f"This key may not do this: it lacks the scope {scope!r}.")
    wait = quota.seconds_to_wait(key)
    if wait:
        raise ApiError(429, "quota_used", "This key has used its requests for this minute.", retry_after=wait)


def identify(request: Asking) -> ApiKey:
    """Whose key this is, whatever it may do. Raises ApiError as `require_key`, but for the scope and the quota."""
    text = credentials(request.headers)
    if text is None:
        raise _missing(request)
    address = client_ip(request)
    key = _right_key(text, neighbourhood(address))
    _require_usable(key)
    if key.allowed_networks and not within(address, key.allowed_networks):
        raise ApiError(403, "network_not_allowed", "This key may not be used from this address.")
    return key


def credentials(headers: HttpHeaders) -> str | None:
    """The text of the key in the headers, None when there is none."""
    scheme, _, value = headers.get("Authorization", "").strip().partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        return _basic_password(value.strip())
    return headers.get("x-api-key", "").strip() or None


def _basic_password(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""


def _missing(request: Asking) -> ApiError:
    if keys.LOOKS_LIKE_A_KEY.search(str(request.META.get("QUERY_STRING") or "")):
        message = "A key in the address is never accepted: logs keep it. Send it as a header, and rotate this one."
        return ApiError(401, "key_in_address", message)
    return ApiError(401, "key_missing", "Send an API key as 'Authorization: Bearer KEY' or as 'x-api-key: KEY'.")


def _right_key(text: str, address: str) -> ApiKey:
    parsed = keys.parse(text)
    digest = keys.digest(parsed.secret) if parsed else ""
    known = cache.fresh(digest)
    if known is not None and parsed and known.key_id == parsed.key_id:
        return known
    wait = lockout.seconds_left(address)
    if wait and not cache.proven(digest):
        raise ApiError(429, "too_many_wrong_keys", "Too many wrong keys from this address.", retry_after=wait)
    key = _look_up(parsed) if parsed else None
    if key is None:
        lockout.count_wrong(address)
        raise ApiError(401, "key_wrong", "This is no key of this installation.")
    cache.keep(digest, key)
    _touch(key)
    return key


def _look_up(parsed: keys.KeyText) -> ApiKey | None:
    key = ApiKey.objects.select_related("project").filter(key_id=parsed.key_id).first()
    return key if key is not None and keys.matches(parsed.secret, key.secret_hash) else None


def _require_usable(key: ApiKey) -> None:
    """Told apart only to those who hold the right secret."""
    now = timezone.now()
    if key.revoked_at is not None:
        raise ApiError(401, "key_revoked", "This key was revoked.")
    if key.expires_at is not None and key.expires_at <= now:
        raise ApiError(401, "key_expired", "This key has expired.")


def _touch(key: ApiKey) -> None:
    """Notes the use to the minute: at most one write a minute, whatever the number of requests and processes."""
    minute = timezone.now().replace(second=0, microsecond=0)
    if key.last_used_at is None or key.last_used_at < minute - timedelta(seconds=1):
        stale = Q(last_used_at=None) | Q(last_used_at__lt=minute)
        ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=minute)
