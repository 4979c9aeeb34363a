"""How do blocks of a Messages request read as parts of a chat message: texts, images, files?"""

from collections.abc import Sequence

from router.core.dialects.reading import (
    Json,
    as_text,
    listed,
    object_of,
    objects_of,
    required_text,
    text_of,
    wrong,
)

__all__ = ["chat_parts", "tool_result_text"]

_MISTAKE = "Error: "
_SEEN = "[The image stands in the message after this.]"


def chat_parts(
    blocks: Sequence[Json], *, place: str, first: int = 0, marks: bool = False
) -> list[Json]:
    """The blocks as parts; with `marks` also where Anthropic's cache shall cut.

    Raises:
        InvalidRequest: a block is of a kind that no other provider knows.
    """
    parts: list[Json] = []
    for number, block in enumerate(blocks, start=first):
        made = _parts(block, place=f"{place}[{number}]")
        if marks and made and isinstance(block.get("cache_control"), dict):
            made[-1]["cache_control"] = block["cache_control"]
        parts += made
    return parts


def tool_result_text(block: Json, *, place: str) -> tuple[str, list[Json]]:
    """What a tool gave, as text, and the images beside it: a tool's message holds text only."""
    content = block.get("content")
    if isinstance(content, str) or content is None:
        text, shown = content or "", []
    else:
        parts = chat_parts(listed(content, place=f"{place}.content"), place=f"{place}.content")
        shown = [part for part in parts if part["type"] != "text"]
        texts = [text_of(part, "text") if part["type"] == "text" else _SEEN for part in parts]
        text = "\n".join(texts)
    if block.get("is_error") is True and "error" not in text[:80].lower():
        text = _MISTAKE + text
    return text, shown


def _parts(block: Json, *, place: str) -> list[Json]:
    kind = block.get("type")
    if kind == "text":
        return [_text(required_text(block, "text", place=place))]
    if kind == "image":
        return [{"type": "image_url", "image_url": {"url": _address(block, place=place)}}]
    if kind == "document":
        return _document(block, place=place)
    if kind == "search_result":
        found = "\n".join(text_of(part, "text") for part in objects_of(block, "content"))
        return [_text(f"{text_of(block, 'title')} ({text_of(block, 'source')})\n{found}")]
    if kind == "tool_reference":
        return [_text(as_text({"tool": block.get("tool_name")}))]
    raise wrong(
        f"{place}.type",
        told=f"{kind!r} is not known here. Write 'text', 'image', 'document', 'tool_use' or "
        "'tool_result'.",
    )


def _text(text: str) -> Json:
    return {"type": "text", "text": text}


def _address(block: Json, *, place: str) -> str:
    source = object_of(block, "source")
    if source.get("type") == "url":
        return required_text(source, "url", place=f"{place}.source")
    if source.get("type") != "base64":
        raise wrong(
            f"{place}.source.type", told="write 'base64' or 'url': files are not kept here."
        )
    data = required_text(source, "data", place=f"{place}.source")
    return f"data:{required_text(source, 'media_type', place=f'{place}.source')};base64,{data}"


def _document(block: Json, *, place: str) -> list[Json]:
    source, title = object_of(block, "source"), text_of(block, "title")
    if source.get("type") == "text":
        text = required_text(source, "data", place=f"{place}.source")
        return [_text(f"{title}\n\n{text}" if title else text)]
    if source.get("type") == "content":
        inner = source.get("content")
        if isinstance(inner, str):
            return [_text(inner)]
        where = f"{place}.source.content"
        return chat_parts(listed(inner, place=where), place=where)
    if source.get("type") == "url":
        raise wrong(f"{place}.source.type", told="send the document itself, as 'base64'.")
    data = _address(block, place=place)
    return [{"type": "file", "file": {"filename": title or "document.pdf", "file_data": data}}]
