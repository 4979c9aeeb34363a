"""Version 2: what people and audits say of answers, texts where they are kept, and policies."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_FEEDBACK = """
CREATE TABLE feedback (
    seq             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,  -- the last one counts
    id              text COLLATE "C" NOT NULL UNIQUE,
    decision_id     text COLLATE "C" NOT NULL REFERENCES decision (id),
    at_us           bigint NOT NULL,
    key_id          text COLLATE "C" NOT NULL,
    idempotency_key text COLLATE "C",
    verdict         text CHECK (verdict IN ('accepted', 'edited', 'rejected')),
    score           double precision CHECK (score BETWEEN 0 AND 1),
    value_nano_usd  bigint
);
CREATE INDEX feedback_by_decision ON feedback (decision_id, seq);
CREATE INDEX feedback_by_time ON feedback (at_us);
CREATE UNIQUE INDEX feedback_by_idempotency_key ON feedback (key_id, idempotency_key)
    WHERE idempotency_key IS NOT NULL;
"""

# One judgement of each kind on each answer: what is derived twice is kept once.
_OUTCOME_ROW = """
CREATE TABLE outcome_row (
    seq           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    decision_id   text COLLATE "C" NOT NULL REFERENCES decision (id),
    at_us         bigint NOT NULL,
    deployment    text COLLATE "C" NOT NULL,
    source        text COLLATE "C" NOT NULL,
    score         double precision NOT NULL CHECK (score BETWEEN 0 AND 1),
    weight        double precision NOT NULL CHECK (weight > 0),
    cost_nano_usd bigint NOT NULL,
    is_simulated  smallint NOT NULL CHECK (is_simulated IN (0, 1)),
    CONSTRAINT outcome_row_once UNIQUE (decision_id, deployment, source)
);
CREATE INDEX outcome_row_by_time ON outcome_row (at_us);
"""

# Texts are no part of the books: they are deleted when their time is over, and decisions stay.
# One partition a day of at_us, in UTC, made by the first text of the day.
_KEPT = """
CREATE TABLE kept_text (
    decision_id text COLLATE "C" NOT NULL,
    at_us       bigint NOT NULL,
    messages    text NOT NULL,  -- JSON list
    answer      text NOT NULL,
    PRIMARY KEY (decision_id, at_us)
) PARTITION BY RANGE (at_us);
CREATE INDEX kept_text_by_time ON kept_text (at_us);
CREATE TABLE kept_comment (
    feedback_id text COLLATE "C" NOT NULL,
    at_us       bigint NOT NULL,
    comment     text NOT NULL,
    PRIMARY KEY (feedback_id, at_us)
) PARTITION BY RANGE (at_us);
"""

# What audits have reserved or spent on a day. A hold that nobody settled counts in full.
_AUDIT_HOLD = """
CREATE TABLE audit_hold (
    id               text COLLATE "C" PRIMARY KEY,
    day              date NOT NULL,  -- in UTC
    held_nano_usd    bigint NOT NULL CHECK (held_nano_usd >= 0),
    settled_nano_usd bigint
);
CREATE INDEX audit_hold_by_day ON audit_hold (day);
"""

# What was done with policies. Their texts stand in rulebook_text, as those of all policies that
# ever decided. No event can be slipped in among older ones.
_POLICY_EVENT = """
CREATE TABLE policy_event (
    seq     bigint PRIMARY KEY,  -- 1, 2, 3 and so on: two writers cannot both write the next one
    step    text NOT NULL,
    at_us   bigint NOT NULL,
    author  text NOT NULL,
    message text NOT NULL,
    version text,                -- NULL stands for the policy file
    plan    text,                -- JSON; of a canary
    figures text NOT NULL        -- JSON list; what was measured of a canary that was halted
);
CREATE FUNCTION refuse_old_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq <= (SELECT COALESCE(MAX(seq), 0) FROM policy_event) THEN
        RAISE EXCEPTION 'policy_event is append-only: this number is taken'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER policy_event_is_never_slipped_in BEFORE INSERT ON policy_event
    FOR EACH ROW EXECUTE FUNCTION refuse_old_number();
"""

_APPEND_ONLY = """
CREATE TRIGGER {table}_is_never_edited BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_to_edit();
CREATE TRIGGER {table}_is_never_truncated BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_edit();
"""


def upgrade() -> None:
    """Make what is kept beside the books."""
    for statement in (_FEEDBACK, _OUTCOME_ROW, _KEPT, _AUDIT_HOLD, _POLICY_EVENT):
        op.execute(statement)
    for table in ("feedback", "outcome_row", "policy_event"):
        op.execute(_APPEND_ONLY.format(table=table))
