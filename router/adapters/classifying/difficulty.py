"""Which difficulty and abilities are in force: the public ones, or those that were adapted?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from classifier.prompt import Prompt
from classifier.routing.outcomes import OutcomesError
from classifier.routing.served import ServedRouting
from router.core.catalog import Catalog
from router.core.errors import ConfigurationError

__all__ = ["LearntDifficulty"]


class LearntDifficulty:
    """Implements `Difficulty` by a folder of `tierwise adapt`, or by what is shipped."""

    def __init__(self, folder: Path | None = None) -> None:
        """Load it once.

        Raises:
            ConfigurationError: the folder holds none, or it was changed.
        """
        try:
            self._served = ServedRouting.load(folder) if folder else ServedRouting.shipped()
        except OutcomesError as error:
            raise ConfigurationError(str(error)) from error

    def of(self, messages: Sequence[Mapping[str, object]]) -> float | None:
        """How hard the turn that asks is."""
        return self._served.difficulty(Prompt.from_messages(messages))

    def enter(self, catalog: Catalog) -> Catalog:
        """The catalog with the abilities that outcomes taught; what the file says itself wins."""
        learnt = self._served.abilities
        return replace(
            catalog,
            deployments=tuple(
                replace(one, abilities={**learnt[one.name], **one.abilities})
                if one.name in learnt
                else one
                for one in catalog.deployments
            ),
        )
