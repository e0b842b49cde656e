from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from aiops.core.models import Project
from costs.analysis.budgets import LENGTHS
from costs.analysis.watching import METRICS


class Channel(models.Model):
    """Where alerts go. A webhook's secret is kept as it is: signing takes the secret itself."""

    class Kind(models.TextChoices):
        EMAIL = "email", "E-mail"
        SLACK = "slack", "Slack, or what takes its messages"
        WEBHOOK = "webhook", "Signed webhook"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="alert_channels")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=7, choices=Kind.choices)
    target = models.CharField(max_length=2000)  # addresses parted by commas, or an URL
    secret = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Rule(models.Model):
    """What budgets and watches have in common."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE)
    channels = models.ManyToManyField(Channel, blank=True)
    muted_until = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=254)
    made_at = models.DateTimeField(auto_now_add=True)
    as_of = models.DateTimeField(null=True)  # when it was last looked at

    class Meta:
        abstract = True

    def is_muted(self, now: datetime) -> bool:
        return self.muted_until is not None and self.muted_until > now


class Budget(Rule):
    """So much money for so long. `spent_nanousd` and what follows is how it stood at `as_of`."""

    class Scope(models.TextChoices):
        PROJECT = "project", "The whole project"
        WORKFLOW = "workflow", "One workflow"
        MODEL = "model", "One model"
        USER = "user", "One user"
        KEY = "key", "One API key"

    scope = models.CharField(max_length=8, choices=Scope.choices, default=Scope.PROJECT)
    value = models.CharField(max_length=200, blank=True)  # the workflow, model or user, or the name of the key
    length = models.CharField(max_length=7, choices=[(key, each.title) for key, each in LENGTHS.items()])
    nanousd = models.BigIntegerField()
    warn_percent = models.PositiveSmallIntegerField(default=80)  # 0: not before it is spent
    by_forecast = models.BooleanField(default=True)
    window_start = models.DateTimeField(null=True)
    spent_nanousd = models.BigIntegerField(null=True)
    expected_nanousd = models.BigIntegerField(null=True)
    expected_low_nanousd = models.BigIntegerField(null=True)
    expected_high_nanousd = models.BigIntegerField(null=True)
    unpriced_calls = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["scope", "value", "pk"]

    def __str__(self) -> str:
        return f"{self.subject}, {LENGTHS[self.length].title.lower()}"

    @property
    def subject(self) -> str:
        return "the project" if self.scope == self.Scope.PROJECT else self.value


class Watch(Rule):
    """A figure that is looked at every day, of one workflow or of each."""

    metric = models.CharField(max_length=20, choices=[(key, each.title) for key, each in METRICS.items()])
    workflow = models.CharField(max_length=200, blank=True)  # "": each
    least_percent = models.PositiveSmallIntegerField(default=10)
    day = models.DateField(null=True)  # the last day that was looked at

    class Meta:
        ordering = ["metric", "workflow", "pk"]

    def __str__(self) -> str:
        return f"{METRICS[self.metric].title}, {self.workflow or 'each workflow'}"


class Alert(models.Model):
    """Something that was said once. `key` names what it is about: of one key there is one open alert."""

    class Kind(models.TextChoices):
        NEAR = "near", "Budget nearly spent"
        OVER = "over", "Budget spent"
        FORECAST = "forecast", "Budget will not last"
        DAY = "day", "Unusual day"
        LEVEL = "level", "New level"

    project = models.ForeignKey(Project, on_delete=models.CASCADE)
    key = models.CharField(max_length=300)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    budget = models.ForeignKey(Budget, null=True, on_delete=models.SET_NULL)
    watch = models.ForeignKey(Watch, null=True, on_delete=models.SET_NULL)
    subject = models.CharField(max_length=200)
    sentence = models.TextField()
    path = models.CharField(max_length=1000)  # of the page that shows it
    facts = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()  # when it last held
    resolved_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=200, blank=True)  # why it is over, and how long it lasted
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=254, blank=True)
    muted = models.BooleanField(default=False)  # nobody was told

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], condition=Q(resolved_at=None), name="one_open_alert")
        ]
        indexes = [models.Index(fields=["project", "-opened_at"], name="alerts_newest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject}"


class Delivery(models.Model):
    """One alert on its way to one channel: that it began, or that it is over."""

    class About(models.TextChoices):
        BEGAN = "began", "It began"
        ENDED = "ended", "It is over"

    class State(models.TextChoices):
        WAITING = "waiting", "On its way"
        SENT = "sent", "Delivered"
        FAILED = "failed", "Given up"

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE)
    about = models.CharField(max_length=5, choices=About.choices, default=About.BEGAN)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "channel", "about"], name="one_delivery_of_each")]
        indexes = [models.Index(fields=["next_at"], condition=Q(state="waiting"), name="deliveries_waiting")]

    def __str__(self) -> str:
        return f"{self.alert} to {self.channel}"
