"""`tierwise demo`: send real prompts through the running service, show what it decided."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from router.cli.demo.outcome import DemoRun, Offer
    from router.cli.demo.sources import PromptSet

__all__ = ["demo"]


def demo(
    *,
    url: Annotated[str, typer.Option(help="Where the service listens.")] = "http://127.0.0.1:8080",
    count: Annotated[int, typer.Option(min=1, help="How many prompts to send.")] = 300,
    concurrency: Annotated[int, typer.Option(min=1, help="How many at a time.")] = 16,
    prompts: Annotated[
        Path | None, typer.Option(help='Your own prompts: JSONL with {"messages"} lines.')
    ] = None,
    key: Annotated[
        str | None, typer.Option(envvar="TIERWISE_KEY", help="A virtual key, if one is required.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Draws the sample; the same seed, the same one.")] = 1,
) -> None:
    """Send real prompts through the running service; show tiers, cost and surprises."""
    from rich.console import Console

    from router.cli.demo.report import report
    from router.cli.demo.sources import choose_prompts

    console = Console(highlight=False)
    chosen = choose_prompts(prompts, count=count, seed=seed)
    run, offers = asyncio.run(_send(chosen, console, url=url, key=key, concurrency=concurrency))
    for part in report(run, offers):
        console.print(part)
    if not run.decided:
        raise typer.Exit(1)


async def _send(
    chosen: "PromptSet", console: "Console", *, url: str, key: str | None, concurrency: int
) -> "tuple[DemoRun, list[Offer]]":
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft

    from router.cli.demo.client import connect
    from router.cli.demo.report import introduction
    from router.cli.demo.sending import Phase, send

    async with connect(url, key=key) as client:
        offers = await client.offers()
        console.print(introduction(chosen, offers, url=url))
        columns = TextColumn("  {task.description:<17}"), BarColumn(40), MofNCompleteColumn()
        with Progress(*columns, TimeLeft(), console=console, transient=True) as progress:
            bars = {
                phase: progress.add_task(phase.value, total=len(chosen.prompts)) for phase in Phase
            }
            run = await send(
                chosen.prompts,
                client,
                concurrency=concurrency,
                on_step=lambda phase: progress.advance(bars[phase]),
            )
    return run, offers
