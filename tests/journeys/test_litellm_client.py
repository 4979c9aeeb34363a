"""`litellm.completion(model="openai/auto", api_base=…)` against the service."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.journeys.running import Service
from tests.upstream import Reply, Upstream

CALLER = Path(__file__).with_name("litellm_caller.py")
CALL = ("get_weather", '{"city": "Lima"}')


@pytest.fixture(scope="module")
def found(service: Service, upstream_server: Upstream) -> Mapping[str, object]:
    """What litellm found; it takes seconds to import, so it is asked once."""
    called = Reply(tool_calls=[CALL])
    upstream_server.script.extend([Reply(), Reply(), called, called])
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, str(CALLER), service.base_url],
        env={"PATH": os.environ["PATH"], "LITELLM_LOCAL_MODEL_COST_MAP": "True"},
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])  # litellm prints above it
    return found


def test_a_whole_answer_arrives_with_its_usage(found: Mapping[str, object]) -> None:
    assert found["whole"] == Reply().text
    assert found["usage"] == 18


def test_a_streamed_answer_arrives_in_pieces_with_its_usage(found: Mapping[str, object]) -> None:
    pieces = found["pieces"]
    assert isinstance(pieces, list)
    assert "".join(pieces) == Reply().text
    assert sum(bool(piece) for piece in pieces) > 5
    assert found["stream_usage"] == 18


def test_tools_are_called_whole_and_streamed(found: Mapping[str, object]) -> None:
    assert found["called"] == [["get_weather", {"city": "Lima"}]]
    assert found["streamed_call"] == found["called"]
    assert found["finish_reason"] == "tool_calls"


def test_a_refusal_arrives_with_its_reason(found: Mapping[str, object]) -> None:
    assert "The team 'blocked' may not call models." in str(found["refused"])
