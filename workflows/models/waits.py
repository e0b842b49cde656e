from django.db import models
from django.db.models.functions import Now

from workflows.models.runs import LOOSE, Run


class Effect(models.Model):
    """Something to be done outside, noted in the transaction that decided it. Its key never changes."""

    class State(models.TextChoices):
        PENDING = "pending", "To be sent"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        RECORDED = "recorded", "Only recorded: a dry run"
        ASKED = "asked", "Waits for a person: nobody knows whether it was done"
        DEAD = "dead", "Given up"

    project_id = models.BigIntegerField()
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="effects", **LOOSE)
    key = models.CharField(max_length=300)  # within the run
    idempotency_key = models.CharField(max_length=64)  # what the other side is given, each time the same
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)  # idempotent or unsafe
    payload = models.JSONField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(db_default=Now())
    answer = models.JSONField(null=True)
    error = models.TextField(blank=True)
    made_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "key"], name="one_effect_per_key")]
        indexes = [
            models.Index(fields=["next_at"], name="effect_due", condition=models.Q(state__in=("pending", "sending")))
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.run_id}"


class Wait(models.Model):
    """What a run waits for. It is answered once, by whoever holds its token; the token itself is not kept."""

    class Kind(models.TextChoices):
        APPROVAL = "approval", "A person"
        WEBHOOK = "webhook", "Another system"
        TIMER = "timer", "A time"
        BATCH = "batch", "A batch"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ANSWERED = "answered", "Answered"
        EXPIRED = "expired", "Expired"
        VOID = "void", "No longer wanted"

    project_id = models.BigIntegerField()
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="waits", **LOOSE)
    step_key = models.CharField(max_length=300)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    who = models.CharField(max_length=200, blank=True)
    question = models.TextField(blank=True)
    nonce = models.CharField(max_length=43)  # the token is derived from it and the installation's secret key
    token_hash = models.CharField(max_length=64, unique=True)
    kept = models.JSONField(null=True)  # what the step wants back
    answer = models.JSONField(null=True)
    answered_by = models.CharField(max_length=254, blank=True)
    answered_at = models.DateTimeField(null=True)
    consumed = models.BooleanField(default=False)  # the run has taken note of how it ended
    expires_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["run", "step_key"], name="waits_of_run"),
            models.Index(fields=["expires_at"], name="wait_due", condition=models.Q(state="open")),
            models.Index(
                fields=["run"],
                name="wait_ended",
                condition=models.Q(consumed=False, state__in=("answered", "expired")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step_key} of {self.run_id} waits for {self.kind}"


class SpanOutbox(models.Model):
    """Spans of a run, written with what they tell of and delivered soon after: OTLP's JSON form, a list in each row."""

    project_id = models.BigIntegerField()
    spans = models.JSONField()
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"spans {self.pk}"
