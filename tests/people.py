"""People, projects and keys with sensible defaults: `person(admin_of=shop)`, `key(shop, "read")`."""

from itertools import count
from typing import Any

from django.test import RequestFactory

from aiops.core import keyring
from aiops.core.keyring import NewKey
from aiops.core.models import Membership, Project, User

_numbers = count(1)


def project(slug: str = "", **fields: Any) -> Project:
    slug = slug or f"project-{next(_numbers)}"
    return Project.objects.create(slug=slug, **({"name": slug.title()} | fields))


def person(email: str = "", *, role: str = "", of: Project | None = None, **fields: Any) -> User:
    """Without a password, so that no test waits for its hashing."""
    user = User.objects.create_user(email or f"person{next(_numbers)}@example.com", **fields)
    if of:
        Membership.objects.create(project=of, user=user, role=role or "viewer")
    return user


def superuser(email: str = "root@example.com") -> User:
    return User.objects.create_superuser(email)


def key(of: Project, *scopes: str, **properties: Any) -> NewKey:
    return keyring.create(of, properties.pop("name", "test"), scopes or ("ingest",), **properties)


def asking(authorization: str = "", path: str = "/v1/traces", ip: str = "203.0.113.7", **headers: str) -> Any:
    """A request of a door. Headers as in `x_api_key="..."`."""
    extra: dict[str, Any] = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    if authorization:
        extra["HTTP_AUTHORIZATION"] = authorization
    return RequestFactory().post(path, REMOTE_ADDR=ip, **extra)
