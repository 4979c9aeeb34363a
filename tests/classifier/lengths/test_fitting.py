"""Do learnt lengths follow what decides them, and do their quantiles hold on new prompts?"""

from dataclasses import replace

import numpy as np
import pytest

from classifier.heads import HEADS
from classifier.lengths.fitting import (
    LengthError,
    conformal,
    fit_lengths,
    held_out,
    sample_lengths,
)
from classifier.lengths.row import ROW_NAMES
from tests.classifier import tiny
from tests.classifier.lengths.invented import DRIVER, samples


def test_quantiles_hold_on_prompts_that_were_not_seen() -> None:
    lengths = fit_lengths(samples())
    new = samples(2_000, seed=1)

    logarithms = lengths.logarithms(new.rows)
    covered = (np.log(new.tokens)[:, np.newaxis] <= logarithms).mean(axis=0)

    assert covered[0] == pytest.approx(0.5, abs=0.08)
    assert 0.92 <= covered[1] <= 0.985


def test_what_decides_the_length_is_found() -> None:
    lengths = fit_lengths(samples())

    assert lengths.weights[0, DRIVER] == pytest.approx(np.log(10), abs=0.4)
    assert np.abs(np.delete(lengths.weights, DRIVER, axis=1)).max() < 1e-6


def test_held_out_predictions_know_nothing_of_the_author() -> None:
    known = samples()
    odd = known.authors == "author-0"
    changed = replace(known, tokens=np.where(odd, known.tokens * 50, known.tokens))

    assert held_out(changed)[odd] == pytest.approx(held_out(known)[odd], abs=1e-9)


def test_the_conformal_shift_covers_so_large_a_share() -> None:
    missed = np.arange(1.0, 100.0)

    assert conformal(missed, quantile=0.95) == 95.0
    assert conformal(missed[:3], quantile=0.95) == 3.0


def test_too_few_or_one_author_is_refused_with_advice() -> None:
    known = samples(60)
    with pytest.raises(LengthError, match="answer_tokens"):
        fit_lengths(known)
    alone = replace(samples(), authors=np.array(["me"] * 400))
    with pytest.raises(LengthError, match="at least two"):
        fit_lengths(alone)


def test_samples_are_those_prompts_whose_length_is_known() -> None:
    prompts = tiny.labelled_prompts()[:4]
    readings = tiny.reader().read_all(prompt.prompt for prompt in prompts)
    logits = {head: np.zeros((4, len(labels))) for head, labels in HEADS.items()}
    logits["complexity"][2] = [0.0, 0.0, 50.0]

    found = sample_lengths(
        readings,
        logits,
        temperatures=dict.fromkeys(HEADS, 1.0),
        tokens=[None, 10, 20, None],
        authors=["a", "b", "c", "d"],
    )

    assert found.tokens.tolist() == [10, 20]
    assert found.authors.tolist() == ["b", "c"]
    assert found.rows[:, ROW_NAMES.index("complexity_demanding")] == pytest.approx([1 / 3, 1.0])
