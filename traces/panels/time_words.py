"""What the parts of a duration are called on pages, in the order of traces.types.TIME_KINDS."""

TITLES = {
    "queue_wait": "Queue wait",
    "backoff_wait": "Wait before retry",
    "first_token": "First token",
    "generation": "Generation",
    "embedding": "Embedding",
    "retrieval": "Retrieval",
    "tool": "Tools",
    "guardrail": "Guardrails",
    "own_code": "Own code",
    "unaccounted": "Unaccounted",
    "outside": "Outside any span",
}
MEANINGS = {
    "queue_wait": "Put into a queue and not yet begun, and the putting itself",
    "backoff_wait": "Between a failed try and the next one",
    "first_token": "Of model calls: until the first token came",
    "generation": "Of model calls: from the first token on, or all of it where no first token is known",
    "embedding": "Of embedding calls",
    "retrieval": "Retrievers, rerankers, databases and caches",
    "tool": "Tools, and requests to other services",
    "guardrail": "Guardrails and evaluators",
    "own_code": "Spans of your own code with nothing below them",
    "unaccounted": "Inside a span while none of the spans below it ran: nobody measured what was done",
    "outside": "No span ran, and nothing waited in a queue",
}
