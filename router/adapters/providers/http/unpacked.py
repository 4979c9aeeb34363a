"""How is an answer read that came compressed, although we asked for plain bytes?"""

import zlib

from router.adapters.providers.http.failures import NotHttp

__all__ = ["Unpacking", "unpacking_of"]

_MOST_BYTES = 64 * 1024 * 1024
"""What one piece of the network (at most 256 KB) may grow to: more of it is a bomb."""
_GZIP, _ZLIB, _RAW = zlib.MAX_WBITS | 16, zlib.MAX_WBITS, -zlib.MAX_WBITS


def unpacking_of(encoding: str) -> "Unpacking | None":
    """What undoes the encodings named in `content-encoding`; None where there is none.

    Raises:
        NotHttp: nobody here can undo it.
    """
    named = encoding.strip().lower()
    if named in ("", "identity"):
        return None
    if named in ("gzip", "x-gzip"):
        return Unpacking(_GZIP)
    if named == "deflate":
        return Unpacking(None)
    raise NotHttp(f"an answer encoded as {named[:40]!r}, which was not asked for")


class Unpacking:
    """Unpacks what it is fed with; several packed parts in a row are one text."""

    def __init__(self, wbits: int | None, *, limit: int = _MOST_BYTES) -> None:
        self._wbits = wbits
        self._limit = limit
        self._part = None if wbits is None else zlib.decompressobj(wbits)

    def feed(self, data: bytes) -> bytes:
        """The plain bytes of `data`.

        Raises:
            NotHttp: it cannot be unpacked, or becomes far too large.
        """
        plain = b""
        while data:
            part = self._part = self._part or _begun(self._wbits, data=data)
            try:
                plain += part.decompress(data, self._limit - len(plain) + 1)
            except zlib.error as error:
                raise NotHttp(f"a damaged compressed answer ({error})") from None
            if len(plain) > self._limit:
                raise NotHttp("a compressed answer that grows without measure")
            data = part.unused_data
            if part.eof:
                self._part = None
        return plain

    @property
    def is_whole(self) -> bool:
        """Whether the last part has come to its end."""
        return self._part is None


def _begun(wbits: int | None, *, data: bytes) -> "zlib._Decompress":
    """`deflate` means zlib's format, and some servers send it without zlib's header."""
    if wbits is None:
        wbits = _ZLIB if data[0] & 0x0F == 8 else _RAW
    return zlib.decompressobj(wbits)
