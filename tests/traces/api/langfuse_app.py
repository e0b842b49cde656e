"""`python -m tests.traces.api.langfuse_app ADDRESS KEY`: a user of Langfuse; prints what the server told it."""

import json
import sys

from langfuse import Langfuse


def main(address: str, key: str) -> None:
    langfuse = Langfuse(public_key="anything", secret_key=key, base_url=address)
    allowed = langfuse.auth_check()
    healthy = langfuse.api.health.health().status
    with langfuse.start_as_current_observation(name="answer", as_type="generation", model="gpt-4o-mini") as generation:
        generation.update(
            input=[{"role": "user", "content": "Where?"}], output="There.", usage_details={"input": 100, "output": 20}
        )
        generation.score(name="helpful", value=0.75, comment="quick")
        generation.score_trace(name="tone", value="friendly", data_type="CATEGORICAL")
        trace_id = langfuse.get_current_trace_id()
        page = langfuse.get_trace_url()
    langfuse.flush()
    langfuse.shutdown()
    sys.stdout.write(json.dumps({"allowed": allowed, "healthy": healthy, "trace_id": trace_id, "page": page}))


if __name__ == "__main__":
    main(*sys.argv[1:])
