"""Does a local Ray cluster of two workers plan exactly what this process plans?"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from classifier.scale import HERE, RayCluster, Workers
from router.services.plan_policy import PlanPolicy
from tests import factories
from tests.adapters.storage.sqlite.opening import opened
from tests.factories import NOON
from tests.services.history import asked, remember

ray = pytest.importorskip("ray", reason="pip install 'tierwise[ray]'")

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

OLD = factories.rulebook()
NEW = factories.rulebook(
    factories.policy({"when": {"team": "pay"}, "then": {"best_value": {"value_usd": "1"}}})
)
FACTS = [
    asked(who=factories.caller(team=team), difficulty=number / 9, thread=f"t{number // 2}")
    for number, team in enumerate(("pay", "search", "web") * 20)
]


@pytest.fixture(scope="module")
def cluster() -> Iterator[RayCluster]:
    """Two workers on the loopback, without a dashboard; gone when the tests of this file end."""
    ray.init(
        num_cpus=2,
        include_dashboard=False,
        log_to_driver=False,
        logging_level="ERROR",
        _node_ip_address="127.0.0.1",
    )
    yield RayCluster()
    ray.shutdown()


async def test_a_plan_on_the_cluster_is_the_plan_made_here(
    cluster: RayCluster, tmp_path: Path
) -> None:
    stores = await remember(FACTS, OLD, stores=opened(tmp_path / "ledger.db"))
    plan = PlanPolicy(history=stores.history, piece=10)

    def figures(workers: Workers) -> tuple[object, ...]:
        until = NOON + timedelta(hours=1)
        found = plan(old=OLD, new=NEW, since=NOON, until=until, workers=workers)
        sums = found.whole.sums
        return sums.requests, sums.changed, sums.new_nanos, found.cost_nanos, found.transitions

    here = figures(HERE)
    assert here[0] == len(FACTS)
    assert here[1] != 0
    assert figures(cluster) == here
    await stores.close()
