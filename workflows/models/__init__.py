from workflows.models.definitions import Expense, MappingRule, Redefinition, SuccessMetric, Workflow
from workflows.models.hooks import OutcomeHook
from workflows.models.runs import Run, WorkflowVersion
from workflows.models.schedules import RunSchedule, ScheduleFire
from workflows.models.sharing import DigestReader, ShareLink
from workflows.models.steps import Attempt, Step
from workflows.models.waits import Effect, SpanOutbox, Wait

__all__ = [
    "Attempt", "DigestReader", "Effect", "Expense", "MappingRule", "OutcomeHook", "Redefinition", "Run", "RunSchedule",
    "ScheduleFire", "ShareLink", "SpanOutbox", "Step", "SuccessMetric", "Wait", "Workflow", "WorkflowVersion",
]  # fmt: skip
