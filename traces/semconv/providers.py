"""One name per provider: that of OpenTelemetry's `gen_ai.provider.name`, whatever the sender called it."""

from functools import lru_cache

MAX_LENGTH = 100

# Names in use -> canonical name. Names that are canonical already stand for themselves.
ALIASES = {
    "azure": "azure.ai.openai",
    "azure_openai": "azure.ai.openai",
    "az.ai.openai": "azure.ai.openai",
    "az.ai.inference": "azure.ai.inference",
    "azure_ai": "azure.ai.inference",
    "aws": "aws.bedrock",
    "aws_bedrock": "aws.bedrock",
    "bedrock": "aws.bedrock",
    "amazon_bedrock": "aws.bedrock",
    "bedrock_converse": "aws.bedrock",
    "google": "gcp.gen_ai",
    "google_genai": "gcp.gen_ai",
    "google_generativeai": "gcp.gen_ai",
    "gemini": "gcp.gemini",
    "google.gemini": "gcp.gemini",
    "google_ai_studio": "gcp.gemini",
    "vertexai": "gcp.vertex_ai",
    "vertex_ai": "gcp.vertex_ai",
    "google_vertexai": "gcp.vertex_ai",
    "mistral": "mistral_ai",
    "mistralai": "mistral_ai",
    "xai": "x_ai",
    "grok": "x_ai",
    "fireworks_ai": "fireworks",
    "together": "together_ai",
    "togetherai": "together_ai",
    "huggingface": "hugging_face",
    "watsonx": "ibm.watsonx.ai",
    "moonshot": "moonshot_ai",
    "moonshotai": "moonshot_ai",
    "claude": "anthropic",
}
# (provider, API spoken) -> canonical name, where the provider alone is not enough.
BY_SYSTEM = {
    ("google", "vertexai"): "gcp.vertex_ai",
    ("azure", "openai"): "azure.ai.openai",
    ("azure", "anthropic"): "azure.ai.inference",
    ("azure", "cohere"): "azure.ai.inference",
    ("azure", "mistralai"): "azure.ai.inference",
}


@lru_cache(maxsize=2048)
def canonical(provider: str, system: str = "") -> str | None:
    """The provider's one name, or None for an empty one. Unknown names are kept, in lower case.

    >>> canonical("OpenAI"), canonical("google", "vertexai"), canonical("my-gateway")
    ('openai', 'gcp.vertex_ai', 'my-gateway')
    """
    name = provider.strip().lower()[:MAX_LENGTH]
    by_system = BY_SYSTEM.get((name, system.strip().lower()))
    return by_system or ALIASES.get(name, name) or None
