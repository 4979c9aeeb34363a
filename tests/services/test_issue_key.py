"""Tests of `router.services.issue_key`."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from router.core.errors import InvalidRequest, Unauthenticated
from router.core.key import KEY_PREFIX, Claimable, KeyScope, Role, VirtualKey
from router.services.issue_key import IssueKey
from router.services.steps.authenticate import Authenticate
from tests.factories import NOON
from tests.fakes import Service

HOUR = timedelta(hours=1)
DAY_S = 86_400


def issuer(service: Service) -> IssueKey:
    return IssueKey(keys=service.keys, clock=service.clock)


async def test_the_secret_opens_the_service_at_once() -> None:
    service = Service()

    key, secret = await issuer(service)(name="app", team="pay", tags=("a",))

    assert await service.keys.find(secret) == key
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


async def test_revoking_marks_the_time_once() -> None:
    service = Service()
    issue = issuer(service)
    key, _ = await issue(name="app")

    revoked = await issue.revoke(key.id)
    service.clock.advance(9)

    assert revoked.revoked_at == NOON
    assert await issue.revoke(key.id) == revoked == await issue.get(key.id)


async def test_all_that_is_said_of_a_key_is_kept() -> None:
    issue = issuer(Service())
    scope = KeyScope(models=("gpt-5*",), networks=("10.0.0.0/8",))

    key, _ = await issue(
        name="indexer",
        service_account="indexer",
        role=Role.AUDITOR,
        scope=scope,
        may_claim=frozenset([Claimable.USER]),
        may_keep_text=False,
    )

    assert (key.service_account, key.role, key.scope) == ("indexer", Role.AUDITOR, scope)
    assert (key.may_claim, key.may_keep_text) == (frozenset(["user"]), False)
    assert list(await issue.all()) == [key]


@pytest.mark.parametrize(
    ("said", "param"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 257}, "name"),
        ({"name": "line\nbreak"}, "name"),
        ({"name": "app", "team": ""}, "team"),
        ({"name": "app", "environment": "\x00"}, "environment"),
        ({"name": "app", "tags": ("",)}, "tags"),
        ({"name": "app", "tags": ("t",) * 65}, "tags"),
        ({"name": "app", "tags": ("grant:grt_1",)}, "tags"),
        ({"name": "app", "user": "ada", "service_account": "bot"}, "service_account"),
        ({"name": "app", "scope": KeyScope(tiers=("gold",))}, "tiers"),
        ({"name": "app", "scope": KeyScope(networks=("10.0.0.1/8",))}, "networks"),
    ],
)
async def test_what_cannot_be_meant_makes_no_key(said: dict[str, Any], param: str) -> None:
    issue = issuer(Service())

    with pytest.raises(InvalidRequest) as caught:
        await issue(**said)

    assert caught.value.param == param
    assert list(await issue.all()) == []


async def test_while_keys_overlap_both_work_and_then_only_the_new_one() -> None:
    service = Service(is_open=False)
    issue = issuer(service)
    old, old_secret = await issue(name="app", team="pay", tags=("a",))

    new, new_secret = await issue.rotate(old.id, overlap=HOUR)

    authenticate = Authenticate(keys=service.keys, clock=service.clock, is_open=False)
    assert (await authenticate(old_secret)).id == old.id
    assert await authenticate(new_secret) == new
    service.clock.advance(HOUR.total_seconds())
    with pytest.raises(Unauthenticated, match="expired"):
        await authenticate(old_secret)
    assert await authenticate(new_secret) == new


async def test_a_rotated_key_is_like_the_old_one_and_booked_as_it() -> None:
    service = Service()
    issue = issuer(service)
    first, _ = await issue(name="app", team="pay", tags=("a",), role=Role.ADMIN)
    service.clock.advance(60)

    second, _ = await issue.rotate(first.id, overlap=HOUR)
    third, _ = await issue.rotate(second.id, overlap=HOUR)

    assert (third.name, third.team, third.tags, third.role) == ("app", "pay", ("a",), Role.ADMIN)
    assert {second.booked_as, third.booked_as} == {first.id}
    assert len({first.id, second.id, third.id}) == len({first.prefix, second.prefix, third.prefix})
    assert second.created_at == service.clock.now()


async def test_a_rotation_without_overlap_ends_the_old_key_at_once() -> None:
    service = Service()
    issue = issuer(service)
    old, _ = await issue(name="app")

    await issue.rotate(old.id, overlap=timedelta())

    assert not (await issue.get(old.id)).is_usable(service.clock.now())


@pytest.mark.parametrize(
    ("given", "lives"), [(None, timedelta(days=30)), (HOUR, HOUR)], ids=["as before", "as told"]
)
async def test_the_new_key_lives_as_long_as_the_old_one_was_made_for(
    given: timedelta | None, lives: timedelta
) -> None:
    service = Service()
    issue = issuer(service)
    old, _ = await issue(name="app", expires_in=timedelta(days=30))
    service.clock.advance(DAY_S * 29)

    new, _ = await issue.rotate(old.id, overlap=timedelta(days=7), expires_in=given)

    assert new.expires_at == service.clock.now() + lives
    assert (await issue.get(old.id)).expires_at == NOON + timedelta(days=30)


async def test_a_key_that_is_gone_is_not_rotated() -> None:
    service = Service()
    issue = issuer(service)
    revoked, _ = await issue(name="revoked")
    await issue.revoke(revoked.id)
    expired, _ = await issue(name="expired", expires_in=timedelta())

    for key in (revoked, expired):
        with pytest.raises(InvalidRequest, match="Create a new one"):
            await issue.rotate(key.id, overlap=HOUR)
    assert len(await issue.all()) == 2


async def test_a_change_touches_what_it_names_and_neither_the_secret_nor_the_past() -> None:
    service = Service()
    issue = issuer(service)
    key, secret = await issue(name="app")
    other = VirtualKey(id="key_x", name="new", tags=("a",), prefix="tw-x", revoked_at=NOON)

    changed = await issue.change(key.id, lambda _: other)

    assert changed == replace(key, name="new", tags=("a",))
    assert await service.keys.find(secret) == changed


async def test_a_change_that_cannot_be_meant_changes_nothing() -> None:
    issue = issuer(Service())
    key, _ = await issue(name="app")

    with pytest.raises(InvalidRequest, match="no tier"):
        await issue.change(key.id, lambda key: replace(key, scope=KeyScope(tiers=("gold",))))

    assert await issue.get(key.id) == key


async def test_what_does_not_exist_is_said_to_be_unknown() -> None:
    issue = issuer(Service())

    for asked in (
        issue.revoke("key_9"),
        issue.get("key_9"),
        issue.rotate("key_9", overlap=HOUR),
        issue.change("key_9", lambda key: key),
    ):
        with pytest.raises(InvalidRequest, match="no key 'key_9'"):
            await asked
