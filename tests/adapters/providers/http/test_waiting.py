import asyncio

import pytest

from router.adapters.providers.http.failures import Stage
from router.adapters.providers.http.waiting import Waiting
from router.core.patience import Patience


@pytest.mark.parametrize(
    ("patience", "begun", "stage", "waited_s"),
    [
        (Patience(first_byte_s=7, between_s=3), False, Stage.FIRST_BYTE, 7),
        (Patience(first_byte_s=7, between_s=3), True, Stage.BETWEEN, 3),
        (Patience(first_byte_s=7, between_s=3, total_s=2), False, Stage.TOTAL, 2),
        (Patience(first_byte_s=7, between_s=3, total_s=2), True, Stage.TOTAL, 2),
    ],
)
async def test_whichever_ends_first_is_waited_for_and_named(
    patience: Patience, begun: bool, stage: Stage, waited_s: float
) -> None:
    now_s = asyncio.get_running_loop().time()
    waiting = Waiting(patience)
    if begun:
        waiting.heard()
    assert waiting.until_s() == pytest.approx(now_s + waited_s, abs=0.5)
    assert (waiting.late().stage, waiting.late().waited_s) == (stage, waited_s)
