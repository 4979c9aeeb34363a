"""Does each route ask for the permission that it must, of everybody?"""

import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import Route
from typing_extensions import override

from router.adapters.storage.memory_admin_log import MemoryAdminLog
from router.api.access import ADMIN_PREFIX, RULES
from router.api.app import create_app
from router.bootstrap import Container
from router.bootstrap.administration import open_administration
from router.core.access import MATRIX, Permission, Reach
from router.core.admin_log import Act, AdminEvent
from router.core.errors import LedgerUnavailable
from router.core.key import KeyScope, Role, VirtualKey
from tests.fakes import Service

SECRETS = {role: f"tw-{role}-{'s3cr3t' * 6}" for role in Role}
CHAT = {"model": "auto", "messages": [{"role": "user", "content": "Hello"}]}
BODIES = {
    "POST /v1/chat/completions": CHAT,
    "POST /v1/route": CHAT,
    "POST /v1/embeddings": {"model": "auto", "input": "Hello"},
    "POST /v1/feedback": {"decision_id": "dec_none", "verdict": "accepted"},
}
FORBIDDEN = {401, 403}
NOT_OFFERED = "GET /v1/realtime"
"""Answered with 501, to everybody."""
LOOKS = tuple(f"GET {ADMIN_PREFIX}/{name}" for name in ("keys", "budgets", "quotas"))
"""What a caller without a key may look at; of keys there are none that are its own."""


@pytest.fixture
def service() -> Service:
    return Service(is_open=False)


@pytest.fixture
async def container(container: Container, service: Service) -> Container:
    for role in Role:
        key = VirtualKey(id=f"key_{role}", name=role, role=role, team="search", user="ada")
        await service.keys.add(key, secret=SECRETS[role])
    return replace(container, admin=open_administration(service.stores, service.clock))


def routes_of(app: FastAPI) -> set[str]:
    """Every route that the application answers, as `RULES` names them."""
    named: set[str] = set()
    for found in iter_route_contexts(app.routes):
        assert isinstance(found.original_route, Route), f"{found!r} has no rule that can be checked"
        named |= {f"{method} {found.path}" for method in (found.methods or set()) - {"HEAD"}}
    return named


@asynccontextmanager
async def calling(container: Container) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_app(container), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://tierwise") as client:
        yield client


async def status_of(client: httpx.AsyncClient, rule: str, secret: str | None) -> int:
    method, _, path = rule.partition(" ")
    path = path.replace("{kind}", "team")
    path = re.sub(r"\{[^}]+\}", "none", path)
    headers = {} if secret is None else {"authorization": f"Bearer {secret}"}
    body = BODIES.get(rule)
    return (await client.request(method, path, json=body, headers=headers)).status_code


def test_every_route_has_a_rule_and_every_rule_a_route(app: FastAPI) -> None:
    assert routes_of(app) == set(RULES)


def test_a_route_without_a_rule_is_noticed(app: FastAPI) -> None:
    app.add_api_route("/v1/admin/new", lambda: {}, methods=["POST"])
    assert routes_of(app) - set(RULES) == {"POST /v1/admin/new"}


def test_all_that_is_below_the_prefix_of_administrators_needs_more_than_to_call() -> None:
    below = {rule: needed for rule, needed in RULES.items() if f" {ADMIN_PREFIX}" in rule}
    assert len(below) > 20
    assert not {Permission.CALL, None} & set(below.values())


def test_whatever_changes_something_needs_the_permission_to_write() -> None:
    for rule, needed in RULES.items():
        if f" {ADMIN_PREFIX}" in rule and needed is not None:
            assert needed.startswith("read_") == rule.startswith("GET "), rule


