"""What does the schema of the sums of spend hold and refuse?"""

import psycopg
import pytest

from router.adapters.storage.postgres.session import starting


def test_nothing_is_summed_up_yet_and_there_is_one_mark(postgres_url: str) -> None:
    with starting(postgres_url) as connection:
        assert connection.execute("SELECT seq FROM spend_summed").fetchall() == [(0,)]
        assert connection.execute("SELECT 1 FROM spend_sum").fetchall() == []
        assert connection.execute("SELECT 1 FROM spend_again").fetchall() == []
    with (
        psycopg.connect(postgres_url, autocommit=True) as direct,
        pytest.raises(psycopg.errors.CheckViolation),
    ):
        direct.execute("INSERT INTO spend_summed VALUES (2, 0)")


def test_a_sum_may_exceed_64_bits(postgres_url: str) -> None:
    with starting(postgres_url) as connection:
        connection.execute("INSERT INTO spend_sum VALUES ('team', 1, 0, 'a', 1, 0, 0, %s)", [2**62])
        connection.execute("UPDATE spend_sum SET cost_nano_usd = cost_nano_usd * 8")
        assert connection.execute("SELECT cost_nano_usd FROM spend_sum").fetchall() == [(2**65,)]
