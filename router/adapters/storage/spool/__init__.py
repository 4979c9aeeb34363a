"""How are entries kept while the database is away?"""

from router.adapters.storage.spool.ledger import SpooledLedger
from router.adapters.storage.spool.spool import Spool

__all__ = ["Spool", "SpooledLedger"]
