"""Where does vLLM Semantic Router reach a model, what does it cost there and what can it do?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from router.core.deployment import Capability
from router.core.importing.candidate import HeldBack
from router.core.importing.imported import Prices
from router.core.importing.secrets import is_plain_address
from router.core.importing.source import Part

__all__ = ["ServedBy", "backend_of", "capabilities_of", "endpoint_of", "prices_in"]

_PRICES = {
    "prompt_per_1m": "input_usd_per_mtok",
    "completion_per_1m": "output_usd_per_mtok",
    "cached_input_per_1m": "cached_input_usd_per_mtok",
    "cache_write_per_1m": "cache_write_usd_per_mtok",
}
_WORDS = {
    "vision": Capability.VISION,
    "audio": Capability.AUDIO,
    "reasoning": Capability.REASONING,
}
_FIRST = "only the first one is called: traffic is not spread. Add a deployment for each other."


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedBy:
    """One server of a model."""

    api_base: str | None = None
    api_key_env: str | None = None
    provider: str = ""


def backend_of(model: Part) -> ServedBy:
    """The first backend of a model in `providers.models`.

    Raises:
        HeldBack: its address cannot be written down.
    """
    listed = model.get("backend_refs") or model.get("endpoints")
    refs = listed.elements() if listed else ()
    for other in refs[1:]:
        other.left(_FIRST)
    if not refs:
        return ServedBy()
    style = model.get("api_format")
    if style is not None and (said := style.text()) not in ("openai", None):
        raise HeldBack(f"it speaks the API of {said} at an address of its own")
    if style is not None:
        style.carried("OpenAI's API, as all servers of one's own here")
    provider = refs[0].get("provider")
    if provider is not None:
        provider.carried("which provider `model` names")
    return ServedBy(
        api_base=_address(refs[0]),
        api_key_env=_variable(refs[0]),
        provider=(provider.text() or "") if provider else "",
    )


def _address(ref: Part) -> str | None:
    whole, bare, scheme = ref.get("base_url"), ref.get("endpoint"), ref.get("protocol")
    part = whole or bare
    written = part.text() if part else None
    if part is None or written is None:
        return None
    said = (scheme.text() if scheme else None) or "http"
    address = written if "://" in written else f"{said}://{written}"
    if not is_plain_address(address):
        raise HeldBack("its address is incomplete, or may hold a secret: write it by hand")
    if re.fullmatch(r"https?://[^/]+/?", address):
        address = f"{address.rstrip('/')}/v1"
    part.carried(f"`api_base: {address}`")
    if scheme is not None and scheme is not part:
        scheme.carried("the beginning of `api_base`")
    return address


def _variable(ref: Part) -> str | None:
    part = ref.get("api_key_env")
    name = part.text() if part else None
    if part is None or name is None:
        return None
    if not re.fullmatch(r"[A-Z_][A-Z0-9_]*", name):
        part.left("no name of a variable in capital letters. Write `api_key_env: NAME`.")
        return None
    part.carried(f"`api_key_env: {name}`")
    return name


def endpoint_of(model: str, config: Part, *, root: Part) -> ServedBy:
    """The server of a model in the older `vllm_endpoints`: preferred, or listing it, or the first.

    Raises:
        HeldBack: there is none.
    """
    listed = root.get("vllm_endpoints")
    endpoints = {_name(one): one for one in listed.elements()} if listed else {}
    preferred = config.get("preferred_endpoints")
    wishes = [one.text() for one in preferred.elements()] if preferred else []
    serving = [name for name, one in endpoints.items() if model in _models(one)]
    names = [name for name in (*wishes, *serving, *endpoints) if name in endpoints]
    if not names:
        raise HeldBack("no endpoint serves it")
    chosen = endpoints[names[0]]
    if preferred is not None:
        preferred.changed(f"`{names[0]}` serves it; traffic is not spread over several")
    address, port = chosen.get("address"), chosen.get("port")
    host = (address.text() or "") if address else ""
    host = f"[{host}]" if ":" in host else host
    number = port.count() if port else None
    api_base = f"http://{host}:{number}/v1" if number else f"http://{host}/v1"
    if address is None or not is_plain_address(api_base):
        raise HeldBack("its endpoint has no address that can be written down")
    for part in (address, port):
        if part is not None:
            part.carried(f"`api_base: {api_base}`")
    return ServedBy(api_base=api_base)


def _name(endpoint: Part) -> str:
    part = endpoint.get("name")
    return (part.text() or "") if part else ""


def _models(endpoint: Part) -> list[str | None]:
    part = endpoint.get("models")
    return [one.text() for one in part.elements()] if part else []


def prices_in(pricing: Part) -> Prices:
    """Prices for a million tokens.

    Raises:
        HeldBack: they are not in USD.
    """
    currency = pricing.get("currency")
    if currency is not None:
        if (said := currency.text()) != "USD":
            raise HeldBack(f"its prices are in {said}: write them in USD")
        currency.carried("all prices are in USD")
    prices: dict[str, Decimal] = {}
    for theirs, ours in _PRICES.items():
        part = pricing.get(theirs)
        usd = part.amount() if part else None
        if part is not None and usd is not None:
            part.carried(f"`{ours}: {usd:f}`")
            prices[ours] = usd
    return prices


def capabilities_of(card: Part | None) -> Mapping[Capability, bool]:
    """What a model's card says that it can do; nothing is said without one."""
    listed = card.get("capabilities") if card else None
    if listed is None:
        return {}
    words = [one.text() or "" for one in listed.elements()]
    told = [word for word in _WORDS if word in words]
    listed.changed(
        f"`capabilities` have {', '.join(['tools', 'json', *told])}: tools and JSON are taken as "
        "given with vLLM's servers, and other words mean nothing here"
    )
    return {capability: word in words for word, capability in _WORDS.items()}
