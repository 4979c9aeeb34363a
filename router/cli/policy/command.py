"""Which commands on policies are there? Each is a file; this one only lists them."""

import typer

from router.cli.policy.cases import run_tests
from router.cli.policy.difference import diff
from router.cli.policy.guide import guide
from router.cli.policy.lint import lint
from router.cli.policy.plan import plan
from router.cli.policy.replay import replay
from router.cli.policy.rollout import apply, halt, promote, rollback, shadow
from router.cli.policy.standing import canary, history, status

__all__ = ["policy"]

policy = typer.Typer(
    help="Policies: check, test, plan a change, roll it out, take it back.", no_args_is_help=True
)
policy.command()(lint)
policy.command("test")(run_tests)
policy.command()(plan)
policy.command()(replay)
policy.command()(guide)
policy.command()(diff)
policy.command()(apply)
policy.command()(status)
policy.command()(history)
policy.command()(rollback)
policy.command()(canary)
policy.command()(halt)
policy.command()(promote)
policy.command()(shadow)
