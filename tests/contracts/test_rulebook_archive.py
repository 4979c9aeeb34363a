"""What must every archive of rulebooks do?"""

from dataclasses import replace

import pytest

from router.adapters.storage.stores import Stores
from router.core.tier import Tier
from router.ports.rulebooks import RulebookArchive
from tests import factories
from tests.contracts.conftest import Opened


@pytest.fixture
def archive(stores: Stores) -> RulebookArchive:
    return stores.archive


async def test_another_process_finds_an_equal_rulebook(opened: Opened) -> None:
    rulebook = factories.rulebook(
        factories.policy({"when": {"priority": "high"}, "then": {"floor": "premium"}})
    )
    opened.stores.archive.remember(rulebook)
    found = opened.peer.archive.find(policy_version="pol-1", catalog_version="cat-1")
    assert found == rulebook


async def test_unknown_versions_are_not_found(archive: RulebookArchive) -> None:
    archive.remember(factories.rulebook())
    assert archive.find(policy_version="pol-2", catalog_version="cat-1") is None
    assert archive.find(policy_version="pol-1", catalog_version="cat-2") is None


async def test_what_a_version_said_first_stands(opened: Opened) -> None:
    first = factories.rulebook()
    opened.stores.archive.remember(first)
    opened.stores.archive.remember(first)
    changed = replace(first, policy=factories.policy(default=Tier.PREMIUM))
    opened.peer.archive.remember(changed)
    for stores in (opened.stores, opened.peer):
        assert stores.archive.find(policy_version="pol-1", catalog_version="cat-1") == first


async def test_any_policy_can_be_found_with_any_catalog(archive: RulebookArchive) -> None:
    old = factories.rulebook()
    new = replace(
        old,
        policy=factories.policy(default=Tier.PREMIUM),
        policy_version="pol-2",
        catalog=factories.catalog(factories.deployment("only")),
        catalog_version="cat-2",
    )
    archive.remember(old)
    archive.remember(new)
    mixed = archive.find(policy_version="pol-2", catalog_version="cat-1")
    assert mixed == replace(old, policy=new.policy, policy_version="pol-2")


async def test_many_rulebooks_are_all_found_again(archive: RulebookArchive) -> None:
    for number in range(40):
        archive.remember(replace(factories.rulebook(), policy_version=f"pol-{number}"))
    for number in range(40):
        found = archive.find(policy_version=f"pol-{number}", catalog_version="cat-1")
        assert found is not None
        assert found.policy_version == f"pol-{number}"
