"""What do tests of policies run with? The files, and for texts the classifier in force."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from router.adapters.classifying.difficulty import LearntDifficulty
from router.adapters.classifying.language import PatternLanguages
from router.adapters.files.case_file import case_files, load_cases
from router.adapters.files.catalog_file import load_catalog
from router.adapters.providers.counting import Tokenizer
from router.adapters.system_clock import SystemClock
from router.bootstrap.parts import load_classifier
from router.core.cases.case import Suite
from router.core.cases.given import Given, Reading
from router.core.catalog import Catalog
from router.services.run_cases import ReadText, RunCases, read_text_by
from router.services.steps.gather import Gather
from router.settings import Settings

__all__ = ["Casebook", "open_casebook"]

_ALL_FACTS = frozenset({"difficulty", "language"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Casebook:
    """Files of cases, and what runs them."""

    settings: Settings
    catalog: Path | None
    """Used for all files of cases, whatever they name."""
    run: RunCases

    def suites(self, places: Iterable[Path]) -> tuple[Suite, ...]:
        """The cases in files and folders; those beside the policy where none is named.

        Raises:
            ConfigurationError: a file is wrong or missing.
        """

        @cache
        def load(path: Path) -> Catalog:
            return load_catalog(path)

        def chosen(named: Path | None) -> Catalog:
            return load(self.catalog or named or self.settings.simulated_catalog)

        files = case_files(list(places) or [self.settings.policy.parent])
        return tuple(load_cases(file, catalog=chosen) for file in files)


def open_casebook(settings: Settings, *, catalog: Path | None = None) -> Casebook:
    """The casebook of `settings`; the classifier is loaded once a case holds a text."""

    @cache
    def reader() -> ReadText:
        return read_text_by(
            Gather(
                classifier=load_classifier(settings),
                tokens=Tokenizer(),
                clock=SystemClock(),
                difficulty=LearntDifficulty(settings.adapted),
                languages=PatternLanguages(),
                asks=lambda: _ALL_FACTS,
            )
        )

    async def read(given: Given) -> Reading:
        return await reader()(given)

    return Casebook(settings=settings, catalog=catalog, run=RunCases(read=read))
