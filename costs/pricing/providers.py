"""From the provider a span names (gen_ai.provider.name, older gen_ai.system) to the catalogue's provider."""

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
