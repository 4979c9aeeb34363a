"""Tests of `router.services.estimate_cost`."""

from decimal import Decimal

from router.core.budget import Budget
from router.core.key import LOCAL_KEY
from router.core.limit_book import LimitBook
from tests.factories import chat_request, policy, rulebook
from tests.fakes import Service

ASKING = rulebook(
    policy(
        {"when": {"requested_model": "premium"}, "then": {"deny": "Not today."}},
        {"when": {"tokens": {"at_least": 0}}, "then": {"require_approval": "Ask."}},
    )
)
COMPANY = {"id": "company", "per": "month", "hard": True}


def budget(limit_usd: str) -> LimitBook:
    return LimitBook([Budget.model_validate(COMPANY | {"limit_usd": limit_usd})])


async def test_sums_are_those_of_the_single_requests_and_nothing_is_booked() -> None:
    service = Service()
    one = await service.estimate([chat_request()], LOCAL_KEY)

    ten = await service.estimate([chat_request()] * 10, LOCAL_KEY)

    assert ten.requests == 10
    assert ten.expected_usd == 10 * one.expected_usd > 0
    assert ten.worst_case_usd == 10 * one.worst_case_usd >= ten.expected_usd
    assert sum(share.requests for share in ten.by_deployment.values()) == 10
    assert sum(s.expected_usd for s in ten.by_deployment.values()) == ten.expected_usd
    assert (service.provider.calls, service.ledger.booked) == ([], [])


async def test_refusals_and_approvals_are_counted_and_told_once() -> None:
    service = Service()
    service.rulebooks.in_force = ASKING
    denied = chat_request(requested_model="premium")

    found = await service.estimate([denied, chat_request(), denied], LOCAL_KEY)

    assert found.refused == {"policy_denied": 2}
    assert "Not today." in found.why_refused["policy_denied"]
    assert {rule: (told.ask, told.requests) for rule, told in found.approvals.items()} == {
        "r1": ("Ask.", 1)
    }


async def test_a_batch_is_decided_as_one_of_its_size() -> None:
    service = Service()
    service.rulebooks.in_force = rulebook(
        policy({"when": {"batch": {"at_least": 3}}, "then": {"require_approval": "Ask."}})
    )

    small = await service.estimate([chat_request()] * 2, LOCAL_KEY)
    large = await service.estimate([chat_request()] * 3, LOCAL_KEY)

    assert (len(small.approvals), large.approvals["r0"].requests) == (0, 3)


async def test_budgets_are_compared_with_all_requests_together() -> None:
    service = Service()
    one = await service.estimate([chat_request()], LOCAL_KEY)
    service.book = budget(str(one.expected_usd * 5))

    (few,) = (await service.estimate([chat_request()] * 5, LOCAL_KEY)).fits
    (many,) = (await service.estimate([chat_request()] * 6, LOCAL_KEY)).fits

    assert (few.account.name, few.fits, many.fits) == ("company", True, False)
    assert not few.fits_at_worst
    assert many.expected > many.state.room == int(one.expected_usd * 5 * Decimal(10**9))
