"""What does a form with files hold, and where in its bytes does each field stand?"""

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser

from router.core.errors import InvalidRequest

__all__ = ["Form", "Part", "read_form"]

_MOST_PARTS = 64
_MOST_HEADER_BYTES = 4_096
_LONGEST_BOUNDARY = 200
"""RFC 2046 permits 70; some clients write longer ones."""
_BREAK = b"\r\n"
_parse_headers = BytesHeaderParser().parsebytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One field: from `start` until `end` its value stands in the form's bytes."""

    name: str
    file_name: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A body of type multipart/form-data."""

    body: bytes
    content_type: str
    parts: Sequence[Part]

    def value(self, name: str) -> str | None:
        """The text of a field; None where it is not there.

        Raises:
            InvalidRequest: it is there more than once, or no UTF-8.
        """
        part = self.only(name)
        if part is None:
            return None
        try:
            return self.body[part.start : part.end].decode().strip()
        except UnicodeDecodeError as error:
            raise InvalidRequest(f"The field '{name}' is no UTF-8: {error}.", param=name) from None

    def only(self, name: str) -> Part | None:
        """The one field of a name; None where there is none.

        Raises:
            InvalidRequest: there are several, so that nobody knows which one counts.
        """
        found = [part for part in self.parts if part.name == name]
        if len(found) > 1:
            raise InvalidRequest(
                f"The form has {len(found)} fields '{name}'. Send one.", param=name
            )
        return found[0] if found else None

    def files(self, *names: str) -> tuple[Part, ...]:
        """The files under any of these names."""
        return tuple(
            part for part in self.parts if part.name in names and part.file_name is not None
        )


def read_form(body: bytes, content_type: str | None) -> Form:
    """The form in a body (RFC 7578); its files are not copied.

    Raises:
        InvalidRequest: this is no such form, or it has no end.
    """
    said = Message()
    said["content-type"] = content_type or ""
    boundary = said.get_boundary() or ""
    if said.get_content_type() != "multipart/form-data" or not boundary:
        raise InvalidRequest(
            "This endpoint takes a form: send 'content-type: multipart/form-data' with its "
            "boundary, as OpenAI's clients do.",
            param="content-type",
        )
    if not boundary.isascii() or len(boundary) > _LONGEST_BOUNDARY:
        raise InvalidRequest("The form's boundary is no short ASCII text.", param="content-type")
    mark = b"\r\n--" + boundary.encode()
    pieces = (_BREAK + body).split(mark, _MOST_PARTS + 1)
    if len(pieces) > _MOST_PARTS + 1:
        raise InvalidRequest(f"The form has more than {_MOST_PARTS} fields.")
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise InvalidRequest(
            "The form does not end with its boundary, so that something of it may be missing."
        )
    parts, at = [], len(pieces[0]) - len(_BREAK)
    for piece in pieces[1:-1]:
        at += len(mark)
        parts.append(_part(piece, at=at))
        at += len(piece)
    return Form(body=body, content_type=str(content_type), parts=parts)


def _part(piece: bytes, *, at: int) -> Part:
    """One field, which begins after its boundary at `at`."""
    head, found, _ = piece[:_MOST_HEADER_BYTES].partition(b"\r\n\r\n")
    if not found or not head.lstrip(b" \t").startswith(_BREAK):
        raise InvalidRequest("A field of the form has no headers, or far too long ones.")
    headers = _parse_headers(head.lstrip())
    name = headers.get_param("name", header="content-disposition")
    if headers.get_content_disposition() != "form-data" or not isinstance(name, str):
        raise InvalidRequest(
            "A field of the form has no name. Write 'content-disposition: form-data; name=\"…\"'."
        )
    start = at + len(head) + len(found)
    return Part(name=name, file_name=headers.get_filename(), start=start, end=at + len(piece))
