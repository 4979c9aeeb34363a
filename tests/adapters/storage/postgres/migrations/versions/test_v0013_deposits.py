"""What does the schema of files and batches hold and refuse?"""

import psycopg
import pytest

_ADD = "INSERT INTO deposit VALUES ('file-tw_1', 'file', 'key_a', 'small', 'file-1', 1, 0)"


def test_a_name_stands_for_one_thing(postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as direct:
        direct.execute(_ADD)
        with pytest.raises(psycopg.errors.UniqueViolation):
            direct.execute(_ADD)
