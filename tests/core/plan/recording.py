"""Recorded decisions for tests of plans and replays: decided for real, booked as told."""

from dataclasses import replace

from router.core.assessment import Assessment
from router.core.caller import Caller
from router.core.errors import RouterError
from router.core.facts import Facts, RequestShape
from router.core.history import Booking, Recorded
from router.core.ledger import DecisionRecord, Outcome
from router.core.money import to_nanos
from router.core.price import cost_of
from router.core.routing import Rulebook, decide
from router.core.usage import Usage
from tests import factories

USAGE = Usage(input_tokens=1_000, cached_tokens=100, output_tokens=200)


def recorded(
    on: Facts | None = None,
    rulebook: Rulebook | None = None,
    *,
    id: str = "dec_1",
    usage: Usage = USAGE,
    outcome: Outcome = Outcome.COMPLETED,
) -> Recorded:
    """A decision as the service would have recorded it."""
    known, book = on or factories.facts(), rulebook or factories.rulebook()
    record = DecisionRecord(
        id=id,
        facts=known,
        deployment=None,
        tier=None,
        rule_id=None,
        reason="",
        policy_version=book.policy_version,
        catalog_version=book.catalog_version,
    )
    try:
        made = decide(known, book)
    except RouterError as refusal:
        booking = Booking(0, Usage(), Outcome.REFUSED, refusal.code, None, None)
        return Recorded(replace(record, reason=refusal.message), (booking,))
    price = made.deployment.prices.at(known.at.date())
    is_free = outcome is Outcome.FAILED and usage.total_tokens == 0
    booking = Booking(
        cost_nanos=0 if is_free else to_nanos(cost_of(usage, price)),
        usage=usage,
        outcome=outcome,
        error_code=None,
        deployment=made.deployment.name,
        price_version=price.version,
    )
    decision = replace(
        record,
        deployment=made.deployment.name,
        tier=made.tier,
        rule_id=made.rule_id,
        reason=made.reason,
    )
    return Recorded(decision, (booking,))


def asked(
    *,
    said: Assessment | None = None,
    who: Caller | None = None,
    difficulty: float | None = None,
    thread: str | None = None,
    shape: RequestShape | None = None,
) -> Facts:
    """Facts with what only few tests need."""
    known = factories.facts(said=said, who=who, asked=shape)
    return replace(
        known,
        assessment=replace(known.assessment, difficulty=difficulty),
        request=replace(known.request, thread=thread),
    )
