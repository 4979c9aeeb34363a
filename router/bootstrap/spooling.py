"""How are stores opened so that calls wait on the disk while the database is away?"""

from dataclasses import dataclass, replace

from router.adapters.storage.memory import open_memory
from router.adapters.storage.spool import Spool, SpooledLedger
from router.adapters.storage.stores import Stores
from router.bootstrap.parts import open_stores
from router.ports.clock import Clock
from router.services.learning import Work
from router.settings import Settings

__all__ = ["Spooling", "open_ephemeral", "open_spooled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spooling:
    """The stores of a service."""

    stores: Stores
    waiting: Spool | frozenset[str] = frozenset()
    """The ids of entries that are still to be booked."""
    background: tuple[Work, ...] = ()
    """What books them."""


def open_spooled(settings: Settings, clock: Clock) -> Spooling:
    """The stores that outlive the service.

    Raises:
        ConfigurationError: they or the spool's folder cannot be opened.
    """
    spool = Spool(settings.spool)
    stores = open_stores(settings, clock)
    ledger = SpooledLedger(stores.ledger, spool)
    return Spooling(stores=replace(stores, ledger=ledger), waiting=spool, background=(ledger.run,))


def open_ephemeral() -> Spooling:
    """Stores in memory, which is never away."""
    return Spooling(stores=open_memory())
