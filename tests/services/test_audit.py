"""Tests of `router.services.audit`."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal

import pytest

from router.core.audit import AuditPlan
from router.core.budget import Budget
from router.core.caller import Attribution
from router.core.chat import ChatRequest
from router.core.deployment import Deployment
from router.core.errors import RouterError, UpstreamFailed, UpstreamTimedOut
from router.core.judging import is_swapped
from router.core.key import LOCAL_KEY
from router.core.ledger import LedgerEntry, Outcome
from router.core.limit_book import LimitBook
from router.core.outcome_row import OutcomeRow, OutcomeSource
from router.core.tier import Tier
from router.core.usage import Usage
from router.ports.provider import Answer, AnswerStream, Call
from router.services.audit import Audit
from router.services.complete import Complete
from tests.factories import (
    NOON,
    catalog,
    chat_request,
    deployment,
    policy,
    rulebook,
)
from tests.fakes import Service

CHEAP = rulebook(policy(default=Tier.ECONOMY))
ALL = AuditPlan(share=1.0, daily_usd=Decimal(100), judge="middle")
USAGE = Usage(input_tokens=1_000, output_tokens=100)
HERS = Attribution(team="search", user="ada")


def saying(text: str) -> Answer:
    body = {"id": "chatcmpl-1", "choices": [{"message": {"content": text}}]}
    return Answer(body=json.dumps(body).encode(), usage=USAGE)


@dataclass
class Models:
    """Implements `Provider` and `Providers`: each deployment says its own words."""

    words: Mapping[str, str]
    errors: dict[str, RouterError] = field(default_factory=dict)
    silent: str | None = None
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    calls: list[Call] = field(default_factory=list)

    def of(self, deployment: Deployment) -> "Models":
        return self

    async def close(self) -> None:
        return None

    async def complete(self, call: Call) -> Answer:
        name = call.deployment.name
        self.calls.append(call)
        if name == self.silent:
            self.asked.set()
            await asyncio.Event().wait()
        if name in self.errors:
            raise self.errors[name]
        return saying(self.words[name])

    async def stream(self, call: Call) -> AnswerStream:
        raise AssertionError("audits ask for whole answers")

    async def embed(self, call: Call) -> Answer:
        raise AssertionError("audits embed nothing")

    async def pass_on(self, call: Call) -> Answer:
        raise AssertionError("audits draw nothing")

    def called(self, name: str) -> Call:
        (call,) = [call for call in self.calls if call.deployment.name == name]
        return call


@dataclass
class Audited:
    """A service whose economy answers are audited."""

    service: Service
    models: Models
    audit: Audit
    complete: Complete

    async def ask(self, request: ChatRequest | None = None) -> str:
        """Ask, wait until audits are done; gives the decision."""
        asked = request or chat_request(attribution=HERS)
        decision_id = (await self.complete(asked, LOCAL_KEY)).journey.decision_id
        await self.audit.settled()
        return decision_id

    async def rows(self) -> list[OutcomeRow]:
        return list(await self.service.outcomes.since(NOON))

    @property
    def own_entries(self) -> list[LedgerEntry]:
        return [e for e in self.service.ledger.booked if e.caller.key_id == "key_audit"]


@asynccontextmanager
async def audited(
    *,
    small: str = "yes",
    large: str = "no",
    judge: str = "TIE",
    plan: AuditPlan = ALL,
    errors: Mapping[str, RouterError] | None = None,
    silent: str | None = None,
    most_waiting: int = 8,
    with_rulebook: object = CHEAP,
    is_running: bool = True,
) -> AsyncIterator[Audited]:
    assert isinstance(with_rulebook, type(CHEAP))
    service = Service(plan=plan)
    service.rulebooks.in_force = with_rulebook
    models = Models({"small": small, "large": large, "middle": judge}, dict(errors or {}), silent)
    steps = service.steps
    steps = replace(steps, call=replace(steps.call, providers=models))
    audit = Audit(
        steps=steps,
        plan=plan,
        budget=service.audit_budget,
        outcomes=service.outcomes,
        most_waiting=most_waiting,
    )
    running = asyncio.create_task(audit.run()) if is_running else None
    try:
        yield Audited(service, models, audit, Complete(steps, [audit]))
    finally:
        if running is not None:
            running.cancel()
            await asyncio.wait({running})


async def test_equal_answers_are_both_good_and_no_judge_is_asked() -> None:
    async with audited(small="Yes.", large="yes") as one:
        decision_id = await one.ask()

        served, stronger = await one.rows()
        assert (served.deployment, served.score) == ("small", 1.0)
        assert (stronger.deployment, stronger.score) == ("large", 1.0)
        for row in (served, stronger):
            assert (row.decision_id, row.source) == (decision_id, OutcomeSource.AUDIT_EXACT)
        assert [call.deployment.name for call in one.models.calls] == ["small", "large"]
        assert dict(one.audit.counts) == {"audit_exact": 1}


async def test_a_rule_shadows_a_dear_answer_with_a_cheap_one_where_audits_sample_nothing() -> None:
    shadowing = rulebook(
        policy(
            {
                "when": {"tokens": {"at_least": 1}},
                "then": {"tier": "premium", "shadow": {"share": 1, "deployment": "small"}},
            }
        )
    )
    silent = replace(ALL, share=0.0)

    async with audited(small="yes", large="yes", plan=silent, with_rulebook=shadowing) as one:
        await one.ask()

        assert [row.deployment for row in await one.rows()] == ["large", "small"]
        assert [entry.deployment for entry in one.own_entries] == ["small"]


async def test_a_row_knows_what_its_answer_cost() -> None:
    async with audited(small="yes", large="yes") as one:
        await one.ask()

        assert [row.cost_usd for row in await one.rows()] == [Decimal("0.00014"), Decimal("0.0075")]


@pytest.mark.parametrize(
    ("verdict", "by_order"),
    [("A", {False: (1.0, 0.0), True: (0.0, 1.0)}), ("TIE", dict.fromkeys((False, True), (1, 1)))],
)
async def test_other_answers_go_to_a_judge_who_does_not_know_whose_they_are(
    verdict: str, by_order: dict[bool, tuple[float, float]]
) -> None:
    async with audited(judge=json.dumps({"reason": "so", "verdict": verdict})) as one:
        decision_ids = [await one.ask() for _ in range(8)]

        rows = await one.rows()
        scores: dict[str, dict[str, float]] = {row.decision_id: {} for row in rows}
        for row in rows:
            scores[row.decision_id][row.deployment] = row.score
            assert (row.source, row.weight) == (OutcomeSource.AUDIT_JUDGE, 0.7)
        for decision_id in decision_ids:
            small, large = by_order[is_swapped(decision_id, seed=0)]
            assert scores[decision_id] == {"small": small, "large": large}
        assert {is_swapped(decision_id, seed=0) for decision_id in decision_ids} == {False, True}


async def test_a_verdict_that_cannot_be_read_is_counted_and_is_no_outcome() -> None:
    async with audited(judge="I like A better.") as one:
        await one.ask()

        assert await one.rows() == []
        assert dict(one.audit.counts) == {"unreadable": 1}
        assert len(one.own_entries) == 2


async def test_its_calls_are_booked_to_itself_and_never_to_the_callers_team() -> None:
    async with audited() as one:
        decision_id = await one.ask()

        own = one.own_entries
        assert [entry.deployment for entry in own] == ["large", "middle"]
        assert {entry.caller.team for entry in own} == {"tierwise-audit"}
        hers = [e for e in one.service.ledger.booked if e.caller.team == "search"]
        assert [(e.decision_id, e.deployment) for e in hers] == [(decision_id, "small")]
        records = one.service.ledger.records[1:]
        assert {record.reason for record in records} == {f"audit of {decision_id}"}
        assert await one.service.ledger.entries(decision_id) == hers


async def test_the_request_is_asked_again_whole_and_in_nobodys_name() -> None:
    request = chat_request(attribution=HERS)
    fields = {**request.fields, "temperature": b"0", "user": b'"ada"', "stream": b"true"}
    async with audited() as one:
        await one.ask(replace(request, fields=fields))

        again = one.models.called("large").fields
        assert again["messages"] == request.fields["messages"]
        assert again["temperature"] == b"0"
        assert not {"user", "stream"} & again.keys()


async def test_a_judge_that_can_is_asked_for_json() -> None:
    plain = deployment("middle", tier=Tier.STANDARD, capabilities=())
    others = [d for d in catalog().deployments if d.name != "middle"]
    for book, has_format in (
        (CHEAP, True),
        (rulebook(policy(default=Tier.ECONOMY), of=catalog(plain, *others)), False),
    ):
        async with audited(with_rulebook=book) as one:
            await one.ask()

            assert ("response_format" in one.models.called("middle").fields) is has_format


async def test_the_caller_waits_for_none_of_it() -> None:
    async with audited(silent="large") as one:
        completed = await one.complete(chat_request(), LOCAL_KEY)

        assert completed.answer.usage == USAGE
        await one.models.asked.wait()
        assert await one.rows() == []


async def test_the_days_budget_is_held_before_a_call_and_nothing_is_called_beyond_it() -> None:
    # At 25 USD a million tokens and 16,384 tokens at most, a second answer may cost 0.42 USD.
    async with audited(plan=replace(ALL, daily_usd=Decimal("0.4"))) as one:
        await one.ask()

        assert dict(one.audit.counts) == {"over_budget": 1}
        assert [call.deployment.name for call in one.models.calls] == ["small"]
        assert one.own_entries == []


async def test_a_budget_of_all_spend_holds_for_audits_too() -> None:
    given = {"id": "all", "limit_usd": "0.005", "per": "month", "hard": True}
    async with audited() as one:
        one.service.book = LimitBook([Budget.model_validate(given)])
        await one.ask()

        assert dict(one.audit.counts) == {"over_budget": 1}
        assert [call.deployment.name for call in one.models.calls] == ["small"]
        (refused,) = one.own_entries
        assert (refused.outcome, refused.cost_usd) == (Outcome.REFUSED, Decimal(0))


async def test_what_was_not_spent_is_free_again_and_the_next_day_begins_anew() -> None:
    plan = replace(ALL, daily_usd=Decimal("0.425"))
    async with audited(small="yes", large="yes", plan=plan) as one:
        for _ in range(3):  # each holds about 0.415 and spends 0.0075
            await one.ask()
        assert one.audit.counts == {"audit_exact": 2, "over_budget": 1}

        one.service.clock.advance(86_400)
        await one.ask()

        assert one.audit.counts == {"audit_exact": 3, "over_budget": 1}


async def test_without_budget_for_the_judge_the_answer_is_booked_and_nothing_is_concluded() -> None:
    plan = replace(ALL, daily_usd=Decimal("0.42"), judge="large")
    async with audited(plan=plan) as one:
        await one.ask()

        assert dict(one.audit.counts) == {"over_budget": 1}
        assert [entry.deployment for entry in one.own_entries] == ["large"]
        assert await one.rows() == []


@pytest.mark.parametrize(
    ("error", "cost_usd"),
    [(UpstreamFailed("500"), Decimal(0)), (UpstreamTimedOut("silent"), Decimal("0.00003"))],
)
async def test_a_call_that_fails_is_booked_and_its_hold_settled(
    error: RouterError, cost_usd: Decimal
) -> None:
    plan = replace(ALL, daily_usd=Decimal("0.43"))
    async with audited(plan=plan, errors={"large": error}) as one:
        await one.ask()
        await one.ask()

        assert dict(one.audit.counts) == {"failed": 2}
        assert [(e.outcome, e.cost_usd) for e in one.own_entries] == [
            (Outcome.FAILED, cost_usd)
        ] * 2


async def test_a_ledger_that_cannot_be_written_keeps_nobody_from_stopping() -> None:
    async with audited(silent="large") as one:
        await one.complete(chat_request(), LOCAL_KEY)
        await one.models.asked.wait()
        one.service.ledger.is_broken = True

    assert dict(one.audit.counts) == {"failed": 1}
    day, limit_usd = NOON.date(), ALL.daily_usd
    assert not await one.service.audit_budget.hold("x", limit_usd, day=day, limit_usd=limit_usd)


async def test_when_the_service_stops_a_call_under_way_is_booked_and_the_queue_dropped() -> None:
    async with audited(silent="large") as one:
        for _ in range(3):
            await one.complete(chat_request(content="one two three"), LOCAL_KEY)
        await one.models.asked.wait()

    (entry,) = one.own_entries
    assert entry.outcome is Outcome.CANCELLED
    assert entry.usage.is_estimated
    assert [call.deployment.name for call in one.models.calls].count("large") == 1
    spent = entry.cost_usd
    rest = ALL.daily_usd - spent
    day = NOON.date()
    budget = one.service.audit_budget
    assert await budget.hold("next", rest, day=day, limit_usd=ALL.daily_usd)


async def test_a_full_queue_drops_and_counts() -> None:
    async with audited(most_waiting=2, is_running=False) as one:
        for _ in range(5):
            await one.complete(chat_request(), LOCAL_KEY)

        assert dict(one.audit.counts) == {"dropped": 3}


async def test_who_forbids_that_texts_are_kept_is_not_audited() -> None:
    async with audited() as one:
        await one.ask(replace(chat_request(), may_keep_text=False))

        assert [call.deployment.name for call in one.models.calls] == ["small"]


async def test_what_policy_would_not_permit_the_caller_is_not_done_behind_his_back() -> None:
    capped = rulebook(
        policy({"when": {"team": "search"}, "then": {"cap": "economy"}}, default=Tier.ECONOMY)
    )
    denied = rulebook(
        policy(
            {"when": {"requested_model": "premium"}, "then": {"deny": "No."}},
            default=Tier.ECONOMY,
        )
    )
    for book in (capped, denied):
        async with audited(with_rulebook=book) as one:
            await one.ask()

            assert dict(one.audit.counts) == {"not_permitted": 1}
            assert one.own_entries == []


async def test_simulated_answers_are_marked() -> None:
    simulated = catalog(
        deployment("small", provider="simulated"),
        deployment("large", tier=Tier.PREMIUM, provider="simulated"),
    )
    book = rulebook(policy(default=Tier.ECONOMY), of=simulated)
    async with audited(small="yes", large="yes", with_rulebook=book) as one:
        await one.ask()

        assert [row.is_simulated for row in await one.rows()] == [True, True]
