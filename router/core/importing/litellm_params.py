"""What do `litellm_params` and `model_info` of one LiteLLM deployment mean here, field by field?"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from router.core.deployment import Capability, Kind
from router.core.importing.candidate import Candidate, HeldBack, OfNoUse
from router.core.importing.secrets import is_plain_address, variable_of
from router.core.importing.source import Part

__all__ = ["candidate_of"]

_MTOK = 1_000_000
_FINEST = Decimal("1e-12")
_HIGHEST = 1_000_000
_PRICES = {
    "input_cost_per_token": "input_usd_per_mtok",
    "output_cost_per_token": "output_usd_per_mtok",
    "cache_read_input_token_cost": "cached_input_usd_per_mtok",
    "cache_creation_input_token_cost": "cache_write_usd_per_mtok",
}
_CAPABILITIES = {
    "supports_function_calling": (Capability.TOOLS,),
    "supports_vision": (Capability.VISION,),
    "supports_audio_input": (Capability.AUDIO,),
    "supports_response_schema": (Capability.JSON_SCHEMA, Capability.JSON_MODE),
    "supports_reasoning": (Capability.REASONING,),
}
_KINDS = {"chat": Kind.CHAT, "responses": Kind.CHAT, "embedding": Kind.EMBEDDING}
_OPENAI_SHAPED = ("custom_openai", "openai_like", "litellm_proxy")
"""LiteLLM's words for servers that speak OpenAI's API."""


def candidate_of(entry: Part, *, environment: Mapping[str, str]) -> Candidate:
    """The deployment that an entry of `model_list` describes.

    Raises:
        HeldBack: its address cannot be written down.
        OfNoUse: it serves neither chat nor embeddings.
    """
    params, info = _section(entry, "litellm_params"), _section(entry, "model_info")
    base = info.get("base_model")
    if base is not None:
        base.changed("prices and limits are taken from this model where the list lacks the other")
    return Candidate(
        model=_model(params),
        line=entry.line,
        base_model=base.text() if base else _without_route(_model(params)),
        kind=_kind(info),
        api_base=_address(params, environment=environment),
        api_key_env=_key(params),
        api_version=_api_version(params, environment=environment),
        region=_region(params),
        prices=dict(_prices(params, info)),
        context_window=_limit(info, "max_input_tokens", becomes="context_window"),
        max_output_tokens=_output_limit(info),
        can=dict(_capabilities(info)),
        is_free_if_unpriced=True,
    )


def _without_route(model: str) -> str | None:
    """The model behind LiteLLM's choice of one of Bedrock's APIs; prices are listed without it."""
    found = re.fullmatch(r"bedrock/(?:converse|converse_like|invoke)/(.+)", model)
    return f"bedrock/{found[1]}" if found else None


def _section(entry: Part, key: str) -> Part:
    return entry.get(key) or Part(entry.reading, (*entry.at, key), None)


def _model(params: Part) -> str:
    part, custom = params.get("model"), params.get("custom_llm_provider")
    model = (part.text() if part else None) or ""
    if custom is not None and (provider := custom.text()) is not None:
        custom.carried("the provider in `model`")
        model = model if model.startswith(f"{provider}/") else f"{provider}/{model}"
    family, slash, name = model.partition("/")
    return f"openai/{name}" if slash and family in _OPENAI_SHAPED else model


def _kind(info: Part) -> Kind | None:
    part = info.get("mode")
    mode = part.text() if part else None
    if part is None or mode is None:
        return None
    if mode not in _KINDS:
        raise OfNoUse(f"its mode is {mode}, and Tierwise serves chat and embeddings")
    part.carried(f"`kind: {_KINDS[mode]}`")
    return _KINDS[mode]


def _address(params: Part, *, environment: Mapping[str, str]) -> str | None:
    part = params.get("api_base") or params.get("base_url")
    written = part.text() if part else None
    if part is None or written is None:
        return None
    variable = variable_of(written)
    address = environment.get(variable, "").strip() if variable else written
    if not address:
        raise HeldBack(f"its address stands in the variable {variable}, which is not set now")
    if not is_plain_address(address):
        raise HeldBack("its address is incomplete, or may hold a secret: write it by hand")
    if variable:
        part.changed(
            f"`api_base`, as the variable {variable} says today; catalogs name no variable"
        )
    else:
        part.carried("`api_base`")
    return address


def _key(params: Part) -> str | None:
    part = params.get("api_key")
    written = part.text() if part else None
    if part is None or written is None:
        return None
    if (variable := variable_of(written)) is not None:
        part.carried(f"`api_key_env: {variable}`")
        return variable
    part.left(
        "a key, or a name that no variable has, is written here and was not copied. Put the key "
        "into an environment variable and name it: `api_key_env: NAME`; without that line the "
        "provider's usual variable is read."
    )
    return None


def _api_version(params: Part, *, environment: Mapping[str, str]) -> str | None:
    part = params.get("api_version")
    written = part.text() if part else None
    if part is None or written is None:
        return None
    variable = variable_of(written)
    version = environment.get(variable, "").strip() if variable else written
    if not version:
        part.left(f"the variable {variable} is not set now. Write `api_version` in catalog.yaml.")
        return None
    part.carried("`api_version`")
    return version


def _region(params: Part) -> str | None:
    part = params.get("region_name")
    region = part.text() if part else None
    if part is None or region is None or variable_of(region):
        return None
    part.carried(f"`region: {region}`; rules with the effect `region` heed it")
    return region


def _prices(params: Part, info: Part) -> Iterator[tuple[str, Decimal]]:
    for theirs, ours in _PRICES.items():
        found = [part for part in (params.get(theirs), info.get(theirs)) if part is not None]
        for index, part in enumerate(found):
            usd = part.amount()
            if usd is None:
                continue
            per_mtok = (usd * _MTOK).normalize()
            exact = per_mtok == per_mtok.quantize(_FINEST) if per_mtok <= _HIGHEST else None
            if exact is None:
                part.fault("is above a million USD for a million tokens")
            elif index:
                part.left("`litellm_params` says it too, and LiteLLM heeds that.")
            elif exact:
                part.carried(f"`{ours}: {per_mtok:f}`")
                yield ours, per_mtok
            else:
                per_mtok = per_mtok.quantize(_FINEST).normalize()
                part.changed(f"`{ours}: {per_mtok:f}`, rounded to twelve places")
                yield ours, per_mtok


def _limit(info: Part, key: str, *, becomes: str) -> int | None:
    part = info.get(key)
    count = part.count() if part else None
    if part is not None and count is not None:
        part.carried(f"`{becomes}: {count}`")
    return count


def _output_limit(info: Part) -> int | None:
    """`max_tokens` is LiteLLM's older name of the limit on the output."""
    newer = _limit(info, "max_output_tokens", becomes="max_output_tokens")
    part = info.get("max_tokens")
    if newer is None:
        return _limit(info, "max_tokens", becomes="max_output_tokens")
    if part is not None:
        part.left("`max_output_tokens` says it too, and is heeded.")
    return newer


def _capabilities(info: Part) -> Iterator[tuple[Capability, bool]]:
    for key, capabilities in _CAPABILITIES.items():
        part = info.get(key)
        if part is None:
            continue
        can = part.flag()
        words = " and ".join(capabilities)
        part.carried(f"`capabilities` {'have' if can else 'lack'} {words}")
        yield from ((capability, can) for capability in capabilities)
