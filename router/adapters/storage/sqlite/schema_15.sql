-- Version 15: files and batches that lie with providers, and whose they are.

CREATE TABLE deposit (
    id          TEXT PRIMARY KEY,
    kind        TEXT NOT NULL,
    owner       TEXT NOT NULL,
    deployment  TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    at_us       INTEGER NOT NULL,
    is_open     INTEGER NOT NULL,
    decision_id TEXT,
    input_id    TEXT
) WITHOUT ROWID;
CREATE INDEX deposit_by_owner ON deposit (owner, kind, at_us);
CREATE INDEX deposit_open ON deposit (at_us) WHERE is_open = 1;
