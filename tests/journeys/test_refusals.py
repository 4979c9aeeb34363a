"""What does not fit into a budget, a quota or a key's scope is refused so that all understand it.

OpenAI's own client has to understand it: it reads the error, and tries again where that helps.
"""

import asyncio
import json
import socket
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar, cast

import httpx
import openai
import pytest

from router.bootstrap import open_desk
from router.bootstrap.desk import Desk
from router.core.errors import ConfigurationError
from router.core.hold import Unit
from router.core.key import Claimable, KeyScope, Role
from router.core.ledger import Outcome
from router.core.quota import Quota, QuotaPer
from router.settings import Settings
from tests.journeys.rulebooks import KEY
from tests.journeys.running import Service, eventually, running_service, variables
from tests.upstream import Reply, Upstream

T = TypeVar("T")
Json = dict[str, object]
HELLO = [{"role": "user", "content": "Say hello"}]
CHAT = "/v1/chat/completions"
POLICY = """
version: 1
name: refusals
default: {tier: standard, reason: Nothing else applies.}
budgets:
  - {id: spent, limit_usd: 0.00001, per: month, team: spent, hard: true,
     timezone: Europe/Berlin, contact: search-leads@acme.example}
  - {id: short, limit_usd: 0.02, per: month, team: short, hard: true}
  - {id: thrifty, limit_usd: 0.0002, per: month, team: thrifty, hard: true}
  - {id: watched, limit_usd: 0.00001, per: month, team: watched}
"""
QUOTAS = (
    Quota(id="busy", unit=Unit.REQUESTS, limit=2, per=QuotaPer.MINUTE, team="busy"),
    Quota(id="wordy", unit=Unit.TOKENS, limit=1_000, per=QuotaPer.DAY, team="wordy"),
    Quota(id="single", unit=Unit.CONCURRENT, limit=1, team="single"),
    Quota(id="ada", unit=Unit.REQUESTS, limit=1, per=QuotaPer.HOUR, user="ada"),
)
LEAVES_OPEN = frozenset({Claimable.TEAM})


def catalog(base_url: str, *, unknown_price: str = "estimate") -> str:
    """A dear and a cheap deployment, and one whose price nobody knows."""
    return f"""
version: 1
unknown_price: {unknown_price}
deployments:
  - {{name: dear, model: openai/dear, tier: standard, api_base: '{base_url}',
     context_window: 8000, capabilities: [],
     prices: {{input_usd_per_mtok: 1, output_usd_per_mtok: 10}}}}
  - {{name: cheap, model: openai/cheap, tier: economy, api_base: '{base_url}',
     context_window: 8000, capabilities: [],
     prices: {{input_usd_per_mtok: 0.001, output_usd_per_mtok: 0.01}}}}
  - {{name: riddle, model: openai/nobody-knows-this, tier: premium, api_base: '{base_url}',
     context_window: 8000, capabilities: []}}
  - {{name: embedder, model: openai/embedding-model, tier: economy, kind: embedding,
     api_base: '{base_url}', context_window: 8000, prices: {{input_usd_per_mtok: 0.02}}}}
"""


def at_desk(settings: Settings, work: "Coroutine[Any, Any, T]", desk: Desk) -> T:
    async def whole() -> T:
        try:
            return await work
        finally:
            await desk.close()

    return asyncio.run(whole())


def issue(service: Service, **said: Any) -> tuple[str, str]:
    """Id and secret of a key, as the command line makes it."""
    desk = open_desk(service.settings)
    key, secret = at_desk(service.settings, desk.issue_key(**said), desk)
    return key.id, secret


@contextmanager
def serving(
    upstream: Upstream,
    folder: Path,
    *,
    unknown_price: str = "estimate",
    quotas: Sequence[Quota] = (),
    **more: str,
) -> Iterator[Service]:
    """A service whose quotas were set before it began; a request waits for nobody."""
    text = catalog(upstream.base_url, unknown_price=unknown_price)
    given = variables(folder, policy=POLICY, catalog=text, OPENAI_API_KEY=KEY, **more)
    given = {"TIERWISE_PATIENCE_S": "0", **given}
    settings = Settings.load(given)
    desk = open_desk(settings)

    async def put() -> None:
        for quota in quotas:
            await desk.limits.put(quota)

    at_desk(settings, put(), desk)
    with running_service(given) as running:
        yield running


