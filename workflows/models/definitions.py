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
    good_outcome = models.CharField(max_length=200, blank=True)  # in plain words: a ticket closed without a person
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

    class Measures(models.TextChoices):
        RATE = "rate", "The share of runs with a good outcome, in per cent"
        MEAN = "mean", "The average that outcomes report, in its unit"

    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="metrics")
    name = models.CharField(max_length=100)
    main = models.BooleanField(default=False)  # it decides which run is good; without a mark the first one does
    measures = models.CharField(max_length=4, choices=Measures.choices, default=Measures.RATE)
    direction = models.CharField(max_length=4, choices=Direction.choices, default=Direction.UP)
    unit = models.CharField(max_length=30, blank=True)
    value_per_unit_nanousd = models.BigIntegerField(null=True, blank=True)  # None: not known, which is not zero
    minutes_per_unit = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    baseline = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    baseline_low = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    baseline_high = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    baseline_source = models.CharField(max_length=200, blank=True)
    baseline_from = models.DateField(null=True, blank=True)
    baseline_to = models.DateField(null=True, blank=True)
    window_days = models.PositiveSmallIntegerField(default=DEFAULT_WINDOW_DAYS)
    silence = models.CharField(max_length=7, choices=Silence.choices, default=Silence.UNKNOWN)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workflow", "name"], name="one_metric_per_name")]

    def __str__(self) -> str:
        return self.name


class Expense(models.Model):
    """What a workflow costs besides models."""

    class Kind(models.TextChoices):
        PEOPLE = "people", "People"
        INFRASTRUCTURE = "infrastructure", "Infrastructure"
        OTHER = "other", "Other"

    class Per(models.TextChoices):
        MONTH = "month", "A month"
        RUN = "run", "A run"
        ONCE = "once", "Once, on its first day"

    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="expenses")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=14, choices=Kind.choices, default=Kind.PEOPLE)
    nanousd = models.BigIntegerField()
    per = models.CharField(max_length=5, choices=Per.choices, default=Per.MONTH)
    first = models.DateField()
    last = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["workflow", "name"], name="one_expense_per_name")]

    def __str__(self) -> str:
        return self.name


class Redefinition(models.Model):
    """That a metric meant something else before. Figures follow the newest meaning; pages say what the old one gave."""

    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="redefinitions")
    metric = models.CharField(max_length=100)
    before = models.JSONField()  # of the fields that figures depend on; empty: there was no such metric
    after = models.JSONField()
    by = models.CharField(max_length=254, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.metric} of {self.workflow}"


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
