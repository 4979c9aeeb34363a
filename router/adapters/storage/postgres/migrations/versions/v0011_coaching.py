"""Version 11: what people chose of coaching and digests, and ways to one's own entries."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_COACHING = """
CREATE TABLE coach_choice (
    person      text COLLATE "C" NOT NULL PRIMARY KEY,  -- user:… or key:…
    has_digest  integer NOT NULL,
    has_headers integer NOT NULL,
    digest_week text COLLATE "C" NOT NULL  -- the last one made, such as 2026-W47; '' for none
);
CREATE INDEX ledger_entry_by_user ON ledger_entry ("user", at_us);
CREATE INDEX ledger_entry_by_key ON ledger_entry (key_id, at_us);
"""


def upgrade() -> None:
    """Make the table and the indexes."""
    op.execute(_COACHING)
