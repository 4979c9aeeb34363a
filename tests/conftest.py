"""What holds for every test: no network but the loopback, and reproducible random cases."""

import os

from hypothesis import settings
from pytest_socket import socket_allow_hosts

settings.register_profile("local", deadline=None)
settings.register_profile("reproducible", deadline=None, derandomize=True)
settings.load_profile("reproducible" if os.environ.get("CI") else "local")


def pytest_runtest_setup() -> None:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
