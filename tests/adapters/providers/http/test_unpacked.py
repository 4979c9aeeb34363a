import gzip
import zlib

import pytest

from router.adapters.providers.http.failures import NotHttp
from router.adapters.providers.http.unpacked import Unpacking, unpacking_of

TEXT = b"The sea is salt. " * 50
RAW = zlib.compressobj(wbits=-zlib.MAX_WBITS)
PACKED = {
    "gzip": gzip.compress(TEXT),
    "x-gzip": gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:]),
    "deflate": zlib.compress(TEXT),
    "DEFLATE": RAW.compress(TEXT) + RAW.flush(),
}


@pytest.mark.parametrize("encoding", PACKED)
@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_unpacks_whatever_the_network_cuts(encoding: str, size: int) -> None:
    unpacking = unpacking_of(encoding)
    assert unpacking is not None
    packed = PACKED[encoding]
    pieces = [unpacking.feed(packed[at : at + size]) for at in range(0, len(packed), size)]
    assert b"".join(pieces) == TEXT
    assert unpacking.is_whole


@pytest.mark.parametrize("encoding", ["", "identity", " Identity "])
def test_plain_is_left_plain(encoding: str) -> None:
    assert unpacking_of(encoding) is None


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip"])
def test_what_nobody_here_can_unpack_is_refused(encoding: str) -> None:
    with pytest.raises(NotHttp, match="not asked for"):
        unpacking_of(encoding)


def test_a_bomb_is_refused_before_it_has_grown() -> None:
    unpacking = Unpacking(zlib.MAX_WBITS, limit=10_000)
    with pytest.raises(NotHttp, match="without measure"):
        unpacking.feed(zlib.compress(b"0" * 10_000_000))
