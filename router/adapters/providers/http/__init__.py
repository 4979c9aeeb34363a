"""HTTP to providers: our own small client, and the way through a proxy."""
