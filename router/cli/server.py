"""How does the process listen, announce itself and stop?"""

import asyncio
import gc
import socket
from collections.abc import Callable
from contextlib import ExitStack

import uvicorn
from fastapi import FastAPI
from typing_extensions import override

from router.core.errors import ConfigurationError

__all__ = ["run_server"]

_GRACE_S = 30
_COLLECT_AFTER = 10_000


class _Announcing(uvicorn.Server):
    """Says where it listens only once it does."""

    def __init__(self, config: uvicorn.Config, *, announce: Callable[[int], None]) -> None:
        super().__init__(config)
        self._announce = announce

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        _spare_the_collector()
        if self.started and sockets:
            self._announce(sockets[0].getsockname()[1])


def run_server(app: FastAPI, *, host: str, port: int, announce: Callable[[int], None]) -> None:
    """Serve `app` until the process is told to stop; running answers get 30 s to finish.

    Raises:
        ConfigurationError: the address cannot be listened on.
    """
    listening = _listen(host, port)
    config = uvicorn.Config(
        app,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=_GRACE_S,
    )
    server = _Announcing(config, announce=announce)
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(server.serve(sockets=[listening]))


def _spare_the_collector() -> None:
    """What is loaded by now stays: searching it for garbage again and again finds none."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port)[0][0]
        with ExitStack() as on_failure:
            listening = on_failure.enter_context(socket.socket(family))
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((host, port))
            on_failure.pop_all()
            return listening
    except (OSError, OverflowError) as error:
        reason = error.strerror if isinstance(error, OSError) else "ports end at 65535"
        raise ConfigurationError(
            f"Cannot listen on {host}:{port}: {reason}. Stop what listens there, or "
            "choose another port with --port or TIERWISE_PORT."
        ) from error
