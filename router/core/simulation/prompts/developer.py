"""What does a developer ask?"""

from router.core.simulation.template import templates

__all__ = ["DEVELOPER"]

DEVELOPER = templates("developer", [
    ("low", "trivial", 60, "rename the variable {column} to something clearer:\n{source}"),
    ("low", "trivial", 40, "what does HTTP {number} mean again"),
    ("low", "trivial", 25, "One-line joke about {library} for the stand-up on {day}?"),
    ("low", "trivial", 90, "Sort these imports alphabetically and nothing else:\n{source}"),
    ("normal", "trivial", 70, "Regex that matches an order code like {code}-AB, please."),
    ("normal", "trivial", 110, "git: how do I undo the last commit but keep the changes?"),
    ("normal", "trivial", 120, "Turn this log into CSV with time, level and text:\n{log}"),
    ("normal", "trivial", 80, "Getter and setter for {column} in Python, as a property."),
    ("normal", "trivial", 130, "Schreibe einen Docstring für {function}:\n{source}"),
    ("normal", "moderate", 520, "Write {function} in Python: it reads {table}, drops rows without "
     "{column}, groups by {column} and returns the top {number}. Edge cases and pytest tests."),
    ("normal", "moderate", 460, "Review this change for readability and missing tests:\n{diff}"),
    ("normal", "moderate", 380, "Explain to a junior how {library} handles connections, with a "
     "small "
     "example that uses the table {table}."),
    ("normal", "moderate", 300, "SQL: for each {column} the share of {table} of the last "
     "{number} days that were returned, as a window function, and say which index helps."),
    ("normal", "moderate", 420, "Add retries with backoff to this call and keep the "
     "types:\n{source}"),
    ("normal", "moderate", 350, "Why does this fail only on {day}s?\n{log}\n{source}"),
    ("normal", "demanding", 1300, "We see a race between {function} and the cache: once in "
     "{number} "
     "requests a stale {column} wins. Find every interleaving that explains the log and prove "
     "that your fix removes them.\n{source}\n{log}"),
    ("normal", "demanding", 1500, "Design the move of {service} from one database to {number} "
     "shards without downtime: phases, dual writes, verification, way back, and the trade-offs "
     "between hash and range keys on {column}."),
    ("normal", "demanding", 1200, "Explica qué garantías de orden pierde {service} si pasamos a "
     "{library}, y demuestra con un contraejemplo por qué el bloqueo actual no basta:\n{source}"),
    ("high", "moderate", 520, "Production: since {clock} {service} charges some customers twice. "
     "Here is the diff that went out. Give me the safe hot fix and the query that finds all "
     "affected {table}.\n{diff}\n{log}"),
    ("high", "demanding", 1250, "A security report says that {product} lets one tenant read "
     "another tenant's {table}. Find the hole in this code, the fix, and what we must check in the "
     "logs before we tell {customer}.\n{source}\n{diff}"),
])  # fmt: skip
"""Mostly code that goes through review; now and then production or security."""
