"""Tests of `router.core.dialects.messages.blocks`."""

import pytest

from router.core.dialects.messages.blocks import chat_parts, tool_result_text
from router.core.dialects.reading import Json
from router.core.errors import InvalidRequest

PNG: Json = {"type": "base64", "media_type": "image/png", "data": "AAAA"}
SHOWN: Json = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}


@pytest.mark.parametrize(
    ("block", "parts"),
    [
        ({"type": "text", "text": "hi"}, [{"type": "text", "text": "hi"}]),
        ({"type": "image", "source": PNG}, [SHOWN]),
        (
            {"type": "image", "source": {"type": "url", "url": "https://x/y.png"}},
            [{"type": "image_url", "image_url": {"url": "https://x/y.png"}}],
        ),
        (
            {"type": "document", "title": "T", "source": {"type": "text", "data": "words"}},
            [{"type": "text", "text": "T\n\nwords"}],
        ),
        (
            {"type": "document", "source": {**PNG, "media_type": "application/pdf"}},
            [
                {
                    "type": "file",
                    "file": {
                        "filename": "document.pdf",
                        "file_data": "data:application/pdf;base64,AAAA",
                    },
                }
            ],
        ),
        (
            {"type": "tool_reference", "tool_name": "clock"},
            [{"type": "text", "text": '{"tool":"clock"}'}],
        ),
        (
            {
                "type": "document",
                "source": {"type": "content", "content": [{"type": "text", "text": "part"}]},
            },
            [{"type": "text", "text": "part"}],
        ),
        (
            {"type": "document", "source": {"type": "content", "content": "inner"}},
            [{"type": "text", "text": "inner"}],
        ),
        (
            {
                "type": "search_result",
                "title": "T",
                "source": "S",
                "content": [{"type": "text", "text": "found"}],
            },
            [{"type": "text", "text": "T (S)\nfound"}],
        ),
    ],
)
def test_each_kind_of_block_has_a_part(block: Json, parts: list[Json]) -> None:
    assert chat_parts([block], place="content") == parts


def test_cache_marks_stay_only_where_they_are_wanted() -> None:
    block: Json = {"type": "text", "text": "hi", "cache_control": {"type": "ephemeral"}}

    assert chat_parts([block], place="content") == [{"type": "text", "text": "hi"}]
    assert chat_parts([block], place="content", marks=True) == [block]


@pytest.mark.parametrize(
    ("block", "place"),
    [
        ({"type": "container_upload"}, "content[4].type"),
        ({"type": "text"}, "content[4].text"),
        ({"type": "image", "source": {"type": "file", "file_id": "f"}}, "content[4].source.type"),
        ({"type": "document", "source": {"type": "url", "url": "u"}}, "content[4].source.type"),
    ],
)
def test_what_nobody_else_knows_is_refused_with_its_place(block: Json, place: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        chat_parts([block], place="content", first=4)
    assert caught.value.param == place


def test_images_of_a_tool_are_shown_beside_its_text() -> None:
    content = [{"type": "text", "text": "a plot"}, {"type": "image", "source": PNG}]

    text, shown = tool_result_text({"content": content}, place="c")

    assert text.startswith("a plot\n[The image")
    assert shown == [SHOWN]


@pytest.mark.parametrize(
    ("said", "told"),
    [("no such file", "Error: no such file"), ("<tool_use_error>x", "<tool_use_error>x")],
)
def test_a_tools_mistake_is_told_as_one(said: str, told: str) -> None:
    assert tool_result_text({"content": said, "is_error": True}, place="c") == (told, [])
    assert tool_result_text({"content": said}, place="c") == (said, [])
