"""`tierwise model`: the artifacts, and which of them is in force."""

from router.cli.model.command import model

__all__ = ["model"]
