"""Bodies and bytes that nobody means well with. `python -m tests.fuzzing.run --bodies 200000`."""
