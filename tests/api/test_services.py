"""Tests of `router.api.services`."""

import pytest
from fastapi import FastAPI
from starlette.requests import Request

from router.api.services import container_of
from router.bootstrap import Container


def test_handlers_reach_the_container_that_started_the_app(
    app: FastAPI, container: Container
) -> None:
    assert container_of(Request({"type": "http", "app": app})) is container


def test_an_application_without_one_says_so() -> None:
    app = FastAPI()
    app.state.container = None

    with pytest.raises(TypeError, match="without a container"):
        container_of(Request({"type": "http", "app": app}))
