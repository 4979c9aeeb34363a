"""Tests of `router.services.steps.authenticate`."""

from datetime import timedelta

import pytest

from router.core.errors import Unauthenticated
from router.core.key import LOCAL_KEY
from tests.factories import NOON, key
from tests.fakes import Service

SECRET = "tw-abcdef"


@pytest.mark.parametrize("secret", [None, "", "sk-of-somebody-else", "TW-abc"])
async def test_an_open_service_takes_callers_without_a_virtual_key_as_local(
    secret: str | None,
) -> None:
    assert await Service(is_open=True).steps.authenticate(secret) is LOCAL_KEY


@pytest.mark.parametrize("secret", [None, "", "sk-of-somebody-else", "TW-abc"])
async def test_elsewhere_a_virtual_key_is_required(secret: str | None) -> None:
    with pytest.raises(Unauthenticated, match="No virtual key was sent"):
        await Service(is_open=False).steps.authenticate(secret)


@pytest.mark.parametrize("is_open", [True, False])
async def test_a_known_key_is_found_wherever_the_service_runs(is_open: bool) -> None:
    service = Service(is_open=is_open)
    await service.keys.add(key(team="pay"), secret=SECRET)

    assert (await service.steps.authenticate(SECRET)).team == "pay"


@pytest.mark.parametrize("is_open", [True, False])
async def test_a_mistyped_key_is_refused_even_where_none_is_required(is_open: bool) -> None:
    service = Service(is_open=is_open)
    await service.keys.add(key(), secret=SECRET)

    with pytest.raises(Unauthenticated, match="not known here"):
        await service.steps.authenticate(SECRET + "x")


async def test_a_revoked_key_is_refused_at_once() -> None:
    service = Service()
    await service.keys.add(key(), secret=SECRET)
    await service.steps.authenticate(SECRET)

    await service.keys.revoke("key_1", at=NOON)

    with pytest.raises(Unauthenticated, match=r"tw-abc… \(app\) was revoked or has expired"):
        await service.steps.authenticate(SECRET)


async def test_a_key_is_refused_from_the_moment_it_expires() -> None:
    service = Service()
    await service.keys.add(key(expires_at=NOON + timedelta(seconds=10)), secret=SECRET)

    service.clock.advance(9.9)
    await service.steps.authenticate(SECRET)
    service.clock.advance(0.1)

    with pytest.raises(Unauthenticated, match="expired"):
        await service.steps.authenticate(SECRET)


@pytest.mark.parametrize("secret", ["sk-very-secret", "tw-very-secret"])
async def test_no_refusal_repeats_the_secret(secret: str) -> None:
    with pytest.raises(Unauthenticated) as refused:
        await Service(is_open=False).steps.authenticate(secret)

    assert "very-secret" not in refused.value.message
