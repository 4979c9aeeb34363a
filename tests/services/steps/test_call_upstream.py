"""Tests of `router.services.steps.call_upstream`: callers do not see that providers fail."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import pytest

from router.core.budget import Budget
from router.core.deployment import Deployment
from router.core.errors import (
    RouterError,
    UpstreamFailed,
    UpstreamRateLimited,
    UpstreamRejected,
    UpstreamTimedOut,
    UpstreamUnreachable,
)
from router.core.key import LOCAL_KEY
from router.core.ledger import Outcome
from router.core.limit_book import LimitBook
from router.core.routing import Rulebook
from router.core.upstream_limits import UpstreamLimits
from router.ports.provider import Answer, AnswerStream, Call
from router.services.complete import Completed
from router.services.watch_health import WatchHealth
from tests.factories import catalog, chat_request, deployment, policy, rulebook
from tests.fakes import ANSWER, EVENT, ScriptedStream, Service

ALWAYS = {"tokens": {"at_least": 1}}
DOWN = UpstreamUnreachable("no connection")


@dataclass
class Deployments:
    """Implements `Provider` and `Providers`: each deployment ends as told, in turn."""

    endings: Mapping[str, Sequence[RouterError | Answer | AnswerStream | None]]
    """None: it stays silent."""
    calls: list[Call] = field(default_factory=list)
    silent: asyncio.Event = field(default_factory=asyncio.Event)
    at_last: Answer | RouterError = ANSWER
    _speaks: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def names(self) -> list[str]:
        return [call.deployment.name for call in self.calls]

    def answer_silent(self, ending: Answer | RouterError = ANSWER) -> None:
        """Whoever stayed silent ends so."""
        self.at_last = ending
        self._speaks.set()

    def of(self, deployment: Deployment) -> "Deployments":
        return self

    async def close(self) -> None:
        """Nothing is open."""

    async def complete(self, call: Call) -> Answer:
        ending = await self._ending(call)
        assert isinstance(ending, Answer)
        return ending

    async def embed(self, call: Call) -> Answer:
        return await self.complete(call)

    async def pass_on(self, call: Call) -> Answer:
        return await self.complete(call)

    async def stream(self, call: Call) -> AnswerStream:
        ending = await self._ending(call)
        assert not isinstance(ending, Answer | RouterError)
        assert ending is not None
        return ending

    async def _ending(self, call: Call) -> Answer | AnswerStream | RouterError | None:
        before = self.names.count(call.deployment.name)
        self.calls.append(call)
        ending = self.endings[call.deployment.name][before]
        if ending is None:
            self.silent.set()
            await self._speaks.wait()
            ending = self.at_last
        if isinstance(ending, RouterError):
            raise ending
        return ending


def routing(**effects: object) -> Rulebook:
    """Economy work has two deployments of its tier, and dearer ones stand in."""
    field = catalog(
        deployment("small", input_usd="0.1", output_usd="0.4"),
        deployment("spare", input_usd="0.2", output_usd="0.8", provider="other"),
        *catalog().deployments[1:],
    )
    rule = {"when": ALWAYS, "then": {"tier": "economy", **effects}}
    return rulebook(policy(rule), of=field)


def serving(provider: Deployments, **effects: object) -> Service:
    service = Service(retries=2)
    service.rulebooks.in_force = routing(**effects)
    service.provider = provider  # type: ignore[assignment]
    return service


async def completed(service: Service) -> Completed:
    return await service.complete(chat_request(), LOCAL_KEY)


async def test_the_same_deployment_is_tried_again_and_the_caller_sees_an_answer() -> None:
    provider = Deployments({"small": [UpstreamFailed("500"), ANSWER]})
    service = serving(provider)

    answered = await completed(service)

    assert answered.answer is ANSWER
    assert provider.names == ["small", "small"]
    assert answered.journey.attempts == 2


async def test_another_one_answers_and_is_billed_at_its_own_price() -> None:
    provider = Deployments({"small": [DOWN], "spare": [ANSWER]})
    service = serving(provider)

    answered = await completed(service)

    assert answered.journey.deployment.name == "spare"
    assert answered.journey.decided.deployment.name == "small"
    failed, booked = service.ledger.booked
    assert (failed.outcome, failed.deployment, failed.cost_usd) == (
        Outcome.FAILED,
        "small",
        Decimal(0),
    )
    assert (booked.outcome, booked.deployment) == (Outcome.COMPLETED, "spare")
    assert booked.cost_usd == Decimal("0.00028")
    assert failed.decision_id == booked.decision_id
    assert failed.id != booked.id


async def test_nothing_is_held_once_all_is_over() -> None:
    service = serving(Deployments({"small": [DOWN], "spare": [ANSWER]}))

    await completed(service)

    assert len(service.reservations) == 0
    assert await service.holds.of("proc_1") == []


async def test_where_all_fail_the_last_error_names_who_was_tried() -> None:
    provider = Deployments({"small": [DOWN], "spare": [DOWN], "middle": [UpstreamTimedOut("!")]})
    service = serving(provider)

    with pytest.raises(UpstreamTimedOut) as told:
        await completed(service)

    assert told.value.details["attempts"] == "small, spare, middle"
    assert [entry.outcome for entry in service.ledger.booked] == [Outcome.FAILED] * 3


async def test_whoever_watches_the_traffic_sees_one_failure_of_one_request() -> None:
    lost = Deployments({"small": [DOWN], "spare": [DOWN], "middle": [DOWN]})
    saved = Deployments({"small": [DOWN], "spare": [DOWN], "middle": [ANSWER]})
    storm, luck = serving(lost), serving(saved)

    with pytest.raises(UpstreamUnreachable):
        await completed(storm)
    await completed(luck)

    assert [one.outcome for one in storm.watch.departures] == [Outcome.FAILED]
    assert [one.outcome for one in luck.watch.departures] == [Outcome.FAILED, Outcome.COMPLETED]
    assert len(luck.watch.arrivals) == 1


async def test_a_connection_that_never_came_about_is_not_billed() -> None:
    late = UpstreamTimedOut("no connection within 2 s")
    late.was_asked = False
    service = serving(Deployments({"small": [late], "spare": [ANSWER]}))

    await completed(service)

    assert service.ledger.booked[0].cost_usd == 0
    assert service.ledger.booked[0].usage.total_tokens == 0


async def test_what_was_refused_for_its_content_is_refused_once() -> None:
    refused = UpstreamRejected("no", upstream_status=400, upstream_body=b"{}")
    provider = Deployments({"small": [refused]})

    with pytest.raises(UpstreamRejected):
        await completed(serving(provider))

    assert provider.names == ["small"]


@pytest.mark.parametrize(
    ("effects", "tried"),
    [
        ({"failover": {"retries": 0}}, ["small"]),
        ({"failover": {"stand_in": "nobody"}}, ["small", "small", "small"]),
        ({"failover": {"retries": 5, "stand_in": "same_tier"}}, ["small", "small", "spare"]),
    ],
)
async def test_policy_says_how_often_and_where(
    effects: dict[str, object], tried: list[str]
) -> None:
    failing = [UpstreamFailed("500")] * 6
    provider = Deployments({"small": failing, "spare": [UpstreamTimedOut("silent")]})

    with pytest.raises(RouterError):
        await completed(serving(provider, **effects))

    assert provider.names == tried


def spending_nothing_on(*names: str) -> LimitBook:
    """Budgets that have no room for calls of these deployments."""
    told = (
        {"id": name, "limit_usd": "0.000000001", "per": "month", "hard": True} for name in names
    )
    return LimitBook([Budget.model_validate({**one, "deployment": one["id"]}) for one in told])


async def test_a_stand_in_that_exceeds_a_budget_is_passed_over() -> None:
    provider = Deployments({"small": [DOWN], "middle": [ANSWER]})
    service = serving(provider)
    service.book = spending_nothing_on("spare")

    answered = await completed(service)

    assert answered.journey.deployment.name == "middle"
    assert provider.names == ["small", "middle"]


async def test_where_no_stand_in_fits_the_callers_budget_the_first_error_is_told() -> None:
    provider = Deployments({"small": [DOWN]})
    service = serving(provider)
    service.book = spending_nothing_on("spare", "middle", "large")

    with pytest.raises(UpstreamUnreachable):
        await completed(service)

    assert service.ledger.only.outcome is Outcome.FAILED


async def test_a_deployment_that_asks_for_rest_is_avoided_until_then() -> None:
    limited = UpstreamRateLimited("slow down")
    limited.retry_after_s = 20.0
    provider = Deployments({"small": [limited], "spare": [ANSWER]})
    service = serving(provider)
    service.health = health = WatchHealth(clock=service.clock)

    await completed(service)

    assert health.failing() == ("openai/small",)
    service.clock.advance(20)
    assert health.failing() == ()


async def test_one_that_fails_at_present_is_better_than_an_error() -> None:
    provider = Deployments({"small": [DOWN], "spare": [ANSWER]})
    service = serving(provider, failover={"stand_in": "same_tier"})
    service.health = health = WatchHealth(clock=service.clock)
    for _ in range(3):
        health.hear(deployment("spare", provider="other"), DOWN)

    answered = await completed(service)

    assert provider.names == ["small", "spare"]
    assert answered.journey.deployment.name == "spare"


async def test_an_answer_that_used_up_what_the_provider_takes_is_the_last_for_a_while() -> None:
    limits = UpstreamLimits(remaining_requests=0, resets_in_s=12.0)
    provider = Deployments({"small": [replace(ANSWER, limits=limits)]})
    service = serving(provider)
    service.health = health = WatchHealth(clock=service.clock)

    await completed(service)

    assert health.failing() == ("openai/small",)


class TestStreams:
    async def test_before_the_first_event_another_one_answers(self) -> None:
        silent = ScriptedStream(events=(), error=UpstreamFailed("broke off"), usage=None)
        provider = Deployments({"small": [silent, DOWN], "spare": [ScriptedStream()]})
        service = serving(provider)

        sent = await relayed(service)

        assert sent == [EVENT, EVENT, b"data: [DONE]\n\n"]
        assert provider.names == ["small", "small", "spare"]
        assert [entry.outcome for entry in service.ledger.booked] == [
            Outcome.FAILED,
            Outcome.FAILED,
            Outcome.COMPLETED,
        ]
        assert silent.closed > 0

    async def test_after_it_the_caller_is_told(self) -> None:
        broken = ScriptedStream(events=(EVENT,), error=UpstreamFailed("broke off"))
        provider = Deployments({"small": [broken]})
        service = serving(provider)

        sent = await relayed(service)

        assert sent[0] == EVENT
        assert b"broke off" in sent[1]
        assert provider.names == ["small"]
        assert service.ledger.only.outcome is Outcome.FAILED


async def relayed(service: Service) -> list[bytes]:
    sent: list[bytes] = []

    async def keep(events: bytes) -> None:
        sent.append(events)

    relay = await service.complete.stream(chat_request(is_streamed=True), LOCAL_KEY)
    await relay(keep)
    return sent


class TestHedging:
    async def test_the_first_answer_counts_and_the_other_call_is_booked_as_cancelled(self) -> None:
        provider = Deployments({"small": [None], "spare": [ANSWER]})
        service = serving(provider, hedge={"after_ms": 1})

        answered = await completed(service)

        assert (answered.journey.deployment.name, answered.journey.attempts) == ("spare", 2)
        assert {(one.deployment, one.outcome) for one in service.ledger.booked} == {
            ("small", Outcome.CANCELLED),
            ("spare", Outcome.COMPLETED),
        }
        assert len(service.reservations) == 0

    async def test_a_quick_answer_asks_nobody_else(self) -> None:
        provider = Deployments({"small": [ANSWER]})

        await completed(serving(provider, hedge={"after_ms": 60_000}))

        assert provider.names == ["small"]

    async def test_one_that_fails_leaves_the_other_to_answer(self) -> None:
        provider = Deployments({"small": [None], "spare": [UpstreamFailed("500")]})
        service = serving(provider, hedge={"after_ms": 1}, failover={"retries": 0})
        asking = asyncio.create_task(completed(service))
        await until(lambda: len(service.ledger.booked) == 1)

        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

        assert [one.outcome for one in service.ledger.booked] == [
            Outcome.FAILED,
            Outcome.CANCELLED,
        ]

    async def test_a_first_that_wins_late_counts_both_calls(self) -> None:
        provider = Deployments({"small": [None], "spare": [UpstreamFailed("500")]})
        service = serving(provider, hedge={"after_ms": 1})
        asking = asyncio.create_task(completed(service))
        await until(lambda: len(service.ledger.booked) == 1)
        provider.answer_silent()

        answered = await asking

        assert (answered.journey.deployment.name, answered.journey.attempts) == ("small", 2)

    async def test_where_both_fail_the_next_is_neither(self) -> None:
        ill = UpstreamTimedOut("silent")
        provider = Deployments({"small": [None], "spare": [ill], "middle": [ANSWER]})
        service = serving(provider, hedge={"after_ms": 1})
        asking = asyncio.create_task(completed(service))
        await until(lambda: len(service.ledger.booked) == 1)
        provider.answer_silent(UpstreamTimedOut("silent"))

        answered = await asking

        assert (answered.journey.deployment.name, answered.journey.attempts) == ("middle", 3)
        assert provider.names == ["small", "spare", "middle"]

    async def test_a_caller_who_leaves_ends_both_calls(self) -> None:
        provider = Deployments({"small": [None], "spare": [None]})
        service = serving(provider, hedge={"after_ms": 1})
        asking = asyncio.create_task(completed(service))
        await until(lambda: provider.names == ["small", "spare"])

        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

        assert [one.outcome for one in service.ledger.booked] == [Outcome.CANCELLED] * 2
        assert len(service.reservations) == 0


async def until(claim: Callable[[], bool]) -> None:
    for _ in range(10_000):
        if claim():
            return
        await asyncio.sleep(0.001)
    pytest.fail("it never came to that")


async def test_what_takes_longer_than_the_callers_time_is_not_tried_again() -> None:
    service = serving(Deployments({"small": [DOWN]}), timeouts={"total_s": 5})
    provider = service.provider

    async def late(call: Call) -> Answer:
        provider.calls.append(call)
        service.clock.advance(6)
        raise DOWN

    provider.complete = late  # type: ignore[method-assign]

    with pytest.raises(UpstreamUnreachable):
        await completed(service)

    assert len(provider.calls) == 1
    assert provider.calls[0].patience.total_s == 5
