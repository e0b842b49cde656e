from workflows.models.definitions import Expense, MappingRule, Redefinition, SuccessMetric, Workflow
from workflows.models.hooks import OutcomeHook
from workflows.models.knowledge import Connection, KnowledgeChunk, KnowledgeDocument, KnowledgeSource, KnowledgeWord
from workflows.models.limits import (
    BatchSlot,
    BreakerChange,
    BreakerState,
    CacheEntry,
    Provider,
    RateBucket,
    SpendCounter,
    SpendHold,
)
from workflows.models.provider_batches import ProviderBatch
from workflows.models.run_hooks import RunHook
from workflows.models.runs import Run, WorkflowVersion
from workflows.models.schedules import RunSchedule, ScheduleFire
from workflows.models.sharing import DigestReader, ShareLink
from workflows.models.steps import Attempt, Step
from workflows.models.trials import PolicyTrial
from workflows.models.waits import Effect, SpanOutbox, Wait

__all__ = [
    "Attempt", "BatchSlot", "BreakerChange", "BreakerState", "CacheEntry", "Connection", "DigestReader", "Effect",
    "Expense", "KnowledgeChunk", "KnowledgeDocument", "KnowledgeSource", "KnowledgeWord", "MappingRule",
    "OutcomeHook", "PolicyTrial", "Provider", "ProviderBatch", "RateBucket", "Redefinition", "Run", "RunHook",
    "RunSchedule", "ScheduleFire", "ShareLink", "SpanOutbox", "SpendCounter", "SpendHold", "Step", "SuccessMetric",
    "Wait", "Workflow",
    "WorkflowVersion",
]  # fmt: skip
