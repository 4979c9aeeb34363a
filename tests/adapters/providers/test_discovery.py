import pytest

from router.adapters.providers.discovery import Found, discover, provider_has_key
from tests.upstream import Reply, Upstream

NOBODY = {"OLLAMA_HOST": "127.0.0.1:1"}


async def names(environment: dict[str, str]) -> list[str]:
    return [found.provider for found in await discover({**NOBODY, **environment})]


async def test_nothing_is_found_in_an_empty_environment() -> None:
    assert await names({}) == []


@pytest.mark.parametrize(
    ("environment", "provider"),
    [
        ({"OPENAI_API_KEY": "k"}, "openai"),
        ({"OPENAI_BASE_URL": "http://h/v1"}, "openai"),
        ({"ANTHROPIC_API_KEY": "k"}, "anthropic"),
        ({"AWS_PROFILE": "p"}, "bedrock"),
        ({"VLLM_BASE_URL": "http://h/v1"}, "vllm"),
        ({"AZURE_OPENAI_API_KEY": "k", "AZURE_OPENAI_ENDPOINT": "https://x"}, "azure"),
        ({"OPENAI_COMPATIBLE_BASE_URL": "http://h/v1"}, "openai_compatible"),
    ],
)
async def test_finds_providers_by_key_or_address(
    environment: dict[str, str], provider: str
) -> None:
    assert await names(environment) == [provider]
    assert provider_has_key(environment, provider)


@pytest.mark.parametrize(
    "environment",
    [
        {"OPENAI_API_KEY": "  "},
        {"AZURE_OPENAI_API_KEY": "k"},
        {"AZURE_OPENAI_ENDPOINT": "https://x"},
        {"VLLM_API_KEY": "k"},
    ],
)
async def test_half_of_what_is_needed_is_nothing(environment: dict[str, str]) -> None:
    assert await names(environment) == []
    provider = next(iter(environment)).split("_")[0].lower()
    assert not provider_has_key(environment, provider)


async def test_a_running_ollama_tells_its_models(upstream: Upstream) -> None:
    upstream.reply = Reply(body=b'{"models":[{"name":"qwen3:4b","size":1},{"name":"llama3.2"}]}')
    host = upstream.base_url.removesuffix("/v1")
    (found,) = await discover({"OLLAMA_HOST": host})
    assert upstream.last.path == "/api/tags"
    assert found == Found(
        provider="ollama",
        base_url=f"{host}/v1",
        models=("qwen3:4b", "llama3.2"),
        note=f"runs at {host}/v1: qwen3:4b, llama3.2",
    )


@pytest.mark.parametrize("reply", [Reply(body=b"<html>"), Reply(body=b"[]"), Reply(silent_after=0)])
async def test_who_does_not_answer_as_ollama_is_not_ollama(
    upstream: Upstream, reply: Reply
) -> None:
    upstream.reply = reply
    host = upstream.base_url.removesuffix("/v1")
    assert await discover({"OLLAMA_HOST": host}, timeout_s=0.1) == ()


async def test_keys_and_passwords_are_not_shown() -> None:
    environment = {
        **NOBODY,
        "OPENAI_API_KEY": "sk-secret",
        "OPENAI_BASE_URL": "http://me:hidden@h/v1",
        "COHERE_API_KEY": "sk-secret",
    }
    shown = repr(await discover(environment))
    assert "sk-secret" not in shown
    assert "hidden" not in shown
    assert "OPENAI_API_KEY" in shown


def test_other_providers_have_a_key_by_the_usual_name() -> None:
    assert provider_has_key({"NOVITA_API_KEY": "k"}, "novita")
    assert not provider_has_key({}, "novita")
