"""Tests of `router.core.dialects.messages.blocks_written`."""

from router.core.dialects.messages.blocks_written import BlocksWritten
from router.core.dialects.reading import Json

TEXT: Json = {"type": "text", "text": ""}


def call(name: str) -> Json:
    return {"type": "tool_use", "name": name}


def test_what_belongs_together_stays_in_one_block() -> None:
    blocks = BlocksWritten()

    events = [
        *blocks.write("text", opening=TEXT, delta={"n": 1}),
        *blocks.write("text", opening=TEXT, delta={"n": 2}),
        *blocks.close(),
    ]

    assert events == [
        (
            "content_block_start",
            {"type": "content_block_start", "index": 0, "content_block": TEXT},
        ),
        ("content_block_delta", {"type": "content_block_delta", "index": 0, "delta": {"n": 1}}),
        ("content_block_delta", {"type": "content_block_delta", "index": 0, "delta": {"n": 2}}),
        ("content_block_stop", {"type": "content_block_stop", "index": 0}),
    ]


def test_text_ends_where_a_call_begins() -> None:
    blocks = BlocksWritten()

    events = [
        *blocks.write("text", opening=TEXT, delta={}),
        *blocks.write("call", opening=call("a"), delta=None),
    ]

    assert [(kind.removeprefix("content_block_"), data["index"]) for kind, data in events] == [
        ("start", 0),
        ("delta", 0),
        ("stop", 0),
        ("start", 1),
    ]


def test_what_comes_beside_a_call_waits_until_the_end() -> None:
    blocks = BlocksWritten()
    events = [
        *blocks.write("a", opening=call("a"), delta={"a": 1}),
        *blocks.write("b", opening=call("b"), delta={"b": 1}),
        *blocks.write("a", opening=call("a"), delta={"a": 2}),
        *blocks.write("b", opening=call("b"), delta={"b": 2}),
        *blocks.close(),
    ]

    assert [data.get("delta") for _, data in events] == [
        *(None, {"a": 1}, {"a": 2}, None),
        *(None, {"b": 1}, {"b": 2}, None),
    ]
    assert [data["index"] for _, data in events] == [0, 0, 0, 0, 1, 1, 1, 1]


def test_nothing_written_is_nothing_closed() -> None:
    assert list(BlocksWritten().close()) == []
