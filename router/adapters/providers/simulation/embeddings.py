"""Which vectors does the simulation give: unit length, the same for the same text?"""

import base64
import hashlib

import msgspec
import numpy as np

from router.adapters.providers.simulation.request import SimulatedEmbedding
from router.core.usage import Usage
from router.ports.tokens import TokenCounter

__all__ = ["embed"]

_DIMENSIONS = 256

Input = str | list[int]


def embed(request: SimulatedEmbedding, *, model: str, counter: TokenCounter) -> tuple[bytes, Usage]:
    """The body of an embeddings answer and its usage."""
    inputs = _inputs(request)
    data = []
    for index, one in enumerate(inputs):
        vector = _vector(one, dimensions=request.dimensions or _DIMENSIONS)
        data.append(
            {
                "object": "embedding",
                "index": index,
                "embedding": base64.b64encode(vector.tobytes()).decode()
                if request.encoding_format == "base64"
                else vector.tolist(),
            }
        )
    tokens = sum(_tokens(one, counter=counter) for one in inputs)
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    body = {"object": "list", "data": data, "model": model, "usage": usage}
    return msgspec.json.encode(body), Usage(input_tokens=tokens)


def _inputs(request: SimulatedEmbedding) -> list[Input]:
    given = request.input
    if isinstance(given, str):
        return [given]
    numbers = [item for item in given if isinstance(item, int)]
    if numbers:
        return [numbers]
    return [item for item in given if not isinstance(item, int)]


def _vector(one: Input, *, dimensions: int) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    seed = hashlib.blake2b(msgspec.json.encode(one), digest_size=8).digest()
    drawn = np.random.default_rng(int.from_bytes(seed)).standard_normal(dimensions)
    return (drawn / np.linalg.norm(drawn)).astype(np.float32)


def _tokens(one: Input, *, counter: TokenCounter) -> int:
    return counter.estimate(len(one.encode()), len(one)) if isinstance(one, str) else len(one)
