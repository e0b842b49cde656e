"""What people may call a failure: the 14 modes of MAST and the categories of TRAIL, each once.

Sources: Cemri et al., "Why do multi-agent LLM systems fail?" (2025), table of failure modes; Deshpande et al., "TRAIL:
trace reasoning and agentic issue localization" (2025), taxonomy of errors.
"""

MAST = (
    "disobeys the task", "disobeys its role", "repeats steps", "loses the conversation", "does not know when to stop",
    "starts over", "does not ask back", "drifts off the task", "withholds information", "ignores another agent",
    "acts against its reasoning", "ends too early", "checks too little", "checks wrongly",
)  # fmt: skip
TRAIL = (
    "made-up text", "made-up tool use", "poor retrieval", "misreads a tool's output", "misunderstands the problem",
    "wrong tool", "wrong format", "ignores instructions", "tool is defined wrongly", "environment is set up wrongly",
    "rate limit", "authentication", "service error", "resource not found", "resource exhausted", "timeout",
    "context handling", "resource abuse", "goal deviation", "wrong orchestration",
)  # fmt: skip
GROUPS = (("Agents (MAST)", MAST), ("Traces (TRAIL)", TRAIL))
CATEGORIES = frozenset(MAST + TRAIL)
