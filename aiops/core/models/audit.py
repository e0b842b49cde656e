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
