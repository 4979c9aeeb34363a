"""How would PostgreSQL answer a query of a big table?"""

import psycopg


def plan_of(url: str, query: str, *given: object) -> str:
    """The plan where reading a whole table is the last resort, as it is in a big one."""
    with psycopg.connect(url) as connection:
        connection.execute("SET enable_seqscan = off")
        lines = connection.execute(f"EXPLAIN {query}", given).fetchall()
    return "\n".join(line for (line,) in lines)
