from django.db import models
from django.db.models.functions import Now

from aiops.core.models import Project


class Provider(models.Model):
    """Who is asked for answers: any endpoint that speaks OpenAI's API, or Anthropic.

    Its key is kept as it is: asking takes the key itself.
    """

    class Kind(models.TextChoices):
        OPENAI = "openai", "OpenAI's API (OpenAI, Azure, vLLM, Ollama, ...)"
        ANTHROPIC = "anthropic", "Anthropic"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="model_providers")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=9, choices=Kind.choices, default=Kind.OPENAI)
    base_url = models.CharField(max_length=500)
    key = models.CharField(max_length=500, blank=True)
    default_model = models.CharField(max_length=256, blank=True)
    priced_as = models.CharField(max_length=100, blank=True)  # whose prices its calls have; empty: its kind's
    is_default = models.BooleanField(default=False)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="one_provider_per_name"),
            models.UniqueConstraint(
                fields=["project"], condition=models.Q(is_default=True), name="one_default_provider"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SpendCounter(models.Model):
    """What a budget's run, day or month has spent. Only ever changed in place, under its row's lock."""

    project_id = models.BigIntegerField()
    key = models.CharField(max_length=400)  # run:ID, day:2026-11-30:WORKFLOW, month:2026-11:WORKFLOW
    limit_nanousd = models.BigIntegerField()  # by which the last reservation was judged
    spent_nanousd = models.BigIntegerField(default=0)
    reserved_nanousd = models.BigIntegerField(default=0)
    uncertain_nanousd = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)  # calls that were not made because they did not fit
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project_id", "key"], name="one_counter_per_budget")]

    def __str__(self) -> str:
        return self.key


class SpendHold(models.Model):
    """What one attempt has reserved, or may have spent without anybody knowing. Gone once its cost is known."""

    attempt_id = models.BigIntegerField(primary_key=True)
    project_id = models.BigIntegerField()
    key = models.CharField(max_length=400)
    nanousd = models.BigIntegerField()
    uncertain = models.BooleanField(default=False)
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"hold of attempt {self.attempt_id}"


class BreakerState(models.Model):
    """A circuit breaker of a project, with its times in milliseconds of the database's clock."""

    project_id = models.BigIntegerField()
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=9, default="closed")
    failures = models.PositiveIntegerField(default=0)
    since_ms = models.BigIntegerField(default=0)
    trials_ok = models.PositiveSmallIntegerField(default=0)
    trial_until_ms = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project_id", "name"], name="one_breaker_per_name")]

    def __str__(self) -> str:
        return f"{self.name}: {self.state}"


class BreakerChange(models.Model):
    """That a breaker went from one state to another: how long it was open is counted from these."""

    project_id = models.BigIntegerField()
    name = models.CharField(max_length=200)
    before = models.CharField(max_length=9)
    after = models.CharField(max_length=9)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["project_id", "name", "at"], name="breaker_changes")]

    def __str__(self) -> str:
        return f"{self.name}: {self.before} to {self.after}"


class RateBucket(models.Model):
    """How many calls may be made right now under one rate limit."""

    project_id = models.BigIntegerField()
    name = models.CharField(max_length=400)
    level = models.FloatField()
    at_ms = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project_id", "name"], name="one_bucket_per_name")]

    def __str__(self) -> str:
        return self.name


class CacheEntry(models.Model):
    """An answer a step gave before, and what giving it again saved."""

    project_id = models.BigIntegerField()
    workflow = models.CharField(max_length=256)
    step = models.CharField(max_length=200)
    key = models.BinaryField(max_length=32)  # of scope and arguments
    shape = models.BinaryField(max_length=32)  # of the same without their texts: what near questions must share
    question = models.TextField(blank=True)  # empty: exact answers only, as with personal data
    embedding = models.BinaryField(null=True)  # of length one, as 32-bit floats
    value = models.JSONField()
    model = models.CharField(max_length=256, blank=True)
    cost_nanousd = models.BigIntegerField(null=True)  # of making it; None: not known
    run_id = models.UUIDField(null=True)  # that made it, for erasure
    hits = models.BigIntegerField(default=0)
    near_hits = models.BigIntegerField(default=0)
    saved_nanousd = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(db_default=Now())
    hit_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project_id", "key"], name="one_answer_per_question")]
        indexes = [
            models.Index(fields=["project_id", "workflow", "step", "shape", "-made_at"], name="answers_newest"),
            models.Index(fields=["made_at"], name="answers_oldest"),
            models.Index(fields=["run_id"], name="answers_of_run"),
        ]

    def __str__(self) -> str:
        return f"answer of {self.step}"


class BatchSlot(models.Model):
    """One item that waits for company, the call it went out with, and its answer."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for company"
        ASKED = "asked", "Asked"
        DONE = "done", "Answered"
        FAILED = "failed", "Failed"

    project_id = models.BigIntegerField()
    batch = models.CharField(max_length=500)  # workflow and step: who may go together
    run_id = models.UUIDField()
    step_key = models.CharField(max_length=300)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    item = models.JSONField()
    answer = models.JSONField(null=True)
    cost_nanousd = models.BigIntegerField(null=True)  # its share of the call's
    asked_together = models.UUIDField(null=True)  # the call
    together = models.PositiveIntegerField(null=True)  # items in that call
    claimed_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField()  # when it goes, however few there are
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run_id", "step_key"], name="one_slot_per_step")]
        indexes = [
            models.Index(
                fields=["project_id", "batch", "made_at"], name="slots_waiting", condition=models.Q(state="waiting")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step_key} of {self.run_id}"
