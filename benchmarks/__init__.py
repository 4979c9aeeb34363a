"""Measurements; each script prints its figures beside a peer of the same run."""
