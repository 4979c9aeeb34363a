"""How are requests spoilt on the way: heads, lengths, chunks, pieces, encodings?"""

import asyncio
import gzip
import random
from collections.abc import Callable
from dataclasses import dataclass, field

import httptools

from tests.fuzzing.seeds import kind_of
from tests.fuzzing.verdict import Answer

__all__ = ["Sent", "answers_to", "knock"]

_LINES = (
    *("content-length: -1", "content-length: 99999999999999999999999", "content-length: 5, 5"),
    *("content-length: 0x10", "content-length:", "transfer-encoding: chunked, chunked"),
    *("transfer-encoding: gzip", "transfer-encoding: identity", "expect: 200-maybe"),
    *("content-encoding: gzip", "content-encoding: br", "connection: upgrade\r\nupgrade: h2c"),
    *("upgrade: websocket\r\nconnection: upgrade", "host: a\r\nhost: b", "x: \x00", " folded: x"),
    *("no colon at all", ": nameless", "x-tierwise-batch-size: 1e9", "x-tierwise-tags: \xff\xfe"),
    *("cache-control: max-age=99999999999999999999", "authorization: Bearer \xe9\x01", "x:\tx\x7f"),
    *("authorization: Basic", "x-forwarded-for: ,,,", "content-type: \x80", "expect: 100-continue"),
    *("x-tierwise-priority: \xff", "x-tierwise-timeout: -1", "x-request-id: " + "y" * 9_000),
)
_TARGETS = ("http://here{}", "{}?a=%ff&%00=1", "{}#x", "/../{}", "{}/", "//{}", "*", "{}%00", "é{}")
_QUIET_S = 0.3
"""Whoever has not begun to answer half a request by then waits for its rest."""
_PATIENCE_S = 20.0


@dataclass(frozen=True, slots=True)
class Sent:
    """Bytes for one connection."""

    parts: tuple[bytes, ...]
    expected: int | None
    """How many answers must come; None where that is the server's to say."""
    path: str


@dataclass(slots=True)
class _Answers:
    """What httptools tells of the answers on one connection."""

    parser: httptools.HttpResponseParser = field(init=False)
    found: list[Answer] = field(default_factory=list)
    kind: str = ""
    parts: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.parser = httptools.HttpResponseParser(self)

    def on_message_begin(self) -> None:
        self.kind, self.parts = "", []

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"content-type":
            self.kind = value.decode("latin-1")

    def on_body(self, data: bytes) -> None:
        self.parts.append(data)

    def on_message_complete(self) -> None:
        status = self.parser.get_status_code()
        if status != 100:
            self.found.append(Answer(status, self.kind, b"".join(self.parts)))


def knock(draw: random.Random, path: str, body: bytes) -> Sent:
    """One way of bringing a body to a path."""
    return draw.choice(_WAYS)(draw, path, body)


async def answers_to(sent: Sent, *, port: int) -> list[Answer]:
    """All answers until enough came, nothing comes, or the server closes.

    Raises:
        httptools.HttpParserError: what came is no HTTP.
        TimeoutError: an answer that must come does not.
    """
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answers = _Answers()
    try:
        for part in sent.parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0)
        while sent.expected is None or len(answers.found) < sent.expected:
            data = await _next(reader, is_owed=sent.expected is not None)
            if not data:
                break
            answers.parser.feed_data(data)
    except OSError:
        pass  # the server closed while we were still sending, as it may
    finally:
        writer.transport.abort()
    return answers.found


async def _next(reader: asyncio.StreamReader, *, is_owed: bool) -> bytes:
    try:
        async with asyncio.timeout(_PATIENCE_S if is_owed else _QUIET_S):
            return await reader.read(2**18)
    except TimeoutError:
        if is_owed:
            raise
        return b""


def _head(path: str, *lines: str) -> bytes:
    first = (f"POST {path} HTTP/1.1", "host: here", f"content-type: {kind_of(path)}")
    return "\r\n".join([*first, *lines, "", ""]).encode("latin-1")


def _whole(path: str, body: bytes) -> bytes:
    return _head(path, f"content-length: {len(body)}") + body


