"""Are equal pipelines written as equal bytes, and still read back?"""

import io
import time
import zipfile

import numpy as np
import skops.io
from sklearn.linear_model import LogisticRegression

from classifier.steady import steady


def fitted(scale: float = 1.0) -> dict[str, LogisticRegression]:
    rows = np.random.default_rng(0).normal(size=(60, 4)) * scale
    return {
        name: LogisticRegression().fit(rows, rows[:, place] > 0) for place, name in enumerate("ab")
    }


def test_equal_pipelines_at_other_places_in_memory_are_equal_bytes() -> None:
    first = fitted()
    elsewhere = [fitted() for _ in range(5)]
    archives = [skops.io.dumps(one) for one in (first, elsewhere[-1])]
    assert archives[0] != archives[1]
    assert steady(archives[0]) == steady(archives[1])


def test_other_pipelines_are_other_bytes() -> None:
    assert steady(skops.io.dumps(fitted())) != steady(skops.io.dumps(fitted(2.0)))


def test_what_is_written_is_read_back() -> None:
    first = fitted()
    again = skops.io.loads(steady(skops.io.dumps(first)), trusted=[])
    for name, model in first.items():
        assert np.array_equal(again[name].coef_, model.coef_)
        assert again[name].classes_.tolist() == model.classes_.tolist()


def test_no_time_of_writing_is_kept() -> None:
    archive = steady(skops.io.dumps(fitted()))
    years = {info.date_time[0] for info in zipfile.ZipFile(io.BytesIO(archive)).infolist()}
    assert years == {1980} != {time.gmtime().tm_year}
    assert steady(archive) == archive
