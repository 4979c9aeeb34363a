"""One's own requests for tests: each names what matters."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from classifier.labels import Complexity, Task
from router.core.catalog import Catalog
from router.core.coaching.habits import Habits
from router.core.coaching.own_request import OwnRequest
from router.core.facts import RequestShape
from router.core.ledger import Outcome
from router.core.price import cost_of
from router.core.tier import Tier
from router.core.usage import Usage
from tests.factories import NOON, deployment, price

CATALOG = Catalog(
    deployments=(
        deployment("small", tier=Tier.ECONOMY, input_usd="0.1", output_usd="0.4"),
        deployment("middle", tier=Tier.STANDARD, input_usd="1", output_usd="4"),
        deployment(
            "large",
            tier=Tier.PREMIUM,
            prices=(price(input_usd="5", output_usd="25", cached_usd="0.5"),),
        ),
    ),
    version="cat-1",
)


def own(
    number: int = 0,
    *,
    at: datetime = NOON,
    used: str = "large",
    usage: Usage | None = None,
    task: Task = Task.DRAFTING,
    complexity: Complexity = Complexity.TRIVIAL,
    outcome: Outcome = Outcome.COMPLETED,
    of: Catalog = CATALOG,
    **asked: object,
) -> OwnRequest:
    """A request that cost what its tokens cost; `asked` are fields of its shape."""
    usage = usage or Usage(input_tokens=10_000, output_tokens=1_000)
    answered = of.called(used)
    assert answered is not None
    shape = RequestShape(requested_model="premium", input_tokens=usage.input_tokens)
    return OwnRequest(
        decision_id=f"dec_{number}",
        at=at,
        outcome=outcome,
        deployment=used,
        tier=answered.tier,
        usage=usage,
        cost_usd=cost_of(usage, answered.prices.at(at.date())),
        asked=replace(shape, **asked),  # type: ignore[arg-type]
        task=task,
        complexity=complexity,
    )


def habits(*requests: OwnRequest, of: Catalog = CATALOG) -> Habits:
    return Habits(requests, of)


def usd(amount: str) -> Decimal:
    return Decimal(amount)
