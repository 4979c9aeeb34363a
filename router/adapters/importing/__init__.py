"""Foreign configuration as files: read, turned into a policy and a catalog, and written down."""
