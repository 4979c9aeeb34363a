"""Which providers speak OpenAI's API, where, and which environment variables say so?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from router.adapters.providers.endpoint import Endpoint
from router.core.deployment import Deployment

__all__ = ["SHAPES", "Shape", "address_of", "endpoint_of", "shape_of"]


@dataclass(frozen=True, slots=True)
class Shape:
    """One provider: its name, its usual address, and the variables that hold key and address."""

    provider: str
    base_url: str | None
    key_variables: tuple[str, ...] = ()
    base_url_variables: tuple[str, ...] = ()
    is_local: bool = False
    """Runs on one's own machines: it is there only if somebody started it, and needs no key."""
    has_azure_paths: bool = False
    takes_stream_options: bool = True


def _hosted(name: str, base_url: str, *more_keys: str, stream_options: bool = True) -> Shape:
    prefix = name.upper()
    keys, addresses = (f"{prefix}_API_KEY", *more_keys), (f"{prefix}_BASE_URL",)
    return Shape(name, base_url, keys, addresses, takes_stream_options=stream_options)


def _local(name: str, base_url: str | None, *more_addresses: str) -> Shape:
    prefix = name.upper()
    keys, addresses = (f"{prefix}_API_KEY",), (f"{prefix}_BASE_URL", *more_addresses)
    return Shape(name, base_url, keys, addresses, is_local=True)


SHAPES: Mapping[str, Shape] = {
    shape.provider: shape
    for shape in (
        Shape(
            "azure",
            None,
            ("AZURE_OPENAI_API_KEY", "AZURE_API_KEY"),
            ("AZURE_OPENAI_ENDPOINT", "AZURE_API_BASE"),
            has_azure_paths=True,
        ),
        _hosted("openai", "https://api.openai.com/v1"),
        _hosted("groq", "https://api.groq.com/openai/v1"),
        _hosted("together", "https://api.together.xyz/v1", "TOGETHERAI_API_KEY"),
        _hosted("mistral", "https://api.mistral.ai/v1", stream_options=False),
        _hosted("deepseek", "https://api.deepseek.com/v1"),
        _hosted("openrouter", "https://openrouter.ai/api/v1"),
        _hosted("xai", "https://api.x.ai/v1"),
        _hosted("fireworks", "https://api.fireworks.ai/inference/v1", "FIREWORKS_AI_API_KEY"),
        _hosted("perplexity", "https://api.perplexity.ai", "PERPLEXITYAI_API_KEY"),
        _hosted("cerebras", "https://api.cerebras.ai/v1"),
        _hosted("nvidia_nim", "https://integrate.api.nvidia.com/v1", "NVIDIA_API_KEY"),
        _local("vllm", "http://127.0.0.1:8000/v1"),
        _local("ollama", "http://127.0.0.1:11434/v1", "OLLAMA_HOST"),
        _local("lmstudio", "http://127.0.0.1:1234/v1"),
        _local("openai_compatible", None),
    )
}

_SAME = {
    "fireworks_ai": "fireworks",
    "hosted_vllm": "vllm",
    "lm_studio": "lmstudio",
    "ollama_chat": "ollama",
    "together_ai": "together",
}
"""litellm's names of the same providers."""
_OLLAMA_PORT = 11434


def shape_of(provider: str) -> Shape | None:
    """The OpenAI-shaped provider of this name; None where it speaks another API."""
    return SHAPES.get(_SAME.get(provider, provider))


def address_of(shape: Shape, environment: Mapping[str, str]) -> str:
    """Where the provider is reached: as the environment says, or as usual; empty if neither."""
    own = _first(environment, shape.base_url_variables)[1]
    return _completed(shape, own or shape.base_url or "")


def endpoint_of(deployment: Deployment, environment: Mapping[str, str]) -> Endpoint | None:
    """Where `deployment` is reached; None where its provider speaks another API.

    The catalog comes before the environment, and that before the provider's usual address. An
    endpoint without an address has an empty one: calling it says what to set.
    """
    shape = shape_of(deployment.provider)
    if shape is None:
        return None
    own_url = deployment.api_base or _first(environment, shape.base_url_variables)[1]
    keys = (deployment.api_key_env,) if deployment.api_key_env else shape.key_variables
    variable, key = _first(environment, keys)
    return Endpoint(
        provider=deployment.provider,
        base_url=_completed(shape, own_url or shape.base_url or ""),
        key=key,
        key_variable=variable or keys[0],
        # An address of one's own (a gateway, a local server) may do without a key.
        needs_key=bool(deployment.api_key_env) or (not shape.is_local and not own_url),
        has_azure_paths=shape.has_azure_paths,
        api_version=deployment.api_version or environment.get("AZURE_OPENAI_API_VERSION"),
        takes_stream_options=shape.takes_stream_options,
    )


def _first(environment: Mapping[str, str], names: tuple[str, ...]) -> tuple[str, str]:
    for name in names:
        if value := environment.get(name, "").strip():
            return name, value
    return "", ""


def _completed(shape: Shape, base_url: str) -> str:
    """Ollama's variables hold a bare host, as its own tools want it."""
    if shape.provider != "ollama":
        return base_url
    url = base_url if "://" in base_url else f"http://{base_url}"
    url = re.sub(r"//0\.0\.0\.0(?=[:/]|$)", "//127.0.0.1", url.rstrip("/"))
    if re.fullmatch(r"http://[^:/]+", url):
        url = f"{url}:{_OLLAMA_PORT}"
    return url if url.endswith("/v1") else f"{url}/v1"
