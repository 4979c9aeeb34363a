"""`tierwise simulate`: a company's month through the real service, in minutes."""

import json
import logging
from dataclasses import asdict, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from router.cli.options import CatalogOption, ClassifierOption, PolicyOption
from router.core.errors import InvalidRequest

if TYPE_CHECKING:
    from router.core.simulation.figures import Figures
    from router.core.simulation.plan import Plan
    from router.settings import Settings

__all__ = ["simulate"]

_STEPS_A_DAY = 24
_POLICY = "governed.yaml"
"""Where none is named: the one that acts on all that is simulated."""


def simulate(
    *,
    days: Annotated[int, typer.Option(min=1, max=366, help="How many days.")] = 30,
    people: Annotated[int, typer.Option(min=7, max=100_000, help="How many people.")] = 500,
    seed: Annotated[int, typer.Option(help="The same seed plans, and reports, the same.")] = 1,
    start: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="The first day.")
    ] = datetime(2026, 9, 1, tzinfo=UTC),
    policy: PolicyOption = None,
    catalog: CatalogOption = None,
    classifier: ClassifierOption = None,
    providers: Annotated[
        str, typer.Option(help="With whom the company has contracts; nobody is called.")
    ] = "openai,anthropic",
    budget_usd: Annotated[
        str | None, typer.Option(help="The whole company's budget of a month.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    out: Annotated[Path | None, typer.Option(help="Write the page into this file, too.")] = None,
) -> None:
    """Send a made-up company's traffic through the real service on simulated time."""
    from router.core.simulation.plan import planned
    from router.core.simulation.report import page
    from router.settings import Settings

    if out is not None:
        _write(out, "")  # before it takes minutes
    settings = Settings.load(policy=policy, catalog=catalog, classifier=classifier)
    if policy is None and "TIERWISE_POLICY" not in settings.environment:
        settings = replace(settings, policy=settings.policy.with_name(_POLICY))
    plan = planned(people=people, days=days, start=start.replace(tzinfo=UTC), seed=seed)
    figures = _lived(settings, plan, providers=providers.split(","), budget_usd=_amount(budget_usd))
    told = page(figures)
    if out is not None:
        _write(out, told)
    if as_json:
        typer.echo(json.dumps(_record(figures), indent=2))
        return
    _print(told)


def _lived(
    settings: "Settings", plan: "Plan", *, providers: list[str], budget_usd: Decimal | None
) -> "Figures":
    from router.bootstrap.simulating import open_simulation
    from router.cli.workshop import showing
    from router.core.simulation.calendar import HOUR_S
    from router.core.simulation.ending import Ending
    from router.core.simulation.tally import Tally

    logging.getLogger("router").addHandler(logging.NullHandler())  # an outage is on purpose here
    simulation = open_simulation(settings, plan, providers=providers, budget_usd=budget_usd)
    planted = frozenset(one.subject.key for one in plan.anomalies)
    tally, hours = Tally(planted=planted), 0
    with showing() as bar:
        bar.begin("hours simulated", plan.calendar.days * _STEPS_A_DAY)

        def hear(ending: Ending) -> None:
            nonlocal hours
            tally.add(ending)
            passed = int(ending.request.at_s // HOUR_S)
            if passed > hours:
                bar.advance(passed - hours)
                hours = passed

        after = simulation.run(hear, tally.sought.append)
    return simulation.figures(tally, after)


def _record(figures: "Figures") -> dict[str, object]:
    """All figures, with what follows from them; money as text, so that it stays exact."""
    record: dict[str, object] = {
        **asdict(figures),
        "saved": figures.saved,
        "false_per_thousand": figures.false_per_thousand,
        "aims": [asdict(aim) for aim in figures.aims],
    }
    plain = json.loads(json.dumps(record, default=str))
    return dict(plain)


def _amount(written: str | None) -> Decimal | None:
    if written is None:
        return None
    try:
        amount = Decimal(written)
    except ArithmeticError:
        amount = Decimal(0)
    if not (amount.is_finite() and amount > 0):
        raise InvalidRequest(f"--budget-usd {written!r} is no amount. Write one, such as 5000.")
    return amount


def _write(path: Path, content: str) -> None:
    try:
        path.write_text(content, encoding="utf-8")
    except OSError as error:
        raise InvalidRequest(f"{path} cannot be written: {error.strerror}.") from error


def _print(told: str) -> None:
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(told))
