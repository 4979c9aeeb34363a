from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.adapters.providers.sse import EventTooLong, Splitter, data_of, events_of

LF = 'data: {"a":"é"}\n\n: ping\n\ndata: one\ndata: two\n\nevent: x\ndata:[DONE]\n\n'.encode()


def fed(pieces: list[bytes]) -> list[bytes]:
    splitter = Splitter()
    return [block for piece in pieces if (block := splitter.feed(piece))] + [splitter.rest()]


@given(st.lists(st.integers(0, len(LF))), st.booleans())
def test_blocks_are_whole_events_wherever_the_network_cuts(cuts: list[int], is_crlf: bool) -> None:
    sent = LF.replace(b"\n", b"\r\n") if is_crlf else LF
    marks = [0, *sorted(min(cut, len(sent)) for cut in cuts), len(sent)]
    *blocks, rest = fed([sent[a:b] for a, b in pairwise(marks)])
    assert b"".join(blocks) == sent
    assert rest == b""
    assert all(block.endswith((b"\n\n", b"\r\n\r\n")) for block in blocks)


@given(st.lists(st.binary(max_size=6)))
def test_no_byte_is_lost_or_added(pieces: list[bytes]) -> None:
    assert b"".join(fed(pieces)) == b"".join(pieces)


def test_a_block_that_ends_with_its_event_is_passed_on_uncopied() -> None:
    assert Splitter().feed(LF) is LF


def test_an_event_without_end_is_refused_at_the_limit() -> None:
    splitter = Splitter(limit=100)
    splitter.feed(b"x" * 100)
    with pytest.raises(EventTooLong):
        splitter.feed(b"x")


def test_events_keep_their_boundaries() -> None:
    assert b"".join(events_of(LF)) == LF
    assert len(events_of(LF)) == 4
    assert events_of(b"data: a\r\n\r\nrest") == [b"data: a\r\n\r\n", b"rest"]


def test_data_joins_its_lines_and_leaves_comments_out() -> None:
    assert [data_of(event) for event in events_of(LF)] == [
        '{"a":"é"}'.encode(),
        b"",
        b"one\ntwo",
        b"[DONE]",
    ]
    assert data_of(b"data:  two spaces\r\n\r\n") == b" two spaces"
