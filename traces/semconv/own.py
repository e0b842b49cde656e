"""Our own attributes: what a service may set on its spans to say more than any convention can."""

from traces.semconv.convention import TAG, Convention

CONVENTION = Convention(
    name="aiops",
    title="aiops.*",
    source="docs/reference/attributes.md",
    facts={
        "attempt": ("aiops.attempt",),
        "cache_hit": ("aiops.cache.hit",),
        "business_key": ("aiops.business_key",),
        TAG + "fallback_rung": ("aiops.fallback.rung",),
        TAG + "guardrail": ("aiops.guardrail.name",),
        TAG + "verdict": ("aiops.guardrail.verdict",),
        TAG + "holdout": ("aiops.holdout",),
    },
    # Kinds: aiops.cache.hit, aiops.guardrail.name and aiops.step tell one too, see normal._kind.
    marks=("aiops.workflow", "aiops.run.id", "aiops.step", "aiops.confidence"),
    scopes=("aiops.usage",),
)
