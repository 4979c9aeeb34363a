"""Tests of `router.adapters.classifying.shadowing`."""

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from typing_extensions import override

from classifier.agreement import AGREEMENT_FOLDER, Agreement, read_agreements
from router.adapters.classifying.shadowing import Shadow
from router.adapters.classifying.trained import Messages, TrainedClassifier
from router.core.assessment import Assessment
from tests.journeys.running import eventually

ASKED = [{"role": "user", "content": "Draft our reply to the regulator about the outage."}]


class Waiting(TrainedClassifier):
    """Judges nothing until it may; then does what it was told to do."""

    def __init__(self, then: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self.may_go = Event()
        self._then = then

    @override
    def judge(self, messages: Messages, *, tool_count: int) -> Assessment:
        assert self.may_go.wait(10)
        self._then()
        return super().judge(messages, tool_count=tool_count)


@pytest.fixture(scope="module")
def trained() -> TrainedClassifier:
    return TrainedClassifier()


@pytest.fixture(scope="module")
def said(trained: TrainedClassifier) -> Assessment:
    return trained.judge(ASKED, tool_count=0)


def shadow(trained: TrainedClassifier, *, share: float = 1.0) -> Shadow:
    return Shadow(trained, in_force="in-force", share=share, since="2026-01-01")


def table(registry: Path) -> Agreement:
    (found,) = read_agreements(registry)
    return found


def test_what_it_says_is_counted_and_kept(
    trained: TrainedClassifier, said: Assessment, tmp_path: Path
) -> None:
    looking_on = shadow(trained)

    for _ in range(5):
        looking_on.see(ASKED, tool_count=0, said=said)

    def is_all_seen() -> bool:
        looking_on.save(tmp_path)
        return sum(one.seen for one in read_agreements(tmp_path)) == 5

    eventually(is_all_seen)
    looking_on.close(tmp_path)
    found = table(tmp_path)
    assert (found.in_force, found.shadow, found.missed) == ("in-force", trained.version, 0)
    assert found.agreed("priority") == found.agreed("task") == 1
    assert found.shadow_s > 0


def test_it_sees_its_share_and_no_more(
    trained: TrainedClassifier, said: Assessment, tmp_path: Path
) -> None:
    looking_on = shadow(trained, share=0.1)

    for _ in range(50):
        looking_on.see(ASKED, tool_count=0, said=said)
    looking_on.close(tmp_path)

    assert table(tmp_path).seen + table(tmp_path).missed == 5


def test_a_slow_one_keeps_nobody_waiting_and_misses_what_it_cannot_see(
    said: Assessment, tmp_path: Path
) -> None:
    slow = Waiting()
    looking_on = shadow(slow)

    for _ in range(100):
        looking_on.see(ASKED, tool_count=0, said=said)  # returns, though nothing is judged yet
    slow.may_go.set()
    looking_on.close(tmp_path)

    found = table(tmp_path)
    assert found.missed >= 100 - 64
    assert found.missed + found.seen == 100


def test_one_that_fails_is_counted_and_told(
    said: Assessment, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    broken = Waiting(fail)
    broken.may_go.set()
    looking_on = shadow(broken)

    looking_on.see(ASKED, tool_count=0, said=said)
    looking_on.close(tmp_path)

    assert (table(tmp_path).failed, table(tmp_path).seen) == (1, 0)
    assert "failed on a request" in caplog.text


def test_after_its_end_it_sees_nothing_and_refuses_nobody(
    trained: TrainedClassifier, said: Assessment, tmp_path: Path
) -> None:
    looking_on = shadow(trained)
    looking_on.close(tmp_path)

    looking_on.see(ASKED, tool_count=0, said=said)

    assert read_agreements(tmp_path) == []


def test_a_table_is_written_only_where_something_was_counted(
    trained: TrainedClassifier, said: Assessment, tmp_path: Path
) -> None:
    looking_on = shadow(trained)
    looking_on.save(tmp_path)
    assert not (tmp_path / AGREEMENT_FOLDER).exists()

    looking_on.see(ASKED, tool_count=0, said=said)
    looking_on.close(tmp_path)
    (file,) = (tmp_path / AGREEMENT_FOLDER).iterdir()
    before = file.stat().st_mtime_ns
    looking_on.save(tmp_path)

    assert file.stat().st_mtime_ns == before


def test_a_table_that_cannot_be_written_is_told_and_stops_nothing(
    trained: TrainedClassifier,
    said: Assessment,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (tmp_path / AGREEMENT_FOLDER).write_text("a file")
    looking_on = shadow(trained)
    looking_on.see(ASKED, tool_count=0, said=said)

    with caplog.at_level(logging.ERROR):
        looking_on.close(tmp_path)

    assert "cannot be kept" in caplog.text
