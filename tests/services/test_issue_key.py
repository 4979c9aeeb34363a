"""Tests of `router.services.issue_key`."""

from datetime import timedelta

import pytest

from router.core.errors import InvalidRequest
from router.core.key import KEY_PREFIX
from router.services.issue_key import IssueKey
from tests.factories import NOON
from tests.fakes import Service


def issuer(service: Service) -> IssueKey:
    return IssueKey(keys=service.keys, clock=service.clock)


async def test_the_secret_opens_the_service_at_once() -> None:
    service = Service(is_open=False)

    key, secret = await issuer(service)(name="app", team="pay", tags=("a",))

    assert await service.steps.authenticate(secret) == key
    assert (key.team, key.tags, key.created_at, key.environment) == ("pay", ("a",), NOON, "prod")


async def test_a_key_shows_only_the_beginning_of_its_secret() -> None:
    key, secret = await issuer(Service())(name="app")

    assert secret.startswith(key.prefix)
    assert key.prefix.startswith(KEY_PREFIX)
    assert len(secret) - len(key.prefix) > 32
    assert secret not in repr(key)


async def test_no_two_secrets_are_alike() -> None:
    issue = issuer(Service())

    secrets = {(await issue(name="app"))[1] for _ in range(20)}

    assert len(secrets) == 20


async def test_a_key_ends_when_it_was_told_to() -> None:
    key, _ = await issuer(Service())(name="app", expires_in=timedelta(days=1))

    assert key.expires_at == NOON + timedelta(days=1)


async def test_a_key_for_no_time_at_all_is_not_a_key_for_ever() -> None:
    key, _ = await issuer(Service())(name="app", expires_in=timedelta(0))

    assert not key.is_usable(NOON)


async def test_revoking_marks_the_time() -> None:
    service = Service()
    issue = issuer(service)
    key, _ = await issue(name="app")

    await issue.revoke(key.id)

    (kept,) = await issue.all()
    assert kept.revoked_at == NOON


async def test_revoking_what_does_not_exist_says_so() -> None:
    with pytest.raises(InvalidRequest, match="no key 'key_9'"):
        await issuer(Service()).revoke("key_9")
