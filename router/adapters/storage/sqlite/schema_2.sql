-- Version 2: what people and audits say of answers, and, where it is switched on, texts.

-- By which id the caller's own library knows an answer: providers give it, so it may come twice.
ALTER TABLE ledger_entry ADD COLUMN response_id TEXT;
CREATE INDEX ledger_entry_by_response ON ledger_entry (response_id) WHERE response_id IS NOT NULL;

-- Whether texts of this key's requests may be kept or audited, where that is switched on.
ALTER TABLE virtual_key ADD COLUMN may_keep_text INTEGER NOT NULL DEFAULT 1;

CREATE TABLE feedback (
    seq             INTEGER PRIMARY KEY,  -- the order of arrival: the last one counts
    id              TEXT NOT NULL UNIQUE,
    decision_id     TEXT NOT NULL REFERENCES decision (id),
    at_us           INTEGER NOT NULL,
    key_id          TEXT NOT NULL,
    idempotency_key TEXT,
    verdict         TEXT CHECK (verdict IN ('accepted', 'edited', 'rejected')),
    score           REAL CHECK (score BETWEEN 0 AND 1),
    value_nano_usd  INTEGER
) STRICT;

CREATE INDEX feedback_by_decision ON feedback (decision_id);
CREATE INDEX feedback_by_time ON feedback (at_us);
CREATE UNIQUE INDEX feedback_by_idempotency_key ON feedback (key_id, idempotency_key)
    WHERE idempotency_key IS NOT NULL;

CREATE TABLE outcome_row (
    seq           INTEGER PRIMARY KEY,
    decision_id   TEXT NOT NULL REFERENCES decision (id),
    at_us         INTEGER NOT NULL,
    deployment    TEXT NOT NULL,
    source        TEXT NOT NULL,
    score         REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
    weight        REAL NOT NULL CHECK (weight > 0),
    cost_nano_usd INTEGER NOT NULL,
    is_simulated  INTEGER NOT NULL
) STRICT;

-- One judgement of each kind on each answer: what is derived twice is kept once.
CREATE UNIQUE INDEX outcome_row_once ON outcome_row (decision_id, deployment, source);
CREATE INDEX outcome_row_by_time ON outcome_row (at_us);

-- As in version 1: rows are added and never edited, and INSERT OR REPLACE is no way around.

CREATE TRIGGER feedback_is_never_updated BEFORE UPDATE ON feedback
BEGIN SELECT RAISE(ABORT, 'feedback is append-only: give another one, the last counts'); END;

CREATE TRIGGER feedback_is_never_deleted BEFORE DELETE ON feedback
BEGIN SELECT RAISE(ABORT, 'feedback is append-only: give another one, the last counts'); END;

CREATE TRIGGER feedback_is_never_replaced BEFORE INSERT ON feedback
WHEN EXISTS (SELECT 1 FROM feedback WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM feedback WHERE seq = NEW.seq)
    OR EXISTS (
        SELECT 1 FROM feedback WHERE key_id = NEW.key_id AND idempotency_key = NEW.idempotency_key
    )
BEGIN SELECT RAISE(ABORT, 'feedback is append-only: this id is kept already'); END;

CREATE TRIGGER outcome_row_is_never_updated BEFORE UPDATE ON outcome_row
BEGIN SELECT RAISE(ABORT, 'outcome_row is append-only'); END;

CREATE TRIGGER outcome_row_is_never_deleted BEFORE DELETE ON outcome_row
BEGIN SELECT RAISE(ABORT, 'outcome_row is append-only'); END;

CREATE TRIGGER outcome_row_is_never_replaced BEFORE INSERT ON outcome_row
WHEN EXISTS (SELECT 1 FROM outcome_row WHERE seq = NEW.seq)
    OR EXISTS (
        SELECT 1 FROM outcome_row WHERE decision_id = NEW.decision_id
        AND deployment = NEW.deployment AND source = NEW.source
    )
BEGIN SELECT RAISE(ABORT, 'outcome_row is append-only'); END;

-- Texts are no part of the books: they are deleted when their time is over, and decisions stay.

CREATE TABLE kept_text (
    decision_id TEXT PRIMARY KEY NOT NULL,
    at_us       INTEGER NOT NULL,
    messages    TEXT NOT NULL,  -- JSON list
    answer      TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX kept_text_by_time ON kept_text (at_us);

CREATE TABLE kept_comment (
    feedback_id TEXT PRIMARY KEY NOT NULL,
    at_us       INTEGER NOT NULL,
    comment     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX kept_comment_by_time ON kept_comment (at_us);

-- What audits have reserved or spent on a day. A hold that nobody settled counts in full.

CREATE TABLE audit_hold (
    id               TEXT PRIMARY KEY NOT NULL,
    day              TEXT NOT NULL,  -- in UTC: 2026-11-22
    held_nano_usd    INTEGER NOT NULL CHECK (held_nano_usd >= 0),
    settled_nano_usd INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_hold_by_day ON audit_hold (day);
