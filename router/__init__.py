"""Tierwise: cost-aware model routing with spend governance."""

__version__ = "0.1.0"
