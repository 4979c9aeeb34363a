"""Tests of `router.adapters.providers.http.proxy`."""

import pytest

from router.adapters.providers.http.proxy import proxy_for

ENVIRONMENT = {
    "https_proxy": "http://p:1",
    "HTTP_PROXY": "http://q:2",
    "NO_PROXY": "localhost, .corp.com,api.x.com",
}


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("https://api.y.com/v1", "http://p:1"),
        ("http://api.y.com/v1", "http://q:2"),
        ("https://api.x.com", None),
        ("https://not-api.x.com.evil.com", "http://p:1"),
        ("https://deep.corp.com", None),
        ("http://localhost:1", None),
        ("", None),
        ("http://[::1", None),
    ],
)
def test_the_environment_says_what_goes_through_which_proxy(url: str, proxy: str | None) -> None:
    assert proxy_for(url, ENVIRONMENT) == proxy


def test_without_a_word_or_with_a_star_all_goes_directly() -> None:
    assert proxy_for("https://a", {}) is None
    assert proxy_for("https://a", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "*"}) is None
