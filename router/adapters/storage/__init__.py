"""Where are ledger, virtual keys and old rulebooks kept? One module for each kind of store."""
