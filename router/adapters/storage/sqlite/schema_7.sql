-- Version 7: what administrators did, as a chain of hashes.

CREATE TABLE admin_event (
    seq             INTEGER PRIMARY KEY,  -- 1, 2, 3 and so on
    act_id          TEXT NOT NULL,        -- shared by the events of one act
    stage           TEXT NOT NULL,
    at_us           INTEGER NOT NULL,
    actor           TEXT NOT NULL,
    role            TEXT NOT NULL,
    kind            TEXT NOT NULL,
    subject         TEXT NOT NULL,
    detail          TEXT NOT NULL,        -- JSON
    idempotency_key TEXT,
    previous        TEXT NOT NULL,        -- hash of the event before
    hash            TEXT NOT NULL UNIQUE
) STRICT;

CREATE UNIQUE INDEX admin_event_once_begun ON admin_event (act_id) WHERE stage = 'begun';
CREATE UNIQUE INDEX admin_event_once_ended ON admin_event (act_id) WHERE stage <> 'begun';
CREATE UNIQUE INDEX admin_event_once_asked ON admin_event (actor, idempotency_key)
    WHERE idempotency_key IS NOT NULL;
CREATE INDEX admin_event_by_subject ON admin_event (subject, seq);
CREATE INDEX admin_event_by_actor ON admin_event (actor, seq);
CREATE INDEX admin_event_by_kind ON admin_event (kind, seq);

-- As in version 1: rows are added and never edited, and INSERT OR REPLACE is no way around.

CREATE TRIGGER admin_event_is_never_updated BEFORE UPDATE ON admin_event
BEGIN SELECT RAISE(ABORT, 'admin_event is append-only'); END;

CREATE TRIGGER admin_event_is_never_deleted BEFORE DELETE ON admin_event
BEGIN SELECT RAISE(ABORT, 'admin_event is append-only'); END;

CREATE TRIGGER admin_event_follows_the_last BEFORE INSERT ON admin_event
WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM admin_event)
  OR NEW.previous <> COALESCE(
      (SELECT hash FROM admin_event ORDER BY seq DESC LIMIT 1), printf('%064d', 0))
  OR EXISTS (SELECT 1 FROM admin_event WHERE hash = NEW.hash)
  OR EXISTS (SELECT 1 FROM admin_event
             WHERE act_id = NEW.act_id AND (stage = 'begun') = (NEW.stage = 'begun'))
  OR EXISTS (SELECT 1 FROM admin_event
             WHERE actor = NEW.actor AND idempotency_key = NEW.idempotency_key)
BEGIN SELECT RAISE(ABORT, 'admin_event is append-only: this does not follow the last event'); END;
