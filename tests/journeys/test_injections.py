"""Whatever callers write into names, tags, headers and addresses stays text, on every database."""

import asyncio
import json
from collections.abc import Coroutine, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
import pytest

from router.adapters.storage.storable import storable
from router.bootstrap import open_desk
from router.bootstrap.desk import Desk
from router.core.key import Role, VirtualKey
from router.core.ledger import LedgerEntry
from router.settings import Settings
from tests.journeys.rulebooks import KEY, POLICY
from tests.journeys.running import Service, running_service, variables
from tests.postgres import PostgresServer
from tests.upstream import Upstream

T = TypeVar("T")
HELLO = [{"role": "user", "content": "Say hello"}]
CHAT = "/v1/chat/completions"
NASTY = (
    "'; DROP TABLE ledger_entry; --",
    "x') UNION SELECT hash FROM virtual_key --",
    '" OR ""="',
    "%s %(id)s {0} {id} $1 ?1 :id \\' \\\\",
    "a\r\nx-injected: yes\r\n\r\n<html>",
    "nul\0 in the middle",
    "\u202eright\u2028to\x1b[31mleft",
    "../../etc/passwd",
    "<script>alert(1)</script>{{7*7}}",
)
IDS = ("drop", "union", "quotes", "placeholders", "lines", "nul", "control", "path", "script")
TRACE = "x-injected"


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def service(
    request: pytest.FixtureRequest,
    catalog_text: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Service]:
    """A service that lets everybody say who they are."""
    folder = tmp_path_factory.mktemp("injections")
    given = variables(folder, policy=POLICY, catalog=catalog_text, OPENAI_API_KEY=KEY)
    if request.param == "sqlite":
        with running_service(given) as running:
            yield running
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with (
        server.database() as url,
        running_service(given | _in_postgres(url, folder)) as running,
    ):
        yield running


def _in_postgres(url: str, folder: Path) -> dict[str, str]:
    return {
        "TIERWISE_DATABASE": url,
        "TIERWISE_PEPPER_FILE": str(folder / "pepper"),
        "TIERWISE_SPOOL": str(folder / "spool"),
        "TIERWISE_MODELS": str(folder / "models"),
    }


@pytest.fixture(scope="module")
def admin(service: Service) -> str:
    """The secret of an administrator's key."""
    desk = open_desk(service.settings)
    _, secret = at_desk(desk, desk.issue_key(name="ops", role=Role.ADMIN))
    return secret


def at_desk(desk: Desk, work: "Coroutine[Any, Any, T]") -> T:
    async def whole() -> T:
        try:
            return await work
        finally:
            await desk.close()

    return asyncio.run(whole())


def entries_of(settings: Settings, answer: httpx.Response) -> Sequence[LedgerEntry]:
    desk = open_desk(settings)
    decision_id = answer.headers["x-tierwise-decision-id"]
    return at_desk(desk, desk.stores.ledger.entries(decision_id))


def keys_in(settings: Settings) -> Sequence[VirtualKey]:
    desk = open_desk(settings)
    return at_desk(desk, desk.stores.keys.all())


def send(
    service: Service, method: str, path: str, *, body: object = None, **headers: str
) -> httpx.Response:
    """As ASCII: JSON escapes whatever else a text holds, and headers carry bytes."""
    content = None if body is None else json.dumps(body).encode()
    raw = [(name.replace("_", "-").encode(), _as_header(value)) for name, value in headers.items()]
    with httpx.Client(trust_env=False, timeout=30) as client:
        answer = client.request(method, service.url + path, content=content, headers=raw)
    assert answer.status_code < 500, answer.text
    assert not any(TRACE in name for name in answer.headers), answer.headers
    assert all(value.isprintable() for value in answer.headers.values())
    return answer


def _as_header(value: str) -> bytes:
    """What a server lets pass at all: no control characters, but any other byte."""
    return value.translate(dict.fromkeys(range(32), " ")).encode().strip()


@pytest.mark.parametrize("nasty", NASTY, ids=IDS)
def test_what_a_body_claims_is_booked_as_it_is_written(
    service: Service, upstream: Upstream, nasty: str
) -> None:
    answer = send(
        service,
        "POST",
        CHAT,
        body={
            "model": "small",
            "messages": [{"role": "user", "content": nasty}],
            "user": nasty,
            "metadata": {"team": nasty, "project": nasty, "session_id": nasty, nasty: nasty},
            "tags": [nasty, f"tag:{nasty}"],
        },
    )

    assert answer.status_code == 200, answer.text
    (entry,) = entries_of(service.settings, answer)
    caller, text = entry.caller, storable(nasty)
    assert (caller.user, caller.team, caller.project) == (text, text, text)
    assert caller.tags == (text, f"tag:{text}")
    assert entry.cost_usd > 0


