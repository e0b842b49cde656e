from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from aiops.core.models import Project


class Repricing(models.Model):
    """A time whose calls are priced anew: new amounts are built beside the old, looked at, then put in their place."""

    class State(models.TextChoices):
        BUILDING = "building"
        BUILT = "built"  # waits for a person's word
        SWAPPING = "swapping"
        DONE = "done"
        CANCELLED = "cancelled"
        FAILED = "failed"

    ACTIVE = (State.BUILDING, State.BUILT, State.SWAPPING)
    WORKING = (State.BUILDING, State.SWAPPING)

    project = models.ForeignKey(Project, on_delete=models.CASCADE)
    since = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(max_length=15, choices=State.choices, default=State.BUILDING)
    built_until = models.DateTimeField()  # all before it is built
    slice_seconds = models.PositiveIntegerField(default=300)  # of the next slice: what takes about a second
    prices = models.CharField(max_length=100, blank=True)  # which state of the price table it is built by
    calls = models.BigIntegerField(default=0)  # about how many there are, for the progress
    clipped = models.BooleanField(default=False)  # it was asked from an earlier time, whose calls have expired
    started_by = models.CharField(max_length=254)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(state__in=("building", "built", "swapping")), name="one_repricing"
            )
        ]

    def __str__(self) -> str:
        return f"repricing {self.pk}"


class RepricingSlice(models.Model):
    """A stretch of at most an hour: built in one transaction, swapped in one transaction."""

    class State(models.TextChoices):
        BUILT = "built"
        SWAPPED = "swapped"
        FROZEN = "frozen"  # its calls began to expire before they were swapped

    repricing = models.ForeignKey(Repricing, on_delete=models.CASCADE, related_name="slices")
    since = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(max_length=15, choices=State.choices, default=State.BUILT)
    seen = models.BigIntegerField()
    changed = models.BigIntegerField()
    totals = models.JSONField(encoder=DjangoJSONEncoder)  # costs.analysis.repriced.Total, as lists

    class Meta:
        constraints = [models.UniqueConstraint(fields=["repricing", "since"], name="one_slice_a_time")]

    def __str__(self) -> str:
        return f"{self.repricing} from {self.since:%Y-%m-%d %H:%M}"
