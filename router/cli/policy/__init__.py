"""`tierwise policy`: check, test, plan and roll out policies."""

from router.cli.policy.command import policy

__all__ = ["policy"]
