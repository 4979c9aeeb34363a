"""How does a line of the catalog become a deployment: what it says first, then what is listed?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from router.adapters.files.catalog_format import DeploymentText, PricesText
from router.adapters.files.content_version import short_hash
from router.adapters.files.listed_model import ListedModel
from router.adapters.files.mistakes import did_you_mean, shown
from router.adapters.files.price_source import PriceSource
from router.core.deployment import Capability, Deployment, Kind
from router.core.price import OWN_PRICE, Price, PriceHistory

__all__ = ["OWN_SERVERS", "SIMULATED", "Unfit", "fill"]

OWN_SERVERS = frozenset(
    {
        "hosted_vllm",
        "lm_studio",
        "lmstudio",
        "ollama",
        "ollama_chat",
        "openai_compatible",
        "vllm",
    }
)
"""Servers that one runs oneself: nobody lists their prices, and models have any name."""
SIMULATED = "simulated"

_UNLISTED_WINDOW = 32_768
_UNLISTED_OUTPUT = 8_192
_USUAL_CACHE_S = 300
_SERVER_CAPABILITIES = frozenset({Capability.TOOLS, Capability.JSON_MODE, Capability.JSON_SCHEMA})
_FREE = "`prices: {input_usd_per_mtok: 0, output_usd_per_mtok: 0}`"
_PRICED = "`prices: {input_usd_per_mtok: 0.25, output_usd_per_mtok: 1.25}`"


@dataclass(frozen=True, slots=True)
class Unfit:
    """What a deployment lacks, told at one of its fields."""

    field: tuple[str | int, ...]
    text: str


def fill(written: DeploymentText, listed: PriceSource) -> Deployment | list[Unfit]:
    """The deployment, or all that keeps it from being one."""
    provider = written.provider
    known: ListedModel | None = None
    if provider not in OWN_SERVERS and provider != SIMULATED:
        known = listed.find(provider, written.provider_model)
    unfit = [*_misnamed(written, listed, known=known), *_unpriced(written, known=known)]
    if provider == "openai_compatible" and written.api_base is None:
        text = "needs an address. Write `api_base: https://llm.example.com/v1`"
        unfit.append(Unfit(("model",), text))
    return unfit or _deployment(written, known)


def _misnamed(
    written: DeploymentText, listed: PriceSource, *, known: ListedModel | None
) -> Iterator[Unfit]:
    provider, model = written.provider, written.provider_model
    providers = {*listed.providers, *OWN_SERVERS, SIMULATED}
    if provider not in providers:
        elsewhere = listed.elsewhere(written.model) or listed.elsewhere(model)
        near = did_you_mean(provider, sorted(providers))
        if not near and elsewhere:
            near = f" Did you mean '{elsewhere[0]}'?"
        text = (
            f"names an unknown provider {shown(provider)}.{near} "
            "A server of your own that speaks OpenAI's API is `openai_compatible/<model>`"
        )
        yield Unfit(("model",), text)
    elif known is None and provider not in OWN_SERVERS and provider != SIMULATED:
        if written.prices is None:
            near_names = listed.nearest(provider, model) or listed.elsewhere(model)
            nearest = f" Nearest listed: {', '.join(near_names)}." if near_names else ""
            text = (
                f"is not in the price list ({listed.version}).{nearest} "
                f"Correct the name, or say what it costs: {_PRICED}"
            )
            yield Unfit(("model",), text)
    elif known is not None and known.kind is None and written.kind is None:
        text = f"is listed for {known.mode.replace('_', ' ')}; deployments serve chat or embedding"
        yield Unfit(("model",), text)


def _unpriced(written: DeploymentText, *, known: ListedModel | None) -> Iterator[Unfit]:
    kind = _kind(written, known)
    if written.prices is None:
        if written.provider in OWN_SERVERS or written.provider == SIMULATED:
            text = f"has no listed price. Say what it costs; if it is free: {_FREE}"
            yield Unfit(("model",), text)
        elif known is not None and known.kind is not None and known.price is None:
            text = (
                f"has no price for each token in the price list. Say what it costs: {_PRICED}, "
                f"or if it is free: {_FREE}"
            )
            yield Unfit(("model",), text)
        return
    days: set[date | None] = set()
    for index, prices in enumerate(written.prices):
        if prices.output_usd_per_mtok is None and kind is Kind.CHAT:
            yield Unfit(("prices", index), "lacks output_usd_per_mtok. Write 0 if it is free")
        if prices.valid_from in days:
            text = "begins on the same day as another price. Write a `valid_from` for each"
            yield Unfit(("prices", index), text)
        days.add(prices.valid_from)


def _kind(written: DeploymentText, known: ListedModel | None) -> Kind:
    return written.kind or (known.kind if known else None) or Kind.CHAT


def _deployment(written: DeploymentText, known: ListedModel | None) -> Deployment:
    kind = _kind(written, known)
    window = written.context_window or (known.context_window if known else None)
    window = window or _UNLISTED_WINDOW
    output = written.max_output_tokens or (known.max_output_tokens if known else None)
    if kind is Kind.EMBEDDING:
        output = 0
    elif output is None:
        # A listed model without a limit of its own may fill its window.
        output = window if known else _UNLISTED_OUTPUT
    return Deployment(
        name=written.called,
        provider=written.provider,
        model=written.provider_model,
        tier=written.tier,
        prices=PriceHistory(_prices(written, known)),
        kind=kind,
        context_window=window,
        max_output_tokens=min(output, window),
        capabilities=_capabilities(written, known, kind=kind),
        abilities={str(task): ability for task, ability in written.abilities.items()},
        region=written.region,
        cache_ttl_s=_USUAL_CACHE_S if written.cache_ttl_s is None else written.cache_ttl_s,
        api_base=written.api_base,
        api_key_env=written.api_key_env,
        api_version=written.api_version,
    )


def _prices(written: DeploymentText, known: ListedModel | None) -> tuple[Price, ...]:
    if written.prices is None:
        price = known.price if known else None
        return (price,) if price else ()
    return tuple(sorted(map(_own_price, written.prices), key=lambda price: price.valid_from))


def _own_price(text: PricesText) -> Price:
    content = text.model_dump(mode="json", exclude_none=True)
    return Price(
        version=f"{OWN_PRICE}{short_hash(content, digits=8)}",
        input_usd_per_mtok=text.input_usd_per_mtok,
        output_usd_per_mtok=text.output_usd_per_mtok or Decimal(0),
        cached_input_usd_per_mtok=text.cached_input_usd_per_mtok,
        cache_write_usd_per_mtok=text.cache_write_usd_per_mtok,
        request_usd=text.request_usd,
        valid_from=text.valid_from or date.min,
    )


def _capabilities(
    written: DeploymentText, known: ListedModel | None, *, kind: Kind
) -> frozenset[Capability]:
    if written.capabilities is not None:
        return frozenset(written.capabilities)
    if kind is Kind.EMBEDDING:
        return frozenset()
    if written.provider == SIMULATED:
        return frozenset(Capability)
    if known is not None:
        return known.capabilities
    return _SERVER_CAPABILITIES if written.provider in OWN_SERVERS else frozenset()
