"""What is peculiar to one's own traffic in PostgreSQL? The rest is in tests/contracts."""

import pytest

from router.adapters.storage.own_rows import OwnQueries, whose
from router.adapters.storage.postgres.migrations.upgrade import bring_up_to_date
from router.adapters.storage.postgres.months import prepare_months_at_start
from router.adapters.storage.postgres.session import starting
from router.core.coaching.own_request import Oneself
from router.core.moments import to_micros
from tests.adapters.storage.postgres.plans import plan_of
from tests.factories import NOON


@pytest.mark.parametrize(
    ("oneself", "column"),
    [(Oneself(key_id="k", user="ada"), '"user"'), (Oneself(key_id="k"), "key_id")],
)
def test_an_index_finds_ones_own_entries(postgres_url: str, oneself: Oneself, column: str) -> None:
    bring_up_to_date(postgres_url)
    with starting(postgres_url) as connection:
        prepare_months_at_start(connection, NOON)
    ask, since = OwnQueries("%s"), to_micros(NOON)
    for query, given in ((ask.newest(oneself), (since, 9)), (ask.spend(oneself), (since,))):
        plan = plan_of(postgres_url, query, *whose(oneself), *given)
        conditions = [line for line in plan.splitlines() if "Index Cond" in line]
        assert "Seq Scan" not in plan, plan
        assert any(f"({column} = " in one and "at_us >= " in one for one in conditions), plan
