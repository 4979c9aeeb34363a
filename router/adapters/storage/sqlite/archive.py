"""How does SQLite keep old rulebooks?"""

from collections import OrderedDict

from router.adapters.storage.rulebook_texts import FromTexts, ToTexts
from router.adapters.storage.sqlite.connection import Database
from router.core.routing import Rulebook

__all__ = ["FromTexts", "SqliteRulebookArchive", "ToTexts"]

_KEPT_REBUILT = 16


class SqliteRulebookArchive:
    """Implements `RulebookArchive`. Policy and catalog are kept once for each version."""

    def __init__(self, database: Database, *, to_texts: ToTexts, from_texts: FromTexts) -> None:
        self._database = database
        self._to_texts = to_texts
        self._from_texts = from_texts
        self._known: set[tuple[str, str]] = set()
        self._rebuilt: OrderedDict[tuple[str, str], Rulebook] = OrderedDict()

    def remember(self, rulebook: Rulebook) -> None:
        """Keep a rulebook under its versions; does nothing where they are known."""
        versions = (rulebook.policy_version, rulebook.catalog_version)
        if versions in self._known:
            return
        policy, catalog = self._to_texts(rulebook)
        with self._database.writing() as connection:
            connection.executemany(
                "INSERT INTO rulebook_text VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                [("policy", versions[0], policy), ("catalog", versions[1], catalog)],
            )
        self._known.add(versions)

    def find(self, *, policy_version: str, catalog_version: str) -> Rulebook | None:
        """The rulebook with these versions."""
        versions = (policy_version, catalog_version)
        if versions not in self._rebuilt:
            texts = self._texts(*versions)
            if texts is None:
                return None
            self._keep(versions, self._from_texts(*texts))
        self._rebuilt.move_to_end(versions)
        return self._rebuilt[versions]

    def _texts(self, policy_version: str, catalog_version: str) -> tuple[str, str] | None:
        with self._database.reading() as connection:
            found = dict(
                connection.execute(
                    "SELECT kind, text FROM rulebook_text "
                    "WHERE (kind, version) IN (VALUES ('policy', ?), ('catalog', ?))",
                    (policy_version, catalog_version),
                ).fetchall()
            )
        return (found["policy"], found["catalog"]) if len(found) == 2 else None

    def _keep(self, versions: tuple[str, str], rulebook: Rulebook) -> None:
        self._rebuilt[versions] = rulebook
        if len(self._rebuilt) > _KEPT_REBUILT:
            self._rebuilt.popitem(last=False)
