"""Version 7: spend by hours and days, so that a report over a year reads no year of entries.

Working state: to make it anew, delete all of both tables, and set seq of spend_summed to 0.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# For each thing that spend is grouped by: team, user and so on. A sum may exceed 64 bits.
_SUM = """
CREATE TABLE spend_sum (
    grouped_by    text COLLATE "C" NOT NULL,
    span_us       bigint NOT NULL,  -- an hour or a day, in UTC
    begins_us     bigint NOT NULL,
    name          text COLLATE "C" NOT NULL,
    requests      bigint NOT NULL,  -- decisions whose first entry is in it
    input_tokens  numeric NOT NULL,
    output_tokens numeric NOT NULL,
    cost_nano_usd numeric NOT NULL,
    PRIMARY KEY (grouped_by, span_us, begins_us, name)
)
"""
# Later entries of a decision that stand at another moment, or under another name, than the first.
_AGAIN = """
CREATE TABLE spend_again (
    grouped_by  text COLLATE "C" NOT NULL,
    at_us       bigint NOT NULL,
    seq         bigint NOT NULL,
    decision_id text COLLATE "C" NOT NULL,
    name        text COLLATE "C" NOT NULL,
    first_at_us bigint NOT NULL,
    first_name  text COLLATE "C" NOT NULL,
    PRIMARY KEY (grouped_by, at_us, seq)
)
"""
# One row: the last entry that is in the sums. Who moves it locks it.
_SUMMED = """
CREATE TABLE spend_summed (
    only_row smallint PRIMARY KEY CHECK (only_row = 1),
    seq      bigint NOT NULL
);
INSERT INTO spend_summed VALUES (1, 0);
"""


def upgrade() -> None:
    """Make the sums; the service fills them."""
    op.execute(_SUM)
    op.execute(_AGAIN)
    op.execute(_SUMMED)
