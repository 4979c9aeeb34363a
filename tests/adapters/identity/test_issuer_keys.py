"""What does an issuer have to publish, and what is refused whatever it publishes?"""

import logging

import pytest

from router.adapters.identity.issuer_keys import IssuerKeys, refuse_unsafe
from router.core.access_token import IdentityUnavailable
from router.core.errors import ConfigurationError
from tests.adapters.identity.issuer import Issuer
from tests.contracts.fixed_clock import FixedClock


async def refused(issuer: Issuer, caplog: pytest.LogCaptureFixture) -> str:
    """What the log says after the keys of `issuer` could not be had."""
    keys = IssuerKeys(issuer.url, clock=FixedClock())
    with caplog.at_level(logging.ERROR), pytest.raises(IdentityUnavailable):
        await keys.current()
    await keys.close()
    return caplog.text


async def test_the_keys_are_those_that_the_issuer_publishes(issuer: Issuer) -> None:
    keys = IssuerKeys(issuer.url, clock=FixedClock())
    assert [key["kid"] for key in await keys.current()] == ["rsa-1", "ec-1", "ed-1"]
    assert await keys.current() is await keys.current()
    await keys.close()


async def test_an_issuer_that_calls_itself_otherwise_is_not_trusted(
    issuer: Issuer, caplog: pytest.LogCaptureFixture
) -> None:
    issuer.calls_itself = "https://evil.example"
    assert "it calls itself 'https://evil.example'" in await refused(issuer, caplog)


async def test_keys_are_not_fetched_from_an_unsafe_address(
    issuer: Issuer, caplog: pytest.LogCaptureFixture
) -> None:
    issuer.jwks_uri = "http://evil.example/keys"
    assert "jwks_uri='http://evil.example/keys' is no safe address" in await refused(issuer, caplog)


async def test_nobody_is_followed_to_another_address(
    issuer: Issuer, caplog: pytest.LogCaptureFixture
) -> None:
    issuer.jwks_uri = f"{issuer.url}/moved"
    assert "/moved answers with status 302" in await refused(issuer, caplog)


@pytest.mark.parametrize(
    ("body", "told"),
    [(b"<html>", "gives no keys"), (b"[]", "no JSON object"), (b"x" * 1_100_000, "megabyte")],
)
async def test_what_is_no_configuration_is_told(
    issuer: Issuer, caplog: pytest.LogCaptureFixture, body: bytes, told: str
) -> None:
    issuer.body = body
    assert told in await refused(issuer, caplog)


async def test_while_one_asks_anew_nobody_else_waits(issuer: Issuer) -> None:
    clock = FixedClock()
    keys = IssuerKeys(issuer.url, clock=clock)
    first = await keys.current()
    clock.advance(301)
    async with keys._alone:
        assert await keys.current() is first
    assert issuer.asked == 1
    assert await keys.current() == first
    assert issuer.asked == 2
    await keys.close()


@pytest.mark.parametrize("address", ["https://a.example/x", "http://127.0.0.1:1", "http://[::1]/"])
def test_safe_are_addresses_with_tls_and_those_of_this_machine(address: str) -> None:
    refuse_unsafe(address, named="x")


@pytest.mark.parametrize("address", ["http://127.0.0.1.evil.example/", "https://", "file:///k"])
def test_others_are_not(address: str) -> None:
    with pytest.raises(ConfigurationError, match="no safe address"):
        refuse_unsafe(address, named="x")
