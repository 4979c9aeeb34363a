"""Tests of `router.core.importing.imported`."""

from router.core.importing.imported import Imported
from router.core.tier import Tier


def test_what_nothing_is_said_of_stays_modest() -> None:
    imported = Imported(origin="X", file="x.yaml", deployments=(), notes=())
    assert (imported.rules, imported.budgets, imported.aliases) == ((), (), {})
    assert imported.default_tier is Tier.STANDARD
