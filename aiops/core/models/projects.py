from django.contrib.auth.models import AnonymousUser
from django.db import models

from aiops.core.models.people import User


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: "User | AnonymousUser") -> "ProjectQuerySet":
        """The projects this person may look at. Every view starts here."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_superuser else self.filter(memberships__user=user)


class Project(models.Model):
    """One company's or team's telemetry. Nothing crosses from one project to another."""

    class Redaction(models.TextChoices):
        STANDARD = "standard"
        STRICT = "strict"  # e-mail addresses and phone numbers too
        OFF = "off"

    name = models.CharField(max_length=100)
    slug = models.SlugField(max_length=63, unique=True)
    time_zone = models.CharField(max_length=63, default="UTC")
    retention_days = models.PositiveIntegerField(default=30)  # spans and bodies; summaries stay 400 days
    redaction = models.CharField(max_length=8, choices=Redaction.choices, default=Redaction.STANDARD)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProjectQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's role in a project: a viewer reads, a member defines workflows, an admin changes people and keys."""

    class Role(models.TextChoices):
        VIEWER = "viewer"
        MEMBER = "member"
        ADMIN = "admin"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=6, choices=Role.choices, default=Role.VIEWER)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "user"], name="one_role_per_person_and_project")]

    def __str__(self) -> str:
        return f"{self.user} is {self.role} of {self.project}"
