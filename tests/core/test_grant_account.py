"""Tests of `router.core.grant_account`."""

from router.core.grant_account import grant_accounts
from router.core.hold import Claim, Opening, Unit
from router.core.moments import to_micros
from router.core.scope import Scope
from tests.approving import HOUR, grant
from tests.factories import NOON


def test_money_is_counted_under_the_tag_from_the_beginning_to_the_end() -> None:
    (usd,) = grant_accounts(grant(usd="10.5"))

    assert usd.claim(7) == Claim(
        account="grant:grt_1:usd",
        unit=Unit.USD,
        amount=7,
        limit=10_500_000_000,
        slice_us=to_micros(NOON),
    )
    assert usd.opening() == Opening(
        account="grant:grt_1:usd",
        unit=Unit.USD,
        scope=Scope(tag="grant:grt_1"),
        slice_us=to_micros(NOON),
        until_us=to_micros(NOON + 24 * HOUR),
    )


def test_requests_are_counted_where_they_are_limited() -> None:
    usd, requests = grant_accounts(grant(requests=3))

    assert (usd.unit, requests.unit) == (Unit.USD, Unit.REQUESTS)
    assert (requests.id, requests.claim(1).limit) == ("grant:grt_1:requests", 3)
