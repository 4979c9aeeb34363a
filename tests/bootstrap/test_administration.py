"""Does administration hold what it promises on a real store, with a real issuer of tokens?"""

import logging
import os
import pwd
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from router.api.app import create_app
from router.bootstrap import assemble
from router.bootstrap.administration import open_identity, operator
from router.core.errors import ConfigurationError
from router.core.key import Role
from router.services.issue_key import IssueKey
from router.settings import Settings
from tests.adapters.identity.issuer import AUDIENCE, Issuer, running
from tests.fakes import FixedClock

EVIL = (
    "'; DROP TABLE virtual_key; --",
    '" OR 1=1 --',
    "$1 %s ? :name {0}",
    "a\r\nx-injected: yes",
    "\x1b[31mred\x07",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "größe 🦀 ‮right-to-left",
    "x" * 256,
)
CHAT = {"model": "auto", "messages": [{"role": "user", "content": "Hello"}]}


@asynccontextmanager
async def serving(given: dict[str, str]) -> AsyncIterator[tuple[httpx.AsyncClient, dict[str, str]]]:
    """A whole service on a file, and the header of an administrator."""
    settings = Settings.load({**given, "TIERWISE_AUTH": "required"})
    container = assemble(settings, ())
    issue = IssueKey(keys=container.stores.keys, clock=container.steps.clock)
    _, secret = await issue(name="root", role=Role.ADMIN)
    transport = httpx.ASGITransport(create_app(container), raise_app_exceptions=False)
    async with (
        container.running(),
        httpx.AsyncClient(transport=transport, base_url="http://tierwise") as client,
    ):
        yield client, {"authorization": f"Bearer {secret}"}


@pytest.mark.parametrize("text", EVIL)
async def test_whatever_a_field_holds_is_kept_as_text_or_refused_and_nothing_else_happens(
    given: dict[str, str], text: str
) -> None:
    async with serving(given) as (client, admin):
        fields = ("name", "team", "user", "project", "environment")
        body = {**dict.fromkeys(fields, text), "tags": [text], "scope": {"models": [text]}}
        made = await client.post("/v1/admin/keys", json=body, headers=admin)
        if text.isprintable():
            key = made.json()
            assert {key[name] for name in fields} == {text}
            shown = (await client.get(f"/v1/admin/keys/{key['id']}", headers=admin)).json()
            assert shown == {name: value for name, value in key.items() if name != "secret"}
            own = {"authorization": f"Bearer {key['secret']}"}
            answer = await client.post("/v1/chat/completions", json=CHAT, headers=own)
            assert answer.status_code < 500
            assert "x-injected" not in answer.headers
        else:
            assert (made.status_code, made.json()["error"]["param"]) == (400, "name")
        await client.post(
            "/v1/admin/keys", json={"name": text}, headers={**admin, "idempotency-key": "once"}
        )
        for query, events in (("actor", 0), ("subject", 4), ("act_id", 0)):
            address = f"/v1/admin/audit-log?{query}={quote(text, safe='')}"
            found = (await client.get(address, headers=admin)).json()["data"]
            assert len(found) == events
        for path in ("keys", "budgets", "quotas", "directory/team"):
            address = f"/v1/admin/{path}/{quote(text, safe='')}"
            assert (await client.get(address, headers=admin)).status_code in (400, 404)
        verified = await client.get("/v1/admin/audit-log/verify", headers=admin)
        assert verified.json()["is_whole"] is True


