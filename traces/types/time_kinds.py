"""What time was spent on: the parts of a duration, in the order pages and stored lists show them."""

TIME_KINDS = (
    "queue_wait", "backoff_wait", "first_token", "generation", "embedding", "retrieval", "tool", "guardrail",
    "own_code", "unaccounted", "outside",
)  # fmt: skip
QUEUE_WAIT, BACKOFF_WAIT, FIRST_TOKEN, GENERATION = "queue_wait", "backoff_wait", "first_token", "generation"
OWN_CODE, UNACCOUNTED, OUTSIDE = "own_code", "unaccounted", "outside"
