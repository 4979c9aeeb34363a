-- Version 5: what requests under way hold of budgets and quotas.
-- Unlike ledger and decisions this is working state: rows come and go, and can be made anew.

-- Requests under way are few, so `owner` needs no index, and claims no table of their own: each
-- call writes one row more and deletes it.
CREATE TABLE hold (
    id          TEXT PRIMARY KEY NOT NULL,  -- of the ledger entry that will settle it
    decision_id TEXT NOT NULL REFERENCES decision (id),
    owner       TEXT NOT NULL,              -- the process that calls
    at_us       INTEGER NOT NULL,
    claims      TEXT NOT NULL,              -- JSON list
    entry       TEXT NOT NULL               -- JSON list: the row to book where the process dies
) STRICT;

-- In whole nano-USD, tokens or requests, as the account counts.
CREATE TABLE account_slice (
    account  TEXT NOT NULL,
    slice_us INTEGER NOT NULL,  -- beginning of the period, or of a part of a rolling window
    spent    INTEGER NOT NULL,
    held     INTEGER NOT NULL,
    PRIMARY KEY (account, slice_us)
) STRICT, WITHOUT ROWID;

CREATE TABLE owner_beat (
    owner TEXT PRIMARY KEY NOT NULL,
    beats INTEGER NOT NULL,
    at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
