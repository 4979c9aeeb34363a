"""What does the finance department ask, on usual days and when a month is closed?"""

from router.core.simulation.template import templates

__all__ = ["CLOSING", "FINANCE"]

FINANCE = templates("finance", [
    ("low", "trivial", 40, "Excel formula for the last day of a month?"),
    ("normal", "trivial", 90, "Sum by customer, as a table:\n{ledger}"),
    ("normal", "trivial", 60, "Which of these are overdue by more than {number} days?\n{ledger}"),
    ("normal", "moderate", 350, "Draft a friendly reminder to {customer} over EUR {amount}; "
     "{person} reads it before it goes."),
    ("normal", "moderate", 330, "Explain the change of the item {code} to the head of sales:\n"
     "{ledger}"),
    ("normal", "moderate", 360, "Erkläre die Abweichung gegenüber dem Vorjahr in fünf Sätzen:\n"
     "{ledger}"),
    ("normal", "demanding", 1000, "Build a cash forecast from these items with three scenarios, "
     "name "
     "the assumptions and which one breaks first:\n{ledger}"),
    ("high", "demanding", 1150, "How is the contract with {customer} to be recognised under "
     "IFRS 15 "
     "with a discount of {percent} % and a right of return? It enters the audited accounts.\n"
     "{clause}\n{ledger}"),
])  # fmt: skip
"""Tables, reminders, and what auditors will read."""

CLOSING = templates("closing", [
    ("normal", "trivial", 120, "Match these postings, list what has no partner:\n{ledger}"),
    ("normal", "trivial", 100, "Accruals for {month} out of this list, as CSV:\n{ledger}"),
    ("normal", "moderate", 380, "Comment on the result of {month} by country for the internal "
     "report:\n{ledger}"),
    ("high", "moderate", 480, "The figures go to the board at {clock}: check that the comment fits "
     "the table and correct what does not.\n{ledger}\n{minutes}"),
    ("high", "demanding", 1100, "Intercompany balances with {country} differ by EUR {amount}. Find "
     "which postings can explain it, and what we book before the closing.\n{ledger}"),
])  # fmt: skip
"""Three days in a row, and much of it counts."""
