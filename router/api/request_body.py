"""How is a body read without letting anyone fill the memory?"""

from starlette.requests import Request

from router.api.asked import Asked
from router.core.errors import PayloadTooLarge

__all__ = ["read_body", "too_large"]

_LONGEST_NUMBER = 18
"""Digits of a declared length that are worth reading."""


async def read_body(request: Request, *, limit: int) -> bytes:
    """The whole body.

    Raises:
        PayloadTooLarge: it is longer than `limit` bytes, declared or not.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and (len(declared) > _LONGEST_NUMBER or int(declared) > limit):
        raise too_large(limit)
    if isinstance(request, Asked):
        return await request.asking.read(limit)
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > limit:
            raise too_large(limit)
    return bytes(received)


def too_large(limit: int) -> PayloadTooLarge:
    """The refusal of a body beyond `limit` bytes."""
    return PayloadTooLarge(
        f"The body is larger than {limit / 1_000_000:g} MB. Send less, or raise "
        "TIERWISE_MAX_BODY_MB where the service runs."
    )
