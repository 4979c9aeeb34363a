"""Version 8: what was asked of approvers, what they gave, and who decides in whose place."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# One row: services ask it what they have missed, and who changes something writes it first.
_VERSION = """
CREATE TABLE approval_version (
    only_row smallint PRIMARY KEY CHECK (only_row = 1),
    version  bigint NOT NULL
);
INSERT INTO approval_version VALUES (1, 0);
"""
_APPROVAL = """
CREATE TABLE approval (
    id            text COLLATE "C" PRIMARY KEY,
    root          text COLLATE "C" NOT NULL,  -- the id without the -2, -3 of those that follow it
    state         text NOT NULL,              -- pending until somebody has seen that it expired
    rule_id       text COLLATE "C" NOT NULL,
    key_id        text COLLATE "C" NOT NULL,  -- of the caller who was refused
    user_name     text COLLATE "C" NOT NULL,
    asked_at_us   bigint NOT NULL,
    expires_at_us bigint NOT NULL,
    body          text NOT NULL               -- JSON
);
CREATE INDEX approval_by_root ON approval (root);
CREATE INDEX approval_by_moment ON approval (asked_at_us, id);
CREATE INDEX approval_by_state ON approval (state, asked_at_us, id);
CREATE INDEX approval_pending ON approval (rule_id, key_id) WHERE state = 'pending';
"""
_GRANT = """
CREATE TABLE grant_given (
    id             text COLLATE "C" PRIMARY KEY,
    -- One decision, one grant.
    approval_id    text COLLATE "C" NOT NULL UNIQUE REFERENCES approval (id),
    scope          text NOT NULL,    -- JSON
    rules          text NOT NULL,    -- JSON
    limit_nano_usd bigint NOT NULL,
    most_requests  bigint,
    since_us       bigint NOT NULL,
    until_us       bigint NOT NULL,
    revoked_at_us  bigint,
    used_up_at_us  bigint,
    ends_us        bigint NOT NULL   -- the earliest of its ends
);
CREATE INDEX grant_given_by_end ON grant_given (ends_us, id);
CREATE INDEX grant_given_by_moment ON grant_given (since_us, id);
"""
_DELEGATION = """
CREATE TABLE delegation (
    id            text COLLATE "C" PRIMARY KEY,
    given_by      text NOT NULL,
    user_name     text,
    team          text,
    role          text NOT NULL,
    given_to      text NOT NULL,
    since_us      bigint NOT NULL,
    until_us      bigint NOT NULL,
    revoked_at_us bigint
);
CREATE INDEX delegation_by_end ON delegation (until_us);
"""


def upgrade() -> None:
    """Make the tables."""
    for statements in (_VERSION, _APPROVAL, _GRANT, _DELEGATION):
        op.execute(statements)
