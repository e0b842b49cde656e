from typing import Any

from django.db import models
from django.db.models.functions import Now

from aiops.core.models import Project
from workflows.models.definitions import Workflow
from workflows.models.runs import LOOSE, WorkflowVersion


class PolicyTrial(models.Model):
    """Recorded runs that are replayed dry by another version, to see what its policies would have made of them."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="trials")
    version = models.ForeignKey(WorkflowVersion, on_delete=models.CASCADE, related_name="+", **LOOSE)
    runs = models.JSONField(default=list)  # ids of the recorded ones
    made_by = models.CharField(max_length=254, blank=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"what if {self.version}"

    def keys(self) -> dict[str, Any]:
        """Of the replays, by the recorded run: under one key a run is replayed once."""
        return {each: f"what-if {self.pk} {each}" for each in self.runs}
