"""Tests of `router.api.forms`."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.api.forms import Form, read_form
from router.core.errors import InvalidRequest

KIND = "multipart/form-data; boundary=b"


def written(**fields: str | bytes) -> tuple[bytes, str]:
    """A form as a client writes it; bytes become files."""
    parts = {
        name: (f"{name}.bin" if isinstance(value, bytes) else None, value)
        for name, value in fields.items()
    }
    request = httpx.Request("POST", "http://x", files=parts)
    return request.read(), request.headers["content-type"]


def form(**fields: str | bytes) -> Form:
    return read_form(*written(**fields))


@given(st.text(st.characters(codec="utf-8")), st.binary(max_size=200))
def test_a_form_is_read_as_it_was_written(prompt: str, data: bytes) -> None:
    found = form(model="whisper-1", prompt=prompt, file=data)

    assert found.value("model") == "whisper-1"
    assert found.value("prompt") == prompt.strip()
    (file,) = found.files("file")
    assert (file.file_name, found.body[file.start : file.end]) == ("file.bin", data)
    assert found.value("language") is None


def test_a_value_is_replaced_where_it_stands() -> None:
    body, kind = written(model="auto", file=b"--b\r\n\r\nname=model\r\n")
    found = read_form(body, kind)
    place = found.only("model")
    assert place is not None

    other = body[: place.start] + b"whisper-large" + body[place.end :]

    assert read_form(other, kind).value("model") == "whisper-large"
    assert len(other) == len(body) + len("whisper-large") - len("auto")


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b"{}", "application/json", "takes a form"),
        (b"", None, "takes a form"),
        (b"", "multipart/form-data", "takes a form"),
        (b"", f"multipart/form-data; boundary={'b' * 201}", "no short ASCII"),
        (b"--b\r\ncontent-disposition: form-data; name=a\r\n\r\n1", KIND, "does not end"),
        (b"nothing", KIND, "does not end"),
        (b"--b\r\nno header\r\n--b--", KIND, "no headers"),
        (b"--b\r\nx: y\r\n\r\n1\r\n--b--", KIND, "has no name"),
        (b"--b\r\n" + b"x" * 5_000 + b"\r\n\r\n1\r\n--b--", KIND, "no headers"),
        (b"--b\r\n\r\n\r\n" * 70 + b"--b--", KIND, "more than 64"),
    ],
)
def test_what_is_no_whole_form_is_refused(body: bytes, kind: str | None, words: str) -> None:
    with pytest.raises(InvalidRequest, match=words):
        read_form(body, kind)


def test_two_fields_of_a_name_are_refused() -> None:
    one = b'--b\r\ncontent-disposition: form-data; name="model"\r\n\r\na\r\n'
    found = read_form(one * 2 + b"--b--\r\n", KIND)

    with pytest.raises(InvalidRequest, match="2 fields 'model'"):
        found.value("model")


def test_a_text_that_is_no_utf_8_is_refused() -> None:
    body = b'--b\r\ncontent-disposition: form-data; name="prompt"\r\n\r\n\xff\r\n--b--'

    with pytest.raises(InvalidRequest, match="no UTF-8"):
        read_form(body, KIND).value("prompt")


@given(st.lists(st.sampled_from([b"--b", b"--", b"\r\n", b"\n", b"\xff", b"a", b": ", b'="', b";",
    b"content-disposition", b"form-data", b"name"]), max_size=40))  # fmt: skip
def test_no_bytes_break_the_reading(pieces: list[bytes]) -> None:
    try:
        found = read_form(b"".join(pieces), KIND)
    except InvalidRequest:
        return
    assert all(0 <= part.start <= part.end <= len(found.body) for part in found.parts)
