"""What must every store count of the requests under a policy?"""

from collections.abc import Iterator
from dataclasses import astuple, dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from random import Random

import pytest

from router.adapters.storage.stores import Stores
from router.core.feedback import Feedback, Verdict
from router.core.ledger import Outcome
from router.core.rollout.limit import Metric
from router.core.rollout.tally import CountedRequest, Tally, tally_of
from router.core.traffic import AUDIT_CALLER
from tests.factories import NOON, caller, decision_record, facts, ledger_entry

LATER = NOON + timedelta(hours=1)


@dataclass
class Booking:
    """Books requests, and gives feedback on them."""

    stores: Stores
    made: Iterator[int]

    async def request(
        self,
        *,
        version: str = "new@1",
        lot: str = "",
        cost_usd: str = "0.001",
        outcome: Outcome = Outcome.COMPLETED,
        code: str | None = None,
        team: str = "search",
        at: datetime = NOON,
    ) -> str:
        number = next(self.made)
        known = replace(facts(who=caller(team=team), at=at), lot=lot)
        entry = replace(
            ledger_entry(id=f"led_{number}", decision_id=f"dec_{number}", who=known.caller, at=at),
            cost_usd=Decimal(cost_usd),
            outcome=outcome,
            error_code=code,
            policy_version=version,
        )
        record = replace(decision_record(id=f"dec_{number}", on=known), policy_version=version)
        await self.stores.ledger.append(entry, record)
        return record.id

    async def say(
        self, decision_id: str, *, verdict: Verdict | None = None, score: float | None = None
    ) -> None:
        said = Feedback(
            id=f"fb_{next(self.made)}",
            decision_id=decision_id,
            at=NOON,
            key_id="key_1",
            verdict=verdict,
            score=score,
        )
        await self.stores.feedback.add(said)


@pytest.fixture
def booking(stores: Stores) -> Booking:
    return Booking(stores, count(1))


async def under(stores: Stores, *teams: str) -> Tally:
    return await stores.tallies.under("new@1", since=NOON, until=LATER, teams=teams)


async def beside(stores: Stores, *teams: str) -> Tally:
    return await stores.tallies.beside("new@1", since=NOON, until=LATER, teams=teams)


async def test_nothing_adds_up_to_nothing(stores: Stores) -> None:
    assert (await under(stores)).requests == 0
    assert (await under(stores)).of(Metric.COST).n == 0


async def test_requests_are_told_apart_by_the_policy_that_decided(booking: Booking) -> None:
    await booking.request(version="new@1")
    await booking.request(version="old@1")
    await booking.request(version="old@2")

    assert (await under(booking.stores)).requests == 1
    assert (await beside(booking.stores)).requests == 2


async def test_the_time_is_half_open(booking: Booking) -> None:
    for at in (NOON - timedelta(microseconds=1), NOON, LATER):
        await booking.request(at=at)

    assert (await under(booking.stores)).requests == 1


async def test_only_the_teams_that_are_named_count(booking: Booking) -> None:
    for team in ("search", "legal", "sales"):
        await booking.request(team=team)

    assert (await under(booking.stores, "search", "legal")).requests == 2
    assert (await under(booking.stores)).requests == 3


async def test_a_request_with_a_correcting_entry_is_one_request(booking: Booking) -> None:
    decision_id = await booking.request(cost_usd="0.5")
    known = replace(facts(), lot="")
    correction = replace(
        ledger_entry(id="led_c", decision_id=decision_id),
        cost_usd=Decimal("-0.2"),
        policy_version="new@1",
    )
    await booking.stores.ledger.append(correction, decision_record(id=decision_id, on=known))

    cost = (await under(booking.stores)).of(Metric.COST)

    assert (cost.n, round(cost.y, 9), cost.conversations) == (1, 0.3, 1)


async def test_audits_are_not_counted(booking: Booking) -> None:
    entry = replace(ledger_entry(who=AUDIT_CALLER), policy_version="new@1")
    await booking.stores.ledger.append(entry, decision_record(on=facts(who=AUDIT_CALLER)))

    assert (await under(booking.stores)).requests == 0


async def test_the_last_word_on_quality_counts(booking: Booking) -> None:
    better, worse, unsaid, valued = [await booking.request() for _ in range(4)]
    await booking.say(better, verdict=Verdict.REJECTED)
    await booking.say(better, score=0.9)
    await booking.say(better)
    await booking.say(worse, score=0.9)
    await booking.say(worse, verdict=Verdict.REJECTED)
    await booking.say(valued)

    feedback = (await under(booking.stores)).of(Metric.BAD_FEEDBACK)

    assert unsaid
    assert (feedback.n, feedback.y) == (2, 1)


@pytest.mark.parametrize(
    ("verdict", "score", "is_bad"),
    [
        (Verdict.ACCEPTED, None, False),
        (Verdict.EDITED, None, False),
        (Verdict.REJECTED, None, True),
        (None, 0.49, True),
        (None, 0.5, False),
        (Verdict.REJECTED, 0.9, False),
    ],
)
async def test_a_score_says_more_than_a_verdict(
    booking: Booking, verdict: Verdict | None, score: float | None, is_bad: bool
) -> None:
    await booking.say(await booking.request(), verdict=verdict, score=score)

    assert (await under(booking.stores)).of(Metric.BAD_FEEDBACK).y == is_bad


async def test_any_traffic_adds_up_to_the_sums_over_its_conversations(booking: Booking) -> None:
    random, expected = Random(3), []  # noqa: S311 - no secret
    endings = [
        (Outcome.COMPLETED, None, "answered"),
        (Outcome.CANCELLED, None, "answered"),
        (Outcome.FAILED, "upstream_failed", "failed"),
        (Outcome.REFUSED, "no_capable_deployment", "failed"),
        (Outcome.REFUSED, "policy_denied", "refused"),
        (Outcome.REFUSED, "model_not_found", "neither"),
    ]
    for _ in range(120):
        outcome, code, is_what = random.choice(endings)
        lot, nanos = random.choice(["", "a", "b", "c"]), random.randrange(10**9)
        score = random.choice([None, 0.2, 0.8])
        decision_id = await booking.request(
            lot=lot, cost_usd=str(Decimal(nanos).scaleb(-9)), outcome=outcome, code=code
        )
        if score is not None:
            await booking.say(decision_id, score=score)
        expected.append(
            CountedRequest(
                lot=lot or decision_id,
                cost_usd=nanos / 1e9,
                is_answered=is_what == "answered",
                has_failed=is_what == "failed",
                is_refused=is_what == "refused",
                is_bad=None if score is None else score < 0.5,
            )
        )

    found, wanted = await under(booking.stores), tally_of(expected)

    assert found.requests == wanted.requests == 120
    for metric in Metric:
        assert astuple(found.of(metric)) == pytest.approx(astuple(wanted.of(metric)))
