"""Is a refused request asked for, told of, approved, drawn down and resumed, over HTTP?"""

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from router.bootstrap import open_desk
from router.core.key import Role
from router.settings import Settings
from tests.journeys.command import tierwise
from tests.journeys.rulebooks import KEY
from tests.journeys.running import Service, fifty_at_once, running_service, variables
from tests.receivers import MailSink, Posted, WebReceiver, receiving, taking_mail
from tests.upstream import Upstream

SECRET = b"a secret of at least 16 bytes"
RULE = "premium-is-approved"
POLICY = f"""
version: 1
name: approvals
default: {{tier: economy, reason: Nothing else applies.}}
approvals:
  four_eyes_above_usd: 50
rules:
  - id: {RULE}
    reason: Premium is dear.
    when: {{requested_model: premium}}
    then: {{require_approval: "Say which task needs premium."}}
"""
CHAT = {"model": "premium", "max_tokens": 16, "messages": [{"role": "user", "content": "Hello"}]}
PEOPLE = {
    "ada": Role.MEMBER,
    "lea": Role.TEAM_LEAD,
    "finn": Role.FINANCE,
    "fay": Role.FINANCE,
}
Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Company:
    """A service, its people with a key each, and who is told of what."""

    service: Service
    secrets: dict[str, str]
    web: WebReceiver
    mail: MailSink
    client: httpx.AsyncClient

    async def call(self, who: str, method: str, path: str, **body: object) -> httpx.Response:
        return await self.client.request(
            method,
            self.service.url + path,
            json=body or None,
            headers={"authorization": f"Bearer {self.secrets[who]}"},
        )

    async def chat(self, who: str = "ada") -> httpx.Response:
        return await self.call(who, "POST", "/v1/chat/completions", **CHAT)

    async def refused(self, who: str = "ada") -> Json:
        """The error of a request that needs approval."""
        answer = await self.chat(who)
        error: Json = answer.json()["error"]
        assert (answer.status_code, error["code"]) == (403, "approval_required"), answer.text
        return error

    async def ask(self, usd: str, *, who: str = "ada", **more: object) -> Json:
        """What comes of asking for what was refused."""
        asked = {"reason": "The audit is due.", "usd": usd, **more}
        if "id" not in more:
            asked["id"] = (await self.refused(who))["approval"]
        answer = await self.call(who, "POST", "/v1/approvals", **asked)
        assert answer.status_code == 201, answer.text
        return answer.json()  # type: ignore[no-any-return]

    async def approve(self, approval: Json, *, who: str = "lea", **less: object) -> Json:
        answer = await self.call(who, "POST", f"/v1/approvals/{approval['id']}/approve", **less)
        assert answer.status_code == 200, answer.text
        return answer.json()  # type: ignore[no-any-return]

    async def passes(self, who: str = "ada") -> httpx.Response:
        """The answer, once running services have followed."""
        async with asyncio.timeout(10):
            while (answer := await self.chat(who)).status_code == 403:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert answer.status_code == 200, answer.text
        return answer

    async def told(self, kind: str, *, times: int = 1) -> list[Json]:
        """What the webhook was told of a kind, once it came."""

        def found() -> list[Json]:
            every = [json.loads(one.body) for one in self.web.posted]
            return [one for one in every if one["type"] == kind]

        await until(lambda: len(found()) >= times)
        return found()

    async def mailed(self, to: str, subject: str) -> str:
        """The text of the mail that somebody got, once it came."""

        def found() -> list[str]:
            pairs = zip(self.mail.mails, self.mail.recipients, strict=False)
            return [m.get_content() for m, who in pairs if to in who and subject in m["Subject"]]

        await until(lambda: bool(found()))
        return found()[0]

    def spent_usd(self, grant_id: str) -> Decimal:
        tag = f"grant:{grant_id}"
        entries = self.service.entries()
        return sum((one.cost_usd for one in entries if tag in one.caller.tags), Decimal(0))


async def until(claim: Callable[[], bool]) -> None:
    """Wait for what happens in another thread."""
    async with asyncio.timeout(10):
        while not claim():  # noqa: ASYNC110 - another thread has no event of this loop
            await asyncio.sleep(0.02)


async def secrets_of_people(settings: Settings) -> dict[str, str]:
    """A key for each of the people, as an administrator makes them."""
    desk = open_desk(settings)
    try:
        made = {}
        for name, role in PEOPLE.items():
            user = f"{name}@example.com"
            _, made[name] = await desk.issue_key(name=name, role=role, team="search", user=user)
        return made
    finally:
        await desk.close()


