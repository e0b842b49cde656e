from django.db import models
from django.db.models.functions import Now

from aiops.core.models import Project
from workflows.models.definitions import Workflow
from workflows.models.runs import Run


class RunSchedule(models.Model):
    """When a managed workflow is started by itself: a cron expression, read in a time zone."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="run_schedules")
    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="schedules")
    cron = models.CharField(max_length=100)
    zone = models.CharField(max_length=64, default="UTC")
    input = models.JSONField(default=dict)
    enabled = models.BooleanField(default=True)
    next_at = models.DateTimeField()
    made_by = models.CharField(max_length=254, blank=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["next_at"], name="schedule_due", condition=models.Q(enabled=True))]

    def __str__(self) -> str:
        return f"{self.cron} {self.zone}: {self.workflow}"


class ScheduleFire(models.Model):
    """That a schedule's time came. One row for each time, however many workers look: the row decides who starts."""

    schedule = models.ForeignKey(RunSchedule, on_delete=models.CASCADE, related_name="fires")
    fire_at = models.DateTimeField()
    run = models.ForeignKey(Run, null=True, on_delete=models.SET_NULL, related_name="+", db_constraint=False)
    missed = models.CharField(max_length=200, blank=True)  # why no run was started

    class Meta:
        constraints = [models.UniqueConstraint(fields=["schedule", "fire_at"], name="one_fire_per_time")]

    def __str__(self) -> str:
        return f"{self.schedule_id} at {self.fire_at}"
