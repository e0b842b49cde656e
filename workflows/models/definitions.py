from django.db import models

from aiops.core.models import Project

DEFAULT_WINDOW_DAYS = 7


class Workflow(models.Model):
    """What a company wants done: found in traces (discovered), or said by a person (confirmed)."""

    class Kind(models.TextChoices):
        RAG = "rag", "Question answering over documents"
        AGENT = "agent", "Agent"
        AUTOMATION = "automation", "Automation"
        OTHER = "other", "Other"

    class State(models.TextChoices):
        DISCOVERED = "discovered", "Discovered"
        CONFIRMED = "confirmed", "Confirmed"
        RETIRED = "retired", "Retired"

    class Credit(models.TextChoices):
        LAST = "last", "The last successful run before it"
        FIRST = "first", "The first successful run in its window"
        EQUAL = "equal", "All successful runs in its window, in equal shares"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="workflows")
    key = models.CharField(max_length=256)  # as traces name it
    name = models.CharField(max_length=200)
    purpose = models.TextField(max_length=2000, blank=True)
    owner = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.OTHER)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DISCOVERED)
    credit = models.CharField(max_length=5, choices=Credit.choices, default=Credit.LAST)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "key"], name="one_workflow_per_key")]

    def __str__(self) -> str:
        return self.name


class SuccessMetric(models.Model):
    """What the business sees afterwards, what it is worth, and how long a run may wait for it."""

    class Direction(models.TextChoices):
        UP = "up", "More is better"
        DOWN = "down", "Less is better"

    class Silence(models.TextChoices):
        UNKNOWN = "unknown", "Unknown: the run is left out"
        FAILURE = "failure", "Failure"
        SUCCESS = "success", "Success"

    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="metrics")
    name = models.CharField(max_length=100)
    direction = models.CharField(max_length=4, choices=Direction.choices, default=Direction.UP)
    unit = models.CharField(max_length=30, blank=True)
    value_per_unit_nanousd = models.BigIntegerField(null=True, blank=True)  # None: not known, which is not zero
    target = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    baseline = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    baseline_source = models.CharField(max_length=200, blank=True)
    baseline_from = models.DateField(null=True, blank=True)
    baseline_to = models.DateField(null=True, blank=True)
    window_days = models.PositiveSmallIntegerField(default=DEFAULT_WINDOW_DAYS)
    silence = models.CharField(max_length=7, choices=Silence.choices, default=Silence.UNKNOWN)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workflow", "name"], name="one_metric_per_name")]

    def __str__(self) -> str:
        return self.name


class MappingRule(models.Model):
    """Names the workflow of spans that do not say it: of the first rule by position whose conditions all hold."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="mapping_rules")
    position = models.PositiveIntegerField(default=0)
    conditions = models.JSONField()  # workflows.analysis.rules.Condition
    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="rules")

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"rule {self.position} of {self.project}"
