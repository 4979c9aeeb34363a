"""The outside world, one thing a file; each implements a port."""
