"""What of a service can be opened alone: providers, classifier, stores?"""

from classifier.registry import Registry
from router.adapters.classifying.in_force import ClassifierInForce
from router.adapters.files.rulebook_json import rulebook_from_text, rulebook_to_text
from router.adapters.providers.discovery import Found, discover
from router.adapters.storage.sqlite import open_sqlite
from router.adapters.storage.stores import Stores
from router.adapters.system_clock import SystemClock
from router.ports.clock import Clock
from router.settings import Settings

__all__ = ["find_providers", "load_classifier", "open_registry", "open_stores"]


async def find_providers(settings: Settings) -> tuple[Found, ...]:
    """Providers whose key or service is found in the environment or on this machine."""
    return await discover(settings.environment)


def open_registry(settings: Settings) -> Registry:
    """The artifacts that there are, and the choices between them."""
    return Registry(settings.models)


def load_classifier(settings: Settings) -> ClassifierInForce:
    """The trained classifier alone: the one that was promoted, or the one that is pinned."""
    return ClassifierInForce(
        open_registry(settings),
        pinned=settings.classifier,
        now=lambda: SystemClock().now().isoformat(timespec="seconds"),
    )


def open_stores(settings: Settings, clock: Clock) -> Stores:
    """The stores that outlive the service."""
    return open_sqlite(
        settings.database, clock=clock, to_text=rulebook_to_text, from_text=rulebook_from_text
    )