async def test_secrets_are_in_the_answer_that_makes_them_and_nowhere_else(
    given: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    database = Path(given["TIERWISE_DATABASE"])
    texts: list[str] = []
    with caplog.at_level(logging.DEBUG):
        async with serving(given) as (client, admin):
            secrets = [admin["authorization"].removeprefix("Bearer ")]
            made = await client.post("/v1/admin/keys", json={"name": "a"}, headers=admin)
            rotated = await client.post(f"/v1/admin/keys/{made.json()['id']}/rotate", headers=admin)
            secrets += [made.json()["secret"], rotated.json()["secret"]]
            key_id = rotated.json()["id"]
            for path in ("keys", "audit-log", f"keys/{key_id}"):
                answer = await client.get(f"/v1/admin/{path}", headers=admin)
                texts += [answer.text, str(answer.headers)]
            # Pasted where it does not belong, and revoked: errors speak of it too.
            for pasted in secrets[1:]:
                body = {"name": pasted, "role": pasted}
                texts.append((await client.post("/v1/admin/keys", json=body, headers=admin)).text)
                await client.post(f"/v1/admin/keys/{key_id}/revoke", headers=admin)
                own = {"authorization": f"Bearer {pasted}"}
                texts.append((await client.get("/v1/admin/keys", headers=own)).text)
    texts += [caplog.text, str(caplog.records)]
    kept = b"".join(file.read_bytes() for file in database.parent.iterdir() if file.is_file())
    for secret in secrets:
        assert secret.encode() not in kept
    assert not [secret for secret in secrets if any(secret in text for text in texts)]


async def test_a_token_calls_models_and_administers_as_its_roles_say(
    given: dict[str, str],
) -> None:
    issuer = Issuer()
    async with running(issuer):
        oidc = {
            "TIERWISE_OIDC_ISSUER": issuer.url,
            "TIERWISE_OIDC_AUDIENCE": AUDIENCE,
            "TIERWISE_OIDC_ROLES": "admin=platform-admins",
        }
        now = int(datetime.now(UTC).timestamp())
        times = {"exp": now + 300, "iat": now}
        async with serving({**given, **oidc}) as (client, _):

            async def asked(call: str, **claims: object) -> httpx.Response:
                told: dict[str, Any] = {**times, **claims}
                token = issuer.token(**told)
                method, _, path = call.partition(" ")
                body = CHAT if path.endswith("completions") else None
                headers = {"authorization": f"Bearer {token}"}
                return await client.request(method, path, json=body, headers=headers)

            answer = await asked("POST /v1/chat/completions", team="search")
            assert answer.status_code == 200
            decision = answer.headers["x-tierwise-decision-id"]
            own = await asked(f"GET /v1/decisions/{decision}", team="search")
            assert own.status_code == 200
            assert (await asked("GET /v1/admin/audit-log")).status_code == 403
            assert (await asked("GET /v1/admin/audit-log", roles="x")).status_code == 403
            admin = await asked("GET /v1/admin/audit-log", roles=["platform-admins"])
            assert admin.status_code == 200
            assert {event["actor"] for event in admin.json()["data"]} == {"oidc:user-1"}
            expired = await asked("POST /v1/chat/completions", exp=now - 600)
            assert (expired.status_code, expired.json()["error"]["code"]) == (
                401,
                "invalid_api_key",
            )
            assert (await asked("GET /v1/models", aud="another")).status_code == 401
    with closing(sqlite3.connect(given["TIERWISE_DATABASE"])) as connection:
        booked = connection.execute('SELECT key_id, "user", team FROM ledger_entry').fetchall()
    assert booked == [("oidc:user-1", "ada@acme.example", "search")]


def test_without_an_issuer_nobody_checks_tokens(given: dict[str, str]) -> None:
    assert open_identity(Settings.load(given), FixedClock()) is None


def test_an_issuer_that_cannot_be_trusted_stops_the_start(given: dict[str, str]) -> None:
    oidc = {"TIERWISE_OIDC_ISSUER": "http://issuer.example", "TIERWISE_OIDC_AUDIENCE": "x"}
    with pytest.raises(ConfigurationError, match="no safe address"):
        open_identity(Settings.load({**given, **oidc}), FixedClock())


def test_the_operator_is_the_user_of_this_machine_whatever_variables_say() -> None:
    actor = operator()
    assert actor.role == "operator"
    assert actor.name == f"os:{pwd.getpwuid(os.getuid()).pw_name}"
