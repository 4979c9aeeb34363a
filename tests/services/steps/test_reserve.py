"""Tests of `router.services.steps.reserve`."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from router.core.budget import Budget
from router.core.errors import BudgetExceeded, LedgerUnavailable, RateLimited
from router.core.facts import OpenGrant
from router.core.grant import Grant
from router.core.hold import Unit
from router.core.key import LOCAL_KEY
from router.core.ledger import Outcome
from router.core.limit_book import NO_LIMITS, LimitBook
from router.core.quota import Quota
from router.core.scope import Scope
from router.core.stored_limit import StoredLimit
from router.core.tier import Tier
from router.core.usage import Usage
from router.ports.provider import Answer
from router.services.complete import Completed
from router.services.journey import Lowered
from tests.factories import NOON, catalog, chat_request, deployment, policy, rulebook
from tests.fakes import Service

GRANT = Grant(
    id="grt_1",
    approval_id="apr_1",
    scope=Scope(key_id=LOCAL_KEY.id),
    rules=("r0",),
    limit_usd=Decimal(1),
    since=NOON - timedelta(hours=1),
    until=NOON + timedelta(hours=1),
)
BODY = b'{"choices":[{"message":{"content":"hello"}}]}'


def budget(limit_usd: str, **written: object) -> LimitBook:
    given = {"id": "all", "limit_usd": limit_usd, "per": "month", "hard": True, **written}
    return LimitBook([Budget.model_validate(given)])


def quota(limit: int, unit: Unit, per: str | None = "minute") -> LimitBook:
    given = {"id": "few", "limit": limit, "unit": unit, "per": per}
    return LimitBook((), [StoredLimit(limit=Quota.model_validate(given), counted_since=1)])


def service(book: LimitBook, *, patience_s: float = 0.0) -> Service:
    """One deployment: a token of input costs a micro-USD, one of output four."""
    made = Service(book=book, patience_s=patience_s)
    made.rulebooks.in_force = rulebook(of=catalog(deployment("only", capabilities=())))
    made.provider.answer = Answer(body=BODY, usage=Usage(input_tokens=10, output_tokens=20))
    return made


async def ask(made: Service, *, max_tokens: int | None = 1_000) -> Completed:
    return await made.complete(chat_request(max_output_tokens=max_tokens), LOCAL_KEY)


def told(made: Service) -> object:
    """The limit on the answer that the provider was last told."""
    fields = made.provider.calls[-1].fields
    return json.loads(fields.get("max_completion_tokens", b"null"))


async def test_every_call_is_held_until_it_is_booked() -> None:
    made = service(LimitBook())
    made.provider.is_silent = True
    asking = asyncio.create_task(ask(made))
    await made.provider.asked.wait()
    (hold,) = await made.stores.holds.of("proc_1")
    assert (hold.claims, hold.entry.outcome, hold.entry.usage.is_estimated) == (
        (),
        Outcome.LOST,
        True,
    )
    assert hold.entry.cost_usd > 0
    assert hold.id in made.reservations
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    assert made.ledger.only.id == hold.id
    assert list(await made.stores.holds.of("proc_1")) == []
    assert len(made.reservations) == 0


async def test_without_limits_the_call_is_what_was_decided() -> None:
    made = service(LimitBook())
    completed = await ask(made, max_tokens=None)
    journey = completed.journey
    assert journey.decision == journey.original
    assert told(made) is None
    assert journey.lowered_because is None


async def test_what_is_not_used_is_given_back() -> None:
    made = service(budget("1"))
    completed = await ask(made)
    (state,) = completed.journey.accounts
    assert (state.spent, state.held) == (0, state.held)
    assert state.held > 4_000_000
    (claim,) = made.book.claims(
        completed.journey.facts.caller,
        completed.journey.deployment,
        at=made.clock.now(),
        amounts={Unit.USD: 1},
    )
    (after,) = await made.stores.accounts.states([claim])
    assert (after.spent, after.held) == (90_000, 0)


async def test_an_open_length_is_limited_where_a_budget_is_at_stake() -> None:
    made = service(budget("1"))
    completed = await ask(made, max_tokens=None)
    assert told(made) == 2_048
    assert completed.journey.lowered_because is Lowered.LENGTH


async def test_a_length_that_was_asked_for_stands_while_there_is_money() -> None:
    made = service(budget("1"))
    completed = await ask(made, max_tokens=16_000)
    assert (told(made), completed.journey.lowered_because) == (16_000, None)


async def test_the_answer_is_shortened_to_what_is_left() -> None:
    made = service(budget("0.004"))
    completed = await ask(made, max_tokens=16_000)
    cap = told(made)
    assert isinstance(cap, int)
    assert 900 <= cap < 1_000
    assert completed.journey.lowered_because is Lowered.BUDGET
    (state,) = completed.journey.accounts
    assert 0 <= state.room < 4_000


async def test_a_budget_that_does_not_suffice_refuses_and_calls_nobody() -> None:
    made = service(budget("0.0005"))
    with pytest.raises(BudgetExceeded, match=r"budget 'all'.*begins anew at 2026-12-01") as caught:
        await ask(made)
    assert made.provider.calls == []
    entry = made.ledger.only
    assert (entry.outcome, entry.error_code, entry.cost_usd) == (
        Outcome.REFUSED,
        "budget_exceeded",
        Decimal(0),
    )
    assert caught.value.headers["x-tierwise-decision-id"] == entry.decision_id
    assert caught.value.headers["x-should-retry"] == "false"
    assert list(await made.stores.holds.of("proc_1")) == []


async def test_the_decision_of_a_refusal_for_want_of_money_can_be_replayed() -> None:
    made = service(budget("0.0005"))
    with pytest.raises(BudgetExceeded):
        await ask(made)
    (record,) = made.ledger.records
    assert record.deployment == "only"
    assert made.ledger.only.deployment is None


async def test_a_cheaper_deployment_answers_before_anybody_is_refused() -> None:
    made = service(budget("0.002"))
    dear = deployment("dear", tier=Tier.STANDARD, input_usd="5", output_usd="25", capabilities=())
    made.rulebooks.in_force = rulebook(of=catalog(dear, deployment("cheap", capabilities=())))
    completed = await ask(made, max_tokens=400)
    journey = completed.journey
    assert (journey.decided.deployment.name, journey.deployment.name) == ("dear", "cheap")
    assert (made.ledger.only.deployment, made.ledger.only.tier) == ("cheap", Tier.ECONOMY)
    assert made.ledger.only.cost_usd == Decimal("0.00009")
    assert made.ledger.records[0].deployment == "dear"


async def test_a_request_waits_while_others_hold_what_it_needs() -> None:
    made = service(budget("0.005"), patience_s=60)
    made.provider.is_silent = True
    first = asyncio.create_task(ask(made))
    await made.provider.asked.wait()
    second = asyncio.create_task(ask(made))
    for _ in range(50):
        await asyncio.sleep(0)
    assert len(made.provider.calls) == 1
    made.provider.is_silent = False
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    assert (await second).cost_usd == Decimal("0.00009")


async def test_patience_ends_with_an_error_that_permits_to_ask_again() -> None:
    made = service(budget("0.005"))
    made.provider.is_silent = True
    first = asyncio.create_task(ask(made))
    await made.provider.asked.wait()
    with pytest.raises(RateLimited, match="hold what is left of budget 'all'") as caught:
        await ask(made)
    assert caught.value.headers["retry-after"] == "1"
    assert "x-should-retry" not in caught.value.headers
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)


async def test_a_quota_of_requests_is_not_waited_for() -> None:
    made = service(quota(1, Unit.REQUESTS), patience_s=60)
    headers = (await ask(made)).journey.quota_headers
    assert headers["x-ratelimit-limit-requests"] == "1"
    assert headers["x-ratelimit-remaining-requests"] == "0"
    with pytest.raises(RateLimited, match="Quota 'few' permits 1 requests a minute") as caught:
        await ask(made)
    assert caught.value.headers["x-ratelimit-remaining-requests"] == "0"
    made.clock.advance(120)
    await ask(made)
    assert len(made.provider.calls) == 2


async def test_requests_at_once_are_counted_and_given_back() -> None:
    made = service(quota(1, Unit.CONCURRENT, per=None))
    await ask(made)
    made.provider.is_silent = True
    made.provider.asked.clear()
    first = asyncio.create_task(ask(made))
    await made.provider.asked.wait()
    with pytest.raises(RateLimited, match="requests at once"):
        await ask(made)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)


async def test_a_quota_of_tokens_shortens_the_answer() -> None:
    made = service(quota(1_200, Unit.TOKENS))
    await ask(made, max_tokens=16_000)
    cap = told(made)
    assert isinstance(cap, int)
    assert 900 <= cap < 1_200


async def test_many_at_once_never_overrun_and_use_all_of_it() -> None:
    made = service(budget("0.009"), patience_s=60)
    results = await asyncio.gather(*(ask(made) for _ in range(200)), return_exceptions=True)
    served = [one for one in results if isinstance(one, Completed)]
    assert all(isinstance(one, Completed | BudgetExceeded) for one in results)
    assert sum(one.cost_usd for one in served) <= Decimal("0.009")
    assert len(served) >= 1


async def test_money_spent_in_the_ledger_before_counts() -> None:
    made = service(LimitBook())
    made.provider.answer = Answer(body=BODY, usage=Usage(input_tokens=0, output_tokens=1_000))
    await ask(made)
    made.book = budget("0.0041")
    with pytest.raises(BudgetExceeded):
        await ask(made)
    made.clock.at += timedelta(days=31)
    await ask(made)


async def test_nobody_is_called_where_nothing_can_be_held() -> None:
    made = service(budget("1"))
    await made.ledger.close()
    with pytest.raises(LedgerUnavailable):
        await ask(made)
    assert made.provider.calls == []
    assert len(made.reservations) == 0


async def test_a_process_that_was_thought_dead_books_the_difference() -> None:
    made = service(LimitBook())
    made.provider.is_silent = True
    asking = asyncio.create_task(ask(made))
    await made.provider.asked.wait()
    (hold,) = await made.stores.holds.of("proc_1")
    record = await made.ledger.decision(hold.entry.decision_id)
    assert record is not None
    await made.ledger.append(hold.entry, record)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    lost, correction = made.ledger.booked
    assert (lost.outcome, correction.outcome, correction.corrects) == (
        Outcome.LOST,
        Outcome.CORRECTED,
        lost.id,
    )
    assert correction.usage == Usage()
    assert 0 < lost.cost_usd + correction.cost_usd < lost.cost_usd
    assert replace(correction, cost_usd=Decimal(0)).note is not None


class TestSlowedDown:
    def slowed(self, book: LimitBook = NO_LIMITS) -> Service:
        made = service(book)
        slowly = policy({"when": {"tokens": {"at_least": 0}}, "then": {"slow_down": 2}})
        made.rulebooks.in_force = replace(made.rulebooks.in_force, policy=slowly)
        return made

    async def test_a_key_that_is_slowed_down_is_refused_until_a_minute_has_passed(self) -> None:
        made = self.slowed()
        await ask(made)
        await ask(made)

        with pytest.raises(RateLimited, match="slowed down to 2 requests a minute") as refused:
            await ask(made)

        assert refused.value.headers["retry-after"] == "30"
        assert refused.value.details == {"rule": "r0"}
        made.clock.advance(62)
        await ask(made)
        assert [one.outcome for one in made.ledger.booked] == [
            Outcome.COMPLETED,
            Outcome.COMPLETED,
            Outcome.REFUSED,
            Outcome.COMPLETED,
        ]

    async def test_budgets_hold_beside_it(self) -> None:
        made = self.slowed(budget("0.000001"))

        with pytest.raises(BudgetExceeded):
            await ask(made)


async def test_what_draws_on_a_grant_is_billed_with_its_tag() -> None:
    made = service(NO_LIMITS)
    asking = policy({"when": {"tokens": {"at_least": 0}}, "then": {"require_approval": "Ask."}})
    made.rulebooks.in_force = replace(made.rulebooks.in_force, policy=asking)
    made.grants = (OpenGrant(id="grt_1", rules=("r0",)),)
    made.book = LimitBook(grants=[GRANT])

    await ask(made)

    assert made.ledger.only.caller.tags == ("grant:grt_1",)
    assert made.ledger.records[0].facts.caller.tags == ()


async def test_those_who_watch_are_told_what_was_booked() -> None:
    made = service(NO_LIMITS)

    await ask(made)

    (seen,) = made.watch.departures
    assert (seen.decision_id, seen.outcome) == (made.ledger.only.decision_id, Outcome.COMPLETED)
    assert seen.cost_usd == float(made.ledger.only.cost_usd) > 0
