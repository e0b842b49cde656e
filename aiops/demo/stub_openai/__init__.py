"""A stand-in for an OpenAI-compatible provider on loopback, for tests, demos and trying the product without a key.

It speaks chat completions (plain and streamed), responses, embeddings and models, and Anthropic's messages. It answers
the same to the same seed and prompt; usage, delays and errors are what the prompt or the model name asks for (see
`directives`), so whoever drives it knows the truth. `Stub.calls`, and `GET /ledger` beside `/v1`, is its ledger: what
was really asked of it. It imports no app.

    with Stub(seed=1) as stub:
        client = OpenAI(base_url=stub.url, api_key="any")
"""

from aiops.demo.stub_openai.answers import Said
from aiops.demo.stub_openai.server import Call, Stub

__all__ = ["Call", "Said", "Stub"]
