"""Where do estimates of the length of answers stand? In `answer_tokens` of the labelled prompts."""

from collections.abc import Iterable
from pathlib import Path

from classifier.datasets.load import DatasetError, read_rows, read_text

__all__ = ["answer_tokens"]


def answer_tokens(files: Iterable[Path]) -> dict[str, int]:
    """The tokens of a good answer, as annotators estimate them, by the prompt's id.

    Lines without the field are passed over; of several estimates of one id the last counts.
    """
    found: dict[str, int] = {}
    for file in files:
        for row, where in read_rows(file):
            tokens = row.get("answer_tokens")
            if tokens is None:
                continue
            if isinstance(tokens, bool) or not isinstance(tokens, int) or tokens < 1:
                message = (
                    f"{where}: field 'answer_tokens' is {tokens!r}; "
                    "write a whole number of at least 1, or leave it out."
                )
                raise DatasetError(message)
            found[read_text(row, field="id", where=where)] = tokens
    return found
