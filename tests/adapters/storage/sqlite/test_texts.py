"""Is a purged text gone from the files too? All else is in tests/contracts."""

from datetime import timedelta
from pathlib import Path

from router.core.kept_text import KeptText
from tests.adapters.storage.sqlite.opening import opened
from tests.factories import NOON

MARK = "zyzzyva-planted-phrase"


def holding_it(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if MARK.encode() in path.read_bytes()]


async def test_what_is_purged_is_in_no_file_any_more(tmp_path: Path) -> None:
    stores = opened(tmp_path / "ledger.db")
    messages = [{"role": "user", "content": f"{MARK} {number}" * 200} for number in range(20)]
    await stores.texts.keep(
        [
            KeptText(decision_id=f"dec_{number}", at=NOON, messages=messages, answer=MARK)
            for number in range(20)
        ]
    )
    await stores.comments.keep_comment("fb_1", MARK, at=NOON)
    assert holding_it(tmp_path)

    assert await stores.texts.purge(NOON + timedelta(seconds=1)) == 21

    assert holding_it(tmp_path) == []
    await stores.close()
    assert holding_it(tmp_path) == []
