"""What has come of an answer so far, is it HTTP, and when is it whole?"""

from collections.abc import Mapping

import httptools

from router.adapters.providers.http.failures import HttpFailure, HungUp, NotHttp
from router.adapters.providers.http.unpacked import Unpacking, unpacking_of

__all__ = ["Incoming", "content_type_of"]

_LONGEST_HEAD_BYTES = 64 * 1024
_WITHOUT_BODY = frozenset({204, 304})


class Incoming:
    """The answer to one request as it arrives; it knows bytes, and nothing of sockets.

    The methods `on_…` are for httptools, whose parser (nodejs' own) reads the framing. It is made
    anew for each answer (1 us), so that nothing of one can be taken for the beginning of the next.
    """

    __slots__ = (
        "_ends_with_connection",
        "_head_bytes",
        "_informs",
        "_parser",
        "_pieces",
        "_unpacking",
        "failure",
        "headers",
        "is_whole",
        "keeps_alive",
        "size",
        "status",
        "unread",
    )

    def __init__(self) -> None:
        self.status = 0
        """0 until the head is here."""
        self.headers: dict[str, str] = {}
        """By name in lower case; of a repeated one, the last."""
        self.size = 0
        """Bytes of the body that came, unpacked."""
        self.unread = 0
        """Of them, those that nobody has taken yet."""
        self.is_whole = False
        self.keeps_alive = False
        """Whether the connection may carry another request after this."""
        self.failure: HttpFailure | None = None
        """Why no more can come."""
        self._pieces: list[bytes] = []
        self._head_bytes = 0
        self._informs = False
        self._ends_with_connection = False
        self._unpacking: Unpacking | None = None
        self._parser = httptools.HttpResponseParser(self)

    def feed(self, data: bytes) -> None:
        """Take what the connection brought."""
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._break(error)
        if self.status == 0:  # callbacks see only whole headers: an endless one is counted here
            self._count_head(len(data))

    def end(self, how: str) -> None:
        """The connection has ended: the answer too, or it broke off."""
        self.keeps_alive = False
        if self.is_over:
            return
        if self.status and self._ends_with_connection:
            self.on_message_complete()
        else:
            self.fail(HungUp(how))

    def fail(self, failure: HttpFailure) -> None:
        """No more will come, and why; the first reason counts."""
        self.keeps_alive = False
        if not self.is_whole and self.failure is None:
            self.failure = failure

    @property
    def has_begun(self) -> bool:
        """Whether anything came at all."""
        return self.status != 0 or self._head_bytes > 0

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.is_whole or self.failure is not None

    def take(self) -> bytes:
        """What came of the body since it was last taken."""
        pieces = self._pieces
        data = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        pieces.clear()
        self.unread = 0
        return data

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header is read, or a trailer."""
        if self.status == 0:  # else it is a trailer
            self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        """The head is here, of the answer or of what goes before it."""
        status = self._parser.get_status_code()
        if 100 <= status < 200:
            self._informs = True
            self.headers.clear()
            return
        self.status = status
        coding = self.headers.get("transfer-encoding")
        if coding is not None and coding.strip().lower() != "chunked":
            raise NotHttp(f"a body in the transfer encoding {coding[:40]!r}")
        self._ends_with_connection = (
            coding is None and "content-length" not in self.headers and status not in _WITHOUT_BODY
        )
        self.keeps_alive = not self._ends_with_connection and self._parser.should_keep_alive()
        if "content-encoding" in self.headers:
            self._unpacking = unpacking_of(self.headers["content-encoding"])

    def on_body(self, data: bytes) -> None:
        """A piece of the body is here."""
        if self._unpacking is not None:
            data = self._unpacking.feed(data)
        if data:
            self._pieces.append(data)
            self.size += len(data)
            self.unread += len(data)

    def on_message_begin(self) -> None:
        """An answer begins."""
        if self.is_whole:
            raise NotHttp("a second answer")  # nobody asked: the next request must not get it

    def on_message_complete(self) -> None:
        """An answer ends."""
        if self._informs:
            self._informs = False
        elif self._unpacking is not None and self.size and not self._unpacking.is_whole:
            self.fail(HungUp("the compressed answer ended before its end"))
        elif not self.is_over:
            self.is_whole = True

    def _break(self, error: Exception) -> None:
        cause = error.__context__
        if isinstance(cause, HttpFailure):
            self.fail(cause)
        elif isinstance(error, httptools.HttpParserUpgrade):
            self.fail(NotHttp("a switch to another protocol"))
        else:
            self.fail(NotHttp(f"what is no HTTP ({error})"))

    def _count_head(self, size: int) -> None:
        self._head_bytes += size
        if self._head_bytes > _LONGEST_HEAD_BYTES:
            self.fail(NotHttp(f"headers of more than {_LONGEST_HEAD_BYTES} bytes"))


def content_type_of(headers: Mapping[str, str]) -> str:
    """The type alone, in lower case; `application/octet-stream` where none is named."""
    named = headers.get("content-type", "").partition(";")[0].strip().lower()
    return named or "application/octet-stream"
