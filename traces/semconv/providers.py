"""One name per provider: that of OpenTelemetry's `gen_ai.provider.name`, whatever the sender called it."""

from functools import lru_cache

MAX_LENGTH = 100
ADK = "gcp.vertex.agent"  # what Google's Agent Development Kit calls the system of some spans

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
    ADK: "",  # frameworks, whatever model they call
    "langchain": "",
    "google.generative-ai": "gcp.gemini",
    "google.vertex": "gcp.vertex_ai",
    "google-vertex": "gcp.vertex_ai",
    "vertex.anthropic": "anthropic",
    "amazon-bedrock": "aws.bedrock",
    "azure-openai": "azure.ai.openai",
}
# What Vercel's AI SDK puts behind the provider's name: "openai.chat" is openai.
APIS = frozenset({"chat", "completion", "responses", "messages", "embedding", "image", "speech", "transcription"})
ADK_MODELS = {"gemini": "gcp.gen_ai", "gemma": "gcp.gen_ai", "claude": "anthropic"}
# Names that models are prefixed with and that need no alias.
SELLERS = frozenset({"openai", "anthropic", "cohere", "deepseek", "groq", "perplexity", "openrouter"})
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
    if by_system or name in ALIASES:
        return by_system or ALIASES[name] or None
    head, _, api = name.rpartition(".")
    return (ALIASES.get(head, head) if head and api in APIS else name) or None


def of_adk(model: str | None) -> str | None:
    """Who answers for a model that the ADK names no provider of: its own are Google's and Anthropic's."""
    name = (model or "").rpartition("/")[2]
    return next((seller for start, seller in ADK_MODELS.items() if name.startswith(start)), None)


@lru_cache(maxsize=2048)
def unprefixed(provider: str | None, model: str) -> tuple[str | None, str]:
    """A model's name without that of its provider, as LiteLLM and others put it before; the provider too if unknown.

    >>> unprefixed("openai", "openai/gpt-5"), unprefixed(None, "gemini/gemini-2.5-pro"), unprefixed("groq", "qwen/q")
    (('openai', 'gpt-5'), ('gcp.gemini', 'gemini-2.5-pro'), ('groq', 'qwen/q'))
    """
    prefix, _, rest = model.partition("/")
    named = canonical(prefix)
    if rest and (named == provider or (provider is None and (prefix in ALIASES or prefix in SELLERS))):
        return named, rest
    return provider, model
