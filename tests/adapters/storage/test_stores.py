"""Do the stores close together?"""

import pytest

from router.adapters.storage.memory import open_memory
from router.core.errors import LedgerUnavailable
from tests import factories


async def test_closing_the_stores_closes_the_ledger() -> None:
    stores = open_memory()
    await stores.close()
    with pytest.raises(LedgerUnavailable):
        await stores.ledger.append(factories.ledger_entry(), factories.decision_record())
