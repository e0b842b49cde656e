from django.db import models

from aiops.core.models.people import User
from aiops.core.models.projects import Project


class Visit(models.Model):
    """When a person was last at the home of a project, and when the visit before that one ended."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    before_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "project"], name="one_visit_per_person_and_project")]

    def __str__(self) -> str:
        return f"{self.user} in {self.project}, {self.seen_at:%d %b %H:%M}"
