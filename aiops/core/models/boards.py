from django.db import models

from aiops.core.models.people import User
from aiops.core.models.projects import Project
from aiops.core.models.shown import ShownQuerySet


class Board(models.Model):
    """A dashboard: charts of other pages, in an order, by a name; the project's, or its owner's alone."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")  # None: everyone's
    name = models.CharField(max_length=60)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ShownQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "owner", "name"], name="one_board_a_name", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return self.name


class Pin(models.Model):
    """One chart of a board: which of which page, with which filters."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="pins")
    place = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    chart = models.SlugField(max_length=60)  # its key
    path = models.CharField(max_length=300)  # below the project's own, of what holds the chart
    query = models.CharField(max_length=2000, blank=True)

    class Meta:
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return self.title
