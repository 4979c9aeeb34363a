"""Version 1: what is booked, what was decided, by which rules, and who may call.

Money is whole nano-USD, moments are whole microseconds since 1970 in UTC. What sorts is compared
byte by byte (collation C), as SQLite does, whatever the database was made with.
"""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_DECISION = """
CREATE TABLE decision (
    id              text COLLATE "C" PRIMARY KEY,
    facts           text NOT NULL,   -- JSON; with the two versions it replays the decision
    deployment      text,            -- NULL where the request was refused
    tier            text,
    rule_id         text,
    reason          text NOT NULL,
    policy_version  text NOT NULL,
    catalog_version text NOT NULL
)
"""

# One partition a month of at_us, in UTC. A key must hold the column that partitions, so `seq`
# and `id` alone are kept unique elsewhere: by the sequence, and by ledger_entry_id.
_ENTRY = """
CREATE SEQUENCE ledger_entry_seq;
CREATE TABLE ledger_entry (
    seq                 bigint NOT NULL DEFAULT nextval('ledger_entry_seq'),
    id                  text COLLATE "C" NOT NULL,
    decision_id         text COLLATE "C" NOT NULL REFERENCES decision (id),
    at_us               bigint NOT NULL,
    outcome             text NOT NULL,
    error_code          text,
    key_id              text NOT NULL,
    "user"              text NOT NULL,
    team                text NOT NULL,
    project             text NOT NULL,
    environment         text NOT NULL,
    tags                text NOT NULL,       -- JSON list
    deployment          text,                -- NULL, like the three below, where nobody was called
    provider            text,
    model               text,
    tier                text,
    input_tokens        bigint NOT NULL,
    cached_tokens       bigint NOT NULL,
    cache_write_tokens  bigint NOT NULL,
    output_tokens       bigint NOT NULL,
    reasoning_tokens    bigint NOT NULL,
    is_estimated        smallint NOT NULL CHECK (is_estimated IN (0, 1)),
    cost_nano_usd       bigint NOT NULL,
    price_version       text,
    policy_version      text NOT NULL,
    classifier_version  text NOT NULL,
    duration_ms         bigint NOT NULL,
    response_id         text COLLATE "C",
    organisation        text,
    department          text,
    cost_centre         text,
    service_account     text,
    image_input_tokens  bigint NOT NULL DEFAULT 0,
    audio_input_tokens  bigint NOT NULL DEFAULT 0,
    audio_output_tokens bigint NOT NULL DEFAULT 0,
    cache_write_1h_tokens bigint NOT NULL DEFAULT 0,
    service_tier        text,
    corrects            text COLLATE "C",    -- id of the entry that this one corrects
    note                text,                -- why it was corrected
    PRIMARY KEY (seq, at_us)
) PARTITION BY RANGE (at_us);
ALTER SEQUENCE ledger_entry_seq OWNED BY ledger_entry.seq;
CREATE INDEX ledger_entry_by_decision ON ledger_entry (decision_id);
CREATE INDEX ledger_entry_by_time ON ledger_entry (at_us);
CREATE INDEX ledger_entry_by_response ON ledger_entry (response_id) WHERE response_id IS NOT NULL;
CREATE INDEX ledger_entry_by_corrected ON ledger_entry (corrects) WHERE corrects IS NOT NULL;
CREATE TABLE ledger_entry_id (
    id    text COLLATE "C" PRIMARY KEY,
    at_us bigint NOT NULL                    -- which partition holds the entry
);
"""

# An id is booked once, in whichever month. Rows find the trigger in each partition, so there is
# no way around it.
_ONCE = """
CREATE FUNCTION take_ledger_entry_id() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ledger_entry_id VALUES (NEW.id, NEW.at_us);
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_entry_takes_its_id BEFORE INSERT ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION take_ledger_entry_id();
"""

