"""Tests of `router.core.dialects.chunks`."""

from router.core.dialects.chunks import DONE, bare_event, chunks_of, named_event


def test_chunks_come_in_their_order_and_the_end_is_none() -> None:
    block = b'data: {"n":1}\n\n: comment\n\ndata:{"n":2}\r\n\r\n' + DONE

    assert list(chunks_of(block)) == [{"n": 1}, {"n": 2}, None]


def test_data_may_stand_on_several_lines() -> None:
    assert list(chunks_of(b'event: x\ndata: {"n":\ndata: 1}\n\n')) == [{"n": 1}]


def test_what_is_no_object_is_a_comment() -> None:
    assert list(chunks_of(b"data: {\n\ndata: 3\n\ndata:\n\n\n\n")) == []


def test_events_are_read_as_they_were_written() -> None:
    written = bare_event({"a": "b\nc"}) + named_event("ping", {"type": "ping"})

    assert list(chunks_of(written)) == [{"a": "b\nc"}, {"type": "ping"}]
    assert written.endswith(b'event: ping\ndata: {"type":"ping"}\n\n')
