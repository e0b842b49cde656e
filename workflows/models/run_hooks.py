from django.db import models
from django.db.models.functions import Now

from aiops.core.models import Project


class RunHook(models.Model):
    """An address where another system starts runs. Its secret is kept as it is: checking a signature takes it."""

    class Scheme(models.TextChoices):
        STANDARD = "standard", "Standard Webhooks"
        HELP_DESK = "helpdesk", "Help desk (Zendesk)"
        SHOP = "shop", "Shop (Shopify)"
        FORGE = "forge", "Git forge (GitHub)"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="run_hooks")
    name = models.CharField(max_length=256)  # the managed workflow's
    scheme = models.CharField(max_length=8, choices=Scheme.choices, default=Scheme.STANDARD)
    parameter = models.CharField(max_length=100, blank=True)  # which takes the whole body; empty: its fields are taken
    token = models.CharField(max_length=32, unique=True)  # in its address
    secret = models.CharField(max_length=200)
    made_by = models.CharField(max_length=254, blank=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return f"hook of {self.name}"
