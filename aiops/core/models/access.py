from django.contrib.postgres.fields import ArrayField
from django.db import models

from aiops.core.models.people import User
from aiops.core.models.projects import Project


class ApiKey(models.Model):
    """`aio_<env>_<8-char id>_<32 base62>`: the id is stored in clear, the secret only as SHA-256(pepper || secret)."""

    class Scope(models.TextChoices):
        INGEST = "ingest"
        OUTCOMES = "outcomes"
        READ = "read"
        RUN = "run"
        ADMIN = "admin"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=100)
    key_id = models.CharField(max_length=8, unique=True)
    secret_hash = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=8, choices=Scope.choices))
    allowed_networks = ArrayField(
        models.CharField(max_length=43), default=list, blank=True
    )  # CIDR; empty: from anywhere
    requests_per_minute = models.PositiveIntegerField(null=True, blank=True)  # None: no quota
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)  # to the minute
    rotated_from = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="rotated_to")

    def __str__(self) -> str:
        return f"{self.name} ({self.key_id})"


class KeyMinute(models.Model):
    """How much of a key's quota was leased in one minute. Only keys with a quota have rows; old ones are deleted."""

    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="+")
    minute = models.DateTimeField()
    used = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "minute"], name="one_row_per_key_and_minute")]

    def __str__(self) -> str:
        return f"{self.key} at {self.minute:%H:%M}"


class SignInLink(models.Model):
    """A one-time way in: the token is stored hashed, works once and expires."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link for {self.user}"
