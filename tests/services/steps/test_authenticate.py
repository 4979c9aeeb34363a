"""Tests of `router.services.steps.authenticate`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from router.adapters.storage.memory_keys import MemoryKeys
from router.core.errors import KeyNotPermitted, Unauthenticated
from router.core.key import ANYTHING, LOCAL_KEY, KeyScope, VirtualKey
from router.services.steps.authenticate import Authenticate
from tests.contracts.fixed_clock import FixedClock
from tests.factories import NOON, key

SECRET = "tw-abcdef"


def door(*, is_open: bool = False) -> Authenticate:
    return Authenticate(keys=MemoryKeys(), clock=FixedClock(), is_open=is_open)


async def with_key(known: VirtualKey, *, is_open: bool = False) -> Authenticate:
    authenticate = door(is_open=is_open)
    await authenticate.keys.add(known, secret=SECRET)
    return authenticate


@pytest.mark.parametrize("secret", [None, "", "sk-of-somebody-else", "TW-abc"])
async def test_an_open_service_takes_callers_without_a_virtual_key_as_local(
    secret: str | None,
) -> None:
    assert await door(is_open=True)(secret) is LOCAL_KEY


@pytest.mark.parametrize("secret", [None, "", "sk-of-somebody-else", "TW-abc"])
async def test_elsewhere_a_virtual_key_is_required(secret: str | None) -> None:
    with pytest.raises(Unauthenticated, match="No virtual key was sent"):
        await door()(secret)


@pytest.mark.parametrize("is_open", [True, False])
async def test_a_known_key_is_found_wherever_the_service_runs(is_open: bool) -> None:
    authenticate = await with_key(key(team="pay"), is_open=is_open)

    assert (await authenticate(SECRET)).team == "pay"


@pytest.mark.parametrize("is_open", [True, False])
async def test_a_mistyped_key_is_refused_even_where_none_is_required(is_open: bool) -> None:
    authenticate = await with_key(key(), is_open=is_open)

    with pytest.raises(Unauthenticated, match="not known here"):
        await authenticate(SECRET + "x")


async def test_a_revoked_key_is_refused_at_once() -> None:
    authenticate = await with_key(key())
    await authenticate(SECRET)

    await authenticate.keys.change("key_1", lambda known: known.revoked(NOON))

    with pytest.raises(Unauthenticated, match=r"tw-abc… \(app\) was revoked or has expired"):
        await authenticate(SECRET)


async def test_a_key_is_refused_from_the_moment_it_expires() -> None:
    clock = FixedClock()
    authenticate = Authenticate(keys=MemoryKeys(), clock=clock, is_open=False)
    ends = clock.now() + timedelta(seconds=10)
    await authenticate.keys.add(key(expires_at=ends), secret=SECRET)

    clock.advance(9.9)
    await authenticate(SECRET)
    clock.advance(0.1)

    with pytest.raises(Unauthenticated, match="expired"):
        await authenticate(SECRET)


async def test_a_key_for_some_networks_works_from_there_alone() -> None:
    authenticate = await with_key(replace(key(), scope=KeyScope(networks=("10.0.0.0/8",))))

    await authenticate(SECRET, address="10.1.2.3")
    for address in ("192.0.2.7", None):
        with pytest.raises(
            KeyNotPermitted, match=r"tw-abc… \(app\) may not be used from"
        ) as caught:
            await authenticate(SECRET, address=address)
        assert "10.0.0.0" not in caught.value.message  # whoever found it need not know where to go
        assert caught.value.status == 403


async def test_a_key_for_some_paths_opens_these_alone_and_says_which() -> None:
    authenticate = await with_key(replace(key(), scope=KeyScope(endpoints=("/v1/chat/*",))))

    await authenticate(SECRET, endpoint="/v1/chat/completions")
    for endpoint, named in (("/v1/embeddings", "/v1/embeddings"), (None, "this")):
        says = rf"may call /v1/chat/\* and nothing else, so not {named}"
        with pytest.raises(KeyNotPermitted, match=says):
            await authenticate(SECRET, endpoint=endpoint)


async def test_a_key_that_is_gone_does_not_tell_what_it_was_good_for() -> None:
    known = replace(key(revoked_at=NOON), scope=KeyScope(endpoints=("/v1/chat/*",)))
    authenticate = await with_key(known)

    with pytest.raises(Unauthenticated, match="revoked or has expired"):
        await authenticate(SECRET, endpoint="/v1/embeddings")


@pytest.mark.parametrize("secret", ["sk-very-secret", "tw-very-secret"])
async def test_no_refusal_repeats_an_unknown_secret(secret: str) -> None:
    with pytest.raises(Unauthenticated) as refused:
        await door()(secret)

    assert "very-secret" not in refused.value.message


@pytest.mark.parametrize(
    ("known", "refusal"),
    [
        (key(revoked_at=NOON), Unauthenticated),
        (replace(key(), scope=KeyScope(networks=("10.0.0.0/8",))), KeyNotPermitted),
        (replace(key(), scope=KeyScope(endpoints=("/none",))), KeyNotPermitted),
    ],
)
async def test_no_refusal_repeats_a_known_secret(
    known: VirtualKey, refusal: type[Exception]
) -> None:
    authenticate = await with_key(known)

    with pytest.raises(refusal) as refused:
        await authenticate(SECRET, endpoint="/v1/chat/completions", address="192.0.2.7")

    assert SECRET not in repr(refused.value)
    assert SECRET not in repr(authenticate)


async def test_a_key_without_limits_needs_neither_path_nor_address() -> None:
    authenticate = await with_key(replace(key(), scope=ANYTHING))

    assert (await authenticate(SECRET)).id == "key_1"
