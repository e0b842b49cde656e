"""The audit log: every administrative act, who did it, to what, when and from where. Only ever added to."""

from typing import Any

from django.http import HttpRequest

from aiops.core.models import AuditEntry, Project, User
from aiops.core.network import client_ip
from aiops.core.text import one_line

COMMAND_LINE = "command line"


def record(  # noqa: PLR0913
    action: str,
    subject: object,
    *,
    project: Project | None = None,
    actor: User | None = None,
    by: str = COMMAND_LINE,
    ip: str = "",
    **details: Any,
) -> AuditEntry:
    """Adds an entry such as ("key.created", "checkout (a1B2c3D4)"). Without an actor it was `by`, such as a key.

    Details are small JSON values and never a secret. Control characters are spelled out.
    """
    return AuditEntry.objects.create(
        project=project,
        actor=actor,
        actor_name=one_line(actor.email if actor else by, 254),
        action=action,
        subject=one_line(subject),
        details={name: _plain(value) for name, value in details.items()},
        ip=ip or None,
    )


def record_request(request: HttpRequest, action: str, subject: object, project: Project | None, **details: Any) -> None:
    """The same for what a signed-in person did on a page."""
    actor = request.user if isinstance(request.user, User) else None
    record(action, subject, project=project, actor=actor, ip=client_ip(request), **details)


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return one_line(value)