@pytest.mark.parametrize("role", Role)
async def test_each_role_reaches_what_the_matrix_says_and_nothing_else(
    client: httpx.AsyncClient, role: Role
) -> None:
    given = MATRIX[role]
    for rule, needed in RULES.items():
        status = await status_of(client, rule, SECRETS[role])
        if needed is None or given.get(needed, Reach.NONE) is not Reach.NONE:
            assert status not in FORBIDDEN, rule
            assert status < 500 or rule == NOT_OFFERED, rule
        else:
            assert status == 403, rule


@pytest.mark.parametrize("secret", [None, "tw-unknown", "sk-other", "eyJhbGciOiJub25lIn0.e30."])
async def test_without_a_valid_key_only_public_routes_answer(
    client: httpx.AsyncClient, secret: str | None
) -> None:
    for rule, needed in RULES.items():
        assert (await status_of(client, rule, secret) != 401) == (needed is None), rule


@pytest.mark.parametrize("state", ["revoked", "expired"])
async def test_an_administrators_key_that_ended_opens_nothing(
    client: httpx.AsyncClient, service: Service, state: str
) -> None:
    now = service.clock.now()
    ended = VirtualKey(id="key_old", name="old", role=Role.ADMIN)
    ended = replace(ended, revoked_at=now) if state == "revoked" else replace(ended, expires_at=now)
    await service.keys.add(ended, secret="tw-ended")
    for rule, needed in RULES.items():
        assert (await status_of(client, rule, "tw-ended") == 401) == (needed is not None), rule


async def test_an_open_service_shows_limits_without_a_key_and_is_not_administered(
    service: Service, container: Container
) -> None:
    service.is_open = True
    async with calling(replace(container, steps=service.steps)) as client:
        for rule in (rule for rule in RULES if f" {ADMIN_PREFIX}" in rule):
            status = await status_of(client, rule, None)
            if rule.startswith(LOOKS):
                assert status in (200, 404), rule
            else:
                assert status == 403, rule


async def test_a_key_for_other_paths_or_networks_administers_nothing(
    client: httpx.AsyncClient, service: Service
) -> None:
    for number, scope in enumerate(
        (KeyScope(endpoints=("/v1/chat/*",)), KeyScope(networks=("192.0.2.0/24",)))
    ):
        key = VirtualKey(id=f"key_s{number}", name="scoped", role=Role.ADMIN, scope=scope)
        await service.keys.add(key, secret=f"tw-scoped{number}")
        answer = await client.get(
            "/v1/admin/keys", headers={"authorization": f"Bearer tw-scoped{number}"}
        )
        assert answer.status_code == 403
        assert answer.json()["error"]["code"] == "key_not_permitted"


async def test_a_refused_sign_in_is_written_down_without_its_secret(
    client: httpx.AsyncClient, service: Service
) -> None:
    wrong = "tw-" + "wrong" * 9
    await client.get("/v1/admin/keys", headers={"authorization": f"Bearer {wrong}"})
    member = {"authorization": f"Bearer {SECRETS[Role.MEMBER]}"}
    await client.post("/v1/admin/keys", headers=member)
    events = await service.admin_log.after(0, most=10)
    assert [(e.kind, e.stage, e.actor, e.subject) for e in events] == [
        ("sign_in", "refused", "address:127.0.0.1", "/v1/admin/keys"),
        ("sign_in", "refused", "key_member", "/v1/admin/keys"),
    ]
    assert wrong not in str(events)
    assert SECRETS[Role.MEMBER] not in str(events)


async def test_a_refusal_stands_also_where_it_cannot_be_written_down(
    service: Service, container: Container, caplog: pytest.LogCaptureFixture
) -> None:
    class Away(MemoryAdminLog):
        @override
        async def append(self, act: Act) -> AdminEvent:
            raise LedgerUnavailable("The disk is full.")

    service.admin_log = Away()
    broken = replace(container, admin=open_administration(service.stores, service.clock))
    async with calling(broken) as client:
        with caplog.at_level(logging.ERROR):
            assert (await client.get("/v1/admin/keys")).status_code == 401
    assert "not in the audit log. The disk is full." in caplog.text