# Numbers are drawn before the commit, so a lower one may become visible later. Whoever books
# says by a lock, which nobody ever waits for, above which number its own will be. Whoever reads
# in the order of booking stops at the lowest of these: see ledger_settled_seq().
_ORDER = """
CREATE FUNCTION ledger_last_seq() RETURNS bigint LANGUAGE sql VOLATILE AS
    'SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM ledger_entry_seq';
CREATE FUNCTION announce_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared((x'5457'::bigint << 48) | ledger_last_seq());
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_entry_is_announced BEFORE INSERT ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION announce_booking();
CREATE FUNCTION ledger_settled_seq() RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    last   bigint;
    lowest bigint;
BEGIN
    last := ledger_last_seq();  -- first: what begins after this line draws higher numbers
    SELECT min(((classid::bigint & x'ffff'::bigint) << 32) | objid::bigint) INTO lowest
    FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND classid::bigint >> 16 = x'5457'::bigint;
    RETURN least(last, lowest);
END $$;
"""

_MONTHS = """
CREATE FUNCTION add_ledger_month(moment_us bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    day_us constant bigint := 86400000000;
    epoch  constant date := date '1970-01-01';
    day    date := epoch + ((moment_us - ((moment_us % day_us) + day_us) % day_us) / day_us)::int;
    first  date := date_trunc('month', day::timestamp)::date;
    after  date := (first + interval '1 month')::date;
    part   text := 'ledger_entry_' || to_char(first, 'YYYY_MM');
BEGIN
    PERFORM pg_advisory_xact_lock(x'5458'::bigint << 48);
    IF to_regclass(part) IS NOT NULL THEN
        RETURN false;
    END IF;
    -- Attached, not created in place: who books in other months is not held up.
    EXECUTE format('CREATE TABLE %I (LIKE ledger_entry INCLUDING DEFAULTS INCLUDING CONSTRAINTS)',
        part);
    EXECUTE format('CREATE TRIGGER ledger_entry_is_never_truncated BEFORE TRUNCATE ON %I '
        'FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_edit()', part);
    EXECUTE format('ALTER TABLE ledger_entry ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
        part, (first - epoch) * day_us, (after - epoch) * day_us);
    RETURN true;
END $$;
"""

_NEVER_EDITED = """
CREATE FUNCTION refuse_to_edit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""
_APPEND_ONLY = """
CREATE TRIGGER {table}_is_never_edited BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_to_edit();
CREATE TRIGGER {table}_is_never_truncated BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_edit();
"""

_OTHERS = """
CREATE TABLE rulebook_text (
    kind    text NOT NULL CHECK (kind IN ('policy', 'catalog')),
    version text COLLATE "C" NOT NULL,
    text    text NOT NULL,
    PRIMARY KEY (kind, version)
);
CREATE TABLE virtual_key (
    seq             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,  -- the order of creation
    id              text COLLATE "C" NOT NULL UNIQUE,
    secret_hash     bytea NOT NULL UNIQUE,  -- keyed; the pepper is not in this database
    name            text NOT NULL,
    prefix          text NOT NULL,
    team            text,
    "user"          text,
    project         text,
    environment     text NOT NULL,
    tags            text NOT NULL,          -- JSON list
    created_at_us   bigint,
    expires_at_us   bigint,
    revoked_at_us   bigint,
    may_keep_text   smallint NOT NULL DEFAULT 1,
    service_account text,
    role            text NOT NULL DEFAULT 'member',
    scope           text NOT NULL DEFAULT '{}',  -- JSON
    may_claim       text NOT NULL DEFAULT '["project","tags","team","user"]',  -- JSON list
    replaces        text                    -- id of the key that it was rotated from
);
CREATE TABLE meta (
    name  text PRIMARY KEY,
    value bytea NOT NULL
);
"""


def upgrade() -> None:
    """Make the books."""
    op.execute(_DECISION)
    op.execute(_ENTRY)
    op.execute(_NEVER_EDITED)
    for table in ("decision", "ledger_entry", "ledger_entry_id"):
        op.execute(_APPEND_ONLY.format(table=table))
    op.execute(_ONCE)
    op.execute(_ORDER)
    op.execute(_MONTHS)
    op.execute(_OTHERS)
