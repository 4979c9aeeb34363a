from pathlib import Path

import pytest

from router.adapters.storage.spool import Spool
from router.adapters.storage.spool.record import line_of
from router.core.errors import ConfigurationError, LedgerUnavailable
from tests.adapters.storage.spool.away import waiting


def _all_in(spool: Spool) -> list[str]:
    return [one.entry.id for segment in spool.files() for one in segment.read()]


def test_knows_which_entries_wait(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    spool.add([waiting(1), waiting(2)])
    assert "led_1" in spool
    assert "led_3" not in spool
    assert len(spool) == 2
    spool.booked(["led_1"])
    assert "led_1" not in spool


def test_what_a_process_left_is_adopted_once(tmp_path: Path) -> None:
    gone = Spool(tmp_path)
    gone.add([waiting(1)])
    first, second = Spool(tmp_path), Spool(tmp_path)
    assert _all_in(first) == []
    gone.close()
    assert _all_in(first) == ["led_1"]
    assert "led_1" in first
    assert _all_in(second) == []


def test_what_is_added_while_files_are_booked_goes_into_another_one(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.add([waiting(1)])
    (being_booked,) = spool.files()
    spool.add([waiting(2)])
    spool.remove(being_booked)
    assert _all_in(spool) == ["led_2"]


def test_an_empty_file_of_another_process_is_taken_without_harm(tmp_path: Path) -> None:
    spool, other = Spool(tmp_path), Spool(tmp_path)
    (tmp_path / "between.spool").touch()  # as if it were made and not yet locked
    for segment in other.files():
        other.remove(segment)
    spool.add([waiting(1)])
    assert _all_in(spool) == ["led_1"]


def test_refuses_once_it_is_full_and_takes_again_when_it_is_not(tmp_path: Path) -> None:
    spool = Spool(tmp_path, most_bytes=len(line_of(waiting(1))))
    spool.add([waiting(1)])
    with pytest.raises(LedgerUnavailable, match="full with 1 entries"):
        spool.add([waiting(2)])
    assert "led_2" not in spool
    for segment in spool.files():
        spool.remove(segment)
    spool.add([waiting(2)])
    assert "led_2" in spool


def test_a_folder_that_went_away_is_a_clear_refusal(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    (tmp_path / "spool").rmdir()
    with pytest.raises(LedgerUnavailable, match="cannot be written"):
        spool.add([waiting(1)])
    assert len(spool) == 0


def test_a_place_where_no_folder_can_be_is_refused_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match="TIERWISE_SPOOL"):
        Spool(tmp_path / "file" / "spool")


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    spool.add([waiting(1)])
    (segment,) = spool.files()
    assert segment.path.stat().st_mode & 0o077 == 0
    assert segment.path.parent.stat().st_mode & 0o077 == 0
