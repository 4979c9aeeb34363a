"""Tests of `router.core.balancing`: which of equals comes first?"""

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from router.core.catalog import Catalog
from router.core.deployment import Deployment
from router.core.facts import Facts
from router.core.routing import decide
from tests.factories import catalog, deployment, facts, policy, rulebook

ALWAYS = {"tokens": {"at_least": 1}}
LOTS = 2_000


def weighing(**weights: int) -> Catalog:
    return catalog(*(replace(deployment(name), weight=w) for name, w in weights.items()))


def order(
    of: Catalog, balance: str, *, lot: str = "", latencies_ms: tuple[tuple[str, int], ...] = ()
) -> tuple[str, ...]:
    rules = policy({"when": ALWAYS, "then": {"tier": "economy", "balance": balance}})
    known = replace(facts(), lot=lot, latencies_ms=latencies_ms)
    made = decide(known, rulebook(rules, of=of))
    return (made.deployment.name, *(other.name for other in made.fallbacks))


def firsts(of: Catalog) -> Counter[str]:
    return Counter(order(of, "weighted", lot=str(n))[0] for n in range(LOTS))


def test_the_first_in_the_catalog_is_first_unless_policy_balances() -> None:
    assert order(weighing(a=1, b=1_000), "first")[0] == "a"


def test_equals_are_called_as_often_as_their_weights_say() -> None:
    counted = firsts(weighing(a=3, b=1))

    assert 0.72 < counted["a"] / LOTS < 0.78


def test_a_conversation_stays_with_its_deployment() -> None:
    of = weighing(a=1, b=1, c=1)

    assert len({order(of, "weighted", lot="lot_1") for _ in range(20)}) == 1


@given(lot=st.text(max_size=20))
def test_only_its_own_conversations_move_when_a_deployment_goes_away(lot: str) -> None:
    all_three = order(weighing(a=1, b=2, c=3), "weighted", lot=lot)
    two = order(weighing(a=1, b=2), "weighted", lot=lot)

    assert two == tuple(name for name in all_three if name != "c")


def test_a_dearer_one_never_comes_first_however_heavy() -> None:
    dear = replace(deployment("dear", input_usd="9", output_usd="9"), weight=1_000)

    assert firsts(catalog(deployment("cheap"), dear)) == {"cheap": LOTS}


def test_the_quickest_of_equals_is_called_and_one_that_nobody_knows_is_tried() -> None:
    of = weighing(a=1, b=1, c=1)
    label = labels(of)

    known = ((label["a"], 900), (label["b"], 300), (label["c"], 600))
    assert order(of, "fastest", latencies_ms=known) == ("b", "c", "a")
    assert order(of, "fastest", latencies_ms=known[:2])[0] == "c"


def labels(of: Catalog) -> dict[str, str]:
    def label(one: Deployment) -> str:
        return f"{one.provider}/{one.name}"

    return {one.name: label(one) for one in of.deployments}


def test_replays_need_no_more_than_the_facts() -> None:
    known: Facts = replace(facts(), lot="lot_7")
    of = weighing(a=1, b=1, c=1)

    assert order(of, "weighted", lot=known.lot) == order(of, "weighted", lot="lot_7")
