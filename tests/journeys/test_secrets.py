"""Secrets that are planted everywhere turn up nowhere: logs, errors, books, objects, output.

The one exception is the answer that creates a key, which shows its secret once.
"""

import asyncio
import base64
import io
import logging
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from router.adapters.system_clock import SystemClock
from router.bootstrap.parts import open_stores
from router.core.errors import RouterError
from router.settings import Settings
from tests.adapters.identity.issuer import AUDIENCE, OTHER_RSA, Issuer, running
from tests.journeys.command import tierwise
from tests.journeys.planted import bytes_in, objects_within, shown_by
from tests.journeys.rulebooks import KEY, POLICY
from tests.journeys.running import Service, closed_port, running_service, variables
from tests.upstream import Reply, Upstream

PEPPER = b"planted-pepper-of-32-bytes-5f9c1"
POSTGRES, REDIS = "planted-postgres-password", "planted-redis-password"
WRONG = "tw-planted-and-wrong-0123456789abcdef0123456789"
QUOTED = f'{{"error":{{"message":"Incorrect API key provided: {KEY}","param":"{KEY}"}}}}'.encode()
TROUBLES = (
    Reply(status=400, body=QUOTED),
    Reply(status=401, body=QUOTED),
    Reply(status=404, body=QUOTED),
    Reply(status=429, body=QUOTED, headers={"x-request-id": "req_1"}),
    Reply(status=500, body=QUOTED),
    Reply(body=b"<html>" + QUOTED, content_type="text/html"),
    Reply(dies_after=1),
    Reply(),
)
LOOKS = (
    *("/readyz", "/healthz", "/openapi.json", "/guide", "/v1/models", "/v1/models/auto"),
    *("/v1/admin/keys", "/v1/admin/directory", "/v1/admin/budgets", "/v1/admin/quotas"),
    *("/v1/admin/audit-log", "/v1/admin/audit-log/verify", "/v1/nothing"),
)
COMMANDS = (
    ("keys", "list"),
    ("audit", "list"),
    ("audit", "export"),
    ("audit", "verify"),
    ("spend", "--by", "key", "--json"),
    ("budgets", "list"),
    ("quotas", "list"),
)


@dataclass(kw_only=True)
class Seen:
    """All that could be seen, by where, and what must not be among it."""

    secrets: dict[str, str] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)
    files: list[tuple[Path, bytes]] = field(default_factory=list)

    def note(self, where: str, text: str) -> None:
        self.texts.setdefault(where, []).append(text)

    def note_answer(self, answer: httpx.Response) -> httpx.Response:
        self.note("answers", f"{answer.status_code} {dict(answer.headers)} {answer.text}")
        return answer


@pytest.fixture(scope="module")
def seen(
    upstream_server: Upstream, catalog_text: str, tmp_path_factory: pytest.TempPathFactory
) -> Seen:
    """One service with all secrets, which was called well and badly in every way."""
    found, folder = Seen(), tmp_path_factory.mktemp("secrets")
    found.secrets |= {"provider": KEY, "wrong": WRONG, "postgres": POSTGRES, "redis": REDIS}
    encoded = (PEPPER.hex(), base64.b64encode(PEPPER).decode(), repr(PEPPER), PEPPER.decode())
    found.secrets |= {f"pepper {number}": text for number, text in enumerate(encoded)}
    (folder / "pepper").write_bytes(PEPPER)
    (folder / "books").mkdir()
    with _logged(found):
        _call_in_every_way(found, upstream_server, catalog_text, folder=folder)
        _without_database(found, folder)
    found.files = list(bytes_in(folder / "books"))
    return found


@contextmanager
def _logged(found: Seen) -> Iterator[None]:
    """Everything that any logger says, however unimportant."""
    stream, root = io.StringIO(), logging.getLogger()
    handler, before = logging.StreamHandler(stream), root.level
    handler.setLevel(logging.DEBUG)
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
        found.note("logs", stream.getvalue())


def _call_in_every_way(found: Seen, upstream: Upstream, catalog: str, *, folder: Path) -> None:
    with asyncio.Runner() as runner, _issuing(runner) as issuer:
        given = variables(
            folder / "books",
            policy=POLICY,
            catalog=catalog,
            OPENAI_API_KEY=KEY,
            TIERWISE_AUTH="required",
            TIERWISE_PEPPER_FILE=str(folder / "pepper"),
            TIERWISE_OIDC_ISSUER=issuer.url,
            TIERWISE_OIDC_AUDIENCE=AUDIENCE,
        )
        database = {"TIERWISE_DATABASE": given["TIERWISE_DATABASE"]}
        database["TIERWISE_PEPPER_FILE"] = given["TIERWISE_PEPPER_FILE"]
        made = tierwise("keys", "create", "ops", "--role", "admin", environment=database)
        found.secrets["admin's key"] = made.stdout.strip()
        with running_service(given) as service:
            runner.run(_call(found, service, upstream=upstream, issuer=issuer))
            _look_into(found, service)
        for command in COMMANDS:
            done = tierwise(*command, environment=database)
            assert done.returncode == 0, done.stderr
            found.note("commands", done.stdout + done.stderr)


@contextmanager
def _issuing(runner: asyncio.Runner) -> Iterator[Issuer]:
    """An issuer that answers whenever the runner runs."""
    whole = running(Issuer())
    yield runner.run(whole.__aenter__())
    runner.run(whole.__aexit__(None, None, None))


