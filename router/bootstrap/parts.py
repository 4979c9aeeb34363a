"""What of a service can be opened alone: providers, classifier, stores?"""

from classifier.registry import Registry
from router.adapters.classifying.in_force import ClassifierInForce
from router.adapters.files.rulebook_json import rulebook_from_text, rulebook_to_text
from router.adapters.providers.discovery import Found, discover
from router.adapters.storage.secret_hash import pepper_in
from router.adapters.storage.sqlite import open_sqlite
from router.adapters.storage.stores import Stores
from router.adapters.system_clock import SystemClock
from router.core.errors import ConfigurationError
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
    """The stores that outlive the service.

    Raises:
        ConfigurationError: they cannot be opened, or lack what they need.
    """
    if settings.postgres_url is not None:
        return _open_postgres(settings, settings.postgres_url, clock=clock)
    return open_sqlite(
        settings.database,
        clock=clock,
        to_text=rulebook_to_text,
        from_text=rulebook_from_text,
        pepper=pepper_in(settings.pepper_file) if settings.pepper_file else None,
    )


def _open_postgres(settings: Settings, url: str, *, clock: Clock) -> Stores:
    if settings.pepper_file is None:
        raise ConfigurationError(
            "TIERWISE_PEPPER_FILE is not set. Keys in PostgreSQL are hashed under a pepper that "
            "all replicas share and that is not in the database: name the file of its 32 bytes. "
            "'head -c 32 /dev/urandom > FILE' makes one."
        )
    try:
        from router.adapters.storage.postgres import open_postgres
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            "TIERWISE_DATABASE names PostgreSQL, which needs packages that are not installed. "
            "Run: pip install 'tierwise[postgres]'."
        ) from error
    stores = open_postgres(
        url,
        clock=clock,
        to_text=rulebook_to_text,
        from_text=rulebook_from_text,
        pepper=pepper_in(settings.pepper_file),
    )
    if settings.redis_url is None:
        return stores
    return _counted_in_redis(stores, settings.redis_url, postgres_url=url, clock=clock)


def _counted_in_redis(stores: Stores, redis_url: str, *, postgres_url: str, clock: Clock) -> Stores:
    try:
        from router.adapters.storage.redis import with_redis
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            "TIERWISE_REDIS needs a package that is not installed. "
            "Run: pip install 'tierwise[redis]'."
        ) from error
    from router.adapters.storage.postgres.connection import Database

    return with_redis(stores, Database(postgres_url), url=redis_url, clock=clock)
