"""Is a complete answer noticed that was asked for after a blow, and no other?"""

from pathlib import Path

import pytest

from benchmarks.concurrency.answers import BROKEN, OK, Answered, read_answers
from benchmarks.crashes.heard import Heard


def test_only_a_complete_answer_to_a_later_request_counts(tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    answers = [
        Answered(status=OK, ended_s=10.5, took_ms=1000),  # was under way
        Answered(status=BROKEN, ended_s=11.0, took_ms=10),
        Answered(status=429, ended_s=12.0, took_ms=10),
        Answered(status=OK, ended_s=14.0, took_ms=500),
        Answered(status=OK, ended_s=13.0, took_ms=500),
    ]
    file.write_text("".join(answer.line() for answer in answers) + '{"status": 20')

    assert Heard([file, tmp_path / "none.jsonl"]).await_answer(after_s=10.0) == 13.0


def test_what_callers_wrote_is_read_back(tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    answered = Answered(status=OK, decision_id="d", cost_usd="0.1", output_tokens=3)
    file.write_text(answered.line())

    assert read_answers([file, file]) == [answered, answered]


def test_an_answer_is_found_in_what_is_written_later(tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    file.write_text(Answered(status=OK, ended_s=1.0).line())
    heard = Heard([file])
    assert heard.await_answer(after_s=0.0) == 1.0

    with file.open("a") as lines:
        lines.write(Answered(status=OK, ended_s=5.0).line())

    assert heard.await_answer(after_s=2.0) == pytest.approx(5.0)
