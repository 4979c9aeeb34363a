"""Tests of `router.services.name_rulebook`."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from router.adapters.storage.stores import Stores
from router.core.catalog import Catalog
from router.core.errors import ConfigurationError, InvalidRequest
from router.core.policy import Policy
from router.core.tier import Tier
from router.services.name_policy import NamePolicy
from router.services.name_rulebook import NameRulebook
from router.services.roll_out import RollOut, Version
from tests import factories
from tests.factories import NOON
from tests.fakes import FixedClock
from tests.services.history import remember

EVER = {"since": NOON, "until": NOON + timedelta(hours=1)}
FIRST = replace(factories.rulebook(), policy_version="acme@111aaa", catalog_version="catalog@1")
SECOND = replace(
    factories.rulebook(factories.policy(default=Tier.PREMIUM)),
    policy_version="acme@222bbb",
    catalog=replace(factories.catalog(), version="catalog@2"),
    catalog_version="catalog@2",
)
OF_FILE = factories.policy(default=Tier.ECONOMY)
WRITTEN = factories.catalog(factories.deployment("written"))


@pytest.fixture
async def stores() -> Stores:
    kept = await remember([factories.facts()], FIRST)
    kept.archive.remember(SECOND)
    return kept


def naming(stores: Stores, *, known: list[Catalog] | None = None) -> NameRulebook:
    seen = [] if known is None else known

    def load_policy(path: Path) -> tuple[Policy, str]:
        return OF_FILE, f"{path.stem}@file"

    def load_catalog(path: Path, then: Catalog) -> Catalog:
        seen.append(then)
        return WRITTEN

    return NameRulebook(
        history=stores.history,
        past=stores.past,
        name_policy=NamePolicy(
            policies=stores.policies, policy_file=Path("in_force.yaml"), load=load_policy
        ),
        load_catalog=load_catalog,
    )


async def test_without_a_name_it_is_the_policy_file_and_the_catalog_of_then(stores: Stores) -> None:
    found = naming(stores)(None, catalog=None, **EVER)
    assert (found.policy, found.policy_version) == (OF_FILE, "in_force@file")
    assert found.catalog == FIRST.catalog


async def test_a_policy_that_was_applied_is_in_force_and_not_the_file(stores: Stores) -> None:
    clock = FixedClock()
    rolling = RollOut(policies=stores.policies, clock=clock, author="ada")
    rolling.apply(Version(SECOND.policy_version, SECOND.policy), message="dearer")
    found = naming(stores)(None, catalog=None, **EVER)
    assert (found.policy, found.policy_version) == (SECOND.policy, "acme@222bbb")


@pytest.mark.parametrize("name", ["acme@222bbb", "acme@2", "222"])
async def test_a_version_is_named_by_its_beginning_or_its_hash(stores: Stores, name: str) -> None:
    found = naming(stores)(name, catalog=None, **EVER)
    assert (found.policy, found.policy_version) == (SECOND.policy, "acme@222bbb")
    assert found.catalog_version == FIRST.catalog.version


async def test_names_that_mean_several_or_none_are_refused(stores: Stores) -> None:
    with pytest.raises(InvalidRequest, match=r"acme@111aaa, acme@222bbb"):
        naming(stores)("acme", catalog=None, **EVER)
    with pytest.raises(InvalidRequest, match="There is no version 'other'"):
        naming(stores)("other", catalog=None, **EVER)


async def test_files_are_read_and_the_catalog_knows_what_could_be_called(
    stores: Stores, tmp_path: Path
) -> None:
    file = tmp_path / "new.yaml"
    file.touch()
    known: list[Catalog] = []
    found = naming(stores, known=known)(str(file), catalog=str(file), **EVER)
    assert (found.policy, found.policy_version) == (OF_FILE, "new@file")
    assert found.catalog == WRITTEN
    assert known == [FIRST.catalog]


async def test_a_catalog_is_named_by_its_version(stores: Stores) -> None:
    found = naming(stores)("acme@1", catalog="catalog@2", **EVER)
    assert found.catalog == SECOND.catalog


@pytest.mark.parametrize("name", ["new.yaml", "policies/new"])
async def test_a_file_that_is_not_there_is_told(stores: Stores, name: str) -> None:
    with pytest.raises(ConfigurationError, match=f"There is no file {name}"):
        naming(stores)(name, catalog=None, **EVER)


async def test_where_nothing_is_recorded_there_is_nothing_to_compare(stores: Stores) -> None:
    later = {"since": NOON + timedelta(days=1), "until": NOON + timedelta(days=2)}
    with pytest.raises(InvalidRequest, match="Nothing is recorded between 2026-11-21 12:00"):
        naming(stores)(None, catalog=None, **later)
