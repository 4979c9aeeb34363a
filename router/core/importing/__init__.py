"""Foreign configuration as plain data becomes deployments, rules and budgets, every key told."""
