-- Version 3: what was done with policies. Their texts stand in rulebook_text, as those of all
-- policies that ever decided.

CREATE TABLE policy_event (
    seq     INTEGER PRIMARY KEY,  -- 1, 2, 3 and so on: two writers cannot both write the next one
    step    TEXT NOT NULL,
    at_us   INTEGER NOT NULL,
    author  TEXT NOT NULL,
    message TEXT NOT NULL,
    version TEXT,                 -- NULL stands for the policy file
    plan    TEXT,                 -- JSON; of a canary
    figures TEXT NOT NULL         -- JSON list; what was measured of a canary that was halted
) STRICT;

-- As in version 1: rows are added and never edited, and INSERT OR REPLACE is no way around.

CREATE TRIGGER policy_event_is_never_updated BEFORE UPDATE ON policy_event
BEGIN SELECT RAISE(ABORT, 'policy_event is append-only'); END;

CREATE TRIGGER policy_event_is_never_deleted BEFORE DELETE ON policy_event
BEGIN SELECT RAISE(ABORT, 'policy_event is append-only'); END;

CREATE TRIGGER policy_event_is_never_replaced BEFORE INSERT ON policy_event
WHEN NEW.seq <= (SELECT COALESCE(MAX(seq), 0) FROM policy_event)
BEGIN SELECT RAISE(ABORT, 'policy_event is append-only: this number is taken'); END;
