from dataclasses import replace

from router.adapters.providers.translated import translated_endpoint
from tests.factories import deployment


def test_key_and_address_come_from_the_environment() -> None:
    environment = {"ANTHROPIC_API_KEY": "k ", "ANTHROPIC_BASE_URL": "http://h"}
    endpoint = translated_endpoint(deployment(provider="anthropic"), environment)
    assert (endpoint.key, endpoint.base_url, endpoint.needs_key) == ("k", "http://h", False)


def test_the_catalog_comes_first() -> None:
    asked = replace(deployment(provider="anthropic", api_base="http://cat"), api_key_env="TEAM_KEY")
    endpoint = translated_endpoint(asked, {"ANTHROPIC_API_KEY": "a", "TEAM_KEY": "b"})
    assert (endpoint.key, endpoint.base_url) == ("b", "http://cat")


def test_a_missing_key_is_named() -> None:
    endpoint = translated_endpoint(deployment(provider="gemini"), {})
    assert endpoint.needs_key
    assert endpoint.key_variable == "GEMINI_API_KEY"


def test_signed_providers_hand_no_credential_over() -> None:
    endpoint = translated_endpoint(deployment(provider="bedrock"), {"AWS_ACCESS_KEY_ID": "id"})
    assert (endpoint.key, endpoint.needs_key) == ("", False)


def test_unknown_providers_are_left_to_litellm() -> None:
    endpoint = translated_endpoint(deployment(provider="novita"), {})
    assert (endpoint.key, endpoint.needs_key) == ("", False)
    assert endpoint.key_variable == "NOVITA_API_KEY"
