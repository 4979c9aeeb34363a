"""Which real prompts, without labels, may an encoder be distilled on?"""

from pathlib import Path
from typing import Final

import numpy as np

from classifier.datasets.real import is_share_alike, read_texts
from classifier.prompt import Prompt

__all__ = ["unlabelled_prompts"]

# One source must not make up most of what is read; exam questions and intents are alike.
MOST_OF_A_SOURCE: Final = 2_500


def unlabelled_prompts(path: Path, *, seed: int) -> list[Prompt]:
    """Prompts of a Parquet file with columns prompt, source and licence; none under share-alike.

    Raises:
        DatasetError: the file cannot be used.
    """
    by_source: dict[str, list[str]] = {}
    for text, source, licence in read_texts(path):
        if not is_share_alike(licence):
            by_source.setdefault(source, []).append(text)
    random = np.random.default_rng(seed)
    chosen: list[str] = []
    for _, texts in sorted(by_source.items()):
        order = random.permutation(len(texts))[:MOST_OF_A_SOURCE]
        chosen += [texts[index] for index in sorted(order)]
    return [Prompt.from_text(text) for text in chosen]
