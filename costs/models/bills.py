from django.db import models

from aiops.core.models import Project


class Bill(models.Model):
    """A provider's bill or export, as it was brought. Amounts are in dollars, at `rate` where it was in other money."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE)
    name = models.CharField(max_length=200)
    provider = models.CharField(max_length=63, blank=True)  # "": of whatever provider
    currency = models.CharField(max_length=10)
    rate = models.DecimalField(max_digits=18, decimal_places=9)  # dollars for one of it
    first = models.DateField()
    last = models.DateField()
    lines = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    imported_by = models.CharField(max_length=254)
    imported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-last", "-pk"]
        constraints = [models.UniqueConstraint(fields=["project", "digest"], name="one_bill")]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_rate(self) -> str:
        """Without zeros at its end, and never as 1E+1."""
        return f"{self.rate.normalize():f}"


class BillLine(models.Model):
    """One day and model of a bill; without a model (`other`) a credit or a fee, by its own words."""

    bill = models.ForeignKey(Bill, on_delete=models.CASCADE, related_name="entries")
    day = models.DateField()
    model = models.CharField(max_length=200)
    other = models.BooleanField(default=False)
    nanousd = models.BigIntegerField()
    tokens = models.BigIntegerField(null=True)
    requests = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.day} {self.model}"
