from dataclasses import replace

import pytest

from router.adapters.providers.openai_shaped import SHAPES, endpoint_of, shape_of
from tests.factories import deployment


@pytest.mark.parametrize("name", SHAPES)
def test_every_provider_has_an_address_or_a_variable_for_it(name: str) -> None:
    shape = SHAPES[name]
    assert shape.key_variables
    assert shape.base_url_variables
    environment = {shape.key_variables[0]: "k", shape.base_url_variables[0]: "http://h/v1"}
    endpoint = endpoint_of(deployment(provider=name), environment)
    assert endpoint is not None
    assert (endpoint.base_url, endpoint.key) == ("http://h/v1", "k")


def test_the_usual_address_and_key_need_no_more_than_the_key() -> None:
    endpoint = endpoint_of(deployment(provider="groq"), {"GROQ_API_KEY": " k\n"})
    assert endpoint is not None
    assert endpoint.base_url == "https://api.groq.com/openai/v1"
    assert endpoint.key == "k"
    assert endpoint.needs_key


def test_the_catalog_comes_before_the_environment() -> None:
    environment = {"OPENAI_BASE_URL": "http://env", "OPENAI_API_KEY": "a", "TEAM_KEY": "b"}
    asked = replace(deployment(api_base="http://cat/v1"), api_key_env="TEAM_KEY")
    endpoint = endpoint_of(asked, environment)
    assert endpoint is not None
    assert (endpoint.base_url, endpoint.key) == ("http://cat/v1", "b")
    missing = endpoint_of(replace(asked, api_key_env="OTHER_KEY"), environment)
    assert missing is not None
    assert (missing.key, missing.key_variable, missing.needs_key) == ("", "OTHER_KEY", True)


def test_an_own_address_may_do_without_a_key() -> None:
    endpoint = endpoint_of(deployment(), {"OPENAI_BASE_URL": "http://127.0.0.1:9000/v1"})
    assert endpoint is not None
    assert not endpoint.needs_key


@pytest.mark.parametrize(
    ("environment", "base_url"),
    [
        ({}, "http://127.0.0.1:11434/v1"),
        ({"OLLAMA_HOST": "0.0.0.0"}, "http://127.0.0.1:11434/v1"),  # noqa: S104
        ({"OLLAMA_HOST": "gpu:1234"}, "http://gpu:1234/v1"),
        ({"OLLAMA_HOST": "https://gpu/"}, "https://gpu/v1"),
        ({"OLLAMA_BASE_URL": "http://a:1/v1", "OLLAMA_HOST": "b"}, "http://a:1/v1"),
    ],
)
def test_ollamas_variables_may_hold_a_bare_host(environment: dict[str, str], base_url: str) -> None:
    endpoint = endpoint_of(deployment(provider="ollama"), environment)
    assert endpoint is not None
    assert endpoint.base_url == base_url


def test_azure_takes_its_version_from_catalog_or_environment() -> None:
    environment = {"AZURE_OPENAI_API_VERSION": "2025-01-01"}
    asked = deployment(provider="azure")
    by_environment = endpoint_of(asked, environment)
    by_catalog = endpoint_of(replace(asked, api_version="v1"), environment)
    assert by_environment is not None
    assert by_catalog is not None
    assert (by_environment.api_version, by_catalog.api_version) == ("2025-01-01", "v1")


def test_litellms_names_mean_the_same_providers() -> None:
    assert shape_of("together_ai") is SHAPES["together"]


def test_others_are_not_openai_shaped() -> None:
    assert shape_of("anthropic") is None
    assert endpoint_of(deployment(provider="anthropic"), {}) is None
