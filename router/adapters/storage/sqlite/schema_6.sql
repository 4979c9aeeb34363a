-- Version 6: budgets and quotas that administrators set.

CREATE TABLE stored_limit (
    kind          TEXT NOT NULL CHECK (kind IN ('budget', 'quota')),
    id            TEXT NOT NULL,
    counted_since INTEGER NOT NULL,  -- the version in which it began to count what it counts now
    body          TEXT NOT NULL,     -- JSON
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

-- One row: how many changes there were.
CREATE TABLE limit_version (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    version  INTEGER NOT NULL
) STRICT;

INSERT INTO limit_version VALUES (1, 0);
