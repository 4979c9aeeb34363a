"""Does a local Ray cluster of two workers return exactly what this process returns?"""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from classifier.embedding import embed
from classifier.evaluation.predicting import at_scale
from classifier.parcel import Parcel
from classifier.scale import HERE, RayCluster, ScaleError, in_chunks, workers_for
from classifier.training.fit import fit_heads, read_corpus
from tests.classifier import tiny
from tests.classifier.test_scale import place, refused, starting_at, summed

ray = pytest.importorskip("ray", reason="pip install 'tierwise[ray]'")

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

CHUNKS = in_chunks(list(range(10)), 3)
PROMPTS = [labelled.prompt for labelled in tiny.labelled_prompts()]


@pytest.fixture(scope="module")
def cluster() -> Iterator[RayCluster]:
    """Two workers on the loopback, without a dashboard; gone when the tests of this file end."""
    ray.init(
        num_cpus=2,
        include_dashboard=False,
        log_to_driver=False,
        logging_level="ERROR",
        _node_ip_address="127.0.0.1",
    )
    yield RayCluster()
    ray.shutdown()


def test_results_come_in_the_order_of_the_chunks(cluster: RayCluster) -> None:
    found = list(cluster.map(summed, CHUNKS, prepare=partial(starting_at, 100)))

    assert [total for total, _ in found] == [103, 112, 121, 109]


def test_two_workers_do_it_and_not_this_process(cluster: RayCluster) -> None:
    places = set(cluster.map(place, in_chunks(list(range(40)), 1), prepare=list))

    assert len(places) == 2
    assert os.getpid() not in places


def test_a_failure_to_prepare_reaches_the_caller(cluster: RayCluster) -> None:
    with pytest.raises(ValueError, match="the artifact is damaged"):
        list(cluster.map(place, CHUNKS, prepare=refused))


def test_heads_fitted_on_the_cluster_are_those_fitted_here(cluster: RayCluster) -> None:
    corpus = read_corpus(tiny.labelled_prompts(), tiny.reader(), settings=tiny.SETTINGS)
    there = fit_heads(corpus, settings=tiny.SETTINGS, workers=cluster)
    here = fit_heads(corpus, settings=tiny.SETTINGS)

    assert all(np.array_equal(here[h]["head"].coef_, there[h]["head"].coef_) for h in here)


def test_vectors_are_the_same_to_the_last_bit(cluster: RayCluster, tiny_artifact: Path) -> None:
    parcel = Parcel.of(tiny_artifact)

    there, here = embed(parcel, PROMPTS, workers=cluster), embed(parcel, PROMPTS, workers=HERE)

    assert np.array_equal(there.vectors, here.vectors)
    assert np.array_equal(there.small, here.small)


def test_predictions_are_the_same(cluster: RayCluster, tiny_artifact: Path) -> None:
    parcel = Parcel.of(tiny_artifact)

    assert at_scale(parcel, cluster)(PROMPTS) == at_scale(parcel, HERE)(PROMPTS)


@pytest.mark.usefixtures("cluster")
def test_a_cluster_that_was_there_before_is_left_running() -> None:
    with workers_for(ray="local") as joined:
        assert list(joined.map(summed, [[1]], prepare=partial(starting_at, 1))) == [(2, 2)]

    assert ray.is_initialized()


def test_a_cluster_that_does_not_answer_is_told(tmp_path: Path) -> None:
    if ray.is_initialized():
        ray.shutdown()
    with pytest.raises(ScaleError, match=r"There is no Ray cluster at '127\.0\.0\.1:1'"):
        RayCluster("127.0.0.1:1")