async def _call(found: Seen, service: Service, *, upstream: Upstream, issuer: Issuer) -> None:
    async with httpx.AsyncClient(base_url=service.url, trust_env=False) as client:
        await _administer(found, client)
        _take_tokens(found, issuer)
        await _chat(found, client, upstream)


async def _administer(found: Seen, client: httpx.AsyncClient) -> None:
    """Keys are created and rotated over HTTP; only those two answers show the secrets."""
    headers = {"authorization": "Bearer " + found.secrets["admin's key"]}
    once = {**headers, "idempotency-key": "once"}
    body = {"name": "laptop", "team": "sea", "user": "ada"}
    created = await client.post("/v1/admin/keys", json=body, headers=once)
    assert created.status_code == 201, created.text
    found.secrets["key"] = created.json()["secret"]
    found.note_answer(await client.post("/v1/admin/keys", json=body, headers=once))
    path = f"/v1/admin/keys/{created.json()['id']}"
    rotated = await client.post(f"{path}/rotate", json={"overlap_s": 3_600}, headers=headers)
    assert rotated.status_code == 201, rotated.text
    found.secrets["rotated key"] = rotated.json()["secret"]
    found.note_answer(await client.patch(path, json={"name": "desk"}, headers=headers))
    for look in (path, *LOOKS):
        found.note_answer(await client.get(look, headers=headers))


def _take_tokens(found: Seen, issuer: Issuer) -> None:
    now_s = int(time.time())
    times: dict[str, Any] = {"exp": now_s + 300, "iat": now_s}
    found.secrets["token"] = issuer.token(**times)
    found.secrets["expired token"] = issuer.token(exp=now_s - 3_600, iat=now_s - 7_200)
    found.secrets["forged token"] = issuer.token(OTHER_RSA, header={"kid": "rsa-1"}, **times)


async def _chat(found: Seen, client: httpx.AsyncClient, upstream: Upstream) -> None:
    tokens = ("token", "expired token", "forged token")
    callers = [found.secrets[name] for name in ("key", "rotated key", "wrong", *tokens)]
    statuses = []
    for secret in callers:
        for headers in ({"authorization": f"Bearer {secret}"}, {"x-api-key": secret}):
            path, body = _asking("small")
            answer = await client.post(path, json=body, headers=headers)
            statuses.append(found.note_answer(answer).status_code)
            found.note_answer(await client.get("/v1/admin/keys", headers=headers))
    assert statuses.count(200) == 6, statuses
    assert statuses.count(401) == 6, statuses
    good = {"authorization": "Bearer " + found.secrets["key"]}
    for reply in TROUBLES:
        for is_streamed in (False, True):
            upstream.script.append(reply)
            path, body = _asking("medium", stream=is_streamed)
            answer = found.note_answer(await client.post(path, json=body, headers=good))
            decided = answer.headers["x-tierwise-decision-id"]
            found.note_answer(await client.get(f"/v1/decisions/{decided}", headers=good))
    path, body = _asking("away")
    found.note_answer(await client.post(path, json=body, headers=good))


def _asking(model: str, **more: object) -> tuple[str, dict[str, object]]:
    messages = [{"role": "user", "content": "Say hello"}]
    return "/v1/chat/completions", {"model": model, "messages": messages, **more}


def _look_into(found: Seen, service: Service) -> None:
    app: Any = service.server.config.app
    reached = 0
    for one in objects_within(app.state.container):
        found.note("objects", shown_by(one))
        reached += 1
    assert reached > 100, "the objects of a service hang together"


def _without_database(found: Seen, folder: Path) -> None:
    """Neither PostgreSQL nor Redis is there: what is said of it names neither password."""
    given: Mapping[str, str] = {
        "TIERWISE_DATABASE": f"postgresql://tierwise:{POSTGRES}@127.0.0.1:{closed_port()}/none",
        "TIERWISE_REDIS": f"redis://tierwise:{REDIS}@127.0.0.1:{closed_port()}/0",
        "TIERWISE_PEPPER_FILE": str(folder / "pepper"),
    }
    for command in (("keys", "list"), ("serve", "--port", "0")):
        done = tierwise(*command, environment=given)
        assert done.returncode != 0
        found.note("commands", done.stdout + done.stderr)
    settings = Settings.load(given)
    for one in objects_within(settings):
        found.note("objects", shown_by(one))
    try:
        open_stores(settings, SystemClock())
    except RouterError as error:
        found.note("errors", "".join(traceback.format_exception(error)))
        found.note("errors", f"{error!r} {error.body()}")


PLACES = ("answers", "logs", "objects", "commands", "errors")


@pytest.mark.parametrize("place", PLACES)
def test_no_secret_is_shown(seen: Seen, place: str) -> None:
    texts = seen.texts[place]

    assert any(texts)
    for name, secret in seen.secrets.items():
        for text in texts:
            at = max(text.find(secret), text.find(secret[-24:]))
            assert at < 0, f"{name} in {place}: …{text[max(at - 200, 0) : at]}<here>"


def test_no_secret_is_kept_in_the_books(seen: Seen) -> None:
    assert any(path.name == "ledger.db" for path, _ in seen.files)
    for path, content in seen.files:
        found = [name for name, secret in seen.secrets.items() if secret.encode() in content]
        assert found == [], path


def test_the_search_finds_what_is_there(seen: Seen) -> None:
    """Else all that is claimed here would be claimed of nothing."""
    whole = "\n".join(text for texts in seen.texts.values() for text in texts)

    assert "laptop" in whole
    assert "[key]" in whole, "the provider's words are passed on without our key"
    assert len(seen.secrets) == 14
    assert all(len(secret) >= 16 for secret in seen.secrets.values())
