"""At which address do callers knock?"""

import socket
from contextlib import ExitStack

from router.core.errors import ConfigurationError

__all__ = ["listen"]


def listen(host: str, port: int) -> socket.socket:
    """A socket at which callers may knock, though nobody opens yet.

    Raises:
        ConfigurationError: the address cannot be listened on.
    """
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
