"""Version 5: what administrators did, as a chain of hashes."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_EVENT = """
CREATE TABLE admin_event (
    seq             bigint PRIMARY KEY,              -- 1, 2, 3 and so on
    act_id          text COLLATE "C" NOT NULL,       -- shared by the events of one act
    stage           text NOT NULL,
    at_us           bigint NOT NULL,
    actor           text COLLATE "C" NOT NULL,
    role            text NOT NULL,
    kind            text COLLATE "C" NOT NULL,
    subject         text COLLATE "C" NOT NULL,
    detail          text NOT NULL,                   -- JSON
    idempotency_key text COLLATE "C",
    previous        text NOT NULL,                   -- hash of the event before
    hash            text NOT NULL UNIQUE
);
CREATE UNIQUE INDEX admin_event_once_begun ON admin_event (act_id) WHERE stage = 'begun';
CREATE UNIQUE INDEX admin_event_once_ended ON admin_event (act_id) WHERE stage <> 'begun';
CREATE UNIQUE INDEX admin_event_once_asked ON admin_event (actor, idempotency_key)
    WHERE idempotency_key IS NOT NULL;
CREATE INDEX admin_event_by_subject ON admin_event (subject, seq);
CREATE INDEX admin_event_by_actor ON admin_event (actor, seq);
CREATE INDEX admin_event_by_kind ON admin_event (kind, seq);
"""

_APPEND_ONLY = """
CREATE TRIGGER admin_event_is_never_edited BEFORE UPDATE OR DELETE ON admin_event
    FOR EACH ROW EXECUTE FUNCTION refuse_to_edit();
CREATE TRIGGER admin_event_is_never_truncated BEFORE TRUNCATE ON admin_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_edit();
"""

_CHAIN = """
CREATE FUNCTION follow_last_admin_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last admin_event;
BEGIN
    SELECT * INTO last FROM admin_event ORDER BY seq DESC LIMIT 1;
    IF NEW.seq <> COALESCE(last.seq, 0) + 1
        OR NEW.previous <> COALESCE(last.hash, repeat('0', 64)) THEN
        RAISE EXCEPTION 'admin_event is append-only: this does not follow the last event'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER admin_event_follows_the_last BEFORE INSERT ON admin_event
    FOR EACH ROW EXECUTE FUNCTION follow_last_admin_event();
"""


def upgrade() -> None:
    """Make the log."""
    op.execute(_EVENT)
    op.execute(_APPEND_ONLY)
    op.execute(_CHAIN)
