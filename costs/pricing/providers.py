"""From the provider a span names (gen_ai.provider.name, older gen_ai.system) to the catalogue's provider, and from a
model that only its maker sells where the span names nobody.
"""

ALIASES = {
    "openai": "openai",
    "anthropic": "anthropic",
    "aws.bedrock": "aws",
    "aws_bedrock": "aws",
    "bedrock": "aws",
    "az.ai.inference": "azure",
    "az.ai.openai": "azure",
    "azure": "azure",
    "azure.ai.inference": "azure",
    "azure.ai.openai": "azure",
    "cohere": "cohere",
    "deepseek": "deepseek",
    "gcp.gemini": "google",
    "gcp.gen_ai": "google",
    "gcp.vertex_ai": "google",
    "gemini": "google",
    "google": "google",
    "google_genai": "google",
    "vertex_ai": "google",
    "groq": "groq",
    "meta": "meta",
    "mistral": "mistral",
    "mistral_ai": "mistral",
    "mistralai": "mistral",
    "moonshot_ai": "moonshotai",
    "openrouter": "openrouter",
    "perplexity": "perplexity",
    "together": "together",
    "together_ai": "together",
    "fireworks": "fireworks",
    "x_ai": "x-ai",
    "xai": "x-ai",
}


def catalogue_provider(provider: str) -> str:
    """The catalogue's name; a provider without an alias keeps its own, in lower case."""
    return ALIASES.get(provider.lower(), provider.lower())


# By the beginning of the name: what the catalogue's providers do not say of their embeddings themselves. Weights that
# anybody may run are not here, though the catalogue has one seller of them: a model at home would be billed by it.
MAKERS = {
    "text-embedding-3-": "openai",
    "text-embedding-ada-": "openai",
    "embed-v4": "cohere",
    "amazon.titan-embed-": "aws",
}


def maker(model: str) -> str | None:
    """The catalogue's provider of a model that nobody else makes, by its name alone; Azure sells OpenAI's at its price.

    >>> maker("text-embedding-3-small"), maker("bge-m3")
    ('openai', None)
    """
    name = model.lower()
    return next((provider for beginning, provider in MAKERS.items() if name.startswith(beginning)), None)
