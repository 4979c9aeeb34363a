"""Use cases: each orders the steps of one thing that Tierwise does."""
