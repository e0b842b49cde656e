"""What a project says of its tags, and the work of writing them anew. Telemetry itself is plain SQL."""

from datetime import datetime, timedelta

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


class Erasure(models.Model):
    """A person, a session or a trace that is to be forgotten. Its name stands here only while it is needed."""

    class Kind(models.TextChoices):
        USER = "user"
        SESSION = "session"
        TRACE = "trace"

    class State(models.TextChoices):
        FINDING = "finding"  # what it reaches is looked for
        FOUND = "found"  # and counted; waits for a word
        ERASING = "erasing"
        DONE = "done"
        CANCELLED = "cancelled"
        FAILED = "failed"

    WORKING = (State.FINDING, State.ERASING)
    ACTIVE = (*WORKING, State.FOUND, State.FAILED)

    project = models.ForeignKey(Project, on_delete=models.CASCADE)
    kind = models.CharField(max_length=7, choices=Kind.choices)
    value = models.CharField(max_length=1000, blank=True)  # empty once it is over
    digest = models.CharField(max_length=32)  # hex; by which the same one is known again
    state = models.CharField(max_length=9, choices=State.choices, default=State.FINDING)
    confirmed_at = models.DateTimeField(null=True)  # what happened before is erased, and refused should it come later
    reached = models.DateTimeField(null=True)  # every span that starts at or after it was looked at; null: all were
    reach = models.JSONField(default=dict)  # rows that were found, by name: traces, spans, scores, ...
    erased = models.JSONField(default=dict)  # the same of what is gone
    started_by = models.CharField(max_length=254)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"erasure {self.pk}"

    @property
    def name(self) -> str:
        """By which logs and lists call it; it tells nobody who was erased."""
        return f"{self.kind} {self.digest[:12]}"

    @property
    def per_cent(self) -> int:
        """Of finding, or of erasing, a fifth of which is to look once more; 100 only when it is done."""
        if self.state == self.State.DONE:
            return 100
        looked = 1.0 if self.reached is None else self._looked(self.reached)
        if self.confirmed_at is None:
            return min(99, int(looked * 100))
        whole, gone = self.reach.get("traces", 0), self.erased.get("traces", 0)
        return min(99, int(looked * 20) + (gone * 80 // whole if whole and self.reached is None else 0))

    def _looked(self, reached: datetime) -> float:
        """By time, from now back to the oldest span there can be as a rule."""
        share = (self.created_at - reached) / timedelta(days=self.project.retention_days)
        return max(0.0, min(1.0, share))
