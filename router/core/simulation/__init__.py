"""A company that does not exist, as a plan: who asks what and when, and what goes wrong."""
