from workflows.models.definitions import Expense, MappingRule, Redefinition, SuccessMetric, Workflow
from workflows.models.hooks import OutcomeHook
from workflows.models.sharing import DigestReader, ShareLink

__all__ = [
    "DigestReader", "Expense", "MappingRule", "OutcomeHook", "Redefinition", "ShareLink", "SuccessMetric", "Workflow",
]  # fmt: skip
