"""The trained classifier behind its port: which artifact judges, and which only looks on."""
