from django.db import models


class Schedule(models.Model):
    """A named piece of recurring work. Workers claim the row when it is due; there is no single beat."""

    name = models.CharField(max_length=100, primary_key=True)
    every_seconds = models.FloatField()
    next_at = models.DateTimeField()
    claimed_by = models.CharField(max_length=100, blank=True)
    last_started_at = models.DateTimeField(null=True)
    last_finished_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name