@pytest.fixture
async def company(catalog_text: str, upstream: Upstream, tmp_path: Path) -> AsyncIterator[Company]:
    async with receiving() as web, taking_mail() as mail, fifty_at_once() as client:
        given = variables(
            tmp_path,
            policy=POLICY,
            catalog=catalog_text,
            OPENAI_API_KEY=KEY,
            TIERWISE_AUTH="required",
            TIERWISE_PUBLIC_URL="https://tierwise.example.com",
            TIERWISE_WEBHOOK_URL=f"{web.url}/hook",
            TIERWISE_WEBHOOK_SECRET=f"whsec_{base64.b64encode(SECRET).decode()}",
            TIERWISE_SLACK_URL=f"{web.url}/slack",
            TIERWISE_SLACK_KINDS="digest",
            TIERWISE_SMTP_URL=f"smtp://{mail.host}:{mail.port}?tls=off",
            TIERWISE_MAIL_FROM="tierwise@example.com",
            TIERWISE_MAIL_TO="approvers@example.com",
        )
        running = running_service(given)
        service = await asyncio.to_thread(running.__enter__)
        try:
            secrets = await secrets_of_people(service.settings)
            yield Company(service=service, secrets=secrets, web=web, mail=mail, client=client)
        finally:
            await asyncio.to_thread(running.__exit__, None, None, None)


async def test_a_refusal_names_what_to_ask_for_and_then_what_it_waits_for(
    company: Company,
) -> None:
    refusal = await company.refused()
    asked = await company.ask("20", id=refusal["approval"])
    async with asyncio.timeout(10):
        while "approval_state" not in (waiting := await company.refused()):
            pass

    assert refusal["rule"] == RULE
    assert refusal["link"] == f"/v1/approvals/{refusal['approval']}"
    assert Decimal(refusal["estimate_usd"]) > 0
    assert (asked["id"], asked["state"]) == (refusal["approval"], "pending")
    assert (waiting["approval"], waiting["approval_state"]) == (asked["id"], "pending")
    assert "waits for" in waiting["message"]


async def test_those_who_may_decide_and_whoever_asked_are_told_on_each_channel(
    company: Company,
) -> None:
    asked = await company.ask("20")
    (told,) = await company.told("approval.asked")
    mailed = await company.mailed("approvers@example.com", "asks for 20")
    path = f"/v1/approvals/{asked['id']}/deny"
    denied = await company.call("lea", "POST", path, message="Try economy first.")

    assert told["data"]["approval"] == asked["id"]
    assert told["link"] == f"https://tierwise.example.com/v1/approvals/{asked['id']}"
    assert "The audit is due." in mailed
    _check_signature(company.web.posted[0])
    assert denied.json()["state"] == "denied"
    assert "Try economy first." in await company.mailed("ada@example.com", "is denied")
    assert {posted.path for posted in company.web.posted} == {"/hook"}  # Slack is for digests here


async def test_asked_again_and_approved_for_less_it_passes_until_the_grant_is_used_up(
    company: Company,
) -> None:
    first = await company.ask("20")
    await company.call("lea", "POST", f"/v1/approvals/{first['id']}/deny", message="No.")
    second = await company.ask("20", id=first["id"], hours=4)
    assert second["follows"] == first["id"] != second["id"]

    grant = (await company.approve(second, usd="0.001", hours=1))["grant"]
    answer = await company.passes()
    shown = (await company.call("ada", "GET", f"/v1/grants/{grant['id']}")).json()
    booked = company.spent_usd(grant["id"])

    assert grant["limit_usd"] == "0.001"
    assert "0.001 USD" in await company.mailed("ada@example.com", "is approved")
    assert answer.headers["x-tierwise-grant"] == grant["id"]
    assert Decimal(shown["standing"]["spent_usd"]) == booked > 0

    used_up = await _until_refused(company)
    assert company.spent_usd(grant["id"]) <= Decimal("0.001")
    assert used_up["approval"] not in (first["id"], second["id"])

    await company.approve(await company.ask("1", id=used_up["approval"]), who="finn")
    again = await company.passes()
    assert again.headers["x-tierwise-grant"] != grant["id"]


async def test_above_the_limit_two_persons_must_approve_and_the_least_counts(
    company: Company,
) -> None:
    asked = await company.ask("200")

    early = await company.call("lea", "POST", f"/v1/approvals/{asked['id']}/approve")
    once = await company.approve(asked, who="finn", usd="90")
    twice = await company.call("finn", "POST", f"/v1/approvals/{asked['id']}/approve")
    done = await company.approve(asked, who="fay", usd="80")

    assert early.status_code == 403  # a team's lead approves less
    assert (once["state"], "grant" in once) == ("pending", False)
    assert twice.status_code == 403
    assert (done["state"], done["grant"]["limit_usd"]) == ("approved", "80")


async def test_nobody_approves_their_own_request_nor_sees_those_of_others(
    company: Company,
) -> None:
    asked = await company.ask("5", who="finn")
    path = f"/v1/approvals/{asked['id']}"

    own = await company.call("finn", "POST", f"{path}/approve")
    strangers = await company.call("ada", "GET", path)
    listed = (await company.call("ada", "GET", "/v1/approvals")).json()["data"]
    waiting = (await company.call("lea", "GET", "/v1/approvals?state=pending")).json()["data"]

    assert own.status_code == 403
    assert (strangers.status_code, listed) == (404, [])
    assert [(one["id"], one["may_decide"]) for one in waiting] == [(asked["id"], True)]


