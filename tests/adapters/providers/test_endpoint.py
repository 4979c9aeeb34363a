import pytest

from router.adapters.providers.endpoint import Endpoint, without_password

CHAT = "chat/completions"


def azure(base_url: str, version: str | None) -> Endpoint:
    return Endpoint(
        provider="azure", base_url=base_url, key="k", has_azure_paths=True, api_version=version
    )


def test_the_operation_follows_the_address() -> None:
    endpoint = Endpoint(provider="openai", base_url="http://h/v1/")
    assert endpoint.url(CHAT, model="m") == "http://h/v1/chat/completions"


@pytest.mark.parametrize(
    ("base_url", "version", "url"),
    [
        (
            "https://x",
            "2025-01-01",
            f"https://x/openai/deployments/m/{CHAT}?api-version=2025-01-01",
        ),
        ("https://x/", None, f"https://x/openai/v1/{CHAT}"),
        ("https://x/openai/v1", "v1", f"https://x/openai/v1/{CHAT}"),
    ],
)
def test_azure_has_paths_by_deployment_or_version_1(
    base_url: str, version: str | None, url: str
) -> None:
    assert azure(base_url, version).url(CHAT, model="m") == url


def test_azure_has_its_own_key_header() -> None:
    headers = azure("https://x", None).headers()
    assert headers["api-key"] == "k"
    assert "authorization" not in headers


def test_without_a_key_there_is_no_authorization() -> None:
    assert "authorization" not in Endpoint(provider="vllm", base_url="http://h").headers()


def test_neither_key_nor_password_is_shown() -> None:
    endpoint = Endpoint(provider="x", base_url="http://me:pw@h/v1", key="secret")
    assert "secret" not in repr(endpoint)
    assert endpoint.address == "http://h/v1"
    assert without_password("http://h/v1/@x") == "http://h/v1/@x"
