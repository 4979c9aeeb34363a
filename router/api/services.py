"""Which services does a request handler reach? Those of the container that started the app."""

from starlette.requests import Request

from router.bootstrap import Container

__all__ = ["container_of"]


def container_of(request: Request) -> Container:
    """The container of this application."""
    container = request.app.state.container
    if not isinstance(container, Container):
        raise TypeError("the application was created without a container")
    return container
