from django.conf import settings
from django.db import models

from aiops.core.models import Project


class ShareLink(models.Model):
    """An address that shows what the workflows earned to who has it, until it expires. Its token is kept as a hash."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="share_links")
    token_hash = models.BinaryField(max_length=32, unique=True)
    note = models.CharField(max_length=100, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"link of {self.project} until {self.expires_at:%Y-%m-%d}"


class DigestReader(models.Model):
    """Who gets the weekly digest of a project, and of which week the last one was."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="digest_readers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests")
    sent_week = models.DateField(null=True, blank=True)  # its Monday

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "user"], name="one_digest_each")]

    def __str__(self) -> str:
        return f"{self.user} reads of {self.project}"
