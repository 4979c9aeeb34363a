import pytest
from pydantic import ValidationError

from router.adapters.files.catalog_format import DeploymentText


@pytest.mark.parametrize(
    ("model", "provider", "rest", "called"),
    [
        ("openai/gpt-5.4-mini", "openai", "gpt-5.4-mini", "gpt-5.4-mini"),
        ("groq/openai/gpt-oss-20b", "groq", "openai/gpt-oss-20b", "gpt-oss-20b"),
    ],
)
def test_a_model_names_provider_and_deployment(
    model: str, provider: str, rest: str, called: str
) -> None:
    text = DeploymentText.model_validate({"model": model, "tier": "economy"})
    assert (text.provider, text.provider_model, text.called) == (provider, rest, called)


def test_one_price_is_a_list_of_one() -> None:
    text = DeploymentText.model_validate(
        {"model": "a/b", "tier": "economy", "prices": {"input_usd_per_mtok": 1}}
    )
    assert text.prices is not None
    assert len(text.prices) == 1


@pytest.mark.parametrize("key", ["sk-proj-abc123", "abc123", "MY KEY"])
def test_a_key_in_place_of_its_variable_is_refused_and_never_repeated(key: str) -> None:
    with pytest.raises(ValidationError) as caught:
        DeploymentText.model_validate({"model": "a/b", "tier": "economy", "api_key_env": key})
    assert key not in str(caught.value.errors()[0]["ctx"]["error"])
