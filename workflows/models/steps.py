from django.db import models
from django.db.models.functions import Now

from workflows.models.runs import LOOSE, Run


class Step(models.Model):
    """What a run has done once and for all, or waits for. Its key is name, loop count and map index: `draft#2[17]`."""

    class State(models.TextChoices):
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        WAITING = "waiting", "Waiting"

    class Kind(models.TextChoices):
        STEP = "step", "Step"
        GATE = "gate", "Gate"
        WAIT = "wait", "Wait"

    project_id = models.BigIntegerField()
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="steps", **LOOSE)
    key = models.CharField(max_length=300)
    name = models.CharField(max_length=200)
    loop = models.PositiveIntegerField(default=1)
    map_index = models.PositiveIntegerField(null=True)
    kind = models.CharField(max_length=4, choices=Kind.choices, default=Kind.STEP)
    state = models.CharField(max_length=7, choices=State.choices)
    effect = models.CharField(max_length=10, default="none")
    arguments = models.JSONField(null=True)  # of a size that people can read; else only their hash is kept
    arguments_hash = models.CharField(max_length=64)
    result = models.JSONField(null=True)
    error = models.JSONField(null=True)  # {"type", "message"}
    rung = models.CharField(max_length=100, blank=True)  # which one of the step's ladder answered
    attempts = models.PositiveIntegerField(default=0)
    cost_nanousd = models.BigIntegerField(null=True)  # of the attempts whose cost is known; None: of none
    fence = models.BigIntegerField()  # of the lease that committed it
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "key"], name="one_step_per_key")]

    def __str__(self) -> str:
        return f"{self.key} of {self.run_id}"


class Attempt(models.Model):
    """One try of a step: written before money is spent, ended afterwards. Without an outcome it is still at it."""

    class Outcome(models.TextChoices):
        OK = "ok", "Ok"
        ERROR = "error", "Error"
        TIMEOUT = "timeout", "Timeout"
        GUARDRAIL = "guardrail", "Blocked by a guardrail"
        LOW_CONFIDENCE = "low_confidence", "Not sure enough"
        LOST = "lost", "Lost with its worker"
        FENCED = "fenced", "Came too late"

    project_id = models.BigIntegerField()
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="attempts", **LOOSE)
    step_key = models.CharField(max_length=300)
    fence = models.BigIntegerField()
    rung = models.CharField(max_length=100)
    outcome = models.CharField(max_length=14, choices=Outcome.choices, blank=True)
    reserved_nanousd = models.BigIntegerField(default=0)
    cost_nanousd = models.BigIntegerField(null=True)
    uncertain_nanousd = models.BigIntegerField(default=0)
    error_type = models.CharField(max_length=200, blank=True)
    attributes = models.JSONField(default=dict)
    started_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["run", "step_key"], name="attempts_of_step")]

    def __str__(self) -> str:
        return f"attempt at {self.step_key} of {self.run_id}"
