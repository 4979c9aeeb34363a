"""Which rulebook is in force while its files are edited under a running service?"""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path

from typing_extensions import override

from router.adapters.files.catalog_file import load_catalog
from router.adapters.files.file_stamp import Stamp, stamp
from router.adapters.files.mistakes import WrongFiles
from router.adapters.files.policy_file import policy_of, version_of_policy
from router.adapters.files.policy_reading import PolicyReading, read_policy
from router.adapters.files.price_source import PriceSource
from router.adapters.files.rulebook_json import versioned
from router.adapters.files.unmet import unmet
from router.core.catalog import Catalog
from router.core.errors import ConfigurationError
from router.core.routing import Rulebook
from router.ports.rulebooks import Rulebooks

__all__ = ["RulebookFiles"]

_log = logging.getLogger(__name__)


class RulebookFiles(Rulebooks):
    """The rulebook of a policy file and a catalog file; a broken edit leaves the last good one.

    A policy's bases and overlays are followed like the file itself.
    """

    def __init__(
        self,
        policy: Path,
        catalog: Path,
        *,
        select: Callable[[Catalog], Catalog] = lambda catalog: catalog,
        listed: PriceSource | None = None,
    ) -> None:
        """Load both files.

        Args:
            policy: the policy file.
            catalog: the catalog file.
            select: what can be called of a catalog: drops deployments without a key, adds
                discovered ones. Called at each load.
            listed: the price list; the bundled one where it is None.

        Raises:
            ConfigurationError: a file is wrong, so that nothing starts half-configured.
        """
        self._files = (policy, catalog)
        self._select = select
        self._listed = listed
        self._stamps: Mapping[Path, Stamp] = {}
        self._problem: str | None = None
        self._current = self._load()
        self._warn()

    @override
    def current(self) -> Rulebook:
        return self._current

    @property
    @override
    def problem(self) -> str | None:
        return self._problem

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the policy asks for and the catalog cannot give."""
        return unmet(self._current)

    def refresh(self) -> bool:
        """Load the files again if they changed; True where another rulebook is in force now.

        Costs a `stat` call for each file where nothing changed. Parsing takes milliseconds, so a
        service calls this from a thread; the swap is one assignment, and requests keep what they
        hold.
        """
        if all(stamp(path) == before for path, before in self._stamps.items()):
            return False
        try:
            loaded = self._load()
        except ConfigurationError as error:
            self._problem = error.message
            _log.error(
                "The changed files are not in force; policy %s and catalog %s stay.\n%s",
                self._current.policy_version,
                self._current.catalog_version,
                error.message,
            )
            return False
        return self._take(loaded)

    def _take(self, loaded: Rulebook) -> bool:
        before, self._current = self._current, loaded
        mended, self._problem = self._problem is not None, None
        is_new = _versions(loaded) != _versions(before)
        if is_new or mended:
            lead = "The files are mended: policy" if mended else "Policy"
            _log.info("%s %s and catalog %s are in force.", lead, *_versions(loaded))
        if is_new:
            self._warn()
        return is_new

    def _load(self) -> Rulebook:
        policy_file, catalog_file = self._files
        seen = stamp(catalog_file)  # before reading: an edit in between is seen the next time
        reading = read_policy(policy_file)
        self._stamps = {**reading.stamps, catalog_file: seen}
        catalog = self._load_catalog(reading)
        policy = policy_of(reading)
        return Rulebook(
            policy=policy,
            catalog=catalog,
            policy_version=version_of_policy(policy),
            catalog_version=catalog.version,
        )

    def _load_catalog(self, reading: PolicyReading) -> Catalog:
        """Both files are checked even if the policy is broken, so that all is told at once."""
        try:
            return versioned(self._select(load_catalog(self._files[1], listed=self._listed)))
        except ConfigurationError as error:
            raise WrongFiles([*reading.wrong, error]) from None

    def _warn(self) -> None:
        for warning in self.warnings:
            _log.warning("%s", warning)


def _versions(rulebook: Rulebook) -> tuple[str, str]:
    return rulebook.policy_version, rulebook.catalog_version
