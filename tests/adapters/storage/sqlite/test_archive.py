"""How often are texts written and rulebooks rebuilt? All else is in tests/contracts."""

from dataclasses import replace
from pathlib import Path

from router.adapters.files.rulebook_json import rulebook_from_text, rulebook_to_text
from router.adapters.storage.sqlite.archive import SqliteRulebookArchive
from router.adapters.storage.sqlite.connection import Database
from router.core.routing import Rulebook
from router.core.tier import Tier
from tests import factories


def test_each_text_is_kept_once(tmp_path: Path) -> None:
    database = Database(tmp_path / "ledger.db")
    archive = SqliteRulebookArchive(
        database, to_texts=rulebook_to_text, from_texts=rulebook_from_text
    )
    first = factories.rulebook()
    second = replace(first, policy=factories.policy(default=Tier.PREMIUM), policy_version="pol-2")
    for rulebook in (first, second, first):
        archive.remember(rulebook)
    kept = database.loop.execute("SELECT kind, version FROM rulebook_text").fetchall()
    assert kept == [("catalog", "cat-1"), ("policy", "pol-1"), ("policy", "pol-2")]
    database.close()


def test_a_rulebook_that_was_just_found_is_not_built_again(tmp_path: Path) -> None:
    database = Database(tmp_path / "ledger.db")
    built: list[str] = []

    def counting(policy: str, catalog: str) -> Rulebook:
        built.append(policy)
        return rulebook_from_text(policy, catalog)

    archive = SqliteRulebookArchive(database, to_texts=rulebook_to_text, from_texts=counting)
    for number in range(30):
        archive.remember(replace(factories.rulebook(), policy_version=f"pol-{number}"))
    for _ in range(3):
        archive.find(policy_version="pol-0", catalog_version="cat-1")
    assert len(built) == 1
    for number in range(30):
        archive.find(policy_version=f"pol-{number}", catalog_version="cat-1")
    archive.find(policy_version="pol-0", catalog_version="cat-1")
    assert len(built) == 31
    database.close()
