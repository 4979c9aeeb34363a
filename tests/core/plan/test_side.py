"""Tests of `router.core.plan.side`."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from classifier.labels import Priority
from router.core.catalog import Catalog
from router.core.deployment import Kind
from router.core.history import Recorded
from router.core.ledger import Outcome
from router.core.money import to_nanos
from router.core.plan.side import Side, Verdict
from router.core.price import cost_of
from router.core.quote import quote
from router.core.rates import RATE_FIELDS, Band
from router.core.routing import Rulebook, decide
from router.core.tier import Tier
from router.core.usage import Usage
from tests import factories
from tests.core.plan.recording import USAGE, asked, recorded

TO = {tier: factories.rulebook(factories.policy(default=tier)) for tier in Tier}
DENIES = factories.rulebook(
    factories.policy({"when": {"team": "search"}, "then": {"deny": "Not you."}})
)


def judge(rulebook: Rulebook, kept: Recorded, *, booked_at: Catalog | None = None) -> Verdict:
    return Side(rulebook, booked_at=booked_at).judge(kept)


def test_where_the_same_deployment_is_chosen_the_cost_is_what_was_booked() -> None:
    kept = recorded()
    odd = replace(kept.bookings[0], cost_nanos=123)  # no price gives this
    found = judge(TO[Tier.STANDARD], Recorded(kept.decision, (odd,)))
    assert (found.deployment, found.cost_nanos) == ("middle", 123)
    assert not found.is_estimated


def test_elsewhere_the_usage_that_was_booked_counts_at_the_price_of_that_day() -> None:
    dear = factories.price(input_usd="9", valid_from=date(2026, 11, 20))
    later = factories.price(input_usd="99", valid_from=date(2026, 11, 21))
    prices = (factories.price(input_usd="1"), dear, later)
    other = factories.deployment("other", tier=Tier.PREMIUM, prices=prices)
    found = judge(
        factories.rulebook(factories.policy(default=Tier.PREMIUM), of=factories.catalog(other)),
        recorded(),
    )
    assert found.deployment == "other"
    assert found.cost_nanos == to_nanos(cost_of(USAGE, dear))


def test_what_is_refused_costs_nothing_and_says_why() -> None:
    found = judge(DENIES, recorded())
    assert found == Verdict(None, None, None, "policy_denied")
    assert found.cost_nanos == 0


def test_what_was_refused_and_is_served_now_costs_what_the_quote_expects() -> None:
    kept = recorded(rulebook=DENIES)
    found = judge(TO[Tier.PREMIUM], kept)
    made = decide(kept.decision.facts, TO[Tier.PREMIUM])
    expected = quote(kept.decision.facts, made.deployment).expected_usd
    assert found.cost_nanos == to_nanos(expected) > 0
    assert found.is_estimated


def test_a_call_that_failed_and_used_nothing_is_free_under_any_policy() -> None:
    kept = recorded(usage=Usage(), outcome=Outcome.FAILED)
    assert [judge(book, kept).cost_nanos for book in TO.values()] == [0, 0, 0]


def test_each_booking_is_priced_on_its_own() -> None:
    kept = recorded()
    (booking,) = kept.bookings
    twice = Recorded(kept.decision, (booking, booking))
    once = judge(TO[Tier.PREMIUM], kept).cost_nanos
    assert judge(TO[Tier.PREMIUM], twice).cost_nanos == 2 * once


def test_a_price_that_the_new_catalog_changes_is_computed_anew_and_no_other() -> None:
    before = factories.catalog()
    dearer = factories.price(input_usd="2", output_usd="4", version="newer")
    same = factories.price(input_usd="1", output_usd="4", version="newer")
    kept = recorded()
    odd = Recorded(kept.decision, (replace(kept.bookings[0], cost_nanos=123),))

    def cost(price: object) -> int:
        middle = factories.deployment("middle", tier=Tier.STANDARD, prices=(price,))  # type: ignore[arg-type]
        book = factories.rulebook(of=factories.catalog(middle))
        return judge(book, odd, booked_at=before).cost_nanos

    assert cost(dearer) == to_nanos(cost_of(USAGE, dearer))
    assert cost(same) == 123
    long = Band(above_input_tokens=10**6, **dict(zip(RATE_FIELDS, dearer.amounts, strict=True)))
    assert cost(replace(same, bands=(long,))) == to_nanos(cost_of(USAGE, same))


def test_a_better_tier_has_a_better_chance_of_a_good_answer() -> None:
    hard = recorded(asked(difficulty=2.0))
    low, high = (judge(TO[tier], hard).p_good for tier in (Tier.ECONOMY, Tier.PREMIUM))
    assert low is not None
    assert high is not None
    assert low < high


def test_refusals_and_embeddings_have_no_quality() -> None:
    assert judge(DENIES, recorded()).p_good is None
    vector = factories.deployment("vector", kind=Kind.EMBEDDING)
    book = factories.rulebook(of=factories.catalog(vector))
    shape = factories.shape(kind=Kind.EMBEDDING)
    found = judge(book, recorded(asked(shape=shape), book))
    assert (found.deployment, found.p_good) == ("vector", None)


def test_an_answer_longer_than_the_policy_permits_is_told() -> None:
    def limited(limit: int) -> Rulebook:
        rule = {"when": {"priority": Priority.NORMAL}, "then": {"max_tokens": limit}}
        return factories.rulebook(factories.policy(rule))

    assert judge(limited(199), recorded()).is_cut_off
    assert not judge(limited(200), recorded()).is_cut_off
    two = recorded(asked(shape=factories.shape(choices=2)))
    assert not judge(limited(100), two).is_cut_off


def test_an_unknown_model_is_refused_as_often_as_it_is_asked_for() -> None:
    side = Side(factories.rulebook())
    unknown = recorded(asked(shape=factories.shape(requested_model="gpt-0")))
    known = recorded()
    assert [side.judge(one).refusal for one in (unknown, known, unknown)] == [
        *("model_not_found", None, "model_not_found")
    ]


@pytest.mark.parametrize("field", ["deployment", "tier", "refusal"])
def test_a_route_is_deployment_tier_and_refusal(field: str) -> None:
    one = Verdict("small", Tier.ECONOMY, "r1", None, 5)
    other = one._replace(**{field: "other"})  # type: ignore[arg-type]
    assert one.route != other.route
    assert one.route == one._replace(rule_id="r2", cost_nanos=7).route


def test_amounts_are_whole_nano_dollars() -> None:
    assert judge(TO[Tier.PREMIUM], recorded()).cost_nanos == to_nanos(Decimal("0.01"))
