"""Tests of `router.api.sound_length`."""

import io
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.api import sound_length
from router.api.sound_length import seconds_of


def sound(seconds: float) -> bytes:
    """Silence as a WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(8_000)
        written.writeframes(bytes(round(16_000 * seconds)))
    return file.getvalue()


@pytest.mark.parametrize(("lasts_s", "seconds"), [(27, 27), (26.2, 27), (0.1, 1)])
def test_begun_seconds_count_in_full(lasts_s: float, seconds: int) -> None:
    assert seconds_of(sound(lasts_s), file_name="a.wav") == seconds
    assert seconds_of(sound(lasts_s), file_name="") == seconds


def test_what_does_not_tell_can_last_as_long_as_its_bytes() -> None:
    assert seconds_of(b"x" * 5_001, file_name="a.webm") == 6


@given(
    st.sampled_from([b"ID3", b"OggS", b"fLaC", b"RIFF\0\0\0\0WAVEfmt ", b"\0\0\0\x20ftypM4A "]),
    st.binary(max_size=300),
)
def test_no_bytes_break_it(beginning: bytes, rest: bytes) -> None:
    data = beginning + rest

    assert 0 <= seconds_of(data, file_name="a") <= 1


def test_what_has_no_end_of_parts_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[int] = []
    read = sound_length._Patience.read

    def counted(file: sound_length._Patience, size: int | None = -1) -> bytes:
        reads.append(1)
        return read(file, size)

    monkeypatch.setattr(sound_length._Patience, "read", counted)

    assert seconds_of(b"\xff\xfb" * 1_000_000, file_name="a.mp3") == 2_000
    assert len(reads) <= sound_length._MOST_READS + 1
