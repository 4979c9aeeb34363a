-- Version 13: what people chose of coaching and digests, and ways to one's own entries.

CREATE TABLE coach_choice (
    person      TEXT NOT NULL PRIMARY KEY,  -- user:… or key:…
    has_digest  INTEGER NOT NULL,
    has_headers INTEGER NOT NULL,
    digest_week TEXT NOT NULL  -- the last one made, such as 2026-W47; '' for none
) STRICT, WITHOUT ROWID;

CREATE INDEX ledger_entry_by_user ON ledger_entry (user, at_us);
CREATE INDEX ledger_entry_by_key ON ledger_entry (key_id, at_us);
