from typing import Any

from django.db import models
from django.db.models.functions import Now

from aiops.core.models import Project
from workflows.models.definitions import Workflow

OPEN = ("queued", "running", "waiting", "dead")  # what the queue page counts
# No constraint in the database: checking one locks a row that all writers share. No index: another one begins with it,
# or nobody looks by it; a row that is updated at each step should have few.
LOOSE: Any = {"db_constraint": False, "db_index": False}


class WorkflowVersion(models.Model):
    """What a managed workflow was at one time: its code and its policies. Never changed; a change is a new version."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()  # from 1, in each workflow
    code_hash = models.CharField(max_length=64)  # of the workflow function and the steps it names
    source = models.TextField()  # of the same, so that a change can be shown
    policies = models.JSONField()  # by step, as the code declares them
    overrides = models.JSONField(default=dict)  # by step, what a person set on the page instead
    digest = models.CharField(max_length=64)  # of code, policies and overrides together
    note = models.CharField(max_length=200, blank=True)
    made_by = models.CharField(max_length=254, blank=True)  # empty: the code changed
    made_at = models.DateTimeField(db_default=Now())
    trial = models.BooleanField(
        default=False, db_default=False
    )  # made to be tried on recorded runs; no run starts by it

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["workflow", "number"], name="one_version_per_number"),
        ]

    def __str__(self) -> str:
        return f"v{self.number} of {self.workflow}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises TypeError for a version that is already stored: runs were made by it."""
        if not self._state.adding:
            raise TypeError("A version is never changed; make a new one.")
        super().save(*args, **kwargs)


class Run(models.Model):
    """One execution of a managed workflow, and the unit of leases: who holds the lease and knows the fence may write.

    Its trace has the same id.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        RUNNING = "running", "Running"
        WAITING = "waiting", "Waiting"
        SUCCEEDED = "succeeded", "Succeeded"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"
        DEAD = "dead", "Dead"

    id = models.UUIDField(primary_key=True)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="runs", **LOOSE)
    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="runs", **LOOSE)
    version = models.ForeignKey(WorkflowVersion, on_delete=models.CASCADE, related_name="runs", **LOOSE)
    name = models.CharField(max_length=256)  # the workflow's key
    idempotency_key = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001 - null: none, not unique
    body_hash = models.BinaryField(max_length=32)
    input = models.JSONField()
    output = models.JSONField(null=True)
    error = models.JSONField(null=True)  # {"code", "message", ...}
    state = models.CharField(max_length=9, choices=State.choices, default=State.QUEUED)
    stopped_for = models.CharField(max_length=20, blank=True)  # why it waits, where no wait row says: code_changed
    dry_run = models.BooleanField(default=False)
    started_by = models.CharField(max_length=254, blank=True)
    budget_nanousd = models.BigIntegerField(null=True)  # None: no limit of its own
    reserved_nanousd = models.BigIntegerField(default=0)
    spent_nanousd = models.BigIntegerField(default=0)
    uncertain_nanousd = models.BigIntegerField(default=0)  # reserved by attempts of which nobody knows the end
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+", **LOOSE)
    depth = models.PositiveSmallIntegerField(default=0)
    forked_from = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="forks", db_constraint=False
    )
    forked_step = models.CharField(max_length=300, blank=True)
    fence = models.BigIntegerField(default=0)  # rises with each claim; a writer with an older one is a zombie
    lease_until = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=100, blank=True)
    lost = models.PositiveSmallIntegerField(default=0)  # leases that ran out since the last committed step
    stalled = models.PositiveSmallIntegerField(db_default=0)  # others, whose workers said later that they had not died
    drive = models.PositiveSmallIntegerField(default=0)  # how often a person started it anew
    pinned_hash = models.CharField(max_length=64, blank=True)  # only workers with this code may claim it
    available_at = models.DateTimeField(null=True)
    waiting_since = models.DateTimeField(null=True)
    deadline_at = models.DateTimeField(null=True)  # put off by the time a run waits
    cancel_requested_at = models.DateTimeField(null=True)
    cancelled_by = models.CharField(max_length=254, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workflow", "idempotency_key"], name="one_run_per_idempotency_key"),
        ]
        indexes = [
            models.Index(fields=["project", "available_at"], name="run_ready_of", condition=models.Q(state="queued")),
            models.Index(fields=["id"], name="run_leased", condition=models.Q(state="running")),
            models.Index(fields=["deadline_at"], name="run_idle", condition=models.Q(state__in=("queued", "waiting"))),
            models.Index(fields=["project", "state"], name="run_open", condition=models.Q(state__in=OPEN)),
            models.Index(fields=["project", "-created_at"], name="run_newest"),
            models.Index(fields=["project", "workflow", "-created_at"], name="run_of_workflow"),
        ]

    def __str__(self) -> str:
        return f"run {self.id} of {self.name}"
