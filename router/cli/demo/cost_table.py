"""How is the cost against both extremes told?"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from rich.console import Group

from router.cli.demo.costs import AllInOneTier, Costs, compare_costs, ratio
from router.cli.demo.outcome import Decided, Offer
from router.cli.demo.wording import indented, titled_table

__all__ = ["cost_part"]


def cost_part(decided: Sequence[Decided], offers: Sequence[Offer]) -> Group:
    """The three costs, what they mean, and what the figures do not show."""
    costs = compare_costs(decided, offers)
    table = titled_table("What it cost")
    table.add_column("")
    table.add_column("deployment")
    for heading in ("USD", "USD per 1,000 prompts", "of always-premium"):
        table.add_column(heading, justify="right")
    table.add_row(*_extreme("always premium", costs.premium, costs=costs))
    table.add_row(
        *_cells("Tierwise", "as decided", usd=costs.actual_usd, costs=costs), style="bold"
    )
    table.add_row(*_extreme("always economy", costs.economy, costs=costs))
    notes = (indented(note, style="dim") for note in _notes(costs))
    return Group(table, indented(_verdict(costs)), *notes)


def _extreme(name: str, extreme: AllInOneTier | None, *, costs: Costs) -> list[str]:
    if extreme is None:
        return [name, "none in the catalog", "-", "-", "-"]
    return _cells(name, extreme.deployment, usd=extreme.cost_usd, costs=costs)


def _cells(name: str, deployment: str, *, usd: Decimal, costs: Costs) -> list[str]:
    share = ratio(usd, costs.premium.cost_usd) if costs.premium else None
    return [
        name,
        deployment,
        f"{usd:,.6f}",
        f"{usd * 1000 / costs.answers:,.4f}",
        "-" if share is None else f"{share * 100:,.1f} %",
    ]


def _verdict(costs: Costs) -> str:
    parts = []
    premium = ratio(costs.actual_usd, costs.premium.cost_usd) if costs.premium else None
    if premium is not None:
        how = "less" if premium <= 1 else "more"
        parts.append(f"{abs(1 - premium) * 100:.1f} % {how} than always-premium")
    economy = ratio(costs.actual_usd, costs.economy.cost_usd) if costs.economy else None
    if economy is not None:
        parts.append(f"{economy:,.1f} times always-economy")
    return (
        f"Tierwise cost {' and '.join(parts)}." if parts else "Every price is 0: nothing to save."
    )


def _notes(costs: Costs) -> Iterator[str]:
    if costs.simulated:
        which = "All" if costs.simulated == costs.answers else f"{costs.simulated:,} of"
        yield (
            f"{which} {costs.answers:,} answers were simulated, and so were their tokens: "
            "prices and routing are real, these costs are not."
        )
    if costs.estimated:
        yield f"The tokens of {costs.estimated:,} answers are estimates: the provider gave none."
    yield (
        "Always-…: the same tokens at the list price of the tier's cheapest deployment; another "
        "model might have written more or less."
    )
