from django.db import models

from aiops.core.models.people import User
from aiops.core.models.projects import Project
from aiops.core.models.shown import ShownQuerySet


class SavedView(models.Model):
    """A page with its filters, by a name: for the whole project, or for its owner alone."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")  # None: everyone's
    name = models.CharField(max_length=60)
    path = models.CharField(max_length=300)  # below the project's own: "traces/"
    query = models.CharField(max_length=2000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ShownQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "owner", "name"], name="one_view_a_name", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return self.name

    def url(self, slug: str) -> str:
        return f"/p/{slug}/{self.path}" + (f"?{self.query}" if self.query else "")