@pytest.mark.parametrize("nasty", NASTY, ids=IDS)
def test_what_headers_claim_is_booked_and_answers_get_no_header_of_it(
    service: Service, upstream: Upstream, nasty: str
) -> None:
    answer = send(
        service,
        "POST",
        CHAT,
        body={"model": "small", "messages": HELLO},
        x_tierwise_user=nasty,
        helicone_property_team=nasty,
        x_tierwise_project=nasty,
        x_session_id=nasty,
        x_litellm_tags=nasty,
        x_litellm_spend_logs_metadata=json.dumps({"cell": nasty}),
        traceparent=nasty,
    )

    assert answer.status_code == 200, answer.text
    (entry,) = entries_of(service.settings, answer)
    heard = _as_header(nasty).decode("latin-1").strip()
    assert entry.caller.user == storable(heard)
    assert f"cell:{storable(nasty)}" in entry.caller.tags


@pytest.mark.parametrize("nasty", NASTY, ids=IDS)
def test_names_in_addresses_find_nothing_and_break_nothing(
    service: Service, upstream: Upstream, admin: str, nasty: str
) -> None:
    name, key = quote(nasty.encode(), safe=""), f"Bearer {admin}"
    for path in ("decisions", "feedback", "models", "admin/keys", "admin/budgets", "admin/quotas"):
        answer = send(service, "GET", f"/v1/{path}/{name}", authorization=key)
        assert answer.status_code in (400, 404), (path, answer.text)
    for act in ("rotate", "revoke"):
        path = f"/v1/admin/keys/{name}/{act}"
        assert send(service, "POST", path, body={}, authorization=key).status_code in (400, 404)
    for path in ("keys", "directory", "budgets", "audit-log"):
        looked = f"/v1/admin/{path}?after={name}&limit=1&actor={name}&kind={name}&subject={name}"
        assert send(service, "GET", looked, authorization=key).status_code in (200, 400)
    removed = send(service, "DELETE", f"/v1/admin/directory/team/{name}", authorization=key)
    assert removed.status_code in (400, 404)


@pytest.mark.parametrize("nasty", NASTY, ids=IDS)
def test_what_administrators_name_is_kept_as_text_or_refused(
    service: Service, upstream: Upstream, admin: str, nasty: str
) -> None:
    before, key = len(keys_in(service.settings)), f"Bearer {admin}"
    name = quote(nasty.encode(), safe="")
    made = send(
        service,
        "POST",
        "/v1/admin/keys",
        body={"name": nasty, "team": nasty, "user": nasty, "tags": [nasty]},
        authorization=key,
        idempotency_key=nasty,
    )
    put = send(
        service,
        "PUT",
        f"/v1/admin/directory/team/{name}",
        body={"name": nasty, "cost_centre": None},
        authorization=key,
    )
    limit = {"limit_usd": 5, "per": "day", "team": nasty, "contact": nasty}
    send(service, "PUT", f"/v1/admin/budgets/{name}", body=limit, authorization=key)

    assert made.status_code in (201, 400), made.text
    assert put.status_code in (200, 201, 400, 404), put.text
    kept = keys_in(service.settings)
    assert len(kept) == before + (made.status_code == 201)
    if made.status_code == 201:
        assert {kept[-1].name, kept[-1].team, *kept[-1].tags} == {storable(nasty)}
    checked = send(service, "GET", "/v1/admin/audit-log/verify", authorization=key)
    assert checked.status_code == 200
    assert checked.json().get("is_intact", True) is True


@pytest.mark.parametrize("nasty", NASTY, ids=IDS)
def test_feedback_and_unknown_models_are_answered_in_words(
    service: Service, upstream: Upstream, nasty: str
) -> None:
    answer = send(service, "POST", CHAT, body={"model": "small", "messages": HELLO})
    said = {"verdict": "accepted", "comment": nasty, "idempotency_key": nasty}
    decision_id = answer.headers["x-tierwise-decision-id"]
    told = send(service, "POST", "/v1/feedback", body={**said, "decision_id": decision_id})
    lost = send(service, "POST", "/v1/feedback", body={**said, "decision_id": nasty})
    named = send(service, "POST", "/v1/feedback", body={**said, "response_id": nasty})
    unknown = send(service, "POST", CHAT, body={"model": nasty, "messages": HELLO})

    assert told.status_code in (200, 201, 400), told.text
    assert lost.status_code in (400, 404), lost.text
    assert named.status_code in (400, 404), named.text
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "model_not_found")


def test_in_the_end_all_tables_are_there_and_work(service: Service, upstream: Upstream) -> None:
    answer = send(service, "POST", CHAT, body={"model": "small", "messages": HELLO})

    (entry,) = entries_of(service.settings, answer)
    assert entry.cost_usd > 0
    assert len(keys_in(service.settings)) >= 1
