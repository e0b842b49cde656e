from typing import Any

from django.db import models

from aiops.core.models.people import User
from aiops.core.models.projects import Project


class AuditEntry(models.Model):
    """One administrative act: who did what to what, when and from where. Only ever added to."""

    project = models.ForeignKey(Project, null=True, on_delete=models.SET_NULL, related_name="audit_entries")
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=254)  # as it was then; "command line" for manage.py
    action = models.CharField(max_length=50)  # such as "key.created"
    subject = models.CharField(max_length=200)
    details = models.JSONField(default=dict)
    ip = models.GenericIPAddressField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["project", "-at"])]

    def __str__(self) -> str:
        return f"{self.actor_name}: {self.action} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises TypeError for an entry that is already stored: what was written stays."""
        if not self._state.adding:
            raise TypeError("The audit log is only ever added to.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ARG002  Django's signature
        raise TypeError("The audit log is only ever added to.")
