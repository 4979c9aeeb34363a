import errno
import logging
import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from router.adapters.storage.spool.record import line_of
from router.adapters.storage.spool.segment import Segment
from tests.adapters.storage.spool.away import waiting


@pytest.fixture
def segment(tmp_path: Path) -> Segment:
    made = Segment.take(tmp_path / "a.spool", is_new=True)
    assert made is not None
    return made


@pytest.fixture
def small_disk() -> Iterator[int]:
    """No file grows beyond this size, as where a disk is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    size = len(line_of(waiting(1))) + 50
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    yield size
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)


def test_what_was_added_is_read_in_order(segment: Segment) -> None:
    segment.add(line_of(waiting(1)) + line_of(waiting(2)))
    segment.add(line_of(waiting(3)))
    assert list(segment.read()) == [waiting(1), waiting(2), waiting(3)]


def test_only_its_owner_has_a_file_until_it_leaves(segment: Segment) -> None:
    assert Segment.take(segment.path) is None
    segment.leave()
    assert Segment.take(segment.path) is not None


def test_a_file_that_is_gone_cannot_be_taken(segment: Segment) -> None:
    segment.remove()
    assert Segment.take(segment.path) is None


def test_a_line_torn_by_a_crash_is_left_and_the_others_are_read(
    segment: Segment, caplog: pytest.LogCaptureFixture
) -> None:
    segment.add(line_of(waiting(1)))
    with segment.path.open("ab") as file:
        file.write(line_of(waiting(2))[:40])
    assert list(segment.read()) == [waiting(1)]
    assert "torn" in caplog.text


def test_a_damaged_line_is_kept_aside_and_those_after_it_are_read(
    segment: Segment, caplog: pytest.LogCaptureFixture
) -> None:
    broken = line_of(waiting(1)).replace(b"led_1", b"led_7")
    segment.add(broken + line_of(waiting(2)))
    with caplog.at_level(logging.ERROR):
        assert list(segment.read()) == [waiting(2)]
    assert segment.path.with_suffix(".damaged").read_bytes() == broken
    assert "line 1 is damaged" in caplog.text


@pytest.mark.usefixtures("small_disk")
def test_what_does_not_fit_on_the_disk_leaves_no_half_line(segment: Segment) -> None:
    segment.add(line_of(waiting(1)))
    with pytest.raises(OSError, check=lambda error: error.errno == errno.EFBIG):
        segment.add(line_of(waiting(2)))
    assert segment.path.read_bytes() == line_of(waiting(1))
