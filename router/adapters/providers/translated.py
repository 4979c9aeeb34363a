"""Which providers are reached through litellm, and which variables hold their credentials?"""

from collections.abc import Mapping
from dataclasses import dataclass

from router.adapters.providers.endpoint import Endpoint
from router.core.deployment import Deployment

__all__ = ["TRANSLATED", "Translation", "translated_endpoint"]


@dataclass(frozen=True, slots=True)
class Translation:
    """One provider. Each tuple of variables is enough by itself."""

    provider: str
    credentials: tuple[str, ...]
    base_url_variables: tuple[str, ...] = ()
    is_signed: bool = False
    """Signs with credentials that litellm reads itself, rather than sending a key."""


TRANSLATED: Mapping[str, Translation] = {
    translation.provider: translation
    for translation in (
        Translation("anthropic", ("ANTHROPIC_API_KEY",), ("ANTHROPIC_BASE_URL",)),
        Translation("gemini", ("GEMINI_API_KEY", "GOOGLE_API_KEY"), ("GEMINI_BASE_URL",)),
        Translation("cohere", ("COHERE_API_KEY", "CO_API_KEY"), ("COHERE_BASE_URL",)),
        Translation(
            "bedrock",
            ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_BEARER_TOKEN_BEDROCK"),
            is_signed=True,
        ),
        Translation(
            "vertex_ai", ("GOOGLE_APPLICATION_CREDENTIALS", "VERTEXAI_PROJECT"), is_signed=True
        ),
        Translation("ai21", ("AI21_API_KEY",)),
        Translation("databricks", ("DATABRICKS_API_KEY",), ("DATABRICKS_API_BASE",)),
        Translation("huggingface", ("HF_TOKEN", "HUGGINGFACE_API_KEY")),
        Translation("replicate", ("REPLICATE_API_KEY", "REPLICATE_API_TOKEN")),
        Translation("sambanova", ("SAMBANOVA_API_KEY",)),
        Translation("watsonx", ("WATSONX_APIKEY", "WATSONX_API_KEY"), ("WATSONX_URL",)),
        Translation("zai", ("ZAI_API_KEY",)),
    )
}


def translated_endpoint(deployment: Deployment, environment: Mapping[str, str]) -> Endpoint:
    """What litellm must be told to reach `deployment`.

    An empty key or address leaves it to litellm, which reads the variables that it documents.
    """
    known = TRANSLATED.get(deployment.provider, Translation(deployment.provider, ()))
    names = (deployment.api_key_env,) if deployment.api_key_env else known.credentials
    variable = next((name for name in names if environment.get(name, "").strip()), "")
    addresses = (environment.get(name, "").strip() for name in known.base_url_variables)
    is_key = bool(deployment.api_key_env) or not known.is_signed
    return Endpoint(
        provider=deployment.provider,
        base_url=deployment.api_base or next(filter(None, addresses), ""),
        key=environment.get(variable, "").strip() if is_key else "",
        key_variable=variable or (names[0] if names else f"{deployment.provider.upper()}_API_KEY"),
        needs_key=bool(names) and not variable,
        api_version=deployment.api_version,
    )
