"""Tests of `router.bootstrap.admitting`."""

import pytest

from router.bootstrap.admitting import open_admit
from router.core.errors import ConfigurationError


def test_limits_have_defaults_and_can_be_set() -> None:
    usual = open_admit({})
    told = open_admit({"TIERWISE_MOST_REQUESTS": "7", "TIERWISE_MOST_CONNECTIONS": "9"})

    assert (usual.most_requests, usual.most_connections) == (2_000, 8_000)
    assert (told.most_requests, told.most_connections) == (7, 9)


@pytest.mark.parametrize("word", ["0", "-1", "many", "1.5", "", "²", "9999999"])
def test_what_is_no_count_is_refused_with_its_name(word: str) -> None:
    with pytest.raises(ConfigurationError, match="TIERWISE_MOST_REQUESTS="):
        open_admit({"TIERWISE_MOST_REQUESTS": word})


@pytest.mark.parametrize("word", ["0", "-1", "soon", "", "nan", "inf", "3601"])
def test_what_is_no_time_is_refused_with_its_name(word: str) -> None:
    with pytest.raises(ConfigurationError, match="TIERWISE_LONGEST_WAIT_S="):
        open_admit({"TIERWISE_LONGEST_WAIT_S": word})
