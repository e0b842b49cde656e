from django.db import models
from django.db.models.functions import Now


class ProviderBatch(models.Model):
    """A file of questions that a provider answers when it has time, at a lower price. Its items name it.

    The row is there before anything is sent, so that what was sent is found again, and not sent twice.
    """

    class State(models.TextChoices):
        SENDING = "sending", "Being sent"
        OPEN = "open", "With the provider"
        DONE = "done", "Answered"
        FAILED = "failed", "Refused"

    id = models.UUIDField(primary_key=True)
    project_id = models.BigIntegerField()
    provider = models.CharField(max_length=100)
    remote_id = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.SENDING)
    tries = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(db_default=Now())  # when somebody looks after it
    error = models.TextField(blank=True)
    made_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_at"], name="provider_batch_due", condition=models.Q(state__in=("sending", "open"))
            )
        ]

    def __str__(self) -> str:
        return f"batch {self.id} at {self.provider}"
