"""Which providers can be called: whose keys are set, and what runs on this machine?"""

import asyncio
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from router.adapters.providers.endpoint import without_password
from router.adapters.providers.openai_shaped import SHAPES, Shape, address_of, shape_of
from router.adapters.providers.translated import TRANSLATED

__all__ = ["Found", "discover", "provider_has_key"]

_MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A provider that can be called. Keys are named by their variables, never shown."""

    provider: str
    note: str
    """For people: by which variable, where, with which models."""
    base_url: str | None = None
    key_variable: str | None = None
    models: tuple[str, ...] = ()
    """The models installed, where the provider is local and says so."""


class _Model(Struct):
    name: str


class _Tags(Struct):
    models: list[_Model] = []


async def discover(environment: Mapping[str, str], *, timeout_s: float = 0.3) -> tuple[Found, ...]:
    """Providers with a key or an address in the environment, and Ollama where it runs."""
    by_variables = (_shaped(shape, environment) for shape in SHAPES.values() if not _asks(shape))
    translated = (
        Found(provider=name, note=f"key in {variable}", key_variable=variable)
        for name, translation in TRANSLATED.items()
        if (variable := _first_set(environment, translation.credentials))
    )
    ollama = await _running_ollama(environment, timeout_s=timeout_s)
    return tuple(filter(None, (*by_variables, *translated, ollama)))


def provider_has_key(environment: Mapping[str, str], provider: str) -> bool:
    """Whether the environment holds what calling `provider` takes: a key, or an own address."""
    shape = shape_of(provider)
    if shape is not None:
        return _shaped(shape, environment) is not None
    translation = TRANSLATED.get(provider)
    names = translation.credentials if translation else (f"{provider.upper()}_API_KEY",)
    return _first_set(environment, names) is not None


def _asks(shape: Shape) -> bool:
    return shape.provider == "ollama"


def _shaped(shape: Shape, environment: Mapping[str, str]) -> Found | None:
    key_variable = _first_set(environment, shape.key_variables)
    url_variable = _first_set(environment, shape.base_url_variables)
    needs_address = shape.is_local or shape.base_url is None
    if url_variable is None and (needs_address or key_variable is None):
        return None
    if shape.has_azure_paths and key_variable is None:
        return None
    base_url = without_password(address_of(shape, environment))
    key = f"key in {key_variable}" if key_variable else "no key"
    where = f", address {base_url} in {url_variable}" if url_variable else ""
    return Found(
        provider=shape.provider,
        note=key + where,
        base_url=base_url,
        key_variable=key_variable,
    )


def _first_set(environment: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((name for name in names if environment.get(name, "").strip()), None)


async def _running_ollama(environment: Mapping[str, str], *, timeout_s: float) -> Found | None:
    """Ollama's usual port is tried even where no variable names it: most people set none."""
    base_url = address_of(SHAPES["ollama"], environment)
    try:
        told = await asyncio.to_thread(_tags_at, base_url.removesuffix("/v1"), timeout_s=timeout_s)
        tags = msgspec.json.decode(told, type=_Tags)
    except (HTTPException, OSError, ValueError, msgspec.DecodeError):
        return None  # nobody there, or somebody else: both mean that there is no Ollama
    models = tuple(model.name for model in tags.models)
    address = without_password(base_url)
    names = ", ".join(models) if models else "no model installed"
    return Found(
        provider="ollama", note=f"runs at {address}: {names}", base_url=address, models=models
    )


def _tags_at(base_url: str, *, timeout_s: float) -> bytes:
    """What Ollama says of its models; `timeout_s` is for each silence."""
    address = urlsplit(base_url)
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    with closing(kind(address.netloc.rpartition("@")[2], timeout=timeout_s)) as connection:
        connection.request("GET", f"{address.path}/api/tags")
        return connection.getresponse().read(_MOST_BYTES)
