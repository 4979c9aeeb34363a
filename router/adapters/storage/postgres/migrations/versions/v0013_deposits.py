"""Version 13: files and batches that lie with providers, and whose they are."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_DEPOSITS = """
CREATE TABLE deposit (
    id          text COLLATE "C" PRIMARY KEY,
    kind        text NOT NULL,
    owner       text COLLATE "C" NOT NULL,
    deployment  text NOT NULL,
    provider_id text NOT NULL,
    at_us       bigint NOT NULL,
    is_open     integer NOT NULL,
    decision_id text,
    input_id    text
);
CREATE INDEX deposit_by_owner ON deposit (owner, kind, at_us);
CREATE INDEX deposit_open ON deposit (at_us) WHERE is_open = 1;
"""


def upgrade() -> None:
    """Add the table."""
    op.execute(_DEPOSITS)
