-- Version 10: what was asked of approvers, what they gave, and who decides in whose place.

-- One row: services ask it what they have missed, and who changes something writes it first.
CREATE TABLE approval_version (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    version  INTEGER NOT NULL
) STRICT;

INSERT INTO approval_version VALUES (1, 0);

CREATE TABLE approval (
    id            TEXT PRIMARY KEY,
    root          TEXT NOT NULL,     -- the id without the -2, -3 of those that follow it
    state         TEXT NOT NULL,     -- pending until somebody has seen that it expired
    rule_id       TEXT NOT NULL,
    key_id        TEXT NOT NULL,     -- of the caller who was refused
    user_name     TEXT NOT NULL,
    asked_at_us   INTEGER NOT NULL,
    expires_at_us INTEGER NOT NULL,
    body          TEXT NOT NULL      -- JSON
) STRICT;

CREATE INDEX approval_by_root ON approval (root);
CREATE INDEX approval_by_moment ON approval (asked_at_us, id);
CREATE INDEX approval_by_state ON approval (state, asked_at_us, id);
CREATE INDEX approval_pending ON approval (rule_id, key_id) WHERE state = 'pending';

CREATE TABLE grant_given (
    id             TEXT PRIMARY KEY,
    approval_id    TEXT NOT NULL UNIQUE REFERENCES approval (id),  -- one decision, one grant
    scope          TEXT NOT NULL,    -- JSON
    rules          TEXT NOT NULL,    -- JSON
    limit_nano_usd INTEGER NOT NULL,
    most_requests  INTEGER,
    since_us       INTEGER NOT NULL,
    until_us       INTEGER NOT NULL,
    revoked_at_us  INTEGER,
    used_up_at_us  INTEGER,
    ends_us        INTEGER NOT NULL  -- the earliest of its ends
) STRICT;

CREATE INDEX grant_given_by_end ON grant_given (ends_us, id);
CREATE INDEX grant_given_by_moment ON grant_given (since_us, id);

CREATE TABLE delegation (
    id            TEXT PRIMARY KEY,
    given_by      TEXT NOT NULL,
    user_name     TEXT,
    team          TEXT,
    role          TEXT NOT NULL,
    given_to      TEXT NOT NULL,
    since_us      INTEGER NOT NULL,
    until_us      INTEGER NOT NULL,
    revoked_at_us INTEGER
) STRICT;

CREATE INDEX delegation_by_end ON delegation (until_us);
