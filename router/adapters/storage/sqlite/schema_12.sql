-- Version 12: notices that wait for delivery.

CREATE TABLE notice (
    id           TEXT NOT NULL PRIMARY KEY,
    kind         TEXT NOT NULL,
    at_us        INTEGER NOT NULL,
    subject      TEXT NOT NULL,
    text         TEXT NOT NULL,
    link         TEXT,
    data         TEXT NOT NULL,  -- JSON
    recipients   TEXT NOT NULL,  -- JSON: mail addresses
    state        TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
    attempts     INTEGER NOT NULL,
    next_us      INTEGER NOT NULL,  -- nobody tries before
    until_us     INTEGER NOT NULL,  -- then it is given up
    delivered_to TEXT NOT NULL,  -- JSON: names of channels
    error        TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX notice_due ON notice (next_us) WHERE state = 'waiting';
CREATE INDEX notice_at ON notice (at_us);
