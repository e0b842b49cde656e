from django.db import models

from aiops.core.models import Project
from workflows.models.definitions import Workflow


class OutcomeHook(models.Model):
    """A system that tells us outcomes in its own words, and signs them.

    Its secret is kept as it is: checking a signature takes the secret itself.
    """

    class Recipe(models.TextChoices):
        HELP_DESK = "helpdesk", "Help desk (Zendesk)"
        SHOP = "shop", "Shop (Shopify)"
        FORGE = "forge", "Git forge (GitHub)"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="outcome_hooks")
    recipe = models.CharField(max_length=8, choices=Recipe.choices)
    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="hooks")
    metric = models.CharField(max_length=100, blank=True)
    token = models.CharField(max_length=32, unique=True)  # in its address
    secret = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["recipe", "pk"]

    def __str__(self) -> str:
        return f"{self.get_recipe_display()} of {self.project}"
