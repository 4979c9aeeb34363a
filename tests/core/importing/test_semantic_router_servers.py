"""Tests of `router.core.importing.semantic_router_servers`."""

from decimal import Decimal

import pytest

from router.core.deployment import Capability
from router.core.importing.candidate import HeldBack
from router.core.importing.semantic_router_servers import (
    ServedBy,
    backend_of,
    capabilities_of,
    endpoint_of,
    prices_in,
)
from router.core.importing.source import Part
from tests.core.importing.foreign import root


def _backend(ref: str, more: str = "") -> ServedBy:
    return backend_of(root(f"{{name: m, backend_refs: [{ref}]{more}}}"))


@pytest.mark.parametrize(
    ("ref", "address"),
    [
        ("{endpoint: '10.0.0.1:8000'}", "http://10.0.0.1:8000/v1"),
        ("{endpoint: 'llm.example', protocol: https}", "https://llm.example/v1"),
        ("{base_url: 'https://llm.example/api/v2'}", "https://llm.example/api/v2"),
        ("{name: nameless}", None),
    ],
)
def test_an_address_is_completed(ref: str, address: str | None) -> None:
    assert _backend(ref).api_base == address


def test_an_address_with_a_secret_is_not_written() -> None:
    with pytest.raises(HeldBack):
        _backend("{base_url: 'https://u:p@llm.example/v1'}")


def test_only_the_first_is_called_and_the_others_are_told() -> None:
    model = root("{name: m, endpoints: [{endpoint: 'a:1'}, {endpoint: 'b:1'}]}")
    assert backend_of(model).api_base == "http://a:1/v1"
    assert any(note.field == "endpoints[1]" for note in model.reading.notes)


def test_a_variable_is_named_and_no_other_word_is() -> None:
    assert _backend("{endpoint: a, api_key_env: HOUSE_KEY}").api_key_env == "HOUSE_KEY"
    assert _backend("{endpoint: a, api_key_env: sk-live-1}").api_key_env is None


def test_another_api_at_an_own_address_cannot_be_called() -> None:
    with pytest.raises(HeldBack, match="anthropic"):
        _backend("{endpoint: a}", ", api_format: anthropic")


def test_no_backend_has_no_address() -> None:
    assert backend_of(root("{name: m, backend_refs: []}")) == ServedBy()


def test_an_endpoint_may_be_an_address_of_version_six() -> None:
    whole = root("{vllm_endpoints: [{name: e, address: '::1', port: 8001}]}")
    config = Part(whole.reading, ("x",), None)
    assert endpoint_of("m", config, root=whole).api_base == "http://[::1]:8001/v1"


def test_a_model_without_an_endpoint_is_held_back() -> None:
    whole = root("{vllm_endpoints: []}")
    with pytest.raises(HeldBack, match="no endpoint"):
        endpoint_of("m", Part(whole.reading, ("x",), None), root=whole)


def test_prices_are_of_a_million_tokens_already() -> None:
    pricing = root("{currency: USD, prompt_per_1m: 0.18, cached_input_per_1m: 0.04}")
    assert prices_in(pricing) == {
        "input_usd_per_mtok": Decimal("0.18"),
        "cached_input_usd_per_mtok": Decimal("0.04"),
    }


def test_prices_in_another_currency_are_not_converted() -> None:
    with pytest.raises(HeldBack, match="EUR"):
        prices_in(root("{currency: EUR, prompt_per_1m: 1}"))


def test_a_card_says_what_a_model_can_do() -> None:
    can = capabilities_of(root("{capabilities: [chat, vision]}"))
    assert can == {Capability.VISION: True, Capability.AUDIO: False, Capability.REASONING: False}
    assert capabilities_of(None) == {}


def test_an_endpoint_without_an_address_is_held_back() -> None:
    whole = root("{vllm_endpoints: [{name: e, port: 80}]}")
    with pytest.raises(HeldBack, match="no address"):
        endpoint_of("m", whole.within("x"), root=whole)
