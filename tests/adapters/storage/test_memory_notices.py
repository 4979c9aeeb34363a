"""What is peculiar to notices in memory? The rest is in tests/contracts."""

from router.adapters.storage.memory_notices import MemoryNotices
from router.core.notices.notice import Notice
from tests.core.notices.test_delivery import NOTICE


async def test_what_is_kept_is_no_object_that_somebody_else_holds() -> None:
    kept = MemoryNotices()
    data: dict[str, object] = {"votes": []}
    await kept.put(
        Notice(id="ntc_2", kind=NOTICE.kind, at=NOTICE.at, subject="S", text="T", data=data)
    )
    data["votes"] = ["later"]

    (found,) = await kept.latest(most=10)

    assert found.notice.data == {"votes": []}
