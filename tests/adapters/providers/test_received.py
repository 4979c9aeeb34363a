import json

from router.adapters.providers.received import Received


def chunk(finish: str | None = None, **delta: object) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return b"data: " + json.dumps({"choices": [choice]}).encode() + b"\n\n"


def test_collects_all_that_was_generated() -> None:
    received = Received()
    call = {"index": 0, "function": {"name": "find", "arguments": '{"q":1}'}}
    received.add(chunk(reasoning_content="hm ") + chunk(content="yes") + b": ping\n\n")
    received.add(chunk(content=[{"type": "thinking", "thinking": [{"text": " so"}]}]))
    received.add(chunk(refusal=" no ") + chunk(tool_calls=[call]) + chunk(reasoning="why"))
    assert received.text() == 'hm yes so no find{"q":1}why'
    assert received.text() == received.text()


def test_chunks_that_nobody_understands_have_no_text() -> None:
    received = Received()
    received.add(b'data: not json\n\ndata: {"choices": 5}\n\n' + chunk(content="a"))
    assert received.text() == "a"


def test_knows_whether_a_choice_finished_before_and_after_reading() -> None:
    received = Received()
    received.add(chunk(content='\\"finish_reason\\":\\"stop\\"'))
    assert not received.is_finished
    received.add(chunk("stop"))
    assert received.is_finished
    received.text()
    assert received.is_finished


def test_long_streams_are_kept_as_text_only() -> None:
    received = Received()
    for _ in range(20_000):
        received.add(chunk(content="word "))
    assert sum(map(len, received._blocks)) < 300_000
    assert received.text() == "word " * 20_000


def test_tells_reasoning_apart_from_the_rest() -> None:
    received = Received()
    received.add(chunk(reasoning_content="hm ") + chunk(content="yes") + chunk(reasoning="why"))
    assert (received.reasoning(), received.text()) == ("hm why", "hm yeswhy")


def test_knows_the_class_of_service_that_was_named_last() -> None:
    received = Received()
    assert received.service_tier is None
    received.add(b'data: {"choices":[],"service_tier":"flex"}\n\n' + chunk(content="a"))
    assert received.service_tier == "flex"
    received.add(b'data: {"choices":[],"service_tier":null}\n\n')
    assert received.service_tier == "flex"
