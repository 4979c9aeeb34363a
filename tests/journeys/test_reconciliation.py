"""The ledger agrees to the nano-dollar with a provider that counts and bills for itself."""

import asyncio
from pathlib import Path

import pytest

from benchmarks.reconciliation.mix import KINDS, mixed_calls
from benchmarks.reconciliation.price_sheet import catalog
from benchmarks.reconciliation.provider import Provider
from benchmarks.reconciliation.run import PATIENCE_S, POLICY, reconcile
from benchmarks.reconciliation.tally import told
from tests.journeys.rulebooks import KEY
from tests.journeys.running import running_service, variables


@pytest.mark.parametrize(
    ("calls", "seed"), [(300, 5), pytest.param(5_000, 11, marks=pytest.mark.slow)]
)
def test_bill_and_ledger_agree_call_by_call_and_in_sum(
    tmp_path: Path, *, calls: int, seed: int
) -> None:
    turns = mixed_calls(calls, seed=seed)
    with asyncio.Runner() as runner:
        provider = runner.run(Provider(turns).__aenter__())
        given = variables(
            tmp_path,
            policy=POLICY,
            catalog=catalog(provider.base_url),
            OPENAI_API_KEY=KEY,
            MISTRAL_API_KEY=KEY,
            TIERWISE_UPSTREAM_TIMEOUT_S=str(PATIENCE_S),
        )
        with running_service(given) as service:
            database = service.settings.database
            making = reconcile(service.url, turns, provider=provider, database=database, at_once=8)
            result = runner.run(making)
        runner.run(provider.__aexit__())

    assert {turn.kind for turn in turns} == KINDS.keys()
    assert result.agrees, "\n".join(told(result))
    assert len(result.billed) > calls * 0.8, "what was refused and failed costs nothing"
