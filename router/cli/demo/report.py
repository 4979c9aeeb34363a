"""How does the run look on a terminal?"""

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from router.cli.demo.cost_table import cost_part
from router.cli.demo.outcome import DemoRun, Failed, Offer
from router.cli.demo.share_table import share_part
from router.cli.demo.sources import PromptSet
from router.cli.demo.surprise_table import surprise_part
from router.cli.demo.wording import indented, line

__all__ = ["introduction", "report"]

_ERROR_KINDS = 5


def introduction(chosen: PromptSet, offers: Sequence[Offer], *, url: str) -> RenderableType:
    """What is about to be sent, and whether it costs real money."""
    simulated = sum(offer.is_simulated for offer in offers)
    price = "Answers are simulated: no model is called, nothing is paid."
    if simulated < len(offers):
        price = "Real models answer: their providers bill this run."
    parts: list[RenderableType] = [
        Text(),
        indented(line(chosen.origin)),
        indented(f"to {url}. {price}", style="dim"),
    ]
    if chosen.remark is not None:
        parts.append(indented(line(chosen.remark), style="yellow"))
    return Group(*parts)


def report(run: DemoRun, offers: Sequence[Offer]) -> Iterator[RenderableType]:
    """Shares, cost, surprises, errors and pace, in this order."""
    if run.decided:
        yield share_part(run.decided)
        yield cost_part(run.decided, offers)
        yield surprise_part(run.decided)
    if run.failed:
        yield _errors(run.failed)
    yield _pace(run)


def _errors(failed: Sequence[Failed]) -> Text:
    kinds = Counter(failure.code for failure in failed)
    example = {failure.code: failure.message for failure in reversed(failed)}
    part = Text(f"\nErrors: {_counted(len(failed), 'prompt')} without a result\n", style="bold red")
    for code, count in kinds.most_common(_ERROR_KINDS):
        part.append(f"\n  {count:>4} x {code}", style="not bold")
        part.append(f"\n         {line(example[code])}", style="not bold dim")
    if len(kinds) > _ERROR_KINDS:
        part.append(f"\n  and {len(kinds) - _ERROR_KINDS} other kinds", style="not bold")
    return part


def _pace(run: DemoRun) -> Text:
    rate = run.sent / run.duration_s if run.duration_s else 0.0
    return Text.assemble(
        "\n  ",
        (_counted(run.sent, "prompt"), "bold"),
        f" in {run.duration_s:,.1f} s, ",
        (f"{rate:,.1f} requests/s", "bold"),
        f", {_counted(len(run.failed), 'error')}.\n",
    )


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