@pytest.fixture(scope="module")
def limited(
    upstream_server: Upstream, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    with serving(upstream_server, tmp_path_factory.mktemp("limited"), quotas=QUOTAS) as running:
        yield running


def ask(
    service: Service, *, key: str | None = None, path: str = CHAT, **asked: Any
) -> httpx.Response:
    headers: dict[str, str] = {} if key is None else {"authorization": f"Bearer {key}"}
    headers |= asked.pop("headers", {})
    headers |= {"x-tierwise-team": asked.pop("team")} if "team" in asked else {}
    body = {"model": "dear", "messages": HELLO, "max_tokens": 5, **asked}
    return httpx.post(service.url + path, json=body, headers=headers, trust_env=False)


def error_in(answer: httpx.Response) -> Json:
    return cast(Json, answer.json()["error"])


class TestBudgets:
    def test_openais_client_reads_why_and_does_not_try_again(
        self, limited: Service, upstream: Upstream
    ) -> None:
        before = len(limited.entries())
        with (
            openai.OpenAI(
                base_url=limited.base_url,
                api_key="any",
                max_retries=3,
                default_headers={"x-tierwise-team": "spent"},
            ) as client,
            pytest.raises(openai.RateLimitError) as caught,
        ):
            client.chat.completions.create(
                model="dear", messages=[{"role": "user", "content": "Say hello"}]
            )

        told = caught.value
        assert (told.type, told.code) == ("insufficient_quota", "budget_exceeded")
        (entry,) = limited.entries()[before:]
        assert (entry.outcome, entry.cost_usd) == (Outcome.REFUSED, Decimal(0))
        assert upstream.requests == []

    def test_a_refusal_says_which_budget_when_it_resets_and_whom_to_ask(
        self, limited: Service, upstream: Upstream
    ) -> None:
        answer = ask(limited, team="spent")

        said = error_in(answer)
        assert answer.status_code == 429
        assert answer.headers["x-should-retry"] == "false"
        assert "budget 'spent'" in str(said["message"])
        assert "Europe/Berlin" in str(said["message"])
        assert "Ask search-leads@acme.example for more." in str(said["message"])
        assert said["budget"] == "spent"
        resets_at = datetime.fromisoformat(str(said["resets_at"]))
        left = resets_at - datetime.now(UTC)
        assert timedelta(0) < left <= timedelta(days=31, hours=2)
        assert abs(int(answer.headers["retry-after"]) - left.total_seconds()) < 60
        assert answer.headers["x-tierwise-decision-id"].startswith("dec_")

    def test_no_amount_is_in_what_a_caller_is_told(
        self, limited: Service, upstream: Upstream
    ) -> None:
        answer = ask(limited, team="spent")

        assert "0.00001" not in answer.text + str(answer.headers)
        assert "usd" not in answer.text.lower()

    def test_a_stream_is_refused_with_a_status_before_it_begins(
        self, limited: Service, upstream: Upstream
    ) -> None:
        answer = ask(limited, team="spent", stream=True)

        assert (answer.status_code, error_in(answer)["code"]) == (429, "budget_exceeded")

    def test_other_teams_and_soft_budgets_are_served(
        self, limited: Service, upstream: Upstream
    ) -> None:
        assert ask(limited, team="watched").status_code == 200
        assert ask(limited, team="watched").status_code == 200
        assert ask(limited).status_code == 200

    def test_near_the_end_answers_are_shortened_and_both_sides_are_told(
        self, limited: Service, upstream: Upstream
    ) -> None:
        answer = ask(limited, team="short", max_tokens=3_000)

        cap = upstream.last.json["max_tokens"]
        assert isinstance(cap, int)
        assert 1_900 < cap < 2_000
        assert answer.headers["x-tierwise-max-tokens"] == str(cap)
        assert answer.headers["x-tierwise-lowered"] == "max_tokens=budget"
        upstream.reply = Reply(usage={"prompt_tokens": 11, "completion_tokens": cap - 20})
        assert ask(limited, team="short", max_tokens=3_000).status_code == 200
        refused = ask(limited, team="short", max_tokens=3_000)
        assert (refused.status_code, error_in(refused)["budget"]) == (429, "short")
        spent = [e.cost_usd for e in limited.entries() if e.caller.team == "short"]
        assert Decimal("0.0195") < sum(spent) <= Decimal("0.02")

    def test_a_cheaper_deployment_answers_where_the_chosen_one_does_not_fit(
        self, limited: Service, upstream: Upstream
    ) -> None:
        answer = ask(limited, team="thrifty", model="auto", max_tokens=2_000)

        assert answer.status_code == 200
        assert answer.headers["x-tierwise-model"] == "cheap"
        assert "deployment=budget" in answer.headers["x-tierwise-lowered"]
        assert upstream.last.json["model"] == "cheap"
        assert limited.entry_of(answer).deployment == "cheap"

    @pytest.mark.parametrize("status", [402, 422])
    def test_the_status_of_a_used_up_budget_can_be_another(
        self, upstream: Upstream, tmp_path: Path, status: int
    ) -> None:
        with serving(upstream, tmp_path, TIERWISE_BUDGET_STATUS=str(status)) as running:
            answer = ask(running, team="spent")

        assert (answer.status_code, error_in(answer)["code"]) == (status, "budget_exceeded")


class TestQuotas:
    def test_what_is_left_is_told_until_nothing_is(
        self, limited: Service, upstream: Upstream
    ) -> None:
        answers = [ask(limited, team="busy") for _ in range(3)]

        assert [answer.status_code for answer in answers] == [200, 200, 429]
        left = [answer.headers["x-ratelimit-remaining-requests"] for answer in answers]
        assert left == ["1", "0", "0"]
        assert {answer.headers["x-ratelimit-limit-requests"] for answer in answers} == {"2"}
        assert all(answer.headers["x-ratelimit-reset-requests"] for answer in answers)
        said = error_in(answers[2])
        assert (said["type"], said["code"]) == ("rate_limit_error", "rate_limit_exceeded")
        assert said["quota"] == "busy"
        assert "x-should-retry" not in answers[2].headers
        assert 1 <= int(answers[2].headers["retry-after"]) <= 61

    def test_tokens_are_limited_and_told_too(self, limited: Service, upstream: Upstream) -> None:
        answer = ask(limited, team="wordy", max_tokens=100)
        upstream.reply = Reply(usage={"prompt_tokens": 700, "completion_tokens": 290})
        used_up = ask(limited, team="wordy", max_tokens=300)
        refused = ask(limited, team="wordy", max_tokens=300)

        assert answer.headers["x-ratelimit-limit-tokens"] == "1000"
        assert int(answer.headers["x-ratelimit-remaining-tokens"]) < 900
        assert used_up.status_code == 200
        assert (refused.status_code, error_in(refused)["quota"]) == (429, "wordy")

    def test_openais_client_tries_again_and_gets_its_turn(
        self, upstream: Upstream, tmp_path: Path
    ) -> None:
        upstream.script.append(Reply(silent_after=0))
        with serving(upstream, tmp_path, quotas=QUOTAS) as running:
            with _waiting_for_an_answer(running, team="single"):
                eventually(lambda: len(upstream.requests) == 1)
                refused = ask(running, team="single")
                assert (refused.status_code, error_in(refused)["quota"]) == (429, "single")
                assert refused.headers["retry-after"] == "1"
            with openai.OpenAI(
                base_url=running.base_url,
                api_key="any",
                max_retries=5,
                default_headers={"x-tierwise-team": "single"},
            ) as client:
                answer = client.chat.completions.create(
                    model="dear", messages=[{"role": "user", "content": "Say hello"}]
                )

        assert answer.choices[0].message.content

    @pytest.mark.parametrize("header", ["x-litellm-end-user-id", "helicone-user-id"])
    def test_an_end_user_is_limited_whom_a_header_names(
        self, upstream: Upstream, tmp_path: Path, header: str
    ) -> None:
        with serving(upstream, tmp_path, quotas=QUOTAS) as running:
            answers = [ask(running, headers={header: who}) for who in ("ada", "eve", "ada")]
            _, strict = issue(running, name="strict", may_claim=LEAVES_OPEN)
            unheard = ask(running, key=strict, headers={header: "ada"})

        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert unheard.status_code == 200, "the key does not let requests name a user"


@contextmanager
def _waiting_for_an_answer(service: Service, *, team: str) -> Iterator[None]:
    """A request is under way meanwhile; then its caller goes away."""
    body = json.dumps({"model": "dear", "messages": HELLO, "stream": True}).encode()
    head = f"POST {CHAT} HTTP/1.1\r\nhost: x\r\nx-tierwise-team: {team}\r\n"
    head += f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    host, port = service.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(head.encode() + body)
        yield


class TestKeys:
    @pytest.mark.parametrize(
        ("scope", "asked", "says"),
        [
            (KeyScope(models=("cheap",)), {"model": "dear"}, "dear"),
            (KeyScope(tiers=("economy",)), {"model": "dear"}, "dear"),
            (KeyScope(endpoints=("/v1/embeddings",)), {}, "/v1/chat/completions"),
            (KeyScope(networks=("192.0.2.0/24",)), {}, "127.0.0.1"),
        ],
        ids=["model", "tier", "endpoint", "network"],
    )
    def test_a_key_is_refused_where_it_does_not_reach(
        self,
        limited: Service,
        upstream: Upstream,
        scope: KeyScope,
        asked: dict[str, Any],
        says: str,
    ) -> None:
        _, secret = issue(limited, name="narrow", scope=scope)

        answer = ask(limited, key=secret, **asked)

        said = error_in(answer)
        assert (answer.status_code, said["code"]) == (403, "key_not_permitted")
        assert says in str(said["message"])
        assert upstream.requests == []
        assert "192.0.2" not in answer.text

    @pytest.mark.parametrize(
        "scope",
        [KeyScope(models=("cheap",)), KeyScope(tiers=("economy",))],
        ids=["model", "tier"],
    )
    def test_within_its_reach_policy_chooses(
        self, limited: Service, upstream: Upstream, scope: KeyScope
    ) -> None:
        _, secret = issue(limited, name="narrow", scope=scope)

        answer = ask(limited, key=secret, model="auto")

        assert (answer.status_code, answer.headers["x-tierwise-model"]) == (200, "cheap")

    def test_an_expired_key_is_refused(self, limited: Service, upstream: Upstream) -> None:
        _, secret = issue(limited, name="brief", expires_in=timedelta(milliseconds=1))

        answer = ask(limited, key=secret)

        assert (answer.status_code, error_in(answer)["code"]) == (401, "invalid_api_key")
        assert "has expired" in answer.text
        assert secret not in answer.text

    def test_a_rotated_key_works_beside_the_new_one_until_its_overlap_is_over(
        self, limited: Service, upstream: Upstream
    ) -> None:
        _, admin = issue(limited, name="ops", role=Role.ADMIN)
        for overlap_s, expected in ((3_600, 200), (0, 401)):
            key_id, old = issue(limited, name="laptop", team="sea")
            assert ask(limited, key=old).status_code == 200
            rotated = _manage(limited, f"keys/{key_id}/rotate", admin, overlap_s=overlap_s)
            new = str(rotated["secret"])
            first = ask(limited, key=new)
            assert first.status_code == 200
            assert limited.entry_of(first).caller.team == "sea"
            eventually(lambda: ask(limited, key=old).status_code == expected, timeout_s=2)  # noqa: B023

    def test_a_key_that_is_revoked_over_http_is_refused_within_a_second(
        self, limited: Service, upstream: Upstream
    ) -> None:
        _, admin = issue(limited, name="ops", role=Role.ADMIN)
        key_id, secret = issue(limited, name="lost")
        assert ask(limited, key=secret).status_code == 200

        _manage(limited, f"keys/{key_id}/revoke", admin)

        eventually(lambda: ask(limited, key=secret).status_code == 401, timeout_s=1)

    def test_a_member_sees_that_its_budget_is_used_and_no_amounts(self, limited: Service) -> None:
        _, member = issue(limited, name="member", team="spent")
        _, admin = issue(limited, name="ops", role=Role.ADMIN)

        seen = {who: _budgets(limited, who) for who in (member, admin)}

        assert "0.00001" not in seen[member]
        assert '"spent_usd"' not in seen[member]
        assert "0.00001" in seen[admin]


def _manage(service: Service, path: str, key: str, **body: object) -> Json:
    answer = httpx.post(
        f"{service.url}/v1/admin/{path}",
        json=body,
        headers={"authorization": f"Bearer {key}"},
        trust_env=False,
    )
    assert answer.status_code in (200, 201), answer.text
    return cast(Json, answer.json())


def _budgets(service: Service, key: str) -> str:
    headers = {"authorization": f"Bearer {key}"}
    answer = httpx.get(f"{service.url}/v1/admin/budgets", headers=headers, trust_env=False)
    return json.dumps(answer.json())


class TestUnknownPrices:
    @pytest.mark.parametrize(
        ("unknown_price", "version", "is_free"),
        [("estimate", "estimated-", False), ("allow", "unpriced-", True)],
    )
    def test_what_nobody_can_price_is_estimated_or_free_and_marked(
        self, upstream: Upstream, tmp_path: Path, unknown_price: str, version: str, *, is_free: bool
    ) -> None:
        with serving(upstream, tmp_path, unknown_price=unknown_price) as running:
            answer = ask(running, model="riddle")
            entry = running.entry_of(answer)

        assert answer.status_code == 200
        assert (entry.price_version or "").startswith(version)
        assert (entry.cost_usd == 0) is is_free

    def test_a_catalog_that_denies_them_does_not_start(
        self, upstream: Upstream, tmp_path: Path
    ) -> None:
        with (
            pytest.raises(ConfigurationError, match="riddle"),
            serving(upstream, tmp_path, unknown_price="deny"),
        ):
            raise AssertionError("it started")
