"""Which commands are there?"""

from typing import Annotated

import typer

from router import __version__
from router.cli.adapt import adapt
from router.cli.analytics import analytics
from router.cli.approvals import approvals
from router.cli.audit import audit
from router.cli.budgets import budgets
from router.cli.cache import cache
from router.cli.classify import classify
from router.cli.coach import coach
from router.cli.demo import demo
from router.cli.directory import directory
from router.cli.drift import drift
from router.cli.embed import embed
from router.cli.evaluate import evaluate
from router.cli.explain import explain
from router.cli.feedback import feedback
from router.cli.findings import findings
from router.cli.grants import grants
from router.cli.importing import importing
from router.cli.keys import keys
from router.cli.label import label
from router.cli.ledger import ledger
from router.cli.model import model
from router.cli.notices import notices
from router.cli.outcomes import outcomes
from router.cli.policy import policy
from router.cli.quotas import quotas
from router.cli.serve import serve
from router.cli.simulate import simulate
from router.cli.spend import spend
from router.cli.teams import teams
from router.cli.texts import texts
from router.cli.train import train
from router.cli.usage import usage
from router.cli.users import users

__all__ = ["app"]

app = typer.Typer(
    name="tierwise",
    help="Cost-aware model routing with spend governance.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(serve)
app.command()(explain)
app.command()(classify)
app.command()(spend)
app.command()(usage)
app.command()(coach)
app.add_typer(analytics, name="analytics")
app.command()(demo)
app.command()(simulate)
app.add_typer(policy, name="policy")
app.add_typer(keys, name="keys")
app.add_typer(directory, name="directory")
app.add_typer(teams, name="teams")
app.add_typer(users, name="users")
app.add_typer(budgets, name="budgets")
app.add_typer(quotas, name="quotas")
app.add_typer(approvals, name="approvals")
app.add_typer(grants, name="grants")
app.add_typer(notices, name="notices")
app.add_typer(findings, name="findings")
app.add_typer(cache, name="cache")
app.add_typer(audit, name="audit")
app.add_typer(ledger, name="ledger")
app.command()(feedback)
app.add_typer(outcomes, name="outcomes")
app.add_typer(texts, name="texts")
app.add_typer(evaluate, name="evaluate")
app.add_typer(model, name="model")
app.add_typer(importing, name="import")
app.command()(drift)
app.command()(label)
app.command()(train)
app.command()(embed)
app.command()(adapt)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tierwise {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Cost-aware model routing with spend governance."""
