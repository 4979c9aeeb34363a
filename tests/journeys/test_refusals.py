"""What does not fit into a budget is refused so that OpenAI's own client understands it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import openai
import pytest

from router.core.errors import ConfigurationError
from router.core.ledger import Outcome
from tests.journeys.refusing import QUOTAS, ask, error_in, serving
from tests.journeys.running import Service
from tests.upstream import Reply, Upstream


@pytest.fixture(scope="module")
def limited(
    upstream_server: Upstream, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    with serving(upstream_server, tmp_path_factory.mktemp("limited"), quotas=QUOTAS) as running:
        yield running


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