def _honest(draw: random.Random, path: str, body: bytes) -> Sent:
    return Sent(_in_pieces(draw, _whole(path, body)), 1, path)


def _in_chunks(draw: random.Random, path: str, body: bytes) -> Sent:
    pieces = [piece for piece in _in_pieces(draw, body) if piece]
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    sent = _head(path, "transfer-encoding: chunked") + chunks + b"0\r\n\r\n"
    return Sent(_in_pieces(draw, sent), 1, path)


def _pipelined(draw: random.Random, path: str, body: bytes) -> Sent:
    many = draw.randint(2, 6)
    return Sent(_in_pieces(draw, _whole(path, body) * many), many, path)


def _bad_chunks(draw: random.Random, path: str, body: bytes) -> Sent:
    sizes = (b"zz", b"-1", b"ffffffffffffffff", b"", b"5;ext=1", b"5\r\r", b"1" * 99, b"0")
    data = b"%b\r\n%b\r\n0\r\n\r\n" % (draw.choice(sizes), body)
    return Sent(_in_pieces(draw, _head(path, "transfer-encoding: chunked") + data), None, path)


def _odd_lines(draw: random.Random, path: str, body: bytes) -> Sent:
    lines = draw.choices(_LINES, k=draw.randint(1, 3))
    if draw.random() < 0.7:
        lines.insert(draw.randrange(len(lines) + 1), f"content-length: {len(body)}")
    return Sent(_in_pieces(draw, _head(path, *lines) + body), None, path)


def _odd_target(draw: random.Random, path: str, body: bytes) -> Sent:
    target = draw.choice(_TARGETS).format(path)
    version = draw.choice(("HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/9", "ICY", ""))
    head = f"POST {target} {version}\r\nhost: here\r\ncontent-length: {len(body)}\r\n\r\n"
    return Sent(_in_pieces(draw, head.encode() + body), None, path)


def _flood(draw: random.Random, path: str, body: bytes) -> Sent:
    lines = [f"x-{number}: {'y' * draw.randint(0, 200)}" for number in range(2_000)]
    return Sent((_head(path, *lines, f"content-length: {len(body)}") + body,), None, path)


def _zipped(draw: random.Random, path: str, body: bytes) -> Sent:
    packed = gzip.compress(body if draw.random() < 0.9 else bytes(5_000_000), 1)
    head = _head(path, f"content-length: {len(packed)}", "content-encoding: gzip")
    return Sent((head, packed), 1, path)


def _cut_off(draw: random.Random, path: str, body: bytes) -> Sent:
    sent = _whole(path, body)
    return Sent(_in_pieces(draw, sent[: draw.randrange(len(sent))]), None, path)


def _wild(draw: random.Random, path: str, body: bytes) -> Sent:
    sent = bytearray(_whole(path, body))
    for _ in range(draw.randint(1, 5)):
        sent[draw.randrange(min(len(sent), 120))] = draw.randrange(256)
    return Sent(_in_pieces(draw, bytes(sent)), None, path)


def _two_framings(draw: random.Random, path: str, body: bytes) -> Sent:
    """What smuggles a second request past a proxy that reads the other length."""
    lines = [f"content-length: {draw.choice((0, 5, len(body)))}", "transfer-encoding: chunked"]
    draw.shuffle(lines)
    rest = b"0\r\n\r\n" + _whole(path, body)
    return Sent((_head(path, *lines) + rest,), None, path)


def _in_pieces(draw: random.Random, data: bytes) -> tuple[bytes, ...]:
    if draw.random() < 0.5 or len(data) < 2:
        return (data,)
    cuts = sorted(draw.randrange(len(data)) for _ in range(draw.randint(1, 5)))
    return tuple(data[a:b] for a, b in zip([0, *cuts], [*cuts, len(data)], strict=True))


_WAYS: tuple[Callable[[random.Random, str, bytes], Sent], ...] = (
    *(_honest, _honest, _in_chunks, _pipelined, _bad_chunks, _odd_lines, _odd_target),
    *(_flood, _zipped, _cut_off, _wild, _two_framings),
)
