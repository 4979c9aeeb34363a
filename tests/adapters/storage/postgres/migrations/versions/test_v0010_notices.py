"""What does the schema of notices hold and refuse?"""

import psycopg
import pytest

_ADD = (
    "INSERT INTO notice VALUES "
    "('ntc_1', 'digest', %s, 'S', 'T', NULL, '{}', '[]', %s, 0, 1, 2, '[]', '')"
)


def test_a_notice_waits_is_delivered_or_has_failed(postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as direct:
        direct.execute(_ADD, (2**62, "waiting"))
        with pytest.raises(psycopg.errors.UniqueViolation):
            direct.execute(_ADD, (2**62, "failed"))
        direct.execute("DELETE FROM notice")
        with pytest.raises(psycopg.errors.CheckViolation):
            direct.execute(_ADD, (1, "lost"))
