-- Version 1: what is booked, what was decided, by which rules, and who may call.
-- Money is whole nano-USD, moments are whole microseconds since 1970 in UTC: sums and
-- comparisons are exact. STRICT makes SQLite refuse a value of another type.

CREATE TABLE decision (
    id              TEXT PRIMARY KEY NOT NULL,
    facts           TEXT NOT NULL,   -- JSON; with the two versions it replays the decision
    deployment      TEXT,            -- NULL where the request was refused
    tier            TEXT,
    rule_id         TEXT,
    reason          TEXT NOT NULL,
    policy_version  TEXT NOT NULL,
    catalog_version TEXT NOT NULL
) STRICT;

CREATE TABLE ledger_entry (
    seq                INTEGER PRIMARY KEY,  -- the order of booking
    id                 TEXT NOT NULL UNIQUE,
    decision_id        TEXT NOT NULL REFERENCES decision (id),
    at_us              INTEGER NOT NULL,
    outcome            TEXT NOT NULL,
    error_code         TEXT,
    key_id             TEXT NOT NULL,
    user               TEXT NOT NULL,
    team               TEXT NOT NULL,
    project            TEXT NOT NULL,
    environment        TEXT NOT NULL,
    tags               TEXT NOT NULL,        -- JSON list
    deployment         TEXT,                 -- NULL, like the three below, where nobody was called
    provider           TEXT,
    model              TEXT,
    tier               TEXT,
    input_tokens       INTEGER NOT NULL,
    cached_tokens      INTEGER NOT NULL,
    cache_write_tokens INTEGER NOT NULL,
    output_tokens      INTEGER NOT NULL,
    reasoning_tokens   INTEGER NOT NULL,
    is_estimated       INTEGER NOT NULL,
    cost_nano_usd      INTEGER NOT NULL,
    price_version      TEXT,
    policy_version     TEXT NOT NULL,
    classifier_version TEXT NOT NULL,
    duration_ms        INTEGER NOT NULL
) STRICT;

CREATE INDEX ledger_entry_by_decision ON ledger_entry (decision_id);
CREATE INDEX ledger_entry_by_time ON ledger_entry (at_us);

-- Entries and decisions are added and never edited. The insert triggers close the way around:
-- INSERT OR REPLACE deletes the old row without asking the delete trigger.

CREATE TRIGGER ledger_entry_is_never_updated BEFORE UPDATE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'ledger_entry is append-only: book a correcting entry'); END;

CREATE TRIGGER ledger_entry_is_never_deleted BEFORE DELETE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'ledger_entry is append-only: book a correcting entry'); END;

CREATE TRIGGER ledger_entry_is_never_replaced BEFORE INSERT ON ledger_entry
WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM ledger_entry WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'ledger_entry is append-only: this id is booked already'); END;

CREATE TRIGGER decision_is_never_updated BEFORE UPDATE ON decision
BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END;

CREATE TRIGGER decision_is_never_deleted BEFORE DELETE ON decision
BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END;

CREATE TRIGGER decision_is_never_replaced BEFORE INSERT ON decision
WHEN EXISTS (SELECT 1 FROM decision WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'decision is append-only: this id is recorded already'); END;

CREATE TABLE rulebook_text (
    kind    TEXT NOT NULL CHECK (kind IN ('policy', 'catalog')),
    version TEXT NOT NULL,
    text    TEXT NOT NULL,
    PRIMARY KEY (kind, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE virtual_key (
    seq           INTEGER PRIMARY KEY,  -- the order of creation
    id            TEXT NOT NULL UNIQUE,
    secret_hash   BLOB NOT NULL UNIQUE, -- keyed; the pepper is not in this file
    name          TEXT NOT NULL,
    prefix        TEXT NOT NULL,
    team          TEXT,
    user          TEXT,
    project       TEXT,
    environment   TEXT NOT NULL,
    tags          TEXT NOT NULL,        -- JSON list
    created_at_us INTEGER,
    expires_at_us INTEGER,
    revoked_at_us INTEGER
) STRICT;

CREATE TABLE meta (
    name  TEXT PRIMARY KEY NOT NULL,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
