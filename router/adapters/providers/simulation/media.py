"""What do pictures, sound and verdicts look like that nobody made?"""

import base64
import io
import math
import struct
import wave
import zlib

import msgspec

from router.core.media import Operation, Passed
from router.core.usage import Usage, UsageUnit
from router.ports.provider import Answer

__all__ = ["media_answer"]

_SAID = "[simulated by Tierwise] No provider key is set, so nobody heard this sound."
_REVISED = "[simulated by Tierwise] No provider key is set, so nobody drew this picture."
_CATEGORIES = (
    "harassment",
    "harassment/threatening",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm",
    "self-harm/instructions",
    "self-harm/intent",
    "sexual",
    "sexual/minors",
    "violence",
    "violence/graphic",
)
_RATE_HZ, _TONE_HZ, _TONE_S = 8_000, 440.0, 0.25
_SIDE = 64
_MOST_PICTURES = 10
_JSON = "application/json"


class _Asked(msgspec.Struct):
    n: int | None = None
    input: object = None


def media_answer(passed: Passed, *, model: str) -> Answer:
    """An answer in the form of OpenAI's, which says that it is simulated wherever it can."""
    if passed.operation is Operation.MODERATIONS:
        return _verdict(passed, model=model)
    if passed.operation is Operation.SPEECH:
        return Answer(body=_tone(), content_type="audio/wav", usage=None)
    if passed.operation in (Operation.TRANSCRIPTIONS, Operation.TRANSLATIONS):
        return _written_down(passed)
    return _pictures(passed)


def _verdict(passed: Passed, *, model: str) -> Answer:
    asked = _asked(passed)
    texts = asked.input if isinstance(asked.input, list) else [asked.input]
    result = {
        "flagged": False,
        "categories": dict.fromkeys(_CATEGORIES, False),
        "category_scores": dict.fromkeys(_CATEGORIES, 0.0),
    }
    body = {"id": "modr-simulated", "model": f"simulated/{model}", "results": [result] * len(texts)}
    return Answer(body=msgspec.json.encode(body), usage=None, response_id="modr-simulated")


def _written_down(passed: Passed) -> Answer:
    plain = b'name="response_format"\r\n\r\ntext\r\n'
    if plain in passed.before or plain in passed.after:
        return Answer(body=f"{_SAID}\n".encode(), content_type="text/plain", usage=None)
    return Answer(body=msgspec.json.encode({"text": _SAID}), usage=None)


def _pictures(passed: Passed) -> Answer:
    count = min(max(_asked(passed).n or 1, 1), _MOST_PICTURES) if passed.is_json else 1
    picture = {"b64_json": base64.b64encode(_square()).decode(), "revised_prompt": _REVISED}
    body = msgspec.json.encode({"created": 0, "data": [picture] * count})
    return Answer(body=body, usage=Usage(units=count, unit=UsageUnit.IMAGES))


def _asked(passed: Passed) -> _Asked:
    try:
        return msgspec.json.decode(passed.before + b'""' + passed.after, type=_Asked)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _Asked()


def _tone() -> bytes:
    """A quarter of a second of a soft tone."""
    written = io.BytesIO()
    with wave.open(written, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(_RATE_HZ)
        turn = math.tau * _TONE_HZ / _RATE_HZ
        heights = (int(6_000 * math.sin(turn * place)) for place in range(int(_RATE_HZ * _TONE_S)))
        sound.writeframes(b"".join(struct.pack("<h", height) for height in heights))
    return written.getvalue()


def _square() -> bytes:
    """A grey PNG with a diagonal: nobody takes it for a picture."""
    rows = b"".join(
        b"\0" + bytes(40 if abs(x - y) < 2 else 200 for x in range(_SIDE)) for y in range(_SIDE)
    )
    head = struct.pack(">IIBBBBB", _SIDE, _SIDE, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