async def test_of_two_approvers_at_once_one_gives_the_grant_and_one_is_told(
    company: Company,
) -> None:
    asked = await company.ask("5")
    path = f"/v1/approvals/{asked['id']}/approve"

    answers = await asyncio.gather(
        *(company.call(who, "POST", path, usd="5") for who in ("lea", "finn", "fay") * 3)
    )

    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 8]
    grants = (await company.call("ada", "GET", "/v1/grants")).json()["data"]
    assert [grant["limit_usd"] for grant in grants] == ["5"]


async def test_fifty_parallel_requests_never_spend_more_than_the_grant(company: Company) -> None:
    approved = await company.approve(await company.ask("0.003"))
    grant_id = approved["grant"]["id"]
    await company.passes()

    answers = await asyncio.gather(*(company.chat() for _ in range(50)))

    statuses = {answer.status_code for answer in answers}
    spent = company.spent_usd(grant_id)
    passed = [answer for answer in answers if answer.status_code == 200]
    assert statuses <= {200, 403, 429}
    assert 403 in statuses or 429 in statuses
    assert passed
    assert 0 < spent <= Decimal("0.003")
    booked = {e.decision_id for e in company.service.entries() if e.cost_usd > 0}
    assert {one.headers["x-tierwise-decision-id"] for one in passed} <= booked


async def test_a_grant_that_is_revoked_lets_nothing_more_pass(company: Company) -> None:
    approved = await company.approve(await company.ask("5"))
    await company.passes()

    path = f"/v1/grants/{approved['grant']['id']}/revoke"
    revoked = await company.call("lea", "POST", path, why="The audit is over.")

    assert revoked.json()["is_open"] is False
    await _until_refused(company)


async def test_a_delegate_decides_in_the_place_of_the_approver(company: Company) -> None:
    until_ = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    asked = await company.ask("5", who="fay")
    path = f"/v1/approvals/{asked['id']}/approve"
    before = await company.call("ada", "POST", path)

    (key,) = (await company.call("ada", "GET", "/v1/admin/keys")).json()["data"]
    made = await company.call(
        "finn", "POST", "/v1/approvals/delegations", to=key["id"], until=until_
    )
    done = await company.approve(asked, who="ada")

    assert before.status_code == 404
    assert made.status_code == 201
    assert (done["votes"][0]["by"], done["votes"][0]["in_place_of"]) == (
        "ada@example.com",
        "finn@example.com",
    )


async def test_an_operator_decides_on_the_command_line_and_the_log_says_who(
    company: Company,
) -> None:
    asked = await company.ask("5")
    environment = {
        "TIERWISE_DATABASE": str(company.service.settings.database),
        "TIERWISE_POLICY": str(company.service.settings.policy),
    }

    def run(*arguments: str) -> str:
        done = tierwise(*arguments, environment=environment)
        assert done.returncode == 0, done.stderr
        return done.stdout

    listed = await asyncio.to_thread(run, "approvals", "list", "--state", "pending")
    said = await asyncio.to_thread(run, "approvals", "approve", asked["id"], "--usd", "2")
    await company.passes()
    grants = json.loads(await asyncio.to_thread(run, "grants", "list", "--json"))
    log = await asyncio.to_thread(run, "audit", "list")

    assert asked["id"] in listed
    assert "approved" in said
    assert grants[0]["limit_usd"] == "2"
    assert Decimal(grants[0]["standing"]["spent_usd"]) > 0
    assert "approval.vote" in log
    await company.told("approval.decided")


async def test_a_receiver_that_is_down_for_a_while_is_told_later(company: Company) -> None:
    company.web.statuses = [503]

    asked = await company.ask("5")

    (told,) = await company.told("approval.asked")  # posted, and refused
    await company.mailed("approvers@example.com", "asks for 5")
    await until(lambda: len(company.web.posted) == 2)
    ids = {one.headers["webhook-id"] for one in company.web.posted}
    assert ids == {told["id"]}
    assert len(company.mail.mails) == 1
    assert told["data"]["approval"] == asked["id"]


async def _until_refused(company: Company) -> Json:
    """The error once the grant does not suffice any more."""
    async with asyncio.timeout(20):
        while (answer := await company.chat()).status_code == 200:
            pass
    error: Json = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (403, "approval_required"), answer.text
    return error


def _check_signature(posted: Posted) -> None:
    """As docs/notices.md tells receivers to."""
    signed = f"{posted.headers['webhook-id']}.{posted.headers['webhook-timestamp']}.".encode()
    digest = hmac.digest(SECRET, signed + posted.body, hashlib.sha256)
    expected = "v1," + base64.b64encode(digest).decode()
    assert hmac.compare_digest(posted.headers["webhook-signature"], expected)
    assert abs(time.time() - int(posted.headers["webhook-timestamp"])) < 300
