"""`tierwise serve`: start the service and say where it listens and what it found."""

import asyncio
import logging
import socket
from typing import TYPE_CHECKING, Annotated

import typer

from router.cli.options import CatalogOption, ClassifierOption, DatabaseOption, PolicyOption

if TYPE_CHECKING:
    from router.cli.workers import Place
    from router.settings import Settings

__all__ = ["serve"]


def serve(
    *,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    workers: Annotated[
        int | None, typer.Option(help="Processes that answer on the one port.")
    ] = None,
    policy: PolicyOption = None,
    catalog: CatalogOption = None,
    database: DatabaseOption = None,
    classifier: ClassifierOption = None,
) -> None:
    """Serve the OpenAI-compatible endpoint."""
    from router.cli.listening import listen
    from router.cli.workers import become_worker, number_of_workers
    from router.settings import Settings

    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    settings = Settings.load(
        host=host,
        port=port,
        workers=workers,
        policy=policy,
        catalog=catalog,
        database=database,
        classifier=classifier,
    )
    number = number_of_workers(settings.environment, database=str(settings.database))
    if number == 1:
        _answer(settings)
    else:
        listening = listen(settings.host, settings.port)
        _answer(settings, listening=listening, place=become_worker(number, listening))


def _answer(
    settings: "Settings", *, listening: socket.socket | None = None, place: "Place | None" = None
) -> None:
    """Serve in this process; a worker among others has a `place` and listens where all do."""
    from router.api.app import create_app
    from router.bootstrap import assemble, find_providers
    from router.cli.banner import banner
    from router.cli.listening import listen
    from router.cli.server import Server, drain_s_from, serve_on

    drain_s = drain_s_from(settings.environment)
    container = assemble(settings, asyncio.run(find_providers(settings)))

    def announce(port: int) -> None:
        if place is None or place.report():
            banner(container, port=port)

    server = Server(
        create_app(container),
        announce=announce,
        drain_s=drain_s,
        is_orphan=place.is_orphan if place else lambda: False,
    )
    serve_on(listening or listen(settings.host, settings.port), server)
