"""What a project says of its tags, and the work of writing them anew. Telemetry itself is plain SQL."""

from django.db import models
from django.db.models import Q

from aiops.core.models import Project


class PromotedAttribute(models.Model):
    """An attribute of spans, or of their resource, that the project wants to filter and group by, and its tag."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="promoted_attributes")
    attribute = models.CharField(max_length=200)
    tag = models.CharField(max_length=50)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["project", "attribute", "tag"], name="promoted_once")]

    def __str__(self) -> str:
        return f"{self.attribute} → {self.tag}"


class Retagging(models.Model):
    """Tags of stored spans are worked out anew, newest first, after the project's list changed."""

    class State(models.TextChoices):
        WORKING = "working"
        DONE = "done"
        CANCELLED = "cancelled"
        REPLACED = "replaced"  # the list changed again: a later one does it all
        FAILED = "failed"

    project = models.ForeignKey(Project, on_delete=models.CASCADE)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WORKING)
    reached = models.DateTimeField()  # every span that starts at or after it is done
    slice_seconds = models.FloatField(default=60)  # of the next slice
    spans = models.BigIntegerField(null=True)  # about how many there are, for the progress
    seen = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
    started_by = models.CharField(max_length=254)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project"], condition=Q(state="working"), name="one_retagging")]

    def __str__(self) -> str:
        return f"retagging {self.pk}"

    @property
    def per_cent(self) -> int:
        """Of the spans there were when it began; 100 only when it is done."""
        if self.state == self.State.DONE:
            return 100
        return min(99, self.seen * 100 // self.spans) if self.spans else 0
