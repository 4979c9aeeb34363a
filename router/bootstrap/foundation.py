"""What is a service put together from, before anything is wired?"""

from dataclasses import dataclass

from router.adapters.classifying.difficulty import LearntDifficulty
from router.adapters.classifying.in_force import ClassifierInForce
from router.adapters.classifying.language import PatternLanguages
from router.adapters.policies_in_force import PoliciesInForce
from router.adapters.providers.counting import Tokenizer
from router.adapters.storage.stores import Stores
from router.bootstrap.spooling import Spooling
from router.ports.clock import Clock
from router.settings import Settings

__all__ = ["Foundation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Foundation:
    """What all else is put together from."""

    settings: Settings
    clock: Clock
    tokens: Tokenizer
    classifier: ClassifierInForce
    difficulty: LearntDifficulty
    languages: PatternLanguages
    rulebooks: PoliciesInForce
    spooling: Spooling

    @property
    def stores(self) -> Stores:
        """What is kept, and read again."""
        return self.spooling.stores

    def asks(self) -> frozenset[str]:
        """What decisions depend on now that is only found where something does."""
        return self.rulebooks.now().asks

    def prepare(self) -> None:
        """Load what is only loaded where a policy asks for it; what is loaded costs nothing."""
        if "language" in self.asks():
            self.languages.prepare()
