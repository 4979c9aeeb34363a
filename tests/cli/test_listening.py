"""Tests of `router.cli.listening`."""

import socket

import pytest

from router.cli.listening import listen
from router.core.errors import ConfigurationError


def test_callers_may_knock_at_what_it_gives() -> None:
    with listen("127.0.0.1", 0) as listening:
        listening.listen()
        with socket.create_connection(listening.getsockname(), timeout=5):
            pass


def test_an_occupied_port_is_named_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as occupied:
        port = occupied.getsockname()[1]
        with pytest.raises(ConfigurationError) as caught:
            listen("127.0.0.1", port)

    assert caught.value.message == (
        f"Cannot listen on 127.0.0.1:{port}: Address already in use. Stop what listens there, or "
        "choose another port with --port or TIERWISE_PORT."
    )


def test_a_port_that_cannot_be_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"127\.0\.0\.1:70000: "):
        listen("127.0.0.1", 70_000)


def test_an_address_that_is_not_ours_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"Cannot listen on 192\.0\.2\.1:8080: "):
        listen("192.0.2.1", 8080)
