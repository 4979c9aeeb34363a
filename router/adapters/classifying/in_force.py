"""Which artifact judges while another is promoted under a running service?"""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path

from classifier.agreement import AGREEMENT_FOLDER
from classifier.journal import RegistryError, Standing
from classifier.registry import Registry
from classifier.sketch import Sketcher
from router.adapters.classifying.shadowing import Shadow
from router.adapters.classifying.trained import Messages, TrainedClassifier
from router.core.assessment import Assessment
from router.core.errors import ConfigurationError

__all__ = ["ClassifierInForce"]

_log = logging.getLogger(__name__)
_Stamp = tuple[tuple[str, int, int], ...]


class ClassifierInForce:
    """Implements `Classifier` with the artifact that the registry's journal names.

    A request keeps the artifact that it began with; the swap is one assignment. An artifact that
    cannot be loaded changes nothing: the last good one stays.
    """

    def __init__(self, registry: Registry, *, pinned: Path | None, now: Callable[[], str]) -> None:
        """Load the artifact in force.

        Args:
            registry: where artifacts and the journal are.
            pinned: a folder that judges whatever the journal says.
            now: the time, for the table of a shadow.

        Raises:
            ConfigurationError: it cannot be loaded, so that nothing starts half-configured.
        """
        self._registry = registry
        self._pinned = pinned
        self._now = now
        self._problem: str | None = None
        self._shadow: Shadow | None = None
        self._shadow_name: str | None = None
        self._stamp: _Stamp | None = None
        self._sketcher: Sketcher | None = None
        if pinned is not None:
            self._name, self._current = None, TrainedClassifier(pinned)
            return
        try:
            self._name = registry.standing().current
            self._current = TrainedClassifier(registry.folder_of(self._name))
        except RegistryError as error:
            raise ConfigurationError(str(error)) from error
        except ConfigurationError as error:
            way_back = "Or go back: `tierwise model promote shipped`."
            raise ConfigurationError(f"{error.message} {way_back}") from error

    @property
    def version(self) -> str:
        """The artifact's name, version and hash."""
        return self._current.version

    @property
    def problem(self) -> str | None:
        """Why the newest choice is not in force; None where it is."""
        return self._problem

    @property
    def shadow(self) -> str | None:
        """The artifact that looks on, if one does."""
        return self._shadow.version if self._shadow is not None else None

    def sketch_under(self, key: bytes) -> None:
        """Have prompts sketched under a key, by this artifact and by those that follow it."""
        self._sketcher = self._current.sketcher = Sketcher(key)

    async def assess(self, messages: Messages, *, tool_count: int) -> Assessment:
        """Priority, complexity and task of the whole conversation."""
        said = await self._current.assess(messages, tool_count=tool_count)
        shadow = self._shadow  # another thread may end it meanwhile
        if shadow is not None:
            shadow.see(messages, tool_count=tool_count, said=said)
        return said

    def contributions(
        self, messages: Messages, *, tool_count: int
    ) -> Mapping[str, Mapping[str, float]]:
        """How much each group of features spoke for the label of each head."""
        return self._current.contributions(messages, tool_count=tool_count)

    def refresh(self) -> bool:
        """Follow the journal; True where another artifact is in force now.

        Costs one `stat` where nothing changed. Loading takes tenths of a second, so a service calls
        this from a thread.
        """
        if self._pinned is not None:
            return False
        before = self._current
        stamp = self._look()
        if stamp != self._stamp:
            self._stamp = stamp  # before reading: a choice made in between is seen the next time
            self._follow()
        if self._shadow is not None:
            self._shadow.save(self._registry.folder)
        return self._current is not before

    def close(self) -> None:
        """End the shadow and keep what it counted."""
        self._end_shadow()

    def _follow(self) -> None:
        try:
            standing = self._registry.standing()
            self._take(standing)
            self._take_shadow(standing)
        except (RegistryError, ConfigurationError) as error:
            self._problem = str(error)
            _log.error("What was chosen is not in force; %s stays. %s", self.version, error)
        else:
            self._problem = None

    def _take(self, standing: Standing) -> None:
        if standing.current == self._name:
            return
        loaded = TrainedClassifier(self._registry.folder_of(standing.current))
        loaded.sketcher = self._sketcher
        self._end_shadow()  # its table compares with what is no longer in force
        self._name, self._current = standing.current, loaded
        _log.info("Classifier %s is in force.", loaded.version)

    def _take_shadow(self, standing: Standing) -> None:
        known = (self._shadow_name, self._shadow.share if self._shadow is not None else 0.0)
        if known == (standing.shadow, standing.share):
            return
        self._end_shadow()
        if standing.shadow is None:
            return
        self._shadow = Shadow(
            TrainedClassifier(self._registry.folder_of(standing.shadow)),
            in_force=self.version,
            share=standing.share,
            since=self._now(),
        )
        self._shadow_name = standing.shadow
        _log.info("Classifier %s looks on at %.0f %%.", self.shadow, 100 * standing.share)

    def _end_shadow(self) -> None:
        shadow, self._shadow, self._shadow_name = self._shadow, None, None
        if shadow is not None:
            shadow.close(self._registry.folder)

    def _look(self) -> _Stamp:
        """The journal; while something is wrong, also the artifacts, which may be mended."""
        paths = [self._registry.journal.path]
        if self._problem is not None:
            found = self._registry.folder.glob("[!.]*/*")
            paths += sorted(path for path in found if path.parent.name != AGREEMENT_FOLDER)
        return tuple(_stamp(path) for path in paths)


def _stamp(path: Path) -> tuple[str, int, int]:
    try:
        seen = path.stat()
    except OSError:
        return path.name, 0, 0
    return path.name, seen.st_mtime_ns, seen.st_size
