"""`tierwise serve`: start the service and say where it listens and what it found."""

import asyncio
import logging
from typing import Annotated

import typer

from router.cli.options import CatalogOption, ClassifierOption, DatabaseOption, PolicyOption

__all__ = ["serve"]


def serve(
    *,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    policy: PolicyOption = None,
    catalog: CatalogOption = None,
    database: DatabaseOption = None,
    classifier: ClassifierOption = None,
) -> None:
    """Serve the OpenAI-compatible endpoint."""
    from router.api.app import create_app
    from router.bootstrap import assemble, find_providers
    from router.cli.banner import banner
    from router.cli.server import run_server
    from router.settings import Settings

    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    settings = Settings.load(
        host=host,
        port=port,
        policy=policy,
        catalog=catalog,
        database=database,
        classifier=classifier,
    )
    container = assemble(settings, asyncio.run(find_providers(settings)))
    run_server(
        create_app(container),
        host=settings.host,
        port=settings.port,
        announce=lambda bound: banner(container, port=bound),
    )
