"""Values and pure functions: what Tierwise knows, decides and counts."""
